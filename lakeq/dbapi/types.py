"""PEP 249's type objects and constructors, over Trino's type names."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, TypeAlias

from lakeq.errors import InterfaceError, ProgrammingError

ParameterValue: TypeAlias = (
    bool | int | float | Decimal | str | bytes | date | datetime | time | None
)
"""What may stand for a ``?``, each typed as the same literal in the text would be."""

_PARAMETER_TYPES = (bool, int, float, Decimal, str, bytes, date, datetime, time)
_TYPE_PARAMETERS = re.compile(r"\(.*\)")


class TypeObject:
    """Equals the name of every Trino type of its kind, parameters aside.

    >>> NUMBER == "decimal(10,2)", DATETIME == "timestamp(3) with time zone", STRING == "bigint"
    (True, True, False)
    """

    # Equal to many strings, whose hashes differ.
    __hash__ = None  # type: ignore[assignment]  # the way Python spells "not hashable".

    def __init__(self, name: str, *type_names: str) -> None:
        self._name = name
        self._type_names = frozenset(type_names)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TypeObject):
            return self._name == other._name
        if isinstance(other, str):
            return _TYPE_PARAMETERS.sub("", other) in self._type_names
        return NotImplemented

    def __repr__(self) -> str:
        return self._name


STRING: Final = TypeObject("STRING", "varchar", "char", "json", "uuid", "unknown")
BINARY: Final = TypeObject("BINARY", "varbinary")
NUMBER: Final = TypeObject(
    "NUMBER",
    *("boolean", "tinyint", "smallint", "integer", "bigint", "real", "double", "decimal"),
)
DATETIME: Final = TypeObject(
    "DATETIME",
    *("date", "time", "timestamp", "timestamp with time zone"),
    *("interval day to second", "interval year to month"),
)
ROWID: Final = TypeObject("ROWID")
NESTED: Final = TypeObject("NESTED", "array", "map", "row")
"""Not in PEP 249, which knows no arrays, maps and rows."""

Date = date
Time = time
Timestamp = datetime
Binary = bytes


def DateFromTicks(ticks: float) -> date:  # noqa: N802 - PEP 249 fixes the name.
    """Give the local date of a time in seconds since 1970."""
    return date.fromtimestamp(ticks)  # noqa: DTZ012 - PEP 249 asks for local time.


def TimeFromTicks(ticks: float) -> time:  # noqa: N802 - PEP 249 fixes the name.
    """Give the local time of day of a time in seconds since 1970."""
    return TimestampFromTicks(ticks).time()


def TimestampFromTicks(ticks: float) -> datetime:  # noqa: N802 - PEP 249 fixes the name.
    """Give the local date and time of a time in seconds since 1970."""
    return datetime.fromtimestamp(ticks)  # noqa: DTZ006 - PEP 249 asks for local time.


def checked_parameters(parameters: Sequence[ParameterValue] | None) -> tuple[ParameterValue, ...]:
    """Give the values of a statement's ``?``, in order.

    Raises InterfaceError when they are no sequence, ProgrammingError for a value of another type.
    """
    if parameters is None:
        return ()
    if isinstance(parameters, (str, bytes)) or not isinstance(parameters, Sequence):
        raise InterfaceError(
            f"Parameters must be a sequence of values, not {type(parameters).__name__}",
            hint="give a list or a tuple with one value for each ? of the statement",
        )
    for position, value in enumerate(parameters, start=1):
        if value is not None and not isinstance(value, _PARAMETER_TYPES):
            raise ProgrammingError(
                f"Parameter {position} has type {type(value).__name__}, which no SQL type stands for",
                hint="give None, bool, int, float, Decimal, str, bytes, date, datetime or time",
            )
    return tuple(parameters)
