"""QueryResult: what a statement answers, streamed, and what it cost once it has been."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from lakeq.errors import InterfaceError, LakeqError, QueryCancelled
from lakeq.model.bound import OutputColumn
from lakeq.model.query import Estimate, Progress, QueryContext, QueryStatistics, StatementKind

if TYPE_CHECKING:
    import pyarrow as pa

OnProgress = Callable[[Progress], None]
_Part = TypeVar("_Part")


class Stream(Protocol):
    """The batches of an answer, whoever makes them, and what they are billed."""

    @property
    def estimate(self) -> Estimate | None:
        """Give the bill, final once the batches are exhausted; ``None`` where nothing is planned."""
        ...

    def batches(self) -> Iterator["pa.RecordBatch"]:
        """Yield the batches, once."""
        ...

    def few_rows(self) -> Iterator[tuple[Any, ...]] | None:
        """Yield the rows instead, where they are few and at hand; else ``None``, taking nothing."""
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

    estimate: Estimate | None = None

    def __init__(self, columns: Sequence[OutputColumn], rows: Sequence[Sequence[Any]]) -> None:
        """Hold rows whose values have the Python types of their columns."""
        self._columns = columns
        self._rows = rows

    def batches(self) -> Iterator["pa.RecordBatch"]:
        """Yield one batch, or none when there are no rows."""
        if self._rows:
            from lakeq.formats.arrow import result_batch  # noqa: PLC0415 - slow to load.

            yield result_batch(self._columns, self._rows)

    def few_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows."""
        return map(tuple, self._rows)

    def read_bytes(self) -> int | None:
        """Nothing was read."""
        return 0

    def cancel(self) -> None:
        """There is nothing to stop."""

    def close(self) -> None:
        """There is nothing to let go of."""


@dataclass(slots=True)
class Run:
    """A statement that has begun: its id, its text and its clocks."""

    text: str
    context: QueryContext
    kind: StatementKind = StatementKind.DML
    query_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    clock: float = field(default_factory=time.monotonic)

    def elapsed_ms(self) -> int:
        """Tell the milliseconds since it began."""
        return int((time.monotonic() - self.clock) * 1000)


