"""Instance: the one DuckDB of an engine, configured to read planned files and to do nothing else."""

import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit

from lakeq.engines.duckdb import client
from lakeq.engines.duckdb.macros import MACROS, PREFIX
from lakeq.engines.duckdb.spelling import text
from lakeq.engines.duckdb.udfs.base import Udfs, define
from lakeq.errors import ConfigurationError
from lakeq.storage.base import FileSystem
from lakeq.storage.config import S3Config
from lakeq.storage.router import FileSystemRouter

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
}
_GLOBAL = (
    # Without it, only part of what is read from local files is counted.
    "SET GLOBAL prefetch_all_parquet_files = true",
    # It would read columns twice, and so more than is planned.
    "SET GLOBAL late_materialization_max_rows = 0",
    # Likewise: it answers a window over whole partitions by scanning the table a second time.
    "SET GLOBAL disabled_optimizers = 'window_self_join'",
    "SET GLOBAL scalar_subquery_error_on_multiple_rows = true",
    "SET GLOBAL TimeZone = 'UTC'",
    # A file that changed must not be answered from an older copy.
    "SET GLOBAL enable_external_file_cache = false",
)
_SESSION = (
    "SET enable_profiling = 'no_output'",
    """SET custom_profiling_settings = '{"TOTAL_BYTES_READ": "true"}'""",
)
_PROGRESS = (
    "SET enable_progress_bar = true",
    "SET enable_progress_bar_print = false",
    "SET progress_bar_time = 0",
)
# Requests wait far longer than they compute, so there may be more of them than processors.
_S3_THREADS = 16
_S3_SECONDS = 15
# The extension reads AWS's variables by itself, and would sign what should stay anonymous.
_FROM_ENVIRONMENT = (
    "s3_access_key_id",
    "s3_secret_access_key",
    "s3_session_token",
    "s3_region",
    "s3_endpoint",
    "s3_use_ssl",
)


@runtime_checkable
class _Remote(Protocol):
    def access(self) -> S3Config: ...


class Instance:
    """A DuckDB in memory. Threads may share it; each query has a cursor of its own."""

    def __init__(
        self,
        *,
        threads: int | None,
        memory_limit: str | None,
        temp_directory: Path | None,
        s3: S3Config | None,
    ) -> None:
        self._s3 = s3 or S3Config()
        self._lock = threading.Lock()
        self._has_httpfs = False
        self._has_macros = False
        self._defined: set[str] = set()
        self._threads = threads
        self._connection = client.connect(":memory:", config=_CONFIG)
        for statement in (*_GLOBAL, *self._limits(memory_limit, temp_directory)):
            self._connection.execute(statement)

    def cursor(self, *, progress: bool = False) -> client.DuckDBPyConnection:
        """Open a connection for one query."""
        with self._lock:
            cursor = self._connection.cursor()
        for statement in (*_SESSION, *(_PROGRESS if progress else ())):
            cursor.execute(statement)
        return cursor

    def define(self, sql: str, udfs: Udfs) -> None:
        """Make the macros and the Python functions that a query names known, once each."""
        if PREFIX not in sql:
            return
        with self._lock:
            if not self._has_macros:
                self._connection.execute(MACROS)
                self._has_macros = True
            for name in udfs.named.keys() - self._defined:
                define(self._connection, name, udfs.named[name])
                self._defined.add(name)

    def prepare_s3(self, storage: FileSystem) -> None:
        """Make ``s3://`` files readable, with the credentials the storage itself uses."""
        access = _access(self._s3, storage)
        statements = [_secret(access)]
        with self._lock:
            if not self._has_httpfs:
                threads = max(_S3_THREADS, self._threads or 0)
                statements[:0] = [
                    f"LOAD {text(str(_httpfs()))}",
                    *(f"RESET GLOBAL {name}" for name in _FROM_ENVIRONMENT),
                    # A path is a name: no pattern in it is expanded, no option in it heeded.
                    "SET GLOBAL s3_url_compatibility_mode = true",
                    f"SET GLOBAL threads = {threads}",
                    f"SET GLOBAL http_retries = {access.request_attempts}",
                    f"SET GLOBAL http_timeout = {_S3_SECONDS}",
                ]
            try:
                for statement in statements:
                    self._connection.execute(statement)
            except client.Error:
                # The failure may quote the statement, and that the key.
                raise ConfigurationError(
                    "S3 cannot be read: DuckDB's httpfs extension does not take its settings",
                    hint=f"pip install duckdb-extension-httpfs=={client.__version__}",
                ) from None
            self._has_httpfs = True

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._connection.close()

    def _limits(self, memory_limit: str | None, temp_directory: Path | None) -> Sequence[str]:
        limits = []
        if self._threads is not None:
            limits.append(f"SET GLOBAL threads = {self._threads}")
        if memory_limit is not None:
            limits.append(f"SET GLOBAL memory_limit = {text(memory_limit)}")
        if temp_directory is not None:
            limits.append(f"SET GLOBAL temp_directory = {text(str(temp_directory))}")
        return limits


def _access(config: S3Config, storage: FileSystem) -> S3Config:
    if isinstance(storage, FileSystemRouter):
        storage = storage.file_system("s3://")
    return storage.access() if isinstance(storage, _Remote) else config


def _secret(access: S3Config) -> str:
    options: dict[str, str] = {}
    credentials = access.credentials
    if credentials is not None and not access.anonymous:
        options["KEY_ID"] = text(credentials.access_key_id)
        options["SECRET"] = text(credentials.secret_access_key)
        if credentials.session_token:
            options["SESSION_TOKEN"] = text(credentials.session_token)
    if access.region:
        options["REGION"] = text(access.region)
    if access.endpoint:
        endpoint = urlsplit(access.endpoint)
        options["ENDPOINT"] = text(endpoint.netloc + endpoint.path.rstrip("/"))
        options["USE_SSL"] = "false" if endpoint.scheme == "http" else "true"
    if access.path_style:
        options["URL_STYLE"] = "'path'"
    spelled = "".join(f", {name} {value}" for name, value in options.items())
    return f"CREATE OR REPLACE TEMPORARY SECRET lakeq (TYPE s3{spelled})"


def _httpfs() -> Path:
    """Find the extension in its own package, which is of DuckDB's very version."""
    package = find_spec("duckdb_extension_httpfs")
    folders = package.submodule_search_locations or [] if package is not None else []
    files = (
        Path(folder, "extensions", f"v{client.__version__}", "httpfs.duckdb_extension")
        for folder in folders
    )
    found = [file for file in files if file.exists()]
    if not found:
        raise ConfigurationError(
            f"S3 cannot be read: no httpfs extension for DuckDB {client.__version__}",
            hint=f"pip install duckdb-extension-httpfs=={client.__version__}",
        )
    return found[0]
