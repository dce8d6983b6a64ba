"""However a result is fetched, its rows are the same."""

from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from lakeq.dbapi.reading import ResultReader
from lakeq.model.bound import OutputColumn
from lakeq.model.types import BIGINT, VARCHAR

SCHEMA = pa.schema([("n", pa.int64()), ("s", pa.string())])
COLUMNS = (OutputColumn("n", BIGINT), OutputColumn("s", VARCHAR))
VALUES = st.tuples(st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.text(max_size=5))
BATCHES = st.lists(st.lists(VALUES, max_size=12), max_size=6)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("one"), st.just(1)),
        st.tuples(st.just("many"), st.integers(0, 10)),
        st.tuples(st.just("batch"), st.just(0)),
    ),
    max_size=30,
)


def reader(batches: list[list[tuple[Any, ...]]]) -> ResultReader:
    given_batches = (
        pa.record_batch(
            [pa.array([row[i] for row in rows], SCHEMA.field(i).type) for i in range(2)], SCHEMA
        )
        for rows in batches
    )
    return ResultReader(SCHEMA, COLUMNS, given_batches)


def rows_of(batch: pa.RecordBatch) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in batch.to_pylist()]


@given(BATCHES, st.integers(1, 15))
def test_fetching_in_equal_pieces_gives_all_rows_in_order(
    batches: list[list[tuple[Any, ...]]], size: int
) -> None:
    rows = reader(batches)
    found = []
    while piece := rows.take(size):
        found += piece
    assert found == [row for batch in batches for row in batch]


@given(BATCHES, STEPS)
def test_any_mixture_of_fetches_gives_every_row_once(
    batches: list[list[tuple[Any, ...]]], steps: list[tuple[str, int]]
) -> None:
    rows = reader(batches)
    found: list[tuple[Any, ...]] = []
    for step, size in steps:
        match step:
            case "one":
                row = rows.take_row()
                found += [] if row is None else [row]
            case "many":
                found += rows.take(size)
            case _:
                batch = next(rows.batches(), None)
                found += [] if batch is None else rows_of(batch)
    found += rows_of(rows.arrow_table())
    expected = [row for batch in batches for row in batch]
    assert (found, rows.fetched) == (expected, len(expected))
