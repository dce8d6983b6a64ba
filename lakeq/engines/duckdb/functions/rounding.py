"""Rounding: to whole numbers or to so many digits; halves go away from zero."""

from collections.abc import Callable, Sequence

from lakeq.engines.duckdb.functions.decimals import as_decimal, unscaled
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import once, shared
from lakeq.errors import OutOfRange
from lakeq.model.types import Kind

_MAX_DIGITS = 38
_MAX_INTEGER_SHIFT = 18
_LEAST_EXPONENT = -308
_INT64_END = "9223372036854775808e0"
_POWERS = ", ".join(f"{10**digits}::HUGEINT" for digits in range(_MAX_DIGITS + 1))


def ceiling(call: Invocation) -> str:
    """Spell ceiling, which is a no-op on integers."""
    return _to_whole("ceil", call)


def floor(call: Invocation) -> str:
    """Spell floor, which is a no-op on integers."""
    return _to_whole("floor", call)


def round_number(call: Invocation) -> str:
    """Spell round, to whole numbers or to a number of digits."""
    if len(call.sql) == 1:
        return _to_whole("round", call)
    if call.first.is_integer:
        return _round_integer(call)
    if call.first.kind is Kind.DECIMAL:
        return _round_decimal(call)
    return _round_float(call)


def truncate(call: Invocation) -> str:
    """Spell truncate, towards zero."""
    if len(call.sql) == 1:
        return _to_whole("trunc", call)
    return _decimal_to_digits(call, lambda value, unit: f"({value} // {unit})")


def _to_whole(name: str, call: Invocation) -> str:
    if call.first.is_integer:
        return call.sql[0]
    if call.first.kind is Kind.DECIMAL:
        digits, scale = call.first.precision or 0, call.first.scale
        if scale == 0:
            return f"CAST({call.sql[0]} AS {call.type_name})"
        wide = f"CAST({call.sql[0]} AS DECIMAL({min(_MAX_DIGITS, digits + 1)},{scale}))"
        return f"CAST({name}({wide}) AS {call.type_name})"
    return f"{name}({call.sql[0]})"


def _round_integer(call: Invocation) -> str:
    """Round to a power of ten; one of more than 18 digits is an overflow, as in Trino."""
    digits = call.constant(1)
    if isinstance(digits, int):
        if digits >= 0:
            return _unless_null(call, call.sql[0])
        if digits < -_MAX_INTEGER_SHIFT:
            return shared(call.sql[0], lambda value: _overflow(call, value))

    def build(values: Sequence[str]) -> str:
        value, places = values
        unit = _power(f"-{places}", -digits if isinstance(digits, int) else None)
        half = f"CASE WHEN {value} < 0 THEN -1 ELSE 1 END * ({unit} // 2)"
        rounded = f"(CAST({value} AS HUGEINT) + {half}) // {unit} * {unit}"
        return (
            f"CASE WHEN {places} >= 0 THEN {value} "
            f"WHEN {places} < -{_MAX_INTEGER_SHIFT} THEN {_overflow(call, value)} "
            f"ELSE CAST({rounded} AS {call.type_name}) END"
        )

    return once(call.sql, build)


def _overflow(call: Invocation, value: str) -> str:
    return call.fail_about(OutOfRange, f"'numerical overflow: ' || {value}")


def _round_decimal(call: Invocation) -> str:
    def divide(value: str, unit: str) -> str:
        half = f"CASE WHEN {value} < 0 THEN -1 ELSE 1 END * ({unit} // 2)"
        return f"(({value} + {half}) // {unit})"

    return _decimal_to_digits(call, divide)


def _decimal_to_digits(call: Invocation, divide: Callable[[str, str], str]) -> str:
    """Divide a decimal's digits by a power of ten, and multiply them back."""
    scale = call.first.scale
    known = call.constant(1)

    def build(values: Sequence[str]) -> str:
        value, places = values
        kept = f"CAST({value} AS {call.type_name})"
        shift = scale - known if isinstance(known, int) else None
        unit = _power(f"{scale} - {places}", shift)
        number = f"{divide(unscaled(value, call.first), unit)} * {unit}"
        return (
            f"CASE WHEN {places} >= {scale} THEN {kept} "
            f"WHEN {places} < {scale - _MAX_DIGITS} THEN {value} * 0 ELSE {as_decimal(number, call.result)} END"
        )

    if isinstance(known, int) and known >= scale:
        return f"CAST({call.sql[0]} AS {call.type_name})"
    return once(call.sql, build)


def _round_float(call: Invocation) -> str:
    """Multiply by a power of ten, round and divide, which gives the same doubles as Trino.

    Beyond 64 bits a double has no digits to lose.
    """
    digits = call.constant(1)

    def build(values: Sequence[str]) -> str:
        value, places = values
        factor = f"pow(10, {places})"
        if isinstance(digits, int):
            factor = f"CAST('1e{digits}' AS DOUBLE)"
        scaled = f"CAST({value} AS DOUBLE) * {factor}"
        return (
            f"CASE WHEN {places} IS NULL THEN NULL "
            f"WHEN {places} < {_LEAST_EXPONENT} AND isfinite({value}) THEN {value} * 0 "
            f"WHEN abs({scaled}) < {_INT64_END} "
            f"THEN CAST(round({scaled}) / {factor} AS {call.type_name}) "
            f"ELSE {value} END"
        )

    return once(call.sql, build)


def _unless_null(call: Invocation, spelled: str) -> str:
    if isinstance(call.constant(1), int):
        return spelled
    return f"CASE WHEN {call.sql[1]} IS NOT NULL THEN {spelled} END"


def _power(places: str, known: int | None) -> str:
    """Spell a power of ten as a whole number; NULL where there is none."""
    if known is not None:
        return f"CAST({10 ** max(0, min(known, _MAX_DIGITS))} AS HUGEINT)"
    return f"([{_POWERS}])[{places} + 1]"
