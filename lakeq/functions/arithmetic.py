"""Arithmetic operators: the types their operands are coerced to, and the type they give.

Source: Trino's decimal operators (release 401) and its date and interval operators.
"""

from dataclasses import dataclass

from lakeq.functions.coercions import as_decimal, common_type
from lakeq.model.types import (
    BIGINT,
    DOUBLE,
    INTERVAL_DAY_TO_SECOND,
    MAX_DECIMAL_DIGITS,
    DataType,
    Kind,
    decimal,
)

SYMBOLS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "modulus": "%"}

_CLOCKS = (Kind.TIME, Kind.TIME_WITH_TIME_ZONE)
_MOMENTS = (Kind.DATE, *_CLOCKS, Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE)
_INTERVAL_DIGITS = 3
_INTERVALS = (Kind.INTERVAL_DAY_TO_SECOND, Kind.INTERVAL_YEAR_TO_MONTH)


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operator does to two types."""

    left: DataType
    right: DataType
    result: DataType


def operation(operator: str, left: DataType, right: DataType) -> Operation | None:
    """Resolve an arithmetic operator; ``None`` when it has no meaning for these types.

    >>> operation("multiply", decimal(12, 2), decimal(13, 2)).result.trino
    'decimal(25,4)'
    """
    if left.kind is Kind.UNKNOWN and right.kind is Kind.UNKNOWN:
        return Operation(BIGINT, BIGINT, BIGINT)
    if left.kind is Kind.UNKNOWN and right.is_numeric:
        return operation(operator, right, right)
    if right.kind is Kind.UNKNOWN and left.is_numeric:
        return operation(operator, left, left)
    if left.is_numeric and right.is_numeric:
        return _numeric(operator, left, right)
    if operator in ("add", "subtract"):
        return _on_time(operator, left, right)
    return _on_interval(operator, left, right)


def _numeric(operator: str, left: DataType, right: DataType) -> Operation | None:
    if Kind.DECIMAL not in (left.kind, right.kind) or left.is_float or right.is_float:
        shared = common_type(left, right)
        return None if shared is None else Operation(shared, shared, shared)
    left, right = as_decimal(left), as_decimal(right)
    result = _decimal_result(operator, left, right)
    return None if result is None else Operation(left, right, result)


def _decimal_result(operator: str, left: DataType, right: DataType) -> DataType | None:
    p1, s1 = left.precision or 0, left.scale
    p2, s2 = right.precision or 0, right.scale
    scale = max(s1, s2)
    match operator:
        case "add" | "subtract":
            digits = max(p1 - s1, p2 - s2) + scale + 1
        case "multiply":
            scale, digits = s1 + s2, p1 + p2
        case "divide":
            digits = p1 + s2 + max(s2 - s1, 0)
        case _:
            digits = min(p2 - s2, p1 - s1) + scale
    if scale > MAX_DECIMAL_DIGITS:
        return None
    return decimal(min(MAX_DECIMAL_DIGITS, digits), scale)


def _on_time(operator: str, left: DataType, right: DataType) -> Operation | None:
    if right.kind in _INTERVALS and left.kind is Kind.UNKNOWN:
        left = right
    if left.kind in _INTERVALS and right.kind is Kind.UNKNOWN:
        right = left
    if left.kind in _INTERVALS and left.kind is right.kind:
        return Operation(left, right, left)
    if left.kind in _MOMENTS and right.kind in _INTERVALS:
        return _moved(left, right, Operation(left, right, left))
    if operator == "add" and left.kind in _INTERVALS and right.kind in _MOMENTS:
        return _moved(right, left, Operation(left, right, right))
    if operator == "subtract" and left.kind in _MOMENTS and right.kind in _MOMENTS:
        shared = common_type(left, right)
        return None if shared is None else Operation(shared, shared, INTERVAL_DAY_TO_SECOND)
    return None


def _moved(moment: DataType, interval: DataType, operands: Operation) -> Operation | None:
    """Give a moved moment the three digits that an interval has, unless it moves by months."""
    if interval.kind is Kind.INTERVAL_YEAR_TO_MONTH:
        return None if moment.kind in _CLOCKS else operands
    if moment.kind is Kind.DATE:
        return operands
    digits = max(moment.precision or 0, _INTERVAL_DIGITS)
    return Operation(operands.left, operands.right, DataType(moment.kind, digits))


def _on_interval(operator: str, left: DataType, right: DataType) -> Operation | None:
    if left.kind in _INTERVALS and operator == "multiply":
        factor = _factor(right)
        return None if factor is None else Operation(left, factor, left)
    if left.kind in _INTERVALS and operator == "divide":
        return Operation(left, DOUBLE, left) if right.is_numeric else None
    if right.kind in _INTERVALS and operator == "multiply":
        factor = _factor(left)
        return None if factor is None else Operation(factor, right, right)
    return None


def _factor(data_type: DataType) -> DataType | None:
    if data_type.is_integer:
        return BIGINT
    return DOUBLE if data_type.is_numeric else None
