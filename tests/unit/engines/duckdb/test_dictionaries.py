"""Functions over text that a Parquet file keeps as a dictionary, of which not all rows are asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lakeq.lake import Lake
from lakeq.settings import Settings

GOOD = {
    "json_parse(s)": ("[1]", "[1]"),
    "cast(json_parse(s) AS array(integer))": ("[1]", [1]),
    "parse_data_size(s)": ("1kB", 1024),
    "element_at(split_to_map(s, ',', '='), 'a')": ("a=1", "1"),
    "hamming_distance(s, 'abcd')": ("abce", 1),
    "hamming_distance('abcd', s)": ("abce", 1),
    "cast(s AS integer)": ("5", 5),
    "length(from_hex(s))": ("61", 1),
    "to_iso8601(with_timezone(TIMESTAMP '2024-01-01 00:00:00', s))": (
        "UTC",
        "2024-01-01T00:00:00Z",
    ),
}


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with Lake.open(Settings(catalog=tmp_path / "metastore.sqlite")) as lake:
        lake.execute("CREATE DATABASE g").close()
        yield lake


@pytest.mark.parametrize("expression", GOOD)
def test_a_function_fails_for_no_row_but_its_own(
    lake: Lake, tmp_path: Path, expression: str
) -> None:
    text, value = GOOD[expression]
    (tmp_path / "t").mkdir()
    rows = {"i": [1, 2, 3, 4] * 3, "s": [text, "!bad!", text, None] * 3}
    pq.write_table(pa.table(rows), tmp_path / "t" / "f.parquet")
    lake.execute(
        f"CREATE EXTERNAL TABLE g.t (i bigint, s string) STORED AS PARQUET LOCATION '{tmp_path}/t/'"
    ).close()

    def answer(column: str, rest: str = "") -> list[Any]:
        return [row[0] for row in lake.execute(f"SELECT {column} FROM g.t {rest}").rows()]

    assert (
        answer(f"TRY({expression})", "ORDER BY i")
        == [value] * 3 + [None] * 3 + [value] * 3 + [None] * 3
    )
    assert answer(f"CASE WHEN i = 3 THEN {expression} END", "ORDER BY i DESC LIMIT 4")[3] == value
    assert answer(expression, "WHERE i = 1") == [value] * 3
