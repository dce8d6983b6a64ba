"""Few rows come straight from the engine, and are those that its batches would have given."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeq.lake import Lake
from lakeq.results.rows import batch_rows
from lakeq.settings import Settings

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def integers(bits: int) -> st.SearchStrategy[str]:
    return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1).map(lambda n: quoted(str(n)))


def decimals(precision: int, scale: int) -> st.SearchStrategy[str]:
    largest = 10**precision - 1
    return st.integers(-largest, largest).map(
        lambda whole: quoted(format(Decimal(whole).scaleb(-scale), "f"))
    )


VALUES: dict[str, st.SearchStrategy[str]] = {
    "boolean": st.sampled_from(["true", "false"]),
    "tinyint": integers(8),
    "smallint": integers(16),
    "integer": integers(32),
    "bigint": integers(64),
    "double": st.floats().map(
        lambda number: quoted(str(number).replace("inf", "Infinity").replace("nan", "NaN"))
    ),
    "decimal(9,0)": decimals(9, 0),
    "decimal(18,6)": decimals(18, 6),
    "decimal(38,10)": decimals(28, 10),
    "varchar": TEXTS.map(quoted),
    "varbinary": st.binary(max_size=6).map(lambda data: f"X'{data.hex()}'"),
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    folder = tmp_path_factory.mktemp("few")
    settings = Settings.load({"LAKEQ_CACHE_DIR": "none", "LAKEQ_HISTORY": "none"}, folder)
    with Lake.open(settings) as lake:
        yield lake


def few(lake: Lake, sql: str) -> list[tuple[Any, ...]] | None:
    with lake.execute(sql) as result:
        rows = result.few_rows()
        return None if rows is None else list(rows)


def from_batches(lake: Lake, sql: str) -> list[tuple[Any, ...]]:
    with lake.execute(sql) as result:
        return [row for batch in result.batches() for row in batch_rows(batch, result.columns)]


@given(data=st.data())
def test_rows_from_the_engine_are_those_of_its_batches(lake: Lake, data: st.DataObject) -> None:
    types = data.draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=4))
    row = st.tuples(*((st.just("NULL") | VALUES[name]).map(str) for name in types))
    rows = data.draw(st.lists(row, min_size=1, max_size=5))
    spelled = ", ".join(
        "(" + ", ".join(f"CAST({v} AS {t})" for v, t in zip(row, types, strict=True)) + ")"
        for row in rows
    )
    sql = f"VALUES {spelled}"
    # NaN is not equal to itself, and 1.0 is to 1.00, so what is compared is how they look.
    assert repr(few(lake, sql)) == repr(from_batches(lake, sql))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT CAST(0.1 AS real)",
        "SELECT DATE '2024-01-01'",
        "SELECT TIMESTAMP '2024-01-01 10:00:00'",
        "SELECT CAST('a' AS char(3))",
        "SELECT ARRAY[1]",
    ],
)
def test_values_that_the_engine_gives_otherwise_come_from_batches(lake: Lake, sql: str) -> None:
    assert few(lake, sql) is None


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT NULL",
        "SELECT count(*) FROM UNNEST(ARRAY[1, 2, 3, 4, 5]) AS t(n)",
        "SELECT n FROM UNNEST(ARRAY[1, 2, 3, 4, 5]) AS t(n) ORDER BY n LIMIT 3",
        "SELECT 1 UNION ALL SELECT 2",
        "SELECT x FROM (VALUES 1, 2, 3) AS t(x) WHERE x > 1",
        "SELECT x FROM (SELECT 1 AS x UNION ALL SELECT 2) WHERE x > 1",
    ],
)
def test_a_bounded_query_gives_its_rows_at_once(lake: Lake, sql: str) -> None:
    assert few(lake, sql) == from_batches(lake, sql)


def test_rows_that_may_be_many_come_in_batches(lake: Lake) -> None:
    assert few(lake, "SELECT n FROM UNNEST(ARRAY[1, 2, 3, 4, 5]) AS t(n)") is None
    assert few(lake, "SELECT n FROM UNNEST(ARRAY[1, 2, 3, 4, 5]) AS t(n) LIMIT 100000") is None
