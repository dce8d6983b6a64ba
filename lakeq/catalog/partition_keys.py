"""Values of partition keys: as text in DDL and paths, typed in the model, and as SQLite keeps them.

What is kept compares in SQLite as the values do: integers and booleans as INTEGER, strings as TEXT
by code point, dates and timestamps as ISO text of fixed width, floats as REAL, and decimals as
digits of fixed width. Which text is a value of which type follows Hive.
"""

import math
import re
import struct
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Context, Decimal, InvalidOperation
from typing import TypeAlias, cast

from lakeq.errors import InvalidArgument, InvalidCast, NotSupported
from lakeq.model.domains import Bound
from lakeq.model.table import Column, KeyValue
from lakeq.model.types import DataType, Kind

StoredValue: TypeAlias = int | float | str

_STORAGE_CLASSES = {
    Kind.BOOLEAN: "INTEGER",
    Kind.TINYINT: "INTEGER",
    Kind.SMALLINT: "INTEGER",
    Kind.INTEGER: "INTEGER",
    Kind.BIGINT: "INTEGER",
    Kind.REAL: "REAL",
    Kind.DOUBLE: "REAL",
    Kind.DECIMAL: "TEXT",
    Kind.VARCHAR: "TEXT",
    Kind.CHAR: "TEXT",
    Kind.DATE: "TEXT",
    Kind.TIMESTAMP: "TEXT",
}
_INTEGER_BITS = {Kind.TINYINT: 8, Kind.SMALLINT: 16, Kind.INTEGER: 32, Kind.BIGINT: 64}
_INTEGER = re.compile(r"[+-]?[0-9]{1,30}")
_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?|Infinity)", re.ASCII
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})"
    r"(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?)?"
)
# Wide enough for 38 digits and whatever bound they are compared with.
_DECIMALS = Context(prec=200)
# Sort before and after the digits of every decimal.
_BELOW_DECIMALS, _ABOVE_DECIMALS = "", ":"


def storage_class(key: Column) -> str:
    """Name the SQLite type that keeps a key's values. Raises NotSupported for a nested type."""
    try:
        return _STORAGE_CLASSES[key.type.kind]
    except KeyError as exc:
        raise NotSupported(
            f"Partition key `{key.name}` cannot be of type {key.type.hive}",
            hint="a partition key is a number, a string, a boolean, a date or a timestamp",
        ) from exc


def parse_value(text: str | None, key: Column) -> KeyValue:
    """Read a key's value as DDL or a folder's name spells it; ``None`` is NULL.

    Raises InvalidCast when the text is not a value of the key's type.

    >>> from lakeq.model.types import INTEGER
    >>> parse_value("03", Column("hour", INTEGER))
    3
    """
    if text is None:
        return None
    try:
        return _PARSERS[key.type.kind](text, key.type)
    except (KeyError, ValueError, OverflowError, InvalidOperation) as exc:
        # Trino's words for a partition whose name contradicts its table.
        raise InvalidCast(
            f"Invalid partition value '{text}' for {key.type.trino} partition key: {key.name}"
        ) from exc


