"""Text: how Athena spells a value in its result files and ``VarCharValue``s.

Values are those of ``lakeq.results.rows``. What stands inside an array, map or row is spelled as it is
alone, without quotes.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from math import isinf, isnan
from typing import Any, TypeAlias

from lakeq.model.types import DataType, Kind
from lakeq.model.zones import offset_text

NULL_TEXT = "null"

Speller: TypeAlias = Callable[[Any], str]


def value_text(value: Any, data_type: DataType) -> str:
    """Spell one value.

    A NULL reads ``null``, as inside an array; what stands for a NULL by itself is the caller's to say.

    >>> from lakeq.model.types import BIGINT, DOUBLE, array_of
    >>> value_text([1, None], array_of(BIGINT)), value_text(1e10, DOUBLE)
    ('[1, null]', '1.0E10')
    """
    return speller(data_type)(value)


def speller(data_type: DataType) -> Speller:
    """Give the function that spells values of one type, for whoever spells a whole column."""
    spell = _speller_of_present(data_type)
    return lambda value: NULL_TEXT if value is None else spell(value)


def _speller_of_present(data_type: DataType) -> Speller:
    if data_type.is_precise:
        present = _speller_by_kind(data_type)
        return lambda value: value if isinstance(value, str) else present(value)
    return _speller_by_kind(data_type)


def _speller_by_kind(data_type: DataType) -> Speller:
    match data_type.kind:
        case Kind.TIMESTAMP:
            return lambda value: _timestamp_text(value, _digits(data_type))
        case Kind.TIMESTAMP_WITH_TIME_ZONE:
            return lambda value: _zoned_text(value, _digits(data_type))
        case Kind.TIME:
            return lambda value: _time_text(value, _digits(data_type))
        case Kind.TIME_WITH_TIME_ZONE:
            return lambda value: _zoned_time_text(value, _digits(data_type))
        case Kind.ARRAY:
            return _array_speller(data_type)
        case Kind.MAP:
            return _map_speller(data_type)
        case Kind.ROW:
            return _row_speller(data_type)
        case kind:
            return _SPELLERS.get(kind, str)


def _boolean_text(value: bool) -> str:  # noqa: FBT001 - the value itself, not a flag.
    return "true" if value else "false"


def _decimal_text(value: Decimal) -> str:
    return format(value, "f")


def _binary_text(value: bytes) -> str:
    return value.hex(" ")


def _floating_text(value: float) -> str:
    """Spell as Java's ``Double.toString`` does: 100.0, 1.0E10, 1.0E-5, NaN, Infinity."""
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return _plain_text(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    figures = "".join(map(str, digits))
    power = int(exponent) + len(figures) - 1
    return f"{'-' if sign else ''}{figures[0]}.{figures[1:] or '0'}E{power}"


def _plain_text(value: float) -> str:
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else text + ".0"


def _digits(data_type: DataType) -> int:
    return 3 if data_type.precision is None else data_type.precision


def _timestamp_text(value: datetime, digits: int) -> str:
    return f"{value.year:04}{value:-%m-%d %H:%M:%S}{_fraction(value.microsecond, digits)}"


def _zoned_text(value: datetime, digits: int) -> str:
    return f"{_timestamp_text(value, digits)} {value.tzinfo}"


def _time_text(value: time, digits: int) -> str:
    return f"{value:%H:%M:%S}{_fraction(value.microsecond, digits)}"


def _zoned_time_text(value: time, digits: int) -> str:
    minutes = (value.utcoffset() or timedelta()) // timedelta(minutes=1)
    return _time_text(value, digits) + offset_text(minutes)


def _fraction(microsecond: int, digits: int) -> str:
    return f".{microsecond:06}".ljust(digits + 1, "0")[: digits + 1] if digits else ""


def _interval_text(value: timedelta) -> str:
    """Spell as Trino does: days, then a time with milliseconds, the sign before both."""
    sign = "-" if value < timedelta(0) else ""
    milliseconds = abs(value) // timedelta(milliseconds=1)
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"{sign}{days} {hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"


def _array_speller(data_type: DataType) -> Speller:
    spell = speller(data_type.element)
    return lambda value: "[" + ", ".join(map(spell, value)) + "]"


def _map_speller(data_type: DataType) -> Speller:
    spell_key, spell_value = speller(data_type.key), speller(data_type.value)
    return lambda value: (
        "{"
        + ", ".join(f"{spell_key(key)}={spell_value(item)}" for key, item in value.items())
        + "}"
    )


def _row_speller(data_type: DataType) -> Speller:
    members = [
        (field.name or f"field{position}", speller(field.type))
        for position, field in enumerate(data_type.fields)
    ]
    return lambda value: (
        "{"
        + ", ".join(
            f"{name}={spell(member)}" for (name, spell), member in zip(members, value, strict=True)
        )
        + "}"
    )


_SPELLERS: Mapping[Kind, Speller] = {
    Kind.BOOLEAN: _boolean_text,
    Kind.REAL: _floating_text,
    Kind.DOUBLE: _floating_text,
    Kind.DECIMAL: _decimal_text,
    Kind.VARBINARY: _binary_text,
    Kind.INTERVAL_DAY_TO_SECOND: _interval_text,
}
