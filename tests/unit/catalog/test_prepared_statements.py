"""Prepared statements in the metastore: by workgroup and name, kept until they are deallocated."""

import sqlite3
from pathlib import Path

import pytest

from lakeq.catalog.migrate import latest_version, metastore_version, migrate
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.errors import PreparedStatementNotFound
from lakeq.model.changes import DeallocateStatement, PrepareStatement


def test_a_statement_survives_its_process(tmp_path: Path) -> None:
    first = SQLiteCatalog(tmp_path / "m.sqlite")
    first.apply(PrepareStatement("primary", "p", "SELECT ?"))
    first.close()
    assert SQLiteCatalog(tmp_path / "m.sqlite").prepared_statement("primary", "p") == "SELECT ?"


def test_names_are_kept_as_they_are_written_and_listed_in_order(tmp_path: Path) -> None:
    catalog = SQLiteCatalog(tmp_path / "m.sqlite")
    for name in ("b", "A", "a"):
        catalog.apply(PrepareStatement("primary", name, f"SELECT '{name}'"))
    assert catalog.prepared_statements("primary") == ["A", "a", "b"]
    assert catalog.prepared_statement("primary", "A") == "SELECT 'A'"
    assert catalog.prepared_statements("other") == []


def test_deallocating_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    catalog = SQLiteCatalog(tmp_path / "m.sqlite")
    catalog.apply(PrepareStatement("primary", "p", "SELECT 1"))
    with pytest.raises(PreparedStatementNotFound, match="Prepared statement not found: p"):
        catalog.apply(DeallocateStatement("other", "p"))
    catalog.apply(DeallocateStatement("primary", "p"))
    with pytest.raises(PreparedStatementNotFound):
        catalog.prepared_statement("primary", "p")


def test_a_metastore_that_does_not_exist_has_none(tmp_path: Path) -> None:
    with pytest.raises(PreparedStatementNotFound):
        SQLiteCatalog(tmp_path / "m.sqlite").prepared_statement("primary", "p")
    assert not (tmp_path / "m.sqlite").exists()


def test_a_metastore_of_before_is_brought_forward(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection)
    connection.execute("DROP TABLE prepared_statements")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    catalog = SQLiteCatalog(path)
    catalog.apply(PrepareStatement("primary", "p", "SELECT 1"))
    assert catalog.prepared_statement("primary", "p") == "SELECT 1"
    catalog.close()
    connection = sqlite3.connect(path)
    assert metastore_version(connection, path) == latest_version()
    connection.close()
