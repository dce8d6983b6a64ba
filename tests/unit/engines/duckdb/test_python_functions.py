"""Python functions inside DuckDB: what they give is kept for as long as it is read."""

import pytest

from tests.unit.engines.duckdb.lake import Asker

LONG = "a text far too long to lie within DuckDB's own string values: é"
SOURCE = "(VALUES 'a', 'b', 'c', NULL) t (v)"


@pytest.mark.parametrize(
    "expression",
    [
        f"coalesce(format('%s {LONG.replace(chr(39), chr(39) * 2)}', v), 'none')",
        f"coalesce(NULL, v || format('%s {LONG.replace(chr(39), chr(39) * 2)}', ''), 'none')",
        "coalesce(from_utf8(to_utf8(v) || X'C0FFC0FFC0FFC0FFC0FFC0FF'), 'none')",
        "coalesce(regexp_split(v || repeat_me, '(?=b)'), ARRAY['none'])",
        "coalesce(parse_datetime('2024 America/Los_Angeles' || substr(v, 2), 'yyyy ZZZ'), NULL)",
    ],
)
def test_coalesce_reads_what_a_python_function_gave(asker: Asker, expression: str) -> None:
    source = f"(SELECT v, lpad('', 200, 'ab') repeat_me FROM {SOURCE})"
    plain = expression.removeprefix("coalesce(").rpartition(", ")[0].removeprefix("NULL, ")
    answers = asker.rows(f"SELECT v, {expression} FROM {source}")
    wanted = asker.rows(f"SELECT v, {plain} FROM {source}")
    assert [row for row in answers if row[0]] == [row for row in wanted if row[0]]
