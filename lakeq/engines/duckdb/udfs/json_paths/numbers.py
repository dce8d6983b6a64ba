"""Numbers of JSON paths: arithmetic and comparison with SQL's types."""

import math
import struct
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext

from lakeq.engines.duckdb.udfs.json_paths.items import Number, PathFailed, fits
from lakeq.model.types import Kind

_LADDER = (
    Kind.TINYINT,
    Kind.SMALLINT,
    Kind.INTEGER,
    Kind.BIGINT,
    Kind.DECIMAL,
    Kind.REAL,
    Kind.DOUBLE,
)
_MOST_DIGITS = 38


def calculate(operator: str, left: Number, right: Number) -> Number:
    """Evaluate ``+ - * / %``. Raises PathFailed."""
    kind = max(left.kind, right.kind, key=_LADDER.index)
    if kind in (Kind.REAL, Kind.DOUBLE):
        return _float(kind, _floats(operator, float(left.value), float(right.value)))
    if operator in "/%" and right.value == 0:
        raise PathFailed("division by zero")
    if kind is Kind.DECIMAL:
        return Number(kind, _decimals(operator, _decimal(left), _decimal(right)))
    value = _wholes(operator, int(left.value), int(right.value))
    if not fits(value, kind):
        raise PathFailed(f"{kind.value} overflow: {left.value} {operator} {right.value}")
    return Number(kind, value)


def compare(operator: str, left: Number, right: Number) -> bool:
    """Evaluate ``== != < <= > >=``."""
    return COMPARISONS[operator](left.value, right.value)


def negate(number: Number) -> Number:
    """Turn a number's sign. Raises PathFailed."""
    if isinstance(number.value, int):
        return calculate("-", Number(number.kind, 0), number)
    value = number.value
    return Number(number.kind, value.copy_negate() if isinstance(value, Decimal) else -value)


def method(name: str, number: Number) -> Number:
    """Evaluate abs(), ceiling() or floor(). Raises PathFailed."""
    value = number.value
    if name == "abs":
        below = value < 0 or (isinstance(value, float) and math.copysign(1, value) < 0)
        return negate(number) if below else number
    if isinstance(value, int) or (isinstance(value, float) and not math.isfinite(value)):
        return number
    rounded = math.ceil(value) if name == "ceiling" else math.floor(value)
    if isinstance(value, Decimal):
        return Number(number.kind, Decimal(rounded))
    return Number(number.kind, math.copysign(float(rounded), value))


def subscript(number: Number) -> int:
    """Take a number for an index, without its fraction. Raises PathFailed."""
    value = number.value
    if isinstance(value, float) and not math.isfinite(value):
        raise PathFailed(f"invalid array subscript: {value}")
    index = math.floor(value)
    if not fits(index, Kind.INTEGER):
        raise PathFailed(f"invalid array subscript: {index}")
    return index


def _wholes(operator: str, left: int, right: int) -> int:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            quotient = abs(left) // abs(right)
            quotient = quotient if (left < 0) == (right < 0) else -quotient
            return quotient if operator == "/" else left - right * quotient


def _floats(operator: str, left: float, right: float) -> float:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/" if right == 0:
            return math.nan if left == 0 or math.isnan(left) else _signed_infinity(left, right)
        case "/":
            return left / right
        case _ if right == 0 or math.isinf(left):
            return math.nan
        case _:
            return math.fmod(left, right)


def _signed_infinity(left: float, right: float) -> float:
    return math.copysign(math.inf, math.copysign(1, left) * math.copysign(1, right))


def _decimals(operator: str, left: Decimal, right: Decimal) -> Decimal:
    """Calculate exactly; a quotient has as many digits as the finer operand, as Trino's has."""
    scale = max(_scale(left), _scale(right))
    with localcontext() as context:
        context.prec = 200
        match operator:
            case "+":
                result = left + right
            case "-":
                result = left - right
            case "*":
                result = left * right
            case "/":
                result = (left / right).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
            case _:
                result = left - right * (left / right).quantize(Decimal(1), ROUND_DOWN)
    if len(result.as_tuple().digits) > _MOST_DIGITS:
        raise PathFailed("Decimal overflow")
    return result


def _scale(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), value
    return max(-exponent, 0)


def _decimal(number: Number) -> Decimal:
    return number.value if isinstance(number.value, Decimal) else Decimal(int(number.value))


def _float(kind: Kind, value: float) -> Number:
    if kind is Kind.REAL and math.isfinite(value):
        try:
            value = struct.unpack("f", struct.pack("f", value))[0]
        except OverflowError:
            value = math.copysign(math.inf, value)
    return Number(kind, value)


COMPARISONS: dict[str, Callable[..., bool]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
