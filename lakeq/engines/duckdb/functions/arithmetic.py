"""Arithmetic: overflow is an error of the operands' type, decimals are exact, / by zero fails.

DuckDB keeps a product or sum of decimals within 18 digits when both operands are, and gives decimal
quotients as doubles; so operands are widened here, and quotients worked out in whole numbers.
"""

from collections.abc import Callable, Sequence

from lakeq.engines.duckdb.failures import failure_about
from lakeq.engines.duckdb.functions import moment_arithmetic
from lakeq.engines.duckdb.functions.decimals import (
    MAX_DIGITS,
    as_decimal,
    decimal_product,
    decimal_sum,
    unscaled,
)
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.functions.moment_arithmetic import is_of_moments
from lakeq.engines.duckdb.spelling import captured, once, shared
from lakeq.errors import DivisionByZero
from lakeq.model.bound import Call, Cast, Expression, Literal
from lakeq.model.traversal import walk
from lakeq.model.types import DataType, Kind, decimal

_SYMBOLS = {"add": "+", "subtract": "-", "multiply": "*"}


def add(call: Invocation) -> str:
    """Spell an addition."""
    if call.result.kind is Kind.DECIMAL:
        return decimal_sum(call)
    return moment_arithmetic.add(call) if is_of_moments(call) else _plain(call)


def subtract(call: Invocation) -> str:
    """Spell a subtraction."""
    if call.result.kind is Kind.DECIMAL:
        return decimal_sum(call)
    return moment_arithmetic.subtract(call) if is_of_moments(call) else _plain(call)


def multiply(call: Invocation) -> str:
    """Spell a multiplication."""
    if call.result.kind is Kind.DECIMAL:
        return decimal_product(call)
    return moment_arithmetic.multiply(call) if is_of_moments(call) else _plain(call)


def divide(call: Invocation) -> str:
    """Spell a division: whole for integers, rounded for decimals, IEEE's for floats."""
    if call.result.kind is Kind.DECIMAL:
        return _decimal_quotient(call)
    if call.result.is_integer:
        return _unless_zero(call, lambda values: f"({values[0]} // {values[1]})")
    if call.result.is_float:
        return f"({call.sql[0]} / {call.sql[1]})"
    return moment_arithmetic.divide(call)


def modulus(call: Invocation) -> str:
    """Spell a remainder, which has the sign of the dividend."""
    if call.result.kind is Kind.DECIMAL:
        left, right = (argument.type for argument in call.arguments)
        shared = _shared_decimal(left, right)
        name = f"DECIMAL({shared.precision},{shared.scale})"
        return _unless_zero(
            call,
            lambda values: (
                f"CAST(CAST({values[0]} AS {name}) % CAST({values[1]} AS {name}) AS {call.type_name})"
            ),
        )
    if call.result.is_integer:
        return _integer_remainder(call)
    if call.result.is_float:
        return f"({call.sql[0]} % {call.sql[1]})"
    raise call.refuse()


def negate(call: Invocation) -> str:
    """Spell a minus sign."""
    return f"(-({call.sql[0]}))"


def _plain(call: Invocation) -> str:
    spelled = f"({call.sql[0]} {_SYMBOLS[call.function]} {call.sql[1]})"
    if call.result.is_integer and sum(map(_is_constant, call.arguments)) == 1:
        # `x + 1 > 5` would become `x > 4` in DuckDB, where nothing overflows.
        return f"({spelled} | 0)"
    return spelled


def _is_constant(expression: Expression) -> bool:
    return all(isinstance(node, Literal | Cast | Call) for node in walk(expression))


def _unless_zero(call: Invocation, build: Callable[[Sequence[str]], str]) -> str:
    """Guard a division; NULL divided by zero is still NULL."""
    if call.constant(1):  # Neither NULL nor zero.
        return build(call.sql)
    return once(
        call.sql,
        lambda values: (
            f"CASE WHEN {values[1]} = 0 THEN {_division_by_zero(call, values[0])} "
            f"ELSE {build(values)} END"
        ),
    )


def _integer_remainder(call: Invocation) -> str:
    if call.constant(1) not in (None, -1):
        return _unless_zero(call, lambda values: f"({values[0]} % {values[1]})")
    # DuckDB reports an overflow for the least number by -1, of which nothing remains.
    return _unless_zero(
        call,
        lambda values: (
            f"CASE WHEN {values[1]} = -1 THEN {values[0]} - {values[0]} "
            f"ELSE {values[0]} % {values[1]} END"
        ),
    )


def _division_by_zero(call: Invocation, dividend: str) -> str:
    message = f"CASE WHEN {dividend} IS NOT NULL THEN 'Division by zero' END"
    return failure_about(DivisionByZero, message, call.type_name)


def _shared_decimal(left: DataType, right: DataType) -> DataType:
    scale = max(left.scale, right.scale)
    whole = max((left.precision or 0) - left.scale, (right.precision or 0) - right.scale)
    return decimal(min(MAX_DIGITS, whole + scale), scale)


def _decimal_quotient(call: Invocation) -> str:
    """Divide unscaled numbers in 128 bits, and round halves away from zero."""
    left, right = (argument.type for argument in call.arguments)
    shift = call.result.scale - left.scale + right.scale
    spare = MAX_DIGITS - shift

    def build(values: Sequence[str]) -> str:
        dividend, divisor = unscaled(values[0], left), unscaled(values[1], right)
        if (left.precision or 0) <= spare:
            return as_decimal(_quotient(dividend, divisor, shift), call.result)
        far = as_decimal(_long_quotient(dividend, divisor, shift), call.result)
        if spare <= 0:
            return far
        near = as_decimal(_quotient(dividend, divisor, shift), call.result)
        limit = f"CAST({10**spare} AS HUGEINT)"
        return f"CASE WHEN abs({dividend}) < {limit} THEN {near} ELSE {far} END"

    return _unless_zero(call, build)


def _quotient(dividend: str, divisor: str, shift: int) -> str:
    scaled = f"{dividend} * CAST({10**shift} AS HUGEINT)" if shift else dividend
    sign = f"CASE WHEN {dividend} < 0 THEN -1 ELSE 1 END"
    return f"({scaled} + {sign} * (abs({divisor}) // 2)) // {divisor}"


def _long_quotient(dividend: str, divisor: str, shift: int) -> str:
    """Divide digit by digit, where the dividend does not fit 128 bits with all of its zeros.

    Where even ten times the divisor is too much, DuckDB reports an overflow.
    """

    def build(values: Sequence[str]) -> str:
        above, below = (f"abs({value})" for value in values)
        first = f"struct_pack(q := {above} // {below}, r := {above} % {below})"
        step = (
            f"struct_pack(q := digits.q * 10 + digits.r * 10 // {below}, "
            f"r := digits.r * 10 % {below})"
        )
        steps = f"list_transform(range({shift + 1}), lambda digit: {first})"
        last = f"list_reduce({steps}, lambda digits, digit: {step})"
        rounded = shared(
            last,
            lambda found: (
                f"(({found}).q + CASE WHEN ({found}).r >= {below} - ({found}).r THEN 1 ELSE 0 END)"
            ),
        )
        sign = f"CASE WHEN ({values[0]} < 0) = ({values[1]} < 0) THEN 1 ELSE -1 END"
        return f"({sign} * {rounded})"

    return captured([dividend, divisor], build)
