"""Decimals: exact sums and products, and decimals as whole numbers and back.

DuckDB keeps a product or sum of decimals within 18 digits when both operands are, and reports an
overflow beyond; so an operand is widened, unless the result is known to fit. What is known to fit
is narrower in DuckDB than its Trino type; ``width`` tells how many digits DuckDB gives a decimal.
"""

from lakeq.engines.duckdb.bounds import INT64_DIGITS, Bounds
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.model.bound import Call, Cast, Expression, Literal
from lakeq.model.types import DataType, Kind

MAX_DIGITS = 38


def decimal_sum(call: Invocation) -> str:
    """Spell a sum or difference of decimals."""
    symbol = "+" if call.function == "add" else "-"
    left, right = _operand(call, 0), _operand(call, 1)
    if _sum_width(call.call, call.bounds) is not None:
        return f"({left} {symbol} {right})"
    digits, scale = _needed_for_sum(call.call, call.bounds), call.result.scale
    wide = f"DECIMAL({min(MAX_DIGITS, max(digits, INT64_DIGITS + 1))},{scale})"
    return f"CAST(CAST({left} AS {wide}) {symbol} CAST({right} AS {wide}) AS {call.type_name})"


def decimal_product(call: Invocation) -> str:
    """Spell a product of decimals."""
    left, right = _operand(call, 0), _operand(call, 1)
    if _product_width(call.call, call.bounds) is not None:
        return f"({left} * {right})"
    widened = f"CAST({left} AS DECIMAL({INT64_DIGITS + 1},{call.first.scale}))"
    return f"CAST({widened} * {right} AS {call.type_name})"


def width(expression: Expression, bounds: Bounds) -> int | None:
    """Tell how many digits DuckDB gives a decimal as it is spelled; ``None`` if that is not sure."""
    match expression:
        case Literal() | Cast():
            return expression.type.precision
        case Call(function="add" | "subtract"):
            return _sum_width(expression, bounds) or expression.type.precision
        case Call(function="multiply"):
            return _product_width(expression, bounds) or expression.type.precision
        case Call(function="divide" | "modulus"):
            return expression.type.precision
        case _:
            return None


def unscaled(operand: str, data_type: DataType) -> str:
    """Give a decimal's digits as a whole number: 1.50 becomes 150."""
    digits, scale = data_type.precision or 0, data_type.scale
    if scale == 0:
        return f"CAST({operand} AS HUGEINT)"
    if digits + scale <= MAX_DIGITS:
        wide = f"CAST({operand} AS DECIMAL({digits + scale},{scale}))"
        return f"CAST({wide} * CAST({10**scale} AS DECIMAL({scale + 1},0)) AS HUGEINT)"
    # Too many digits to multiply: the digits as text, without their point.
    return f"CAST(replace(CAST({operand} AS VARCHAR), '.', '') AS HUGEINT)"


def as_decimal(operand: str, data_type: DataType) -> str:
    """Give a whole number its point back: 150 becomes 1.50 of a decimal with two digits after it."""
    scale = data_type.scale
    whole = f"CAST({operand} AS DECIMAL({MAX_DIGITS},0))"
    if scale == 0:
        return f"CAST({whole} AS DECIMAL({data_type.precision},0))"
    unit = f"CAST('0.{'0' * (scale - 1)}1' AS DECIMAL({scale},{scale}))"
    return f"CAST({whole} * {unit} AS DECIMAL({data_type.precision},{scale}))"


def _operand(call: Invocation, index: int) -> str:
    """Spell an operand so that its digits in DuckDB are known."""
    argument = call.arguments[index]
    if argument.type.kind is not Kind.DECIMAL or width(argument, call.bounds) is not None:
        return call.sql[index]
    # To the type it has already, most of the time; then this is nothing.
    return f"CAST({call.sql[index]} AS DECIMAL({argument.type.precision},{argument.type.scale}))"


def _widths(call: Call, bounds: Bounds) -> tuple[int, int]:
    left, right = (
        width(argument, bounds) or argument.type.precision or 0 for argument in call.arguments
    )
    return left, right


def _needed_for_sum(call: Call, bounds: Bounds) -> int:
    widths = _widths(call, bounds)
    wholes = (w - side.type.scale for w, side in zip(widths, call.arguments, strict=True))
    return max(wholes) + call.type.scale + 1


def _sum_width(call: Call, bounds: Bounds) -> int | None:
    """Give the digits of a plain sum in DuckDB; ``None`` when it might overflow them."""
    needed = _needed_for_sum(call, bounds)
    if needed <= INT64_DIGITS:
        return needed
    if max(_widths(call, bounds)) > INT64_DIGITS:
        return needed if needed <= MAX_DIGITS else None
    return INT64_DIGITS if bounds.fits_int64(call) else None


def _product_width(call: Call, bounds: Bounds) -> int | None:
    """Give the digits of a plain product in DuckDB; ``None`` when it might overflow them."""
    left, right = _widths(call, bounds)
    if left + right <= INT64_DIGITS:
        return left + right
    if max(left, right) > INT64_DIGITS:
        return min(MAX_DIGITS, left + right)
    narrow = call.type.scale < INT64_DIGITS and bounds.fits_int64(call)
    return INT64_DIGITS if narrow else None
