"""Start-up: what small commands do without, because loading it takes longer than they do."""

import subprocess
from collections.abc import Callable

import pytest

Process = Callable[..., "subprocess.CompletedProcess[bytes]"]

MODULES = """
import sys
from lakeq.cli import app
try:
    app(sys.argv[1:], prog_name="lakeq")
finally:
    print(*sys.modules, file=sys.stderr)
"""
ARROW = {"pyarrow", "numpy", "pandas"}
DRAWING = {"rich", "typer.rich_utils", "pydantic"}
REMOTE = {"s3fs", "fsspec", "aiohttp", "botocore"}
RUNNING = {"_duckdb", "duckdb", "sqlglot", "sqlite3", "lakeq.lake"}


def modules(process: Process, *arguments: str) -> set[str]:
    ended = process(*arguments, code=("-c", MODULES))
    assert ended.returncode == 0, ended.stderr.decode()
    return set(ended.stderr.decode().splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["query", "--help"]])
def test_help_loads_nothing_that_runs_or_reads_a_query(
    process: Process, arguments: list[str]
) -> None:
    assert not modules(process, *arguments) & (ARROW | DRAWING | REMOTE | RUNNING)


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "ndjson", "markdown", "table"])
def test_few_rows_are_written_as_text_without_arrow(process: Process, name: str) -> None:
    loaded = modules(process, "query", "--format", name, "SELECT 1 AS n, 'x' AS s, 1.50 AS d")
    assert not loaded & (ARROW | DRAWING | REMOTE)


def test_a_query_over_a_table_needs_no_arrow_either(process: Process) -> None:
    loaded = modules(process, "query", "SELECT count(*), max(id), min(note) FROM sales.orders")
    assert not loaded & (ARROW | DRAWING | REMOTE)


def test_questions_about_the_catalog_start_no_engine(process: Process) -> None:
    loaded = modules(process, "query", "SHOW TABLES IN sales")
    assert not loaded & (ARROW | DRAWING | REMOTE | {"_duckdb", "duckdb"})


def test_a_query_without_tables_loads_neither_ddl_nor_what_prunes(process: Process) -> None:
    loaded = modules(process, "query", "SELECT 1")
    assert not loaded & {
        "lakeq.catalog.discovery",
        "lakeq.catalog.sqlite_changes",
        "lakeq.formats.parquet",
        "lakeq.metering.explain",
        "lakeq.planning.tables",
        "lakeq.sql.ddl",
        "lakeq.sql.definitions",
        "lakeq.sql.dialect",
    }


def test_functions_are_listed_without_an_engine_or_a_parser(process: Process) -> None:
    loaded = modules(process, "functions", "substr")
    assert not loaded & (ARROW | DRAWING | REMOTE | RUNNING)


def test_formatting_opens_no_lake(process: Process) -> None:
    loaded = modules(process, "format", "-e", "select 1")
    assert not loaded & (ARROW | DRAWING | REMOTE | {"_duckdb", "duckdb", "sqlite3", "lakeq.lake"})
