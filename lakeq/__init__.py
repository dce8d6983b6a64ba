"""lakeq, the open Athena: SQL over files in a data lake, its cost known before it runs.

Names that stand for more than a value are loaded when they are first used, because the engine and
the parser behind them take longer to load than many a command takes to run.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lakeq import errors
from lakeq.errors import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Warning,  # noqa: A004 - PEP 249 fixes the name.
)

if TYPE_CHECKING:
    from lakeq.dbapi import (
        BINARY,
        DATETIME,
        NUMBER,
        ROWID,
        STRING,
        Binary,
        Connection,
        Cursor,
        Date,
        DateFromTicks,
        Time,
        TimeFromTicks,
        Timestamp,
        TimestampFromTicks,
        apilevel,
        connect,
        paramstyle,
        threadsafety,
    )
    from lakeq.dbapi import open_lake as open  # noqa: A004 - `lakeq.open` reads as it should.
    from lakeq.lake import Lake
    from lakeq.model.query import Estimate

__all__ = [
    "BINARY",
    "DATETIME",
    "NUMBER",
    "ROWID",
    "STRING",
    "Binary",
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "Date",
    "DateFromTicks",
    "Error",
    "Estimate",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "Lake",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "Time",
    "TimeFromTicks",
    "Timestamp",
    "TimestampFromTicks",
    "Warning",
    "apilevel",
    "connect",
    "errors",
    "open",
    "paramstyle",
    "threadsafety",
]

_ELSEWHERE = {
    "Estimate": ("lakeq.model.query", "Estimate"),
    "Lake": ("lakeq.lake", "Lake"),
    "open": ("lakeq.dbapi", "open_lake"),
}


if not TYPE_CHECKING:
    # Type checkers see the imports above instead, and so find misspelled names.
    def __getattr__(name: str) -> Any:
        """Load a public name from its home."""
        if name not in __all__:
            raise AttributeError(f"module 'lakeq' has no attribute '{name}'")
        home, home_name = _ELSEWHERE.get(name, ("lakeq.dbapi", name))
        value = getattr(import_module(home), home_name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
