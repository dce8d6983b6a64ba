"""Literals: from their text, or from a parameter's value, to typed constants.

Source: Trino's literal syntax: ``1`` is an integer, ``1.5`` a decimal of as many digits as are
written, ``1e0`` a double, ``'a'`` a varchar of its length.
"""

import math
import re
import struct
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from lakeq.errors import InvalidArgument, InvalidCast, InvalidLiteral, NotSupported, TypeMismatch
from lakeq.model.bound import Expression, Literal, LiteralValue
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    JSON,
    MAX_DECIMAL_DIGITS,
    REAL,
    SMALLINT,
    TINYINT,
    UNKNOWN,
    UUID,
    VARBINARY,
    VARCHAR,
    DataType,
    Kind,
    char,
    decimal,
    varchar,
)
from lakeq.sql.bind.expressions import moments

NULL = Literal(None, UNKNOWN)
TRUE = Literal(value=True, type=BOOLEAN)
FALSE = Literal(value=False, type=BOOLEAN)

_FRACTIONAL = (
    *(Kind.TIME, Kind.TIME_WITH_TIME_ZONE),
    *(Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE),
)
_MAX_INTEGER = 2**31 - 1
_MAX_BIGINT = 2**63 - 1
_DECIMAL = re.compile(r"^([+-]?)0*(\d*)(?:\.(\d*))?$")
_FLOAT = re.compile(
    r"\s*([+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|NaN|Infinity))((?<=[\d.])[dDfF])?\s*",
    re.ASCII,
)
"""A number as Java reads it, with or without the letter of its type; not one in hexadecimal."""
_TRUTHS = {"t": True, "true": True, "1": True, "f": False, "false": False, "0": False}


def number(text: str) -> Literal:
    """Read a number as written in a query. Raises InvalidArgument beyond 64 bits or 38 digits.

    >>> number("1.50").type.trino, number("7").type.trino, number("1e0").type.trino
    ('decimal(3,2)', 'integer', 'double')
    """
    plain = text.replace("_", "")
    if "e" in plain.lower():
        return Literal(float(plain), DOUBLE)
    if "." in plain:
        return decimal_literal(plain)
    value = int(plain)
    if value > _MAX_BIGINT + 1:
        raise InvalidLiteral(f"Invalid numeric literal: {text}")
    return Literal(value, INTEGER if value <= _MAX_INTEGER else BIGINT)


def decimal_literal(text: str) -> Literal:
    """Read a decimal: its digits, without leading zeros, say its type."""
    match = _DECIMAL.match(text.strip())
    if match is None or not (match.group(2) or match.group(3) or "0" in text):
        raise InvalidLiteral(f"'{text}' is not a valid DECIMAL literal")
    whole, fraction = match.group(2) or "", match.group(3) or ""
    digits = max(len(whole) + len(fraction), 1)
    if digits > MAX_DECIMAL_DIGITS:
        raise InvalidLiteral(f"'{text}' is not a valid DECIMAL literal: it has more than 38 digits")
    return Literal(Decimal(text.strip()), decimal(digits, len(fraction)))


def string(text: str) -> Literal:
    """Type a string by its length in characters. Raises InvalidArgument for half a character."""
    if re.search("[\ud800-\udfff]", text):
        raise InvalidArgument("The text of a value is not valid Unicode")
    return Literal(text, varchar(len(text)))


def json_literal(text: str) -> Literal:
    """Read JSON '...'. Raises InvalidLiteral."""
    from lakeq.functions import json_text  # noqa: PLC0415 - few queries need it.

    try:
        return Literal(json_text.canonical(text), JSON)
    except json_text.JsonError as exc:
        raise InvalidLiteral(f"'{text}' is not a valid JSON literal") from exc


def typed(type_name: str, text: str) -> Expression:
    """Read a literal with its type before it. Raises InvalidArgument, NotSupported."""
    make = _TYPED.get(type_name)
    if make is None:
        raise NotSupported(f"{type_name.upper()} literals are not supported")
    return make(text)


def parameter(value: object) -> Literal:
    """Type a parameter's value as the same literal in the text would be.

    Raises TypeMismatch for a value no SQL literal has.
    """
    if value is None:
        return NULL
    for python_type, make in _PARAMETERS:
        if isinstance(value, python_type):
            return make(value)
    raise TypeMismatch(f"Parameter of type {type(value).__name__} cannot be used in SQL")


