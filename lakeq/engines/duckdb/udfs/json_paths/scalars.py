"""Scalars: what a path found as a value of the SQL type that was asked for."""

import math
import re
import struct
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import Any, TypeAlias

from lakeq.engines.duckdb.udfs.json_paths.items import Number, fits
from lakeq.functions.json_text import scientific_text
from lakeq.model.types import DataType, Kind

Scalar: TypeAlias = Number | str | bool
"""An item that is not null, and no array or object."""

_WHOLE = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(r"\s*([+-]?(NaN|Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?))\s*")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"\s*([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\s*")
_TRUTHS = {"t": True, "true": True, "1": True, "f": False, "false": False, "0": False}
_LONGEST = 400


def convert(item: Scalar, target: DataType) -> Any:
    """Cast a scalar to a type, as Trino casts. Raises ValueError where it cannot be cast."""
    cast = _CASTS.get(target.kind)
    if cast is None:
        raise ValueError(target.trino)
    return cast(item, target)


def _text(item: Scalar, target: DataType) -> str:
    match item:
        case bool():
            spelled = "true" if item else "false"
        case str():
            spelled = item
        case _:
            spelled = _spelled(item)
    if target.precision is None or len(spelled) <= target.precision:
        return spelled
    if not isinstance(item, str) and target.kind is Kind.VARCHAR:
        raise ValueError(spelled)
    return spelled[: target.precision]


def _char(item: Scalar, target: DataType) -> str:
    return _text(item, target).rstrip(" ")


def _spelled(number: Number) -> str:
    value = number.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return scientific_text(value)


def _boolean(item: Scalar, _: DataType) -> bool:
    match item:
        case bool():
            return item
        case Number():
            return item.value != 0
        case str() if item.lower() in _TRUTHS:
            return _TRUTHS[item.lower()]
        case _:
            raise ValueError(item)


def _integer(item: Scalar, target: DataType) -> int:
    match item:
        case bool():
            number = int(item)
        case Number():
            number = _rounded(item.value)
        case _:
            if not _WHOLE.fullmatch(item) or len(item) > _LONGEST:
                raise ValueError(item)
            number = int(item)
    if not fits(number, target.kind):
        raise ValueError(item)
    return number


def _rounded(value: float | Decimal) -> int:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(value)
    return int(Decimal(value).to_integral_value(ROUND_HALF_UP))


def _double(item: Scalar, _: DataType) -> float:
    if not isinstance(item, str):
        return float(item.value if isinstance(item, Number) else item)
    found = _FLOAT.fullmatch(item)
    if found is None:
        raise ValueError(item)
    return float(found[1])


def _real(item: Scalar, target: DataType) -> float:
    value = _double(item, target)
    try:
        narrowed: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return narrowed


def _decimal(item: Scalar, target: DataType) -> Decimal:
    match item:
        case bool():
            number = Decimal(int(item))
        case Number():
            number = Decimal(str(item.value))
        case _:
            if not _NUMBER.fullmatch(item):
                raise ValueError(item)
            number = Decimal(item)
    if not number.is_finite():
        raise ValueError(item)
    with localcontext() as context:
        context.prec = 100
        try:
            fitted = number.quantize(Decimal(1).scaleb(-target.scale), ROUND_HALF_UP)
        except InvalidOperation as error:
            raise ValueError(item) from error
    if abs(fitted) >= Decimal(10) ** ((target.precision or 0) - target.scale):
        raise ValueError(item)
    return fitted


def _date(item: Scalar, _: DataType) -> date:
    found = _DATE.fullmatch(item) if isinstance(item, str) else None
    if found is None:
        raise ValueError(item)
    return date(*(int(part) for part in found.groups()))


_CASTS: dict[Kind, Callable[[Any, DataType], Any]] = {
    Kind.VARCHAR: _text,
    Kind.CHAR: _char,
    Kind.BOOLEAN: _boolean,
    Kind.TINYINT: _integer,
    Kind.SMALLINT: _integer,
    Kind.INTEGER: _integer,
    Kind.BIGINT: _integer,
    Kind.REAL: _real,
    Kind.DOUBLE: _double,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
}