def value_text(value: KeyValue, data_type: DataType) -> str | None:
    """Spell a value as Hive does in folder names; NULL has no text."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime():
            whole = value.isoformat(sep=" ", timespec="seconds")
            fraction = f"{value.microsecond:06d}".rstrip("0")
            return f"{whole}.{fraction}" if fraction else whole
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case float() if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        case float() if data_type.kind is Kind.REAL:
            return _shortest_single(value)
        case _:
            return str(value)


def to_stored(value: KeyValue, data_type: DataType) -> StoredValue | None:
    """Turn a value into what SQLite keeps; ``parse_value`` made sure that it fits."""
    if value is None:
        return None
    stored, _ = to_stored_bound(value, data_type)
    return stored


def from_stored(data_type: DataType) -> Callable[[StoredValue], KeyValue] | None:
    """Give the function that undoes ``to_stored`` for a value, or ``None`` where it is kept as is."""
    match data_type.kind:
        case Kind.BOOLEAN:
            return bool
        case Kind.DATE:
            return lambda stored: date.fromisoformat(str(stored))
        case Kind.TIMESTAMP:
            return lambda stored: datetime.fromisoformat(str(stored))
        case Kind.DECIMAL:
            return lambda stored: _decimal_from_digits(str(stored), data_type)
        case _:
            return None


def to_stored_bound(bound: Bound, data_type: DataType) -> tuple[StoredValue, bool]:
    """Turn an end of a domain's range into the greatest stored value not above it.

    The flag says whether that value equals the bound: a bound of 1.5 on an integer key is 1, but
    not equal to it. Ends beyond the type sort beyond everything stored.
    """
    match data_type.kind:
        case Kind.BOOLEAN | Kind.TINYINT | Kind.SMALLINT | Kind.INTEGER | Kind.BIGINT:
            return _integer_bound(bound)
        case Kind.DECIMAL:
            return _decimal_bound(bound, data_type)
        case Kind.REAL | Kind.DOUBLE:
            return float(bound), True
        case Kind.DATE:
            return _date_bound(bound)
        case Kind.TIMESTAMP:
            return _timestamp_bound(bound), True
        case Kind.CHAR:
            return _checked_text(str(bound).rstrip(" ")), True
        case _:
            return _checked_text(str(bound)), True


def _parse_boolean(text: str, _: DataType) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _parse_integer(text: str, data_type: DataType) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    value = int(text)
    limit = 1 << (_INTEGER_BITS[data_type.kind] - 1)
    if not -limit <= value < limit:
        raise ValueError(text)
    return value


def _parse_float(text: str, data_type: DataType) -> float:
    # NaN is refused: it equals nothing, so no query could name its partition.
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    value = float(text)
    if data_type.kind is Kind.REAL and math.isfinite(value):
        # The nearest single; a number beyond them overflows. The cast is for struct's sake.
        return cast("float", struct.unpack("<f", struct.pack("<f", value))[0])
    return value


def _parse_decimal(text: str, data_type: DataType) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    exact = Decimal(text)
    if not exact.is_finite():
        raise ValueError(text)
    value = exact.quantize(_unit(data_type), context=_DECIMALS)
    scaled = int(value.scaleb(data_type.scale, _DECIMALS))
    if value != exact or abs(scaled) >= _limit(data_type):
        raise ValueError(text)
    return value


def _parse_text(text: str, data_type: DataType) -> str:
    text.encode()
    value = text.rstrip(" ") if data_type.kind is Kind.CHAR else text
    if data_type.precision is not None and len(value) > data_type.precision:
        raise ValueError(text)
    return value


def _parse_date(text: str, _: DataType) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), int(match[3]))


def _parse_timestamp(text: str, data_type: DataType) -> datetime:
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day = _parse_date(match[1], data_type)
    hour, minute, second = (int(match[part] or 0) for part in (2, 3, 4))
    digits = min(3 if data_type.precision is None else data_type.precision, 6)
    fraction = Decimal(f"0.{match[5] or 0}").quantize(Decimal(1).scaleb(-digits))
    start = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - SQL's timestamps have no zone.
    return start + timedelta(microseconds=int(fraction * 1_000_000))


_PARSERS: dict[Kind, Callable[[str, DataType], KeyValue]] = {
    Kind.BOOLEAN: _parse_boolean,
    Kind.TINYINT: _parse_integer,
    Kind.SMALLINT: _parse_integer,
    Kind.INTEGER: _parse_integer,
    Kind.BIGINT: _parse_integer,
    Kind.REAL: _parse_float,
    Kind.DOUBLE: _parse_float,
    Kind.DECIMAL: _parse_decimal,
    Kind.VARCHAR: _parse_text,
    Kind.CHAR: _parse_text,
    Kind.DATE: _parse_date,
    Kind.TIMESTAMP: _parse_timestamp,
}


def _shortest_single(value: float) -> str:
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if struct.pack("<f", float(text)) == struct.pack("<f", value):
            return str(float(text))
    return str(value)


def _checked_text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        raise InvalidArgument("A partition key was compared with text that is not Unicode") from exc
    return text


def _integer_bound(bound: Bound) -> tuple[StoredValue, bool]:
    if isinstance(bound, float) and math.isinf(bound):
        return bound, False
    floor = math.floor(bound)
    if -(1 << 63) <= floor < 1 << 63:
        return floor, floor == bound
    return math.copysign(math.inf, floor), False


def _decimal_bound(bound: Bound, data_type: DataType) -> tuple[str, bool]:
    exact = Decimal(bound)
    if not exact.is_finite():
        return (_ABOVE_DECIMALS if exact > 0 else _BELOW_DECIMALS), False
    scaled = exact.scaleb(data_type.scale, _DECIMALS)
    limit = _limit(data_type)
    if scaled >= limit:
        return _ABOVE_DECIMALS, False
    if scaled <= -limit:
        return _BELOW_DECIMALS, False
    floor = int(scaled.to_integral_value(ROUND_FLOOR))
    digits = data_type.precision or 38
    sign, magnitude = ("1", floor) if floor >= 0 else ("0", limit + floor)
    return f"{sign}{magnitude:0{digits}d}", scaled == floor


def _decimal_from_digits(stored: str, data_type: DataType) -> Decimal:
    scaled = int(stored[1:]) - (0 if stored[0] == "1" else _limit(data_type))
    return Decimal(scaled).scaleb(-data_type.scale, _DECIMALS)


def _date_bound(bound: Bound) -> tuple[str, bool]:
    if isinstance(bound, datetime):
        return bound.date().isoformat(), bound.time() == bound.min.time()
    return str(bound.isoformat()), True


def _timestamp_bound(bound: Bound) -> str:
    if not isinstance(bound, datetime):
        bound = datetime(bound.year, bound.month, bound.day)  # noqa: DTZ001 - SQL's timestamps have no zone.
    return str(bound.isoformat(sep=" ", timespec="microseconds"))


def _unit(data_type: DataType) -> Decimal:
    return Decimal(1).scaleb(-data_type.scale)


def _limit(data_type: DataType) -> int:
    return int(10 ** (data_type.precision or 38))
