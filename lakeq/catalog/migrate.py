"""The metastore's schema versions: which one a file has, and how it is brought to ours.

The numbered files of ``migrations/`` are applied in order, each in one transaction that also sets
SQLite's ``user_version``, so that a kill leaves the version before or the version after.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from lakeq.errors import MetastoreError, MetastoreVersionError

# "lakq", so that another program's database is never taken for a metastore.
_APPLICATION_ID = 0x6C616B71
_MIGRATIONS = Path(__file__).parent / "migrations"


def latest_version() -> int:
    """Give the newest version this lakeq knows."""
    return len(_migrations())


def metastore_version(connection: sqlite3.Connection, path: Path | str) -> int:
    """Read a metastore's version; an empty database has version 0.

    Raises MetastoreVersionError for a newer one and MetastoreError for another program's database.
    """
    # In one transaction, because another process may be migrating it.
    connection.execute("BEGIN")
    application_id, version = _pragma(connection, "application_id"), user_version(connection)
    is_empty = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    connection.execute("ROLLBACK")
    if application_id != _APPLICATION_ID:
        if application_id or version or not is_empty:
            raise MetastoreError(
                f"`{path}` is a database of another program, not a metastore",
                hint="name another file as the catalog",
            )
        return 0
    refuse_newer(version, latest_version(), path)
    return version


def refuse_newer(version: int, latest: int, path: Path | str) -> None:
    """Raise MetastoreVersionError for a version that this lakeq does not know."""
    if version > latest:
        raise MetastoreVersionError(
            f"Metastore `{path}` has version {version}, and this lakeq knows versions up to {latest}",
            hint="upgrade lakeq, or use another metastore",
        )


def user_version(connection: sqlite3.Connection) -> int:
    """Read the version alone, as the transaction at hand sees it."""
    return _pragma(connection, "user_version")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a metastore to the latest version; another process may do so at the same time."""
    for version, script in enumerate(_migrations(), start=1):
        if user_version(connection) >= version:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            if user_version(connection) < version:
                for statement in _statements(script.read_text(encoding="utf-8")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise


def _migrations() -> list[Path]:
    return sorted(_MIGRATIONS.glob("[0-9]*.sql"))


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
