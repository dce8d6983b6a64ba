"""Moments: timestamps rounded and spelled as Trino does, to the digits their type has."""

from lakeq.engines.duckdb.spelling import shared, text
from lakeq.engines.duckdb.types import MICROSECOND_DIGITS
from lakeq.errors import NotSupported
from lakeq.model.types import DataType

_MILLISECOND_DIGITS = 3


def round_timestamp(operand: str, source: DataType, target: DataType) -> str:
    """Bring a timestamp to a type's digits; halves round up, towards the future."""
    digits, wanted = source.precision or 0, target.precision or 0
    if digits > MICROSECOND_DIGITS:
        return _round_nanoseconds(operand, wanted)
    if wanted > MICROSECOND_DIGITS:
        return f"CAST({operand} AS TIMESTAMP_NS)"
    if wanted >= digits:
        return operand
    half = 10 ** (MICROSECOND_DIGITS - wanted) // 2
    if wanted == _MILLISECOND_DIGITS:
        return f"date_trunc('milliseconds', {operand} + INTERVAL {half} MICROSECOND)"
    if wanted == 0:
        return f"date_trunc('second', {operand} + INTERVAL {half} MICROSECOND)"
    rounded = floor_to_multiple(f"epoch_us({operand}) + {half}", 2 * half)
    return f"make_timestamp({rounded})"


def timestamp_text(operand: str, data_type: DataType) -> str:
    """Spell a timestamp with exactly the digits of its type."""
    digits = data_type.precision or 0
    if digits > MICROSECOND_DIGITS:
        raise NotSupported(f"Cast from {data_type.trino} to varchar is not supported")
    spelled = f"strftime({operand}, {text('%Y-%m-%d %H:%M:%S.%f')})"
    if digits == MICROSECOND_DIGITS:
        return spelled
    dropped = MICROSECOND_DIGITS - digits + (0 if digits else 1)
    return shared(spelled, lambda value: f"left({value}, length({value}) - {dropped})")


def floor_to_multiple(number: str, unit: int) -> str:
    """Spell a number rounded down; DuckDB's remainder has the sign of the number."""
    return f"(({number}) - ((({number}) % {unit}) + {unit}) % {unit})"


def _round_nanoseconds(operand: str, wanted: int) -> str:
    if wanted > MICROSECOND_DIGITS:
        return operand
    unit = 10 ** (9 - wanted)
    rounded = floor_to_multiple(f"epoch_ns({operand}) + {unit // 2}", unit)
    return f"make_timestamp({rounded} // 1000)"
