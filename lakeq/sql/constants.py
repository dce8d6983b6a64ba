"""Folding: the constant that a literal under casts stands for, where every engine would agree.

Only what is beyond doubt is folded: exact conversions, and roundings that IEEE 754 fixes. Anything
else stays unfolded, which costs some pruning and never an answer.
"""

import math
import re
import struct
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Context, Decimal

from lakeq.model.bound import Call, Cast, Expression, Literal, LiteralValue
from lakeq.model.types import MAX_DECIMAL_DIGITS, DataType, Kind
from lakeq.sql.moment_constants import FUNCTIONS, evaluate

INTEGER_BITS = {Kind.TINYINT: 8, Kind.SMALLINT: 16, Kind.INTEGER: 32, Kind.BIGINT: 64}

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?")
_MICROSECONDS = 6
_WIDE = Context(prec=200)
_LIMITS = {Kind.REAL: (1 << 24, 10), Kind.DOUBLE: (1 << 53, 22)}
"""The largest integer and the largest power of ten below which all are exact."""


def fold(expression: Expression) -> Literal | None:
    """Give the constant an expression surely is; ``None`` when it is not surely one.

    >>> fold(Cast(Literal("2024-02-29", DataType(Kind.VARCHAR)), DataType(Kind.DATE))).value
    datetime.date(2024, 2, 29)
    """
    match expression:
        case Literal(value, data_type):
            finer = isinstance(value, datetime) and (data_type.precision or 0) > _MICROSECONDS
            return None if finer else Literal(_settle(value, data_type), data_type)
        case Cast(argument, data_type):
            inner = fold(argument)
            return None if inner is None else _convert(inner, data_type)
        case Call("negate", (argument,), data_type):
            inner = fold(argument)
            if inner is None or isinstance(inner.value, bool):
                return None
            if not isinstance(inner.value, int | float | Decimal):
                return None
            value = inner.value
            negative = value.copy_negate() if isinstance(value, Decimal) else -value
            return Literal(negative, data_type)
        case Call(function, arguments, data_type) if function in FUNCTIONS:
            return _evaluate(function, arguments, data_type)
        case _:
            return None


def _evaluate(
    function: str, arguments: Sequence[Expression], data_type: DataType
) -> Literal | None:
    """Work out a function of dates whose arguments are all constants."""
    constants = [fold(argument) for argument in arguments]
    known = [constant.value for constant in constants if constant is not None]
    value = evaluate(function, known) if len(known) == len(constants) else None
    return None if value is None else Literal(value, data_type)


def _settle(value: LiteralValue, data_type: DataType) -> LiteralValue:
    """Round a real's value, because the text that was written may hold more digits."""
    if data_type.kind is Kind.REAL and isinstance(value, int | float | Decimal):
        return _as_real(float(value))
    return value


def _convert(literal: Literal, target: DataType) -> Literal | None:
    value = literal.value
    if value is None or literal.type == target:
        return Literal(value, target)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal | float) and target.is_numeric:
        return _convert_number(value, target)
    if isinstance(value, str) and literal.type.kind is Kind.VARCHAR:
        return _convert_text(value, target)
    return _convert_moment(value, literal.type, target)


def _convert_moment(value: LiteralValue, source: DataType, target: DataType) -> Literal | None:
    if type(value) is date and target.kind is Kind.TIMESTAMP:
        return Literal(datetime(value.year, value.month, value.day), target)  # noqa: DTZ001 - naive, as literals are.
    if not isinstance(value, datetime):
        return None
    # Without its zone a timestamp is what the clocks there show.
    if target.kind is Kind.DATE:
        return Literal(value.date(), target)
    widens = (target.precision or 0) >= (source.precision or 0)
    if target.kind is Kind.TIMESTAMP and widens:
        return Literal(value.replace(tzinfo=None), target)
    return Literal(value, target) if target.kind is source.kind and widens else None


def _convert_number(value: int | Decimal | float, target: DataType) -> Literal | None:
    if target.is_integer:
        return _convert_to_integer(value, target)
    if target.kind is Kind.DECIMAL:
        return _convert_to_decimal(value, target)
    number = value if isinstance(value, float) else _as_float(value, _LIMITS[target.kind])
    if number is None:
        return None
    return Literal(_as_real(number) if target.kind is Kind.REAL else number, target)


def _convert_to_integer(value: int | Decimal | float, target: DataType) -> Literal | None:
    limit = 1 << (INTEGER_BITS[target.kind] - 1)
    if not math.isfinite(value) or int(value) != value or not -limit <= value < limit:
        return None
    return Literal(int(value), target)


def _convert_to_decimal(value: int | Decimal | float, target: DataType) -> Literal | None:
    if isinstance(value, float):
        return None
    number = Decimal(value)
    shifted = _WIDE.scaleb(number, target.scale)
    limit = 10 ** (target.precision or MAX_DECIMAL_DIGITS)
    if shifted != shifted.to_integral_value() or not -limit < shifted < limit:
        return None
    return Literal(number, target)


def _as_float(value: int | Decimal, limits: tuple[int, int]) -> float | None:
    """Divide as engines do, an integer by a power of ten, while both are exact in the target.

    Then the quotient is rounded once, by IEEE 754, and rounding a double's again to a real's is
    harmless.
    """
    largest, power = limits
    if isinstance(value, int):
        return float(value) if abs(value) <= largest else None
    _, digits, exponent = value.as_tuple()
    unscaled = int("".join(map(str, digits)))
    if not isinstance(exponent, int) or unscaled > largest:
        return None
    return float(value) if -power <= exponent <= 0 else None


def _as_real(value: float) -> float | None:
    if not math.isfinite(value):
        return value
    try:
        rounded: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return rounded


def _convert_text(value: str, target: DataType) -> Literal | None:
    if target.kind is Kind.VARCHAR:
        fits = target.precision is None or len(value) <= target.precision
        return Literal(value, target) if fits else None
    try:
        if target.kind is Kind.DATE and _DATE.fullmatch(value):
            return Literal(date.fromisoformat(value), target)
        if target.kind is Kind.TIMESTAMP and (target.precision or 0) >= _fraction(value):
            return Literal(datetime.fromisoformat(value), target)
    except ValueError:
        return None
    return None


def _fraction(value: str) -> int:
    match = _TIMESTAMP.fullmatch(value)
    if match is None:
        return 99
    return len(match.group(1) or ".") - 1
