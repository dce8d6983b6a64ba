"""Prepared statements: texts by their names, kept until they are deallocated."""

import sqlite3
from datetime import datetime
from typing import TypeAlias

from lakeq.catalog.suggestions import prepared_statement_not_found
from lakeq.errors import InvalidDefinition
from lakeq.model.changes import DeallocateStatement, PrepareStatement

# Athena's quota for one workgroup.
MAX_PREPARED_STATEMENTS = 1000

PreparedChange: TypeAlias = PrepareStatement | DeallocateStatement


def prepared_text(connection: sqlite3.Connection, workgroup: str, name: str) -> str:
    """Give a prepared statement's text. Raises PreparedStatementNotFound."""
    row = connection.execute(
        "SELECT text FROM prepared_statements WHERE workgroup = ? AND name = ?", (workgroup, name)
    ).fetchone()
    if row is None:
        raise prepared_statement_not_found(name, prepared_names(connection, workgroup))
    return str(row[0])


def prepared_names(connection: sqlite3.Connection, workgroup: str) -> list[str]:
    """List the prepared statements of a workgroup by name."""
    rows = connection.execute(
        "SELECT name FROM prepared_statements WHERE workgroup = ? ORDER BY name", (workgroup,)
    )
    return [name for (name,) in rows]


def change_prepared(connection: sqlite3.Connection, change: PreparedChange, now: datetime) -> None:
    """Keep a statement under a name, in the place of one that had it, or forget one."""
    if isinstance(change, PrepareStatement):
        _prepare(connection, change, now)
    else:
        prepared_text(connection, change.workgroup, change.name)
        connection.execute(
            "DELETE FROM prepared_statements WHERE workgroup = ? AND name = ?",
            (change.workgroup, change.name),
        )


def _prepare(connection: sqlite3.Connection, change: PrepareStatement, now: datetime) -> None:
    names = prepared_names(connection, change.workgroup)
    if len(names) >= MAX_PREPARED_STATEMENTS and change.name not in names:
        raise InvalidDefinition(
            f"Workgroup '{change.workgroup}' has {len(names)} prepared statements,"
            f" and {MAX_PREPARED_STATEMENTS} are allowed",
            hint="DEALLOCATE PREPARE what is no longer needed",
        )
    connection.execute(
        "INSERT OR REPLACE INTO prepared_statements VALUES (?, ?, ?, ?)",
        (change.workgroup, change.name, change.text, now.isoformat()),
    )
