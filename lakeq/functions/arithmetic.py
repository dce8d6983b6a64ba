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

_MOMENTS = (Kind.DATE, Kind.TIMESTAMP)
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
    if left.kind in _MOMENTS and right.kind in _INTERVALS:
        return Operation(left, right, left)
    if operator == "add" and left.kind in _INTERVALS and right.kind in _MOMENTS:
        return Operation(left, right, right)
    if left.kind in _INTERVALS and left.kind is right.kind:
        return Operation(left, right, left)
    if operator == "subtract" and left.kind in _MOMENTS and right.kind in _MOMENTS:
        shared = common_type(left, right)
        return None if shared is None else Operation(shared, shared, INTERVAL_DAY_TO_SECOND)
    return None


def _on_interval(operator: str, left: DataType, right: DataType) -> Operation | None:
    if left.kind in _INTERVALS and operator in ("multiply", "divide"):
        factor = _factor(right)
        return None if factor is None else Operation(left, factor, left)
    if right.kind in _INTERVALS and operator == "multiply":
        factor = _factor(left)
        return None if factor is None else Operation(factor, right, right)
    return None


def _factor(data_type: DataType) -> DataType | None:
    if data_type.is_integer:
        return BIGINT
    return DOUBLE if data_type.is_float else None
