"""Failed look-ups: Trino's message, and a hint of what was probably meant."""

from collections.abc import Sequence
from difflib import get_close_matches

from lakeq.errors import DatabaseNotFound, PreparedStatementNotFound, TableNotFound
from lakeq.model.names import TableName


def database_not_found(name: str, databases: Sequence[str]) -> DatabaseNotFound:
    """Say that there is no such database, and which one is spelled alike."""
    close = get_close_matches(name, databases, n=1)
    return DatabaseNotFound(f"Schema '{name}' does not exist", hint=_did_you_mean(close))


def table_not_found(name: TableName, tables: Sequence[TableName]) -> TableNotFound:
    """Say that there is no such table, and which one is spelled alike.

    A table of its database comes before one of exactly its name in another.
    """
    siblings = [table.name for table in tables if table.database == name.database]
    close = [
        str(TableName(name.database, sibling))
        for sibling in get_close_matches(name.name, siblings, n=1)
    ]
    elsewhere = [str(table) for table in tables if table.name == name.name]
    return TableNotFound(
        f"Table '{name.qualified()}' does not exist", hint=_did_you_mean([*close, *elsewhere])
    )


def prepared_statement_not_found(name: str, names: Sequence[str]) -> PreparedStatementNotFound:
    """Say that there is no such prepared statement, and which one is spelled alike."""
    close = get_close_matches(name, names, n=1)
    return PreparedStatementNotFound(
        f"Prepared statement not found: {name}", hint=_did_you_mean(close)
    )


def _did_you_mean(candidates: Sequence[str]) -> str | None:
    return f"did you mean `{candidates[0]}`?" if candidates else None
