"""Client: the part of DuckDB's Python package that is used here.

The names are those of ``duckdb``, taken from the compiled module that it re-exports them from: the
package around that takes about as long to load as DuckDB takes to start.
"""

from _duckdb import (
    ConnectionException,
    DuckDBPyConnection,
    Error,
    InterruptException,
    IOException,
    __version__,
    connect,
)
from _duckdb._func import ARROW, SPECIAL

__all__ = [
    "ARROW",
    "SPECIAL",
    "ConnectionException",
    "DuckDBPyConnection",
    "Error",
    "IOException",
    "InterruptException",
    "__version__",
    "connect",
]