def _integer(value: int) -> Literal:
    if not -(2**63) <= value <= _MAX_BIGINT:
        raise InvalidArgument(f"Invalid numeric literal: {value}")
    small = -(2**31) <= value <= _MAX_INTEGER
    return Literal(value, INTEGER if small else BIGINT)


def _decimal(value: Decimal) -> Literal:
    if not value.is_finite():
        raise InvalidArgument(f"Decimal parameter {value} is not a number")
    return decimal_literal(format(value, "f"))


def _whole(data_type: DataType, bits: int) -> Callable[[str], Literal]:
    def make(text: str) -> Literal:
        if not re.fullmatch(r"[+-]?\d+", text.strip()) or not -(2**bits) <= int(text) < 2**bits:
            raise InvalidLiteral(f"'{text}' is not a valid {data_type.trino.upper()} literal")
        return Literal(int(text), data_type)

    return make


def _uuid(text: str) -> Literal:
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text):
        raise InvalidCast(f"Cannot cast value to UUID: {text}")
    return Literal(text.lower(), UUID)


def _double(text: str) -> Literal:
    return Literal(_float(text, DOUBLE), DOUBLE)


def _real(text: str) -> Literal:
    return Literal(as_real(_float(text, REAL)), REAL)


def _float(text: str, data_type: DataType) -> float:
    written = _FLOAT.fullmatch(text)
    if written is None:
        raise InvalidLiteral(f"'{text}' is not a valid {data_type.trino.upper()} literal")
    return float(written[1])


def as_real(value: float) -> float:
    """Round to the 32 bits of a real; what is beyond them is infinite."""
    try:
        rounded: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return rounded


def _boolean(text: str) -> Literal:
    word = text.lower()
    if word not in _TRUTHS:
        raise InvalidLiteral(f"'{text}' is not a valid BOOLEAN literal")
    return TRUE if _TRUTHS[word] else FALSE


_TYPED: dict[str, Callable[[str], Expression]] = {
    "date": moments.date_literal,
    "time": moments.time_literal,
    "timestamp": moments.timestamp_literal,
    "decimal": decimal_literal,
    "double": _double,
    "real": _real,
    "boolean": _boolean,
    "bigint": _whole(BIGINT, 63),
    "integer": _whole(INTEGER, 31),
    "int": _whole(INTEGER, 31),
    "smallint": _whole(SMALLINT, 15),
    "tinyint": _whole(TINYINT, 7),
    "varchar": lambda text: Literal(string(text).value, VARCHAR),
    "uuid": _uuid,
    "varbinary": lambda text: Literal(text.encode(), VARBINARY),
    "json": json_literal,
    "char": lambda text: Literal(text, char(max(len(text), 1))),
}
_PARAMETERS: tuple[tuple[type, Callable[[Any], Literal]], ...] = (
    (bool, lambda value: TRUE if value else FALSE),
    (int, _integer),
    (float, lambda value: Literal(value, DOUBLE)),
    (Decimal, _decimal),
    (str, string),
    (bytes, lambda value: Literal(value, VARBINARY)),
    (datetime, moments.timestamp_parameter),
    (time, moments.time_parameter),
    (date, lambda value: Literal(value, DATE)),
)


def retype(literal: Literal, target: DataType) -> Literal | None:
    """Give a literal another type without changing its value; ``None`` when that takes a cast."""
    value = literal.value
    if value is None:
        return Literal(None, target)
    converted = _converted(value, literal.type, target)
    return None if converted is None else Literal(converted, target)


def _converted(value: LiteralValue, source: DataType, target: DataType) -> LiteralValue:
    if source.kind is target.kind and source.kind is Kind.VARCHAR:
        fits = target.precision is None or len(str(value)) <= target.precision
        return value if fits else None
    if source.is_integer and target.is_integer:
        return value
    if target.kind is Kind.DECIMAL and isinstance(value, int | Decimal):
        return _fit_decimal(Decimal(value), target)
    if target.kind is Kind.DOUBLE and isinstance(value, int | Decimal | float):
        wide = float(value)
        return wide if math.isfinite(wide) or isinstance(value, float) else None
    if source.kind is target.kind and source.kind in _FRACTIONAL:
        return value if (target.precision or 0) >= (source.precision or 0) else None
    if source.kind is Kind.DATE and target.kind is Kind.TIMESTAMP and type(value) is date:
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - has no zone by type.
    return None


def _fit_decimal(value: Decimal, target: DataType) -> Decimal | None:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    whole_digits = len(value.as_tuple().digits) + exponent if value else 0
    fits = -exponent <= target.scale and whole_digits <= (target.precision or 0) - target.scale
    return value if fits else None