class State(Enum):
    """How a statement ended, in Athena's words."""

    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @classmethod
    def after(cls, error: BaseException) -> "State":
        """Tell what a failure makes of a statement; one that was stopped has not failed."""
        stopped = (QueryCancelled, GeneratorExit, KeyboardInterrupt)
        return cls.CANCELLED if isinstance(error, stopped) else cls.FAILED


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a statement ended, what it was billed, and the estimate that says of which tables."""

    state: State
    statistics: QueryStatistics = field(default_factory=QueryStatistics)
    estimate: Estimate | None = None
    error: str = ""

    @classmethod
    def of_failure(cls, error: BaseException) -> "Outcome":
        """Describe a statement that ended before it could run: nothing is billed."""
        return cls(State.after(error), error=_described(error))

    def scanned_by_table(self) -> dict[str, int]:
        """Tell what was planned to be scanned of each table, all its references together."""
        scans = self.estimate.plan.scans.values() if self.estimate is not None else ()
        tables: dict[str, int] = {}
        for scan in scans:
            name = str(scan.relation.table.name)
            tables[name] = tables.get(name, 0) + scan.scan_bytes
        return tables


class QueryResult:
    """The answer of one statement. Its batches can be taken once.

    ``statistics`` are final when the batches are exhausted, or the result is closed or cancelled.
    Use it as a context manager, or ``close`` it, unless all its batches are taken.
    """

    def __init__(
        self,
        run: Run,
        columns: tuple[OutputColumn, ...],
        stream: Stream,
        on_end: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        """Take over a planned stream; ``on_end`` hears once how it ended."""
        self.query_id = run.query_id
        self.kind = run.kind
        self.columns = columns
        self._run = run
        self._stream = stream
        self._on_end: Callable[[Outcome], None] | None = on_end
        self._lock = threading.Lock()
        self._taken = self._cancelled = self._was_reading = False
        self.statistics = QueryStatistics(planning_ms=run.elapsed_ms())
        self._charge()

    @property
    def schema(self) -> "pa.Schema":
        """The Arrow schema of every batch."""
        from lakeq.formats.arrow import result_schema  # noqa: PLC0415 - slow to load.

        return result_schema(self.columns)

    @property
    def estimate(self) -> Estimate | None:
        """What is billed, and for what; an upper bound until the batches are taken if not exact."""
        return self._stream.estimate

    def batches(self) -> Iterator["pa.RecordBatch"]:
        """Yield the answer's batches, once. Raises what running the statement raises."""
        return map(self._published, self.zoned_batches())

    def zoned_batches(self) -> Iterator["pa.RecordBatch"]:
        """Yield the batches, once, their timestamps carrying zones; see ``formats.arrow``."""
        return self._read(self._stream.batches(), lambda batch: batch.num_rows)

    def few_rows(self) -> Iterator[tuple[Any, ...]] | None:
        """Yield the rows, once, if they are known to be few and can be had without Arrow.

        Otherwise answer ``None``, with nothing taken. Loading Arrow takes longer than they do.
        """
        rows = self._stream.few_rows()
        if rows is None:
            return None
        blocks: Iterator[list[tuple[Any, ...]]] = self._read(_gathered(rows), len)
        return chain.from_iterable(blocks)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the answer's rows as Python values, once."""
        rows = self.few_rows()
        if rows is not None:
            yield from rows
            return
        from lakeq.results.rows import batch_rows  # noqa: PLC0415 - slow to load.

        for batch in self.zoned_batches():
            yield from batch_rows(batch, self.columns)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the batches to any library that speaks Arrow's C stream interface."""
        import pyarrow as pa  # noqa: PLC0415 - slow to load.

        reader = pa.RecordBatchReader.from_batches(self.schema, self.batches())
        return reader.__arrow_c_stream__(requested_schema)

    def cancel(self) -> None:
        """Stop the statement, from any thread; whoever takes its batches gets QueryCancelled."""
        with self._lock:
            self._cancelled = True
        self._stream.cancel()

    def close(self) -> None:
        """Let go of the answer; what was not taken is lost, and counts as cancelled."""
        if self._on_end is not None:
            # Whoever takes batches in another thread learns it as a cancelled query.
            self.cancel()
        self._stream.close()
        self._end(State.CANCELLED)

    def __enter__(self) -> "QueryResult":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _published(self, batch: "pa.RecordBatch") -> "pa.RecordBatch":
        from lakeq.formats.arrow import published  # noqa: PLC0415 - slow to load.

        return published(batch, self.columns)

    def _read(self, parts: Iterator[_Part], count: Callable[[_Part], int]) -> Iterator[_Part]:
        self._take()
        try:
            for part in parts:
                row_count = self.statistics.row_count + count(part)
                self.statistics = replace(self.statistics, row_count=row_count)
                yield part
        except BaseException as error:
            self._stream.close()
            self._end(State.after(error), _described(error))
            raise
        self._end(State.SUCCEEDED)

    def _take(self) -> None:
        with self._lock:
            if self._taken:
                raise InterfaceError(
                    "The rows of this result were taken already", hint="run the statement again"
                )
            self._taken = True
            self._was_reading = not self._cancelled

    def _charge(self) -> None:
        estimate = self.estimate
        if estimate is None:
            return
        self.statistics = replace(
            self.statistics,
            scanned_bytes=estimate.scanned_bytes,
            billed_bytes=estimate.billed_bytes,
            cost_usd=estimate.cost_usd,
            table_bytes=_table_bytes(estimate),
            exact=estimate.exact,
        )

    def _end(self, state: State, error: str = "") -> None:
        with self._lock:
            on_end, self._on_end = self._on_end, None
        if on_end is None:
            return
        self._charge()
        if state is State.CANCELLED and not self._was_reading:
            self.statistics = replace(self.statistics, scanned_bytes=0)
        if state is State.FAILED or not self.statistics.scanned_bytes:
            # Athena bills neither a query that fails nor one that was stopped before it read.
            self.statistics = replace(self.statistics, billed_bytes=0, cost_usd=Decimal(0))
        if state is State.SUCCEEDED:
            self.statistics = replace(self.statistics, read_bytes=self._stream.read_bytes())
        self.statistics = replace(self.statistics, elapsed_ms=self._run.elapsed_ms())
        on_end(Outcome(state, self.statistics, self.estimate, error))


def _gathered(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    yield list(rows)


def _described(error: BaseException) -> str:
    return str(error) if isinstance(error, LakeqError) else type(error).__name__


def _table_bytes(estimate: Estimate) -> int | None:
    sizes = [scan.table_bytes for scan in estimate.plan.scans.values()]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None
