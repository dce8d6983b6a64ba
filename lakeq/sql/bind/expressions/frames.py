"""Window frames: where they may begin and end, and what can be counted in them."""

from datetime import timedelta
from decimal import Decimal

from sqlglot import exp

from lakeq.errors import (
    InvalidOrderBy,
    InvalidWindowFrame,
    MissingOrderBy,
    NotSupported,
    TypeMismatch,
)
from lakeq.functions.arithmetic import operation
from lakeq.functions.coercions import common_type
from lakeq.model.bound import (
    Call,
    Expression,
    FrameBound,
    Literal,
    SortKey,
    WindowFrame,
)
from lakeq.model.clauses import FrameBoundKind, FrameUnit
from lakeq.model.types import BIGINT, DataType, Kind
from lakeq.sql.bind.binder import Binder
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.positions import position

_COUNTED = (FrameUnit.ROWS, FrameUnit.GROUPS)
_RANGED = (
    Kind.DATE,
    Kind.TIME,
    Kind.TIME_WITH_TIME_ZONE,
    Kind.TIMESTAMP,
    Kind.TIMESTAMP_WITH_TIME_ZONE,
    Kind.INTERVAL_DAY_TO_SECOND,
    Kind.INTERVAL_YEAR_TO_MONTH,
)
_ORDER = tuple(FrameBoundKind)
_MOST_ROWS = 2**63 - 1


def bind_frame(
    binder: Binder, node: exp.Expr | None, order_by: tuple[SortKey, ...]
) -> tuple[WindowFrame | None, tuple[SortKey, ...]]:
    """Bind a frame, and give the ORDER BY it stands over in the type its offsets are added in.

    Raises InvalidWindowFrame, MissingOrderBy or TypeMismatch, as Trino does.
    """
    if node is None:
        return None, order_by
    if node.args.get("exclude"):
        raise NotSupported("EXCLUDE in a window frame is not supported")
    unit = FrameUnit(str(node.args.get("kind") or "ROWS").upper())
    start = _bound(binder, node.args.get("start"), node.args.get("start_side"))
    end = FrameBound(FrameBoundKind.CURRENT_ROW)
    if node.args.get("end") is not None:
        end = _bound(binder, node.args.get("end"), node.args.get("end_side"))
    _check_order(start.kind, end.kind, node)
    if unit in _COUNTED:
        _check_counted(unit, (start, end), order_by, node)
        return WindowFrame(unit, _count(start), _count(end)), order_by
    if start.offset is None and end.offset is None:
        return WindowFrame(unit, start, end), order_by
    key = _ranged_key(order_by, node)
    shared = key.expression.type
    for bound in (start, end):
        if bound.offset is not None:
            shared = _ranged_type(shared, bound.offset, node)
    start, end = _coerced(start, shared), _coerced(end, shared)
    sorted_by = SortKey(coerce(key.expression, shared), key.descending, key.nulls)
    return WindowFrame(unit, start, end), (sorted_by,)


def _bound(binder: Binder, value: object, side: object) -> FrameBound:
    text = str(side or "").upper()
    if isinstance(value, str):
        name = value.upper() if value.upper() == "CURRENT ROW" else f"{value.upper()} {text}"
        return FrameBound(FrameBoundKind(name))
    assert isinstance(value, exp.Expr), repr(value)
    return FrameBound(FrameBoundKind(text), binder.bind(value))


def _check_order(start: FrameBoundKind, end: FrameBoundKind, node: exp.Expr) -> None:
    line, column = position(node) or (None, None)
    message = ""
    if start is FrameBoundKind.UNBOUNDED_FOLLOWING:
        message = "Window frame start cannot be UNBOUNDED FOLLOWING"
    elif end is FrameBoundKind.UNBOUNDED_PRECEDING:
        message = "Window frame end cannot be UNBOUNDED PRECEDING"
    elif _ORDER.index(start) > _ORDER.index(end):
        message = f"Window frame starting from {start.value} cannot end with {end.value}"
    if message:
        raise InvalidWindowFrame(message, line=line, column=column)


