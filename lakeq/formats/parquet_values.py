"""Parquet's physical values as Python values, for the two ends of a chunk.

An end may be widened (a minimum lowered, a maximum raised), never narrowed: where Python's value is
coarser than the file's, the minimum is rounded down and the maximum up. An end that Python cannot
hold is unknown.
"""

import struct
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from lakeq.model.types import DataType, Kind

Decoder: TypeAlias = Callable[[Any, Any], tuple[Any, Any]]
"""Turns a physical minimum and maximum into values; ``None`` for an end that is unknown."""

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a timestamp without zone.
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_UNKNOWN = (None, None)


def decoder(physical: str, logical: str, data_type: DataType) -> Decoder | None:
    """Choose how to read the ends of a leaf; ``None`` where they say nothing."""
    if physical == "INT96" or data_type.kind in (Kind.TIME, Kind.UNKNOWN):
        # The order of INT96 was never defined.
        return None
    match data_type.kind:
        case Kind.VARCHAR:
            return _text
        case Kind.DECIMAL if logical.startswith("Decimal"):
            return _decimals(data_type.scale)
        case Kind.DATE:
            return _dates
        case Kind.TIMESTAMP:
            return _timestamps(data_type.precision or 0)
        case Kind.REAL if logical == "Float16":
            return _half_floats
    if "isSigned=false" in logical:
        return _unsigned(physical, data_type)
    return _plain


def ordered(minimum: Any, maximum: Any) -> tuple[Any, Any]:
    """Keep two ends that are in order; NaN, or ends the wrong way round, tell nothing."""
    if minimum is None or maximum is None or minimum <= maximum:
        return minimum, maximum
    return _UNKNOWN


def _plain(minimum: Any, maximum: Any) -> tuple[Any, Any]:
    return ordered(minimum, maximum)


def _text(minimum: bytes, maximum: bytes) -> tuple[str | None, str | None]:
    if minimum > maximum:
        return _UNKNOWN
    # A prefix of the minimum is as good a lower end. A maximum cut within a character is not one
    # that can be mended.
    return minimum.decode(errors="ignore") if _is_text(minimum) else None, _decoded(maximum)


def _decoded(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _is_text(value: bytes) -> bool:
    """Whether bytes are text, but for a last character that may be cut off."""
    try:
        value.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _decimals(scale: int) -> Decoder:
    def decode(minimum: int | bytes, maximum: int | bytes) -> tuple[Any, Any]:
        return ordered(_decimal(minimum, scale), _decimal(maximum, scale))

    return decode


def _decimal(value: int | bytes, scale: int) -> Decimal:
    unscaled = int.from_bytes(value, "big", signed=True) if isinstance(value, bytes) else value
    # Arithmetic would round to the context's precision; a literal is exact.
    return Decimal(f"{unscaled}E{-scale}")


def _dates(minimum: int, maximum: int) -> tuple[Any, Any]:
    return ordered(day(minimum), day(maximum)) if minimum <= maximum else _UNKNOWN


def day(since_epoch: int) -> date | None:
    """Give the date a number of days after 1970-01-01, if Python has it."""
    try:
        return date.fromordinal(since_epoch + _EPOCH_DAY)
    except (ValueError, OverflowError):
        return None


def _timestamps(digits: int) -> Decoder:
    per_second = 10**digits

    def decode(minimum: int, maximum: int) -> tuple[Any, Any]:
        if minimum > maximum:
            return _UNKNOWN
        low = minimum * 1_000_000 // per_second
        high = -(-maximum * 1_000_000 // per_second)
        return moment(low), moment(high)

    return decode


def moment(microseconds: int) -> datetime | None:
    """Give the moment so many microseconds after 1970, without zone, if Python has it."""
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return None


def _half_floats(minimum: bytes, maximum: bytes) -> tuple[Any, Any]:
    return ordered(struct.unpack("<e", minimum)[0], struct.unpack("<e", maximum)[0])


def _unsigned(physical: str, data_type: DataType) -> Decoder:
    mask = 0xFFFF_FFFF if physical == "INT32" else 0xFFFF_FFFF_FFFF_FFFF
    as_type: Callable[[int], Any] = Decimal if data_type.kind is Kind.DECIMAL else int

    def decode(minimum: int, maximum: int) -> tuple[Any, Any]:
        return ordered(as_type(minimum & mask), as_type(maximum & mask))

    return decode
