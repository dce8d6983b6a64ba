"""Reading a result, by rows or by Arrow batches, in any mixture, each row once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

import pyarrow as pa

from lakeq.errors import InternalError, LakeqError
from lakeq.formats.arrow import published
from lakeq.model.bound import OutputColumn
from lakeq.results.rows import batch_rows


class ResultReader:
    """The rows of one result that have not been fetched yet."""

    def __init__(
        self, schema: pa.Schema, columns: Sequence[OutputColumn], batches: Iterator[pa.RecordBatch]
    ) -> None:
        self.fetched = 0
        self.exhausted = False
        self._schema = schema
        self._columns = columns
        self._batches = batches
        self._failure: LakeqError | None = None
        self._batch: pa.RecordBatch | None = None
        self._batch_fetched = 0
        self._rows: Iterator[tuple[Any, ...]] = iter(())

    def take_row(self) -> tuple[Any, ...] | None:
        """Give the next row, or ``None`` after the last."""
        while (row := next(self._rows, None)) is None:
            if not self._advance():
                return None
        self._count(1)
        self._look_ahead()
        return row

    def take(self, count: int | None = None) -> list[tuple[Any, ...]]:
        """Give the next ``count`` rows, or as many as there are; all of them without a count."""
        rows: list[tuple[Any, ...]] = []
        while count is None or len(rows) < count:
            found = list(islice(self._rows, None if count is None else count - len(rows)))
            self._count(len(found))
            rows += found
            if not found and not self._advance():
                break
        self._look_ahead()
        return rows

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield what is left as Arrow batches, without a copy."""
        if self._batch is not None:
            rest = self._batch.slice(self._batch_fetched)
            self._batch, self._rows = None, iter(())
            if rest.num_rows:
                self.fetched += rest.num_rows
                yield published(rest, self._columns)
        while (batch := self._next_batch()) is not None:
            self.fetched += batch.num_rows
            yield published(batch, self._columns)

    def arrow_reader(self) -> pa.RecordBatchReader:
        """Give what is left as a stream that other libraries read."""
        return pa.RecordBatchReader.from_batches(self._schema, self.batches())

    def arrow_table(self) -> pa.Table:
        """Give what is left as one table."""
        return pa.Table.from_batches(self.batches(), self._schema)

    def _count(self, rows: int) -> None:
        self.fetched += rows
        self._batch_fetched += rows

    def _look_ahead(self) -> None:
        """Once a batch is used up, see whether another follows.

        So the result is known to be complete when its last row is taken, not one fetch later. A
        failure is kept for that fetch, because the rows taken now are good.
        """
        with suppress(LakeqError):
            while self._batch is not None and self._batch_fetched == self._batch.num_rows:
                self._advance()

    def _advance(self) -> bool:
        """Go on to the next batch; false when there is none."""
        self._batch = self._next_batch()
        self._batch_fetched = 0
        if self._batch is None:
            return False
        self._rows = batch_rows(self._batch, self._columns)
        return True

    def _next_batch(self) -> pa.RecordBatch | None:
        if self._failure is not None:
            # An iterator that raised is at its end, which must not look like the result's.
            raise self._failure
        try:
            with defects_as_internal_errors():
                batch = next(self._batches, None)
        except LakeqError as failure:
            self._failure = failure
            raise
        self.exhausted = batch is None
        return batch


@contextmanager
def defects_as_internal_errors() -> Iterator[None]:
    """Turn what nobody expected into InternalError, so that callers see PEP 249's tree alone."""
    try:
        yield
    except LakeqError:
        raise
    except Exception as error:
        raise InternalError(
            f"Unexpected {type(error).__name__} in lakeq",
            hint="this is a defect of lakeq; please report it with the statement",
        ) from error
