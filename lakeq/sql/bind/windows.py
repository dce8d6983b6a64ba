"""Windows: functions over the rows around the current one."""

from sqlglot import exp

from lakeq.errors import FunctionNotFound, InvalidWindowReference, NotSupported
from lakeq.functions import registry
from lakeq.functions.registry import FunctionKind
from lakeq.model.bound import (
    Expression,
    FrameBound,
    FrameBoundKind,
    FrameUnit,
    WindowCall,
    WindowFrame,
)
from lakeq.sql.bind.aggregates import FunctionParts, bind_sort
from lakeq.sql.bind.binder import Binder
from lakeq.sql.bind.calls import choose, coerce_all
from lakeq.sql.positions import position


def bind_window(binder: Binder, node: exp.Expr) -> Expression:
    """Bind ``function(...) OVER (...)``."""
    parts = FunctionParts(node.this)
    line, column = position(parts.call) or (None, None)
    candidates = registry.find_callable(parts.name)
    if candidates and candidates[0].kind is FunctionKind.SCALAR:
        raise FunctionNotFound(
            f"'{parts.name.lower()}' is not a window function", line=line, column=column
        )
    arguments = [binder.bind(argument) for argument in parts.arguments] if candidates else []
    signature, match = choose(parts.name, candidates, arguments, parts.call)
    if parts.distinct or parts.order_by:
        raise NotSupported(
            "DISTINCT and ORDER BY in window function parameters are not supported",
            line=line,
            column=column,
        )
    specification = _specification(binder, node)
    return WindowCall(
        signature.name,
        coerce_all(arguments, match.arguments),
        match.result,
        tuple(binder.bind(part) for part in specification.args.get("partition_by") or ()),
        bind_sort(binder, _sort_nodes(specification)),
        _frame(binder, specification.args.get("spec")),
        parts.ignore_nulls,
        filter=None if parts.filter is None else binder.bind_boolean(parts.filter, "FILTER clause"),
    )


def _specification(binder: Binder, node: exp.Expr) -> exp.Expr:
    alias = node.args.get("alias")
    if alias is None:
        return node
    named = binder.named_windows.get(alias.name.lower())
    if named is None:
        line, column = position(node) or (None, None)
        raise InvalidWindowReference(
            f"Cannot resolve WINDOW name {alias.name}", line=line, column=column
        )
    if node.args.get("partition_by") or node.args.get("order") or node.args.get("spec"):
        raise NotSupported("A named window that is refined is not supported")
    return named


def _sort_nodes(specification: exp.Expr) -> list[exp.Expr]:
    order = specification.args.get("order")
    return [] if order is None else order.expressions


def _frame(binder: Binder, node: exp.Expr | None) -> WindowFrame | None:
    if node is None:
        return None
    if node.args.get("exclude"):
        raise NotSupported("EXCLUDE in a window frame is not supported")
    unit = FrameUnit(str(node.args.get("kind") or "ROWS").upper())
    start = _bound(binder, node.args.get("start"), node.args.get("start_side"))
    end_node = node.args.get("end")
    if end_node is None:
        end = FrameBound(FrameBoundKind.CURRENT_ROW)
    else:
        end = _bound(binder, end_node, node.args.get("end_side"))
    return WindowFrame(unit, start, end)


def _bound(binder: Binder, value: object, side: object) -> FrameBound:
    text = str(side or "").upper()
    if isinstance(value, str):
        name = value.upper() if value.upper() == "CURRENT ROW" else f"{value.upper()} {text}"
        return FrameBound(FrameBoundKind(name))
    assert isinstance(value, exp.Expr), repr(value)
    return FrameBound(FrameBoundKind(text), binder.bind(value))
