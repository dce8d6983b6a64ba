"""Stream: the batches of one running query, what it read, and how it is stopped."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import duckdb
import pyarrow as pa

from lakeq.engines.duckdb.attachments import Attachments
from lakeq.engines.duckdb.culprits import unreadable_file
from lakeq.engines.duckdb.errors import translate
from lakeq.engines.duckdb.orc import StripeStream
from lakeq.engines.duckdb.outputs import finish_batch
from lakeq.engines.duckdb.reads import footer_reads
from lakeq.engines.duckdb.verification import Verification
from lakeq.errors import (
    BadDataFile,
    FileChanged,
    InternalError,
    LakeqError,
    QueryCancelled,
)
from lakeq.model.plan import ScanPlan
from lakeq.model.query import Progress

_BATCH_ROWS = 65_536
_POLL_SECONDS = 0.1
_INTERRUPT_SECONDS = 0.02
FAILURES = (duckdb.Error, pa.ArrowException, OSError, ValueError, RuntimeError)


class DuckDBStream:
    """The batches of one query; see ``ResultStream``."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        schema: Any,
        plan: ScanPlan,
        attachments: Attachments,
        verification: Verification,
    ) -> None:
        self._cursor = cursor
        self._schema = schema
        self._plan = plan
        self._attachments = attachments
        self._verification = verification
        self._sql = ""
        self._on_progress: Callable[[Progress], None] | None = None
        self._reader: Any = None
        self._read_bytes: int | None = None
        self._cancelled = threading.Event()
        self._working = threading.Event()
        self._ended = threading.Event()

    @property
    def schema(self) -> Any:
        """The schema of every batch."""
        return self._schema

    def prepare(self, sql: str, on_progress: Callable[[Progress], None] | None) -> None:
        """Take the query over. It runs once batches are asked for, so that it can be cancelled.

        DuckDB's call that starts a query returns with the first row, which may take all the time
        that the query takes.
        """
        self._sql = sql
        self._on_progress = on_progress

    def batches(self) -> Iterator[Any]:
        """Yield the batches, once; see ``ResultStream``."""
        self._start()
        while True:
            try:
                with self._at_work():
                    batch = self._reader.read_next_batch()
            except StopIteration:
                break
            except FAILURES as error:
                raise self._failed(error) from error
            if self._cancelled.is_set():
                raise self._failed(None)
            if batch.num_rows:
                yield finish_batch(batch, self._schema)
        if self._cancelled.is_set():
            raise self._failed(None)
        self._finish()

    def _start(self) -> None:
        if self._cancelled.is_set() or self._ended.is_set():
            self._release()
            raise QueryCancelled("Query was canceled")
        if self._on_progress is not None:
            # DuckDB works inside calls that return only with rows, so another thread has to look.
            watch = threading.Thread(target=self._watch, args=(self._on_progress,), daemon=True)
            watch.start()
        try:
            with self._at_work():
                for name, source in self._attachments.streams.items():
                    self._cursor.register(name, source)
                self._reader = self._cursor.execute(self._sql).to_arrow_reader(_BATCH_ROWS)
        except FAILURES as error:
            raise self._failed(error) from error

    def read_bytes(self) -> int | None:
        """Tell what was read; known once the batches are exhausted."""
        return self._read_bytes

    def cancel(self) -> None:
        """Stop the query from any thread."""
        self._cancelled.set()
        # DuckDB forgets an interrupt that comes just before it begins to work, so one may not do.
        while not self._ended.is_set():
            self._interrupt()
            if not self._working.is_set():
                break
            self._ended.wait(_INTERRUPT_SECONDS)

    def close(self) -> None:
        """Stop the query if it runs, and let go of what it holds."""
        self._release()

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Mark a call into DuckDB, which may take long and which ``cancel`` must reach."""
        self._working.set()
        try:
            if self._cancelled.is_set():
                raise duckdb.InterruptException("canceled before it began")
            yield
        finally:
            self._working.clear()

    def _interrupt(self) -> None:
        # The thread that takes the batches may close the cursor at any moment.
        with suppress(duckdb.ConnectionException):
            self._cursor.interrupt()

    def _finish(self) -> None:
        try:
            self._verification.check_after()
            self._read_bytes = self._observed()
        finally:
            self._release()

    def _failed(self, error: Exception | None) -> LakeqError:
        """Say what went wrong: a file that changed explains whatever came of it."""
        try:
            if self._cancelled.is_set():
                return QueryCancelled("Query was canceled")
            for source in self._stripes():
                if source.failure is not None:
                    return source.failure
            self._verification.check_after()
            assert error is not None
            return self._explained(error)
        except FileChanged as changed:
            return changed
        finally:
            self._release()

    def _explained(self, error: Exception) -> LakeqError:
        failure = translate(error)
        if not isinstance(failure, BadDataFile | InternalError):
            return failure
        # What its decoders say of garbage may have no kind at all.
        try:
            with self._at_work():
                return unreadable_file(self._cursor, self._plan, str(error)) or failure
        except duckdb.InterruptException:
            return QueryCancelled("Query was canceled")

    def _release(self) -> None:
        if not self._ended.is_set():
            # Closing waits for whatever still runs.
            self._interrupt()
        self._ended.set()
        self._reader = iter(())
        self._cursor.close()

    def _observed(self) -> int:
        profile = json.loads(self._cursor.get_profiling_information(format="json"))
        read = profile.get("total_bytes_read")
        if read is None:
            # Answered from footers alone, DuckDB keeps no profile.
            read = footer_reads(self._plan)
        return int(read) + sum(source.read_bytes for source in self._stripes())

    def _stripes(self) -> Iterator[StripeStream]:
        for source in self._attachments.streams.values():
            if isinstance(source, StripeStream):
                yield source

    def _watch(self, on_progress: Callable[[Progress], None]) -> None:
        total = self._plan.scan_bytes
        while not self._ended.wait(_POLL_SECONDS):
            try:
                percentage = self._cursor.query_progress()
            except duckdb.Error:
                return
            # It is negative where DuckDB cannot tell.
            on_progress(Progress(min(int(total * max(percentage, 0)) // 100, total), total))
