"""What was learnt of files, kept on disk between runs: footers, and small facts under a key.

A cache must never fail a query nor give a wrong answer. Every entry carries a checksum, a damaged
cache file is thrown away and begun anew, and where the disk cannot be used at all (read-only, full,
locked for long) the memory of this process has to do. Any number of processes may share one file.
"""

import json
import sqlite3
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lakeq.model.files import DataFile

_MEMORY_BYTES = 64 << 20
_DISK_BYTES = 1 << 30
_LOCK_SECONDS = 5.0

# The number in the tables' names is the version of this layout: an older or newer lakeq that
# shares the file keeps to its own tables.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS footers_1 (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, version TEXT NOT NULL,
    checksum INTEGER NOT NULL, value BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS facts_1 (
    key TEXT PRIMARY KEY, checksum INTEGER NOT NULL, value BLOB NOT NULL
);
"""
_SELECT_FOOTERS = """
SELECT wanted.key, footer.size, footer.version, footer.checksum, footer.value
FROM json_each(?) AS wanted
JOIN footers_1 AS footer ON footer.path = wanted.value
"""
_INSERT_FOOTER = "INSERT OR REPLACE INTO footers_1 VALUES (?, ?, ?, ?, ?)"
_INSERT_FACT = "INSERT OR REPLACE INTO facts_1 VALUES (?, ?, ?)"
_TRIM = """
DELETE FROM footers_1 WHERE rowid <= (SELECT (min(rowid) + max(rowid)) / 2 FROM footers_1)
"""


class FooterCache:
    """Blobs by path, size and version of a file; and facts, blobs under a key of the caller's.

    A ``path`` of ``None`` keeps all in memory. Safe to use from many threads.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._memory = _Memory(_MEMORY_BYTES)
        self._connection = self._open() if path is not None else None

    def get_many(self, files: Sequence[DataFile]) -> list[bytes | None]:
        """Look many files up at once; ``None`` where nothing is kept of a file at that version."""
        with self._lock:
            found = [self._memory.get(file) for file in files]
            missing = [index for index, value in enumerate(found) if value is None]
            if missing and self._connection is not None:
                paths = json.dumps([files[index].path for index in missing])
                for position, size, version, checksum, value in self._query(_SELECT_FOOTERS, paths):
                    index = missing[position]
                    file = files[index]
                    is_same = size == file.size and version == file.version
                    if is_same and checksum == _checksum(_identity(file), value):
                        found[index] = value
                        self._memory.put(file, value)
            return found

    def put_many(self, entries: Mapping[DataFile, bytes]) -> None:
        """Keep a blob for each file, in place of what was kept of the file's other versions."""
        with self._lock:
            for file, value in entries.items():
                self._memory.put(file, value)
            self._write(
                _INSERT_FOOTER,
                [
                    (f.path, f.size, f.version, _checksum(_identity(f), value), value)
                    for f, value in entries.items()
                ],
            )

    def fact(self, key: str) -> bytes | None:
        """Give what was last remembered under a key."""
        with self._lock:
            known = self._memory.get(key)
            if known is None and self._connection is not None:
                for checksum, value in self._query(
                    "SELECT checksum, value FROM facts_1 WHERE key = ?", key
                ):
                    if checksum == _checksum(key, value):
                        return bytes(value)
            return known

    def remember(self, key: str, value: bytes) -> None:
        """Keep a blob under a key, in place of the one before."""
        with self._lock:
            if self._connection is None:
                self._memory.put(key, value)
            self._write(_INSERT_FACT, [(key, _checksum(key, value), value)])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _query(self, statement: str, argument: str) -> list[tuple[Any, ...]]:
        if self._connection is None:
            return []
        try:
            return self._connection.execute(statement, (argument,)).fetchall()
        except sqlite3.OperationalError:
            return []
        except sqlite3.DatabaseError:
            self._rebuild()
            return []

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        if self._connection is None:
            return
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany(statement, rows)
                self._trim(self._connection)
        except sqlite3.OperationalError:
            # Locked for long, or the disk is full: not kept this time.
            return
        except sqlite3.DatabaseError:
            self._rebuild()

    def _trim(self, connection: sqlite3.Connection) -> None:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        if (pages - free) * size > _DISK_BYTES:
            connection.execute(_TRIM)

    def _open(self) -> sqlite3.Connection | None:
        connection = self._try_open()
        if isinstance(connection, sqlite3.DatabaseError):
            self._remove()
            connection = self._try_open()
        return connection if isinstance(connection, sqlite3.Connection) else None

    def _try_open(self) -> sqlite3.Connection | sqlite3.DatabaseError | None:
        if self._path is None:
            return None
        connection = None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self._path, _LOCK_SECONDS, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode = WAL")
            # Losing the last entries in a power failure is harmless, waiting for the disk is not.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_SCHEMA)
        except (OSError, sqlite3.OperationalError):
            _close(connection)
            return None
        except sqlite3.DatabaseError as error:
            _close(connection)
            return error
        return connection

    def _rebuild(self) -> None:
        self.close()
        self._remove()
        self._connection = self._open()

    def _remove(self) -> None:
        if self._path is None:
            return
        for suffix in ("", "-wal", "-shm"):
            try:
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            except OSError:
                return


class _Memory:
    """The most recently used blobs, up to a number of bytes."""

    def __init__(self, capacity_bytes: int) -> None:
        self._capacity_bytes = capacity_bytes
        self._used_bytes = 0
        self._values: OrderedDict[DataFile | str, bytes] = OrderedDict()

    def get(self, key: DataFile | str) -> bytes | None:
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: DataFile | str, value: bytes) -> None:
        previous = self._values.pop(key, None)
        if previous is not None:
            self._used_bytes -= len(previous)
        self._values[key] = value
        self._used_bytes += len(value)
        while self._used_bytes > self._capacity_bytes and len(self._values) > 1:
            _, dropped = self._values.popitem(last=False)
            self._used_bytes -= len(dropped)


def _identity(file: DataFile) -> str:
    return f"{file.path}\0{file.size}\0{file.version}"


def _checksum(key: str, value: bytes) -> int:
    return zlib.crc32(value, zlib.crc32(key.encode()))


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()
