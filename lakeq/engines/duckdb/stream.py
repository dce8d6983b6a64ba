"""Stream: the batches of one running query, what it read, and how it is stopped."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from lakeq.engines.duckdb import client
from lakeq.engines.duckdb.attachments import Attachments, Source
from lakeq.engines.duckdb.files.reads import footer_reads
from lakeq.engines.duckdb.files.verification import Verification
from lakeq.engines.duckdb.outputs import has_same_values, may_have_same_values
from lakeq.errors import (
    BadDataFile,
    FileChanged,
    InternalError,
    LakeqError,
    QueryCancelled,
)
from lakeq.model.bound import OutputColumn
from lakeq.model.plan import ScanPlan
from lakeq.model.query import Progress

if TYPE_CHECKING:
    from lakeq.engines.duckdb.batches import BatchReader

_POLL_SECONDS = 0.1
_INTERRUPT_SECONDS = 0.02
_ROWS_AT_ONCE = 1_000
FAILURES = (client.Error, OSError, ValueError, RuntimeError)
_Part = TypeVar("_Part")


class DuckDBStream:
    """The batches of one query; see ``ResultStream``."""

    def __init__(
        self,
        cursor: client.DuckDBPyConnection,
        columns: Sequence[OutputColumn],
        plan: ScanPlan,
        attachments: Attachments,
        verification: Verification,
    ) -> None:
        self._cursor = cursor
        self._columns = columns
        self._plan = plan
        self._attachments = attachments
        self._verification = verification
        self._sql = ""
        self._on_progress: Callable[[Progress], None] | None = None
        self._reader: BatchReader | None = None
        self._read_bytes: int | None = None
        self._cancelled = threading.Event()
        self._working = threading.Event()
        self._ended = threading.Event()

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
        yield from self._batches()

    def rows(self) -> Iterator[tuple[Any, ...]] | None:
        """Yield the rows instead; see ``ResultStream``."""
        return self._rows() if may_have_same_values(self._columns) else None

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        self._start()
        stored = [str(column[1]) for column in self._cursor.description]
        if has_same_values(self._columns, stored):
            yield from chain.from_iterable(self._taken(self._next_rows))
            return
        for batch in self._batches():
            yield from zip(*(array.to_pylist() for array in batch.columns), strict=True)

    def _batches(self) -> Iterator[Any]:
        from lakeq.engines.duckdb.batches import BatchReader, finish_batch  # noqa: PLC0415 - slow.

        self._reader = BatchReader(self._cursor, self._columns)
        schema = self._reader.schema
        for batch in self._taken(self._next_batch):
            yield finish_batch(batch, schema)

    def _next_rows(self) -> list[tuple[Any, ...]] | None:
        return self._cursor.fetchmany(_ROWS_AT_ONCE) or None

    def _next_batch(self) -> Any:
        return None if self._reader is None else self._reader.next_batch()

    def _taken(self, take: Callable[[], _Part | None]) -> Iterator[_Part]:
        """Yield what a call into DuckDB gives until it gives nothing more."""
        while True:
            try:
                with self._at_work():
                    part = take()
            except FAILURES as error:
                raise self._failed(error) from error
            if self._cancelled.is_set():
                raise self._failed(None)
            if part is None:
                break
            yield part
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
                self._cursor.execute(self._sql)
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
                raise client.InterruptException("canceled before it began")
            yield
        finally:
            self._working.clear()

    def _interrupt(self) -> None:
        # The thread that takes the batches may close the cursor at any moment.
        with suppress(client.ConnectionException):
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
        # Loaded for those queries alone that fail.
        from lakeq.engines.duckdb.errors import translate  # noqa: PLC0415
        from lakeq.engines.duckdb.files.culprits import unreadable_file  # noqa: PLC0415
        from lakeq.engines.duckdb.files.remote import remote_failure  # noqa: PLC0415

        failure = remote_failure(error, self._verification.paths) or translate(error)
        if not isinstance(failure, BadDataFile | InternalError):
            return failure
        # What its decoders say of garbage may have no kind at all.
        try:
            with self._at_work():
                return unreadable_file(self._cursor, self._plan, str(error)) or failure
        except client.InterruptException:
            return QueryCancelled("Query was canceled")

    def _release(self) -> None:
        if not self._ended.is_set():
            # Closing waits for whatever still runs.
            self._interrupt()
        self._ended.set()
        self._reader = None
        for source in self._stripes():
            source.stop()
        self._cursor.close()
        for source in self._stripes():
            source.wait_until_released()

    def _observed(self) -> int:
        profile = json.loads(self._cursor.get_profiling_information(format="json"))
        read = profile.get("total_bytes_read")
        if read is None:
            # Answered from footers alone, DuckDB keeps no profile.
            read = footer_reads(self._plan)
        return int(read) + sum(source.read_bytes for source in self._stripes())

    def _stripes(self) -> Iterator[Source]:
        for source in self._attachments.streams.values():
            if isinstance(source, Source):
                yield source

    def _watch(self, on_progress: Callable[[Progress], None]) -> None:
        total = self._plan.scan_bytes
        while not self._ended.wait(_POLL_SECONDS):
            try:
                percentage = self._cursor.query_progress()
            except client.Error:
                return
            # It is negative where DuckDB cannot tell.
            on_progress(Progress(min(int(total * max(percentage, 0)) // 100, total), total))
