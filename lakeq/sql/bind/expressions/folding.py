"""Folding constants while binding, so that planning sees ``date '1998-09-02'`` and not a sum.

Only exact operations on literals are folded; whatever could fail or round stays as it is, for the
engine to decide.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext

from lakeq.model.bound import Call, Expression, Literal, LiteralValue
from lakeq.model.types import DataType, Kind
from lakeq.sql.moment_constants import add_months

_RANGES = {Kind.TINYINT: 7, Kind.SMALLINT: 15, Kind.INTEGER: 31, Kind.BIGINT: 63}
_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "add": Decimal.__add__,
    "subtract": Decimal.__sub__,
    "multiply": Decimal.__mul__,
}


def fold(call: Call) -> Expression:
    """Fold a call of literals if that is exact; otherwise return it unchanged."""
    values = [a.value for a in call.arguments if isinstance(a, Literal)]
    if len(values) != len(call.arguments) or any(value is None for value in values):
        return call
    value = _evaluate(call, values)
    return call if value is None else Literal(value, call.type)


def _evaluate(call: Call, values: list[LiteralValue]) -> LiteralValue:
    match call.function, values:
        case "negate", [value]:
            return _negate(value, call.type)
        case "add" | "subtract" | "multiply", [left, right]:
            if call.type.is_integer or call.type.kind is Kind.DECIMAL:
                return _number(call, left, right)
            return _moment(call, left, right)
        case _:
            return None


def _negate(value: LiteralValue, data_type: DataType) -> LiteralValue:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | timedelta):
        return None
    # A unary minus on a Decimal would round it to the context's digits.
    negated = value.copy_negate() if isinstance(value, Decimal) else -value
    return negated if _fits(negated, data_type) else None


def _number(call: Call, left: LiteralValue, right: LiteralValue) -> LiteralValue:
    if not isinstance(left, int | Decimal) or not isinstance(right, int | Decimal):
        return None
    with localcontext() as context:
        context.prec = 80
        result = _ARITHMETIC[call.function](Decimal(left), Decimal(right))
    value: int | Decimal = int(result) if call.type.is_integer else result
    return value if _fits(value, call.type) else None


def _fits(value: LiteralValue, data_type: DataType) -> bool:
    if data_type.is_integer and isinstance(value, int):
        limit = 1 << _RANGES[data_type.kind]
        return -limit <= value < limit
    if data_type.kind is Kind.DECIMAL and isinstance(value, Decimal):
        return bool(abs(value) < Decimal(10) ** ((data_type.precision or 0) - data_type.scale))
    return True


def _moment(call: Call, left: LiteralValue, right: LiteralValue) -> LiteralValue:
    if call.function == "multiply":
        return None
    if isinstance(right, date):
        if call.function == "subtract":
            return None
        left, right = right, left
    if not isinstance(left, date):
        return None
    sign = -1 if call.function == "subtract" else 1
    try:
        if isinstance(right, timedelta):
            return _add_days(left, sign * right, call.type)
        if isinstance(right, int):
            return _add_months(left, sign * right)
    except (OverflowError, ValueError):
        return None
    return None


def _add_days(moment: date, amount: timedelta, data_type: DataType) -> date | None:
    if data_type.kind is Kind.DATE and amount % timedelta(days=1):
        return None
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        # Trino moves the instant, and Python the clocks.
        return (moment.astimezone(UTC) + amount).astimezone(moment.tzinfo)
    return moment + amount


def _add_months(moment: date, months: int) -> date:
    """Move by months, as the clocks of a zone show it; see ``move_clocks`` of the engine."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return add_months(moment, months)
    local = moment.replace(tzinfo=None)
    moved = add_months(local, months)
    assert isinstance(moved, datetime)
    kept = (moment.astimezone(UTC) + (moved - local)).astimezone(moment.tzinfo)
    if kept.replace(tzinfo=None) == moved:
        return kept
    return moved.replace(tzinfo=moment.tzinfo).astimezone(UTC).astimezone(moment.tzinfo)
