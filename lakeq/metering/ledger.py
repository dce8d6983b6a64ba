"""Ledger: every statement that was run here, what it scanned and what it cost.

One SQLite file that many processes append to. A ledger that cannot be written never fails a query;
one that cannot be read is an error only for whoever wants to read it.
"""

import json
import os
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lakeq.errors import MetastoreError
from lakeq.model.query import METER_VERSION, HistoryEntry, StatementKind

_LOCK_SECONDS = 1.0
_PAUSE_SECONDS = 0.01
_VERSION = 1
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS statements (
    query_id TEXT PRIMARY KEY, text TEXT NOT NULL, database TEXT NOT NULL, kind TEXT NOT NULL,
    state TEXT NOT NULL, started_at TEXT NOT NULL, elapsed_ms INTEGER NOT NULL,
    scanned_bytes INTEGER NOT NULL, billed_bytes INTEGER NOT NULL, cost_usd TEXT NOT NULL,
    row_count INTEGER NOT NULL, error TEXT NOT NULL, tables TEXT NOT NULL, meter TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS statements_by_time ON statements (started_at);
PRAGMA user_version = {_VERSION};
"""
_INSERT = "INSERT OR REPLACE INTO statements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SELECT = """
SELECT query_id, text, database, kind, state, started_at, elapsed_ms, scanned_bytes, billed_bytes,
    cost_usd, row_count, error, tables
FROM statements WHERE started_at >= ? ORDER BY started_at DESC, rowid DESC LIMIT ?
"""


class Ledger:
    """The history of statements. A ``path`` of ``None`` keeps none. Safe to use from many threads."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._writer: _Writer | None = None

    def record(self, entry: HistoryEntry) -> None:
        """Append one statement, or let it go if the file cannot be written within a second."""
        if self._path is None:
            return
        with self._lock:
            try:
                connection = self._opened_writer(self._path).connection
                if _version(connection) == 0:
                    connection.executescript(_SCHEMA)
                if _version(connection) == _VERSION:
                    connection.execute(_INSERT, _to_row(entry))
            except (OSError, sqlite3.Error, ValueError):
                # A ValueError is a text that is not Unicode.
                self._close_writer()

    def close(self) -> None:
        """Let go of the file; a call of ``record`` opens it again."""
        with self._lock:
            self._close_writer()

    def entries(
        self, limit: int | None = None, since: datetime | None = None
    ) -> list[HistoryEntry]:
        """Give the latest statements, newest first.

        Raises MetastoreError when there is a ledger that cannot be read.
        """
        if self._path is None or not self._path.exists():
            return []
        start = "" if since is None else _spell_time(since)
        try:
            with closing(_connect(self._path)) as connection:
                version = _version(connection)
                if version == 0:
                    # Begun by another process, which has written nothing yet.
                    return []
                if version > _VERSION:
                    raise MetastoreError(
                        f"The history '{self._path}' was written by a newer lakeq",
                        hint="upgrade lakeq, or name another file with the setting `history`",
                    )
                rows = connection.execute(_SELECT, (start, -1 if limit is None else limit))
                return [_from_row(row) for row in rows]
        except (OSError, sqlite3.Error, ValueError) as error:
            raise MetastoreError(
                f"The history '{self._path}' cannot be read",
                hint="move the file away; lakeq begins a new one",
            ) from error

    def __del__(self) -> None:
        self._close_writer()

    def _opened_writer(self, path: Path) -> "_Writer":
        """Keep one connection, because closing the last one makes SQLite wait for the disk."""
        if self._writer is not None and self._writer.place != _place(path):
            self._close_writer()
        if self._writer is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = _connect(path)
            self._writer = _Writer(connection, _place(path))
        return self._writer

    def _close_writer(self) -> None:
        writer, self._writer = self._writer, None
        # What was opened before a fork belongs to the other process.
        if writer is not None and writer.place[0] == os.getpid():
            writer.connection.close()


@dataclass(frozen=True, slots=True)
class _Writer:
    """A connection, and the process and file it was opened for."""

    connection: sqlite3.Connection
    place: tuple[int, int, int]


def _place(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return os.getpid(), 0, 0
    return os.getpid(), found.st_dev, found.st_ino


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, _LOCK_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _switch_to_wal(connection)
        # Losing the last lines in a power failure is harmless, waiting for the disk is not.
        connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Write ahead, which SQLite refuses at once, without waiting, while another begins to."""
    deadline = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _to_row(entry: HistoryEntry) -> tuple[object, ...]:
    return (
        entry.query_id,
        entry.text,
        entry.database,
        entry.kind.value,
        entry.state,
        _spell_time(entry.started_at),
        entry.elapsed_ms,
        entry.scanned_bytes,
        entry.billed_bytes,
        format(entry.cost_usd, "f"),
        entry.row_count,
        entry.error,
        json.dumps(dict(entry.tables)),
        METER_VERSION,
    )


def _from_row(row: tuple[Any, ...]) -> HistoryEntry:
    return HistoryEntry(
        query_id=row[0],
        text=row[1],
        database=row[2],
        kind=StatementKind(row[3]),
        state=row[4],
        started_at=datetime.fromisoformat(row[5]),
        elapsed_ms=row[6],
        scanned_bytes=row[7],
        billed_bytes=row[8],
        cost_usd=Decimal(row[9]),
        row_count=row[10],
        error=row[11],
        tables=json.loads(row[12]),
    )


def _spell_time(moment: datetime) -> str:
    """Write a time so that texts compare as times do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
