"""Connections to the metastore's file: opened when needed, reused, and handed out one by one.

Hides SQLite's modes, locks and error codes. The file is in WAL mode, so that reading never waits;
every change takes the one write lock first (``BEGIN IMMEDIATE``), because a transaction that only
turns into a change half-way fails under contention instead of waiting.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from lakeq.catalog.migrate import (
    latest_version,
    metastore_version,
    migrate,
    refuse_newer,
    user_version,
)
from lakeq.errors import InvalidDefinition, MetastoreError

LOCK_TIMEOUT_MS = 5_000
# The write lock is waited for this often, because SQLite's waiting is not fair.
_LOCK_ATTEMPTS = 2
_WAL_PAUSE_S = 0.01


@dataclass(frozen=True, slots=True)
class _Opened:
    """A connection, which file it was opened on, and whether it may be used again."""

    connection: sqlite3.Connection
    file: tuple[int, int]
    is_reusable: bool = True


class Connections:
    """A pool of connections to one metastore; usable from any thread, but not across a fork."""

    def __init__(self, path: Path, lock_timeout_ms: int = LOCK_TIMEOUT_MS) -> None:
        self._path = path
        self._lock_timeout_ms = lock_timeout_ms
        self._latest_version = latest_version()
        self._idle: list[_Opened] = []
        self._guard = threading.Lock()
        # SQLite's own waiting is for other processes: it is unfair, and it gives up.
        self._one_writer = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection in a transaction that sees one state, and is undone at the end.

        A metastore that does not exist reads as an empty one, and is not created.
        """
        with self._translated_errors():
            opened = self._take() or self._open_for_reading()
            if opened is None:
                connection = _empty_metastore()
                try:
                    yield connection
                finally:
                    connection.close()
                return
            try:
                opened.connection.execute("BEGIN")
                self._refuse_newer(opened.connection)
                yield opened.connection
            finally:
                self._give_back(opened)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection in a transaction that holds the write lock.

        It is committed at the end, durably, or undone when an exception passes.
        """
        with self._one_writer, self._translated_errors():
            opened = self._take() or self._open_for_writing()
            try:
                self._begin(opened.connection)
                self._refuse_newer(opened.connection)
                yield opened.connection
                opened.connection.execute("COMMIT")
            finally:
                self._give_back(opened)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._guard:
            idle, self._idle = self._idle, []
        for opened in idle:
            opened.connection.close()

    def _take(self) -> _Opened | None:
        file = _file_identity(self._path)
        while True:
            with self._guard:
                if not self._idle:
                    return None
                opened = self._idle.pop()
            if opened.file == file:
                return opened
            opened.connection.close()

    def _give_back(self, opened: _Opened) -> None:
        try:
            if opened.connection.in_transaction:
                opened.connection.execute("ROLLBACK")
        except sqlite3.Error:
            opened.connection.close()
            return
        if not opened.is_reusable:
            opened.connection.close()
            return
        with self._guard:
            self._idle.append(opened)

    def _refuse_newer(self, connection: sqlite3.Connection) -> None:
        """Look again, because a newer lakeq may have migrated the file since it was opened."""
        refuse_newer(user_version(connection), self._latest_version, self._path)

    def _begin(self, connection: sqlite3.Connection) -> None:
        for attempt in range(1, _LOCK_ATTEMPTS + 1):
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as exc:
                if _code(exc) != sqlite3.SQLITE_BUSY or attempt == _LOCK_ATTEMPTS:
                    raise
            else:
                return

    def _open_for_reading(self) -> _Opened | None:
        if not self._exists():
            return None
        try:
            opened = self._connect("mode=rw")
        except sqlite3.OperationalError as exc:
            # A WAL database in a folder that cannot be written opens only as one that never changes.
            unwritable = _code(exc) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            if not unwritable or not self._path.is_file() or self._has_wal():
                raise
            opened = replace(self._connect("mode=ro&immutable=1"), is_reusable=False)
        version = self._checked_version(opened)
        if version == 0:
            opened.connection.close()
            return None
        if version < self._latest_version:
            self._migrate(opened)
        return opened

    def _exists(self) -> bool:
        try:
            return self._path.exists()
        except OSError as exc:
            raise MetastoreError(
                f"Metastore `{self._path}` cannot be opened",
                hint="check the path and who may enter its folders",
            ) from exc

    def _open_for_writing(self) -> _Opened:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise MetastoreError(
                f"Metastore `{self._path}` cannot be created: its folder cannot be made",
                hint="check the path and who may write to it",
            ) from exc
        opened = self._connect("mode=rwc")
        if self._checked_version(opened) < self._latest_version:
            self._migrate(opened)
        return opened

    def _connect(self, mode: str) -> _Opened:
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?{mode}",
            uri=True,
            timeout=self._lock_timeout_ms / 1000,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -16384")
            # The first statement that looks at the file itself.
            connection.execute("PRAGMA user_version").fetchone()
        except BaseException:
            connection.close()
            raise
        return _Opened(connection, _file_identity(self._path))

    def _checked_version(self, opened: _Opened) -> int:
        try:
            return metastore_version(opened.connection, self._path)
        except BaseException:
            opened.connection.close()
            raise

    def _migrate(self, opened: _Opened) -> None:
        try:
            if self._switch_to_wal(opened.connection) != "wal":
                raise MetastoreError(
                    f"Metastore `{self._path}` lies on a file system that SQLite cannot share",
                    hint="keep the metastore on a local disk",
                )
            migrate(opened.connection)
        except BaseException:
            opened.connection.close()
            raise

    def _switch_to_wal(self, connection: sqlite3.Connection) -> str:
        """Set the journal mode, waiting ourselves: SQLite does not wait for this lock."""
        deadline = time.monotonic() + self._lock_timeout_ms / 1000
        while True:
            try:
                return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
            except sqlite3.OperationalError as exc:
                if _code(exc) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(_WAL_PAUSE_S)

    def _has_wal(self) -> bool:
        wal = self._path.with_name(self._path.name + "-wal")
        with suppress(OSError):
            return wal.stat().st_size > 0
        return False

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as exc:
            raise self._translate(exc) from exc
        except UnicodeEncodeError as exc:
            raise InvalidDefinition(
                "A definition holds text that is not Unicode",
                hint="names, comments and paths must be valid UTF-8",
            ) from exc

    def _translate(self, error: sqlite3.Error) -> MetastoreError:
        match _code(error):
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return MetastoreError(
                    f"Metastore `{self._path}` is locked by another process",
                    hint="try again when the other process is done",
                )
            case sqlite3.SQLITE_NOTADB:
                return MetastoreError(
                    f"`{self._path}` is not a metastore",
                    hint="name another file as the catalog",
                )
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
                return MetastoreError(
                    f"Metastore `{self._path}` cannot be opened",
                    hint="check that it is a file and who may read and write it and its folder",
                )
            case sqlite3.SQLITE_READONLY:
                return MetastoreError(
                    f"Metastore `{self._path}` cannot be written",
                    hint="check who may write the file and its folder",
                )
            case sqlite3.SQLITE_FULL:
                return MetastoreError(
                    f"Metastore `{self._path}` cannot grow: the disk is full",
                    hint="free some space; nothing was changed",
                )
            case sqlite3.SQLITE_CORRUPT:
                return MetastoreError(
                    f"Metastore `{self._path}` is damaged",
                    hint="restore a copy, or make it anew from its definitions",
                )
            case _:
                return MetastoreError(f"Metastore `{self._path}` could not be read or written")


def _empty_metastore() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    migrate(connection)
    return connection


def _file_identity(path: Path) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - called for every query; Path.stat is slower.
    except OSError:
        return (0, 0)
    return status.st_dev, status.st_ino


def _code(error: sqlite3.Error) -> int:
    """Give SQLite's primary error code, or 0 for an error of Python's module itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
