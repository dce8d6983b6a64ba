"""The DuckDB engine: compiles a bound query over its plan's files and streams the answer."""

import threading
from collections.abc import Callable
from pathlib import Path
from weakref import WeakSet

from lakeq.engines.duckdb.attachments import Attachments
from lakeq.engines.duckdb.bounds import Bounds
from lakeq.engines.duckdb.compile import compile_query
from lakeq.engines.duckdb.expressions import Surroundings
from lakeq.engines.duckdb.files.scans import ScanBuilder
from lakeq.engines.duckdb.files.verification import Verification
from lakeq.engines.duckdb.instance import Instance
from lakeq.engines.duckdb.outputs import finish
from lakeq.engines.duckdb.stream import DuckDBStream
from lakeq.model.bound import BoundQuery
from lakeq.model.plan import ScanPlan
from lakeq.model.query import Progress
from lakeq.storage.base import FileSystem
from lakeq.storage.config import S3Config
from lakeq.storage.locations import is_s3


class DuckDBEngine:
    """Runs queries in this process. Threads may share an engine; each query runs on its own.

    ``memory_limit`` is written as DuckDB writes it (``4GB``); beyond it, queries spill to
    ``temp_directory``. What is ``None`` is left to DuckDB.
    """

    def __init__(
        self,
        storage: FileSystem,
        *,
        threads: int | None = None,
        memory_limit: str | None = None,
        temp_directory: Path | None = None,
        s3: S3Config | None = None,
    ) -> None:
        self._storage = storage
        self._lock = threading.Lock()
        self._streams: WeakSet[DuckDBStream] = WeakSet()
        self._instance = Instance(
            threads=threads, memory_limit=memory_limit, temp_directory=temp_directory, s3=s3
        )

    @property
    def instance(self) -> Instance:
        """The DuckDB that queries run in."""
        return self._instance

    def execute(
        self,
        query: BoundQuery,
        plan: ScanPlan,
        *,
        timezone: str = "UTC",
        on_progress: Callable[[Progress], None] | None = None,
    ) -> DuckDBStream:
        """Start a query; see ``Engine``."""
        attachments = Attachments()
        sql = self.compile(query, plan, attachments, timezone=timezone)
        self._instance.define(sql, attachments.udfs)
        verification = Verification(self._storage, plan)
        verification.check_before()
        if any(is_s3(path) for path in verification.paths):
            self._instance.prepare_s3(self._storage)
        cursor = self._instance.cursor(progress=on_progress is not None)
        stream = DuckDBStream(cursor, query.query.columns, plan, attachments, verification)
        stream.prepare(sql, on_progress)
        with self._lock:
            self._streams.add(stream)
        return stream

    def compile(
        self,
        query: BoundQuery,
        plan: ScanPlan,
        attachments: Attachments,
        *,
        timezone: str = "UTC",
    ) -> str:
        """Spell a query over its plan, collecting what it brings along."""
        sources = ScanBuilder(self._storage, attachments).sources(query, plan)
        surroundings = Surroundings(timezone, Bounds(plan), attachments.udfs)
        compiled = compile_query(query, sources, surroundings)
        return finish(compiled, query.query.columns)

    def close(self) -> None:
        """Stop the queries that still run, from any thread, and let go of DuckDB."""
        with self._lock:
            running = list(self._streams)
        for stream in running:
            stream.cancel()
        self._instance.close()
