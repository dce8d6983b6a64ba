"""What the scorers connect to: lakeq over TPC-H tables in Parquet, in the default database.

The scorers wait for ever, so a statement that takes too long is cancelled here.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb

import lakeq
from lakeq.dbapi import Connection, Cursor

LAKE_VARIABLE = "CONFORMANCE_LAKE"
SECONDS_PER_STATEMENT = 20
HIVE_TYPES = {"VARCHAR": "string", "INTEGER": "int"}


@dataclass(frozen=True)
class PromptCursor:
    """The part of a cursor that scorers use, with a limit on its time."""

    cursor: Cursor
    timer: Timer

    @property
    def description(self) -> Any:
        """The columns of the answer."""
        return self.cursor.description

    def execute(self, sql: str) -> None:
        """Start a statement, and its time."""
        self.timer.start()
        try:
            self.cursor.execute(sql)
        except BaseException:
            self.timer.cancel()
            raise

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Fetch the rows in what is left of the time."""
        try:
            return self.cursor.fetchall()
        finally:
            self.timer.cancel()


@dataclass(frozen=True)
class PromptConnection:
    """A connection whose statements end in good time."""

    connection: Connection

    def cursor(self) -> PromptCursor:
        """Open a cursor for one statement."""
        cursor = self.connection.cursor()
        timer = Timer(SECONDS_PER_STATEMENT, cursor.cancel)
        timer.daemon = True
        return PromptCursor(cursor, timer)


def connect(timezone: str = "UTC") -> PromptConnection:
    """Connect to the lake that ``build`` made, as the scorers ask for it.

    A cross join without an end stops at its limit of memory, and not when the machine's is used up.
    """
    metastore = _metastore(Path(os.environ[LAKE_VARIABLE]))
    connection = lakeq.connect(
        str(metastore), timezone=timezone, memory_limit="3GB", history="none", cache_dir="none"
    )
    return PromptConnection(connection)


def build(lake: Path, source: duckdb.DuckDBPyConnection) -> None:
    """Write every table of ``source``'s main schema as Parquet, and declare it."""
    lake.mkdir(parents=True)
    tables = source.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'")
    with lakeq.connect(str(_metastore(lake))) as connection:
        cursor = connection.cursor()
        for (table,) in tables.fetchall():
            (lake / table).mkdir()
            source.execute(f"COPY {table} TO '{lake}/{table}/part-0.parquet' (FORMAT parquet)")
            columns = ", ".join(
                f"`{name}` {HIVE_TYPES.get(duckdb_type, duckdb_type.lower())}"
                for name, duckdb_type, *_ in source.execute(f"DESCRIBE {table}").fetchall()
            )
            cursor.execute(
                f"CREATE EXTERNAL TABLE {table} ({columns}) "
                f"STORED AS PARQUET LOCATION '{lake}/{table}/'"
            )


def _metastore(lake: Path) -> Path:
    return lake / "lake.sqlite"
