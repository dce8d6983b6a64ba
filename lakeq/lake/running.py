"""Running: a planned query's batches, whether its plan was final or has to be narrowed first."""

import threading
from collections.abc import Iterator

import pyarrow as pa

from lakeq.engines.base import ResultStream
from lakeq.errors import QueryCancelled
from lakeq.formats.arrow import arrow_type
from lakeq.lake.answers import EXPLAIN_COLUMNS, explain_answer
from lakeq.lake.phases import Phases, PlannedQuery
from lakeq.lake.result import FixedStream, QueryResult, Stream
from lakeq.model.query import Estimate
from lakeq.sql.statements import ExplainAnalyze


def run_query(phases: Phases, planned: PlannedQuery) -> Stream:
    """Admit a planned query and run it. Raises ScanLimitExceeded before any data page is read."""
    phases.admit(planned)
    if planned.estimate.exact:
        return KnownStream(planned.estimate, phases.start(planned))
    return NarrowedStream(phases, planned)


class KnownStream:
    """The batches of a query that runs as it was planned."""

    def __init__(self, estimate: Estimate, stream: ResultStream) -> None:
        self.estimate: Estimate | None = estimate
        self.schema = stream.schema
        self._stream = stream

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the batches, once."""
        return self._stream.batches()

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
        fields = [pa.field(column.name, arrow_type(column.type)) for column in planned.columns]
        self.schema = pa.schema(fields)
        self.estimate: Estimate | None = planned.estimate
        self._planned = planned
        self._phases = phases
        self._lock = threading.Lock()
        self._stream: ResultStream | None = None
        self._cancelled = False

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Run the subqueries, plan anew, and yield the batches of what is left; once."""
        self._check()
        narrowed = self._phases.narrow(self._planned)
        self.estimate = narrowed.estimate
        stream = self._phases.start(narrowed)
        with self._lock:
            self._stream = stream
        self._check()
        yield from stream.batches()

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


class AnalyzedStream:
    """EXPLAIN ANALYZE: the query runs when batches are taken, and what it did is the answer."""

    def __init__(self, statement: ExplainAnalyze, result: QueryResult) -> None:
        self.schema = FixedStream(EXPLAIN_COLUMNS, ()).schema
        self._statement = statement
        self._result = result

    @property
    def estimate(self) -> Estimate | None:
        """Give what the query is billed, which is what the statement is billed."""
        return self._result.estimate

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Run the query to its end, then tell of it; once."""
        for _ in self._result.batches():
            pass
        assert self._result.estimate is not None
        given = explain_answer(self._statement, self._result.estimate, self._result.statistics)
        yield from FixedStream(given.columns, given.rows).batches()

    def read_bytes(self) -> int | None:
        """Tell what the engine was seen to read."""
        return self._result.statistics.read_bytes

    def cancel(self) -> None:
        """Stop, from any thread."""
        self._result.cancel()

    def close(self) -> None:
        """Let go of everything held."""
        self._result.close()
