"""QueryResult: what a statement answers, streamed, and what it cost once it has been."""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import pyarrow as pa

from lakeq.errors import LakeqError, QueryCancelled
from lakeq.formats.arrow import arrow_type
from lakeq.model.bound import OutputColumn
from lakeq.model.query import Estimate, Progress, QueryContext, QueryStatistics, StatementKind
from lakeq.results.rows import batch_rows

OnProgress = Callable[[Progress], None]


class Stream(Protocol):
    """The batches of an answer, whoever makes them."""

    @property
    def schema(self) -> pa.Schema:
        """Give the schema of every batch."""
        ...

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the batches, once."""
        ...

    def read_bytes(self) -> int | None:
        """Tell what was seen to be read, once the batches are exhausted."""
        ...

    def cancel(self) -> None:
        """Stop, from any thread."""
        ...

    def close(self) -> None:
        """Let go of everything held."""
        ...


class FixedStream:
    """An answer that is known already: the rows of a SHOW, or none at all."""

    def __init__(self, columns: Sequence[OutputColumn], rows: Sequence[Sequence[Any]]) -> None:
        """Hold rows whose values have the Python types of their columns."""
        fields = [pa.field(column.name, arrow_type(column.type)) for column in columns]
        self.schema = pa.schema(fields)
        self._rows = rows

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield one batch, or none when there are no rows."""
        if self._rows:
            arrays = [
                pa.array(list(values), field.type)
                for values, field in zip(zip(*self._rows, strict=True), self.schema, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def read_bytes(self) -> int | None:
        """Nothing was read."""
        return 0

    def cancel(self) -> None:
        """There is nothing to stop."""

    def close(self) -> None:
        """There is nothing to let go of."""


@dataclass(slots=True)
class Run:
    """A statement that has begun: its id, its text and its clock."""

    text: str
    context: QueryContext
    kind: StatementKind = StatementKind.DML
    query_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    clock: float = field(default_factory=time.monotonic)

    def elapsed_ms(self) -> int:
        """Tell the milliseconds since it began."""
        return int((time.monotonic() - self.clock) * 1000)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a statement ended: for the ledger."""

    statistics: QueryStatistics
    state: str
    error: str = ""

    @classmethod
    def failed(cls, error: LakeqError) -> "Outcome":
        """Describe a statement that ended before it could run: nothing is billed."""
        return cls(QueryStatistics(), "FAILED", str(error))


class QueryResult:
    """The answer of one statement. Its batches can be taken once.

    ``statistics`` are final when the batches are exhausted, or the result is closed or cancelled.
    """

    def __init__(
        self,
        run: Run,
        columns: tuple[OutputColumn, ...],
        stream: Stream,
        *,
        estimate: Estimate | None = None,
        planning_ms: int = 0,
        on_end: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        """Take over a running stream; ``on_end`` hears once how it ended."""
        self.query_id = run.query_id
        self.kind = run.kind
        self.columns = columns
        self.estimate = estimate
        self._run = run
        self._stream = stream
        self._on_end: Callable[[Outcome], None] | None = on_end
        self.statistics = QueryStatistics(planning_ms=planning_ms)
        if estimate is not None:
            self.statistics = replace(
                self.statistics,
                scanned_bytes=estimate.scanned_bytes,
                billed_bytes=estimate.billed_bytes,
                cost_usd=estimate.cost_usd,
                table_bytes=_table_bytes(estimate),
                exact=estimate.exact,
            )

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of every batch."""
        return self._stream.schema

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the answer's batches, once. Raises what running the statement raises."""
        try:
            for batch in self._stream.batches():
                self.statistics = replace(
                    self.statistics, row_count=self.statistics.row_count + batch.num_rows
                )
                yield batch
        except QueryCancelled as error:
            self._end("CANCELLED", str(error))
            raise
        except LakeqError as error:
            self._refund()
            self._end("FAILED", str(error))
            raise
        except GeneratorExit:
            raise
        except BaseException as error:
            self._refund()
            self._end("FAILED", type(error).__name__)
            raise
        self.statistics = replace(self.statistics, read_bytes=self._stream.read_bytes())
        self._end("SUCCEEDED")

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the answer's rows as Python values, once."""
        for batch in self.batches():
            yield from batch_rows(batch, self.columns)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the batches to any library that speaks Arrow's C stream interface."""
        reader = pa.RecordBatchReader.from_batches(self.schema, self.batches())
        return reader.__arrow_c_stream__(requested_schema)

    def cancel(self) -> None:
        """Stop the statement, from any thread; whoever takes its batches gets QueryCancelled."""
        self._stream.cancel()

    def close(self) -> None:
        """Let go of the answer; what was not taken is lost, and counts as cancelled."""
        self._stream.close()
        self._end("CANCELLED")

    def _refund(self) -> None:
        # Athena does not bill failed queries.
        self.statistics = replace(
            self.statistics, billed_bytes=0, cost_usd=self.statistics.cost_usd * 0
        )

    def _end(self, state: str, error: str = "") -> None:
        on_end, self._on_end = self._on_end, None
        if on_end is None:
            return
        self.statistics = replace(self.statistics, elapsed_ms=self._run.elapsed_ms())
        on_end(Outcome(self.statistics, state, error))


def _table_bytes(estimate: Estimate) -> int | None:
    sizes = [scan.table_bytes for scan in estimate.plan.scans.values()]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None
