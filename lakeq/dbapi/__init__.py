"""The Python driver: PEP 249, and beside it estimates, limits and Arrow."""

from lakeq.dbapi.connection import Connection
from lakeq.dbapi.cursor import Cursor
from lakeq.dbapi.module import apilevel, connect, open_lake, paramstyle, threadsafety
from lakeq.dbapi.types import (
    BINARY,
    DATETIME,
    NESTED,
    NUMBER,
    ROWID,
    STRING,
    Binary,
    Date,
    DateFromTicks,
    Time,
    TimeFromTicks,
    Timestamp,
    TimestampFromTicks,
)
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

__all__ = [
    "BINARY",
    "DATETIME",
    "NESTED",
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
    "IntegrityError",
    "InterfaceError",
    "InternalError",
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
    "open_lake",
    "paramstyle",
    "threadsafety",
]