def _check_counted(
    unit: FrameUnit,
    bounds: tuple[FrameBound, FrameBound],
    order_by: tuple[SortKey, ...],
    node: exp.Expr,
) -> None:
    line, column = position(node) or (None, None)
    if unit is FrameUnit.GROUPS and not order_by:
        raise MissingOrderBy(
            "Window frame of type GROUPS PRECEDING or FOLLOWING requires ORDER BY",
            line=line,
            column=column,
        )
    for name, bound in zip(("start", "end"), bounds, strict=True):
        offset = bound.offset
        if offset is None:
            continue
        exact = offset.type.kind is Kind.DECIMAL and offset.type.scale == 0
        if not (offset.type.is_integer or exact or offset.type.kind is Kind.UNKNOWN):
            raise TypeMismatch(
                f"Window frame {unit.value} {name} value type must be exact numeric type with "
                f"scale 0 (actual {offset.type})",
                line=line,
                column=column,
            )
        _check_constant(offset, node)


def _check_constant(offset: Expression, node: exp.Expr) -> None:
    """Refuse at once what would fail for every row."""
    if not isinstance(offset, Literal):
        return
    value = offset.value
    below_zero = isinstance(value, int | float | Decimal) and value < 0
    if value is None or below_zero or (isinstance(value, timedelta) and value < timedelta(0)):
        line, column = position(node) or (None, None)
        raise InvalidWindowFrame(
            "Window frame offset value must not be negative or null", line=line, column=column
        )


def _count(bound: FrameBound) -> FrameBound:
    """Count rows in a bigint; there are never more."""
    offset = bound.offset
    if offset is None or offset.type.kind is not Kind.DECIMAL:
        return bound
    if isinstance(offset, Literal):
        return FrameBound(bound.kind, Literal(min(int(str(offset.value)), _MOST_ROWS), BIGINT))
    most = Literal(Decimal(_MOST_ROWS), offset.type)
    if (offset.type.precision or 0) > len(str(_MOST_ROWS)):
        offset = Call("least", (offset, most), offset.type)
    return FrameBound(bound.kind, coerce(offset, BIGINT))


def _ranged_key(order_by: tuple[SortKey, ...], node: exp.Expr) -> SortKey:
    line, column = position(node) or (None, None)
    needs = "Window frame of type RANGE PRECEDING or FOLLOWING requires"
    if not order_by:
        raise MissingOrderBy(f"{needs} ORDER BY", line=line, column=column)
    if len(order_by) > 1:
        raise InvalidOrderBy(
            f"{needs} single sort item in ORDER BY (actual: {len(order_by)})",
            line=line,
            column=column,
        )
    found = order_by[0].expression.type
    if not found.is_numeric and found.kind not in _RANGED:
        raise TypeMismatch(
            f"{needs} that sort item type be numeric, datetime or interval (actual: {found})",
            line=line,
            column=column,
        )
    return order_by[0]


def _ranged_type(found: DataType, offset: Expression, node: exp.Expr) -> DataType:
    """Find the type in which an offset is added to a sort key of the type found so far."""
    shared = common_type(found, offset.type) if found.is_numeric else None
    if not found.is_numeric and operation("add", found, offset.type) is not None:
        shared = found
    if shared is None:
        line, column = position(node) or (None, None)
        raise TypeMismatch(
            f"Window frame RANGE value type ({offset.type}) not compatible with sort item "
            f"type ({found})",
            line=line,
            column=column,
        )
    _check_constant(offset, node)
    return shared


def _coerced(bound: FrameBound, shared: DataType) -> FrameBound:
    if bound.offset is None or not shared.is_numeric:
        return bound
    return FrameBound(bound.kind, coerce(bound.offset, shared))
