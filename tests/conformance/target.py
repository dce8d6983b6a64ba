"""What the scorers connect to: lakeq over TPC-H tables in Parquet, in the default database."""

import os
from pathlib import Path

import duckdb

import lakeq
from lakeq.dbapi import Connection

LAKE_VARIABLE = "CONFORMANCE_LAKE"
HIVE_TYPES = {"VARCHAR": "string", "INTEGER": "int"}


def connect(timezone: str = "UTC") -> Connection:
    """Connect to the lake that ``build`` made, as the scorers ask for it."""
    return lakeq.connect(
        str(_metastore(Path(os.environ[LAKE_VARIABLE]))), timezone=timezone, memory_limit="3GB"
    )


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
