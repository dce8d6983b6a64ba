from collections.abc import Iterator

import pyarrow as pa
import pytest

from lakeq.dbapi.reading import ResultReader
from lakeq.errors import DivisionByZero, InternalError
from lakeq.model.bound import OutputColumn
from lakeq.model.types import BIGINT

SCHEMA = pa.schema([("n", pa.int64())])
COLUMNS = (OutputColumn("n", BIGINT),)


def reader(*batches: list[int]) -> ResultReader:
    given = (pa.record_batch([pa.array(numbers, pa.int64())], SCHEMA) for numbers in batches)
    return ResultReader(SCHEMA, COLUMNS, given)


def test_rows_are_taken_across_batches() -> None:
    rows = reader([1, 2], [], [3])
    assert rows.take(3) == [(1,), (2,), (3,)]


def test_one_row_at_a_time_ends_in_none() -> None:
    rows = reader([1], [], [2])
    assert [rows.take_row() for _ in range(4)] == [(1,), (2,), None, None]


def test_taking_no_rows_takes_none() -> None:
    rows = reader([1])
    assert (rows.take(0), rows.take()) == ([], [(1,)])


def test_a_table_holds_what_was_not_fetched_before() -> None:
    rows = reader([1, 2, 3], [4])
    rows.take(2)
    assert rows.arrow_table().to_pydict() == {"n": [3, 4]}


def test_a_table_of_nothing_keeps_its_schema() -> None:
    assert reader().arrow_table().schema == SCHEMA


def test_rows_may_be_fetched_after_some_batches() -> None:
    rows = reader([1, 2], [3], [4])
    rows.take_row()
    assert next(rows.batches()).to_pydict() == {"n": [2]}
    assert rows.take() == [(3,), (4,)]


def test_a_batch_whose_rows_are_all_taken_is_not_given_again() -> None:
    rows = reader([1], [2])
    rows.take(1)
    assert [batch.to_pydict() for batch in rows.batches()] == [{"n": [2]}]


def test_every_row_is_counted_however_it_is_fetched() -> None:
    rows = reader([1, 2, 3], [4, 5])
    rows.take(1)
    rows.take_row()
    rows.arrow_table()
    assert (rows.fetched, rows.exhausted) == (5, True)


def test_a_reader_is_exhausted_when_the_last_row_was_taken() -> None:
    rows = reader([1], [], [2], [])
    rows.take(1)
    assert not rows.exhausted
    rows.take_row()
    assert rows.exhausted


def test_rows_before_a_failure_are_given_before_it_is_raised() -> None:
    def failing() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch([pa.array([1, 2], pa.int64())], SCHEMA)
        raise DivisionByZero("Division by zero")

    rows = ResultReader(SCHEMA, COLUMNS, failing())
    assert rows.take(2) == [(1,), (2,)]
    with pytest.raises(DivisionByZero):
        rows.take(2)


def test_a_failure_of_the_query_is_raised_as_it_is() -> None:
    def failing() -> Iterator[pa.RecordBatch]:
        raise DivisionByZero("Division by zero")
        yield

    with pytest.raises(DivisionByZero):
        ResultReader(SCHEMA, COLUMNS, failing()).take()


def test_a_result_that_failed_never_looks_complete() -> None:
    def failing() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch([pa.array([1], pa.int64())], SCHEMA)
        raise DivisionByZero("Division by zero")

    rows = ResultReader(SCHEMA, COLUMNS, failing())
    rows.take_row()
    for _ in range(2):
        with pytest.raises(DivisionByZero):
            rows.take_row()
    assert not rows.exhausted


def test_any_number_of_empty_batches_may_come_before_a_row() -> None:
    assert reader(*[[]] * 5000, [1]).take_row() == (1,)


def test_an_unexpected_exception_is_an_internal_error_that_keeps_its_cause() -> None:
    def failing() -> Iterator[pa.RecordBatch]:
        raise KeyError("x")
        yield

    with pytest.raises(InternalError, match="Unexpected KeyError in lakeq") as caught:
        ResultReader(SCHEMA, COLUMNS, failing()).take_row()
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_stream_is_read_only_as_far_as_it_is_consumed() -> None:
    produced = []

    def batches() -> Iterator[pa.RecordBatch]:
        for number in range(3):
            produced.append(number)
            yield pa.record_batch([pa.array([number], pa.int64())], SCHEMA)

    stream = ResultReader(SCHEMA, COLUMNS, batches()).arrow_reader()
    stream.read_next_batch()
    assert produced == [0]
