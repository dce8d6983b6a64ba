"""Running: a planned query's batches, whether its plan was final or has to be narrowed first."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lakeq.engines.base import ResultStream
from lakeq.errors import QueryCancelled
from lakeq.lake.phases import Phases, PlannedQuery
from lakeq.lake.result import Stream
from lakeq.model.query import Estimate
from lakeq.planning.row_counts import most_rows

if TYPE_CHECKING:
    import pyarrow as pa

_FEW_ROWS = 1_000


def run_query(phases: Phases, planned: PlannedQuery) -> Stream:
    """Admit a planned query and run it. Raises ScanLimitExceeded before any data page is read."""
    phases.admit(planned)
    if planned.estimate.exact:
        return KnownStream(planned, phases.start(planned))
    return NarrowedStream(phases, planned)


class KnownStream:
    """The batches of a query that runs as it was planned."""

    def __init__(self, planned: PlannedQuery, stream: ResultStream) -> None:
        self.estimate: Estimate | None = planned.estimate
        self._most_rows = most_rows(planned.query.query)
        self._stream = stream

    def batches(self) -> Iterator["pa.RecordBatch"]:
        """Yield the batches, once."""
        return self._stream.batches()

    def few_rows(self) -> Iterator[tuple[Any, ...]] | None:
        """Yield the rows instead, if the query says that they are few and the engine has them."""
        is_few = self._most_rows is not None and self._most_rows <= _FEW_ROWS
        return self._stream.rows() if is_few else None

    def read_bytes(self) -> int | None:
        """Tell what the engine was seen to read."""
        return self._stream.read_bytes()

    def cancel(self) -> None:
        """Stop, from any thread."""
        self._stream.cancel()

    def close(self) -> None:
        """Let go of everything held."""
        self._stream.close()


class NarrowedStream:
    """The batches of a query whose plan depends on data: its subqueries run when batches are taken.

    Until then ``estimate`` is the upper bound, and from then on the bill.
    """

    def __init__(self, phases: Phases, planned: PlannedQuery) -> None:
        self.estimate: Estimate | None = planned.estimate
        self._planned = planned
        self._phases = phases
        self._lock = threading.Lock()
        self._stream: ResultStream | None = None
        self._cancelled = False

    def batches(self) -> Iterator["pa.RecordBatch"]:
        """Run the subqueries, plan anew, and yield the batches of what is left; once."""
        self._check()
        narrowed = self._phases.narrow(self._planned)
        self.estimate = narrowed.estimate
        stream = self._phases.start(narrowed)
        with self._lock:
            self._stream = stream
        self._check()
        yield from stream.batches()

    def few_rows(self) -> None:
        """Give batches alone: how they are read is known only then."""

    def read_bytes(self) -> int | None:
        """Tell what the engine was seen to read, for the subqueries and for the rest."""
        read = None if self._stream is None else self._stream.read_bytes()
        return None if read is None else read + self._phases.read_bytes

    def cancel(self) -> None:
        """Stop, from any thread, whatever is being done."""
        with self._lock:
            self._cancelled = True
            stream = self._stream
        self._phases.cancel()
        if stream is not None:
            stream.cancel()

    def close(self) -> None:
        """Stop, and let go of everything held."""
        self.cancel()
        if self._stream is not None:
            self._stream.close()

    def _check(self) -> None:
        with self._lock:
            cancelled, stream = self._cancelled, self._stream
        if cancelled:
            if stream is not None:
                stream.close()
            raise QueryCancelled("Query was canceled")
