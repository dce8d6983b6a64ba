"""Failures: errors that a query's own expressions raise, in Trino's words.

DuckDB's ``error`` function is volatile, which keeps filters from being pushed down and cannot stand
inside TRY. A cast that cannot succeed has neither fault; its text carries the error to ``errors``.
"""

from lakeq.engines.duckdb.spelling import text
from lakeq.errors import LakeqError

MARK = "lakeq!"
END = "!lakeq"


def marked(error: type[LakeqError], message: str) -> str:
    """Wrap an error for its way through DuckDB, in the text of an exception."""
    return f"{MARK}{error.__name__}!{message}{END}"


def failure(error: type[LakeqError], message: str, type_name: str) -> str:
    """Spell an expression of a DuckDB type that always fails."""
    return failure_about(error, text(message), type_name)


def failure_about(error: type[LakeqError], message: str, type_name: str) -> str:
    """Spell a failing expression whose message is itself an expression.

    Where the message is NULL there is no failure, but NULL.
    """
    doomed = f"CAST({text(MARK + error.__name__ + '!')} || {message} AS INTEGER)"
    return f"CAST(CAST({doomed} AS VARCHAR) AS {type_name})"
