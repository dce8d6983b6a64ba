"""Aggregations and windows in a plan."""

from collections.abc import Sequence

from lakeq.explaining.drawing import Drawing
from lakeq.explaining.expressions import Known, aggregates, sort_text, windows
from lakeq.explaining.nodes import PlanNode
from lakeq.model.bound import (
    AggregateCall,
    Expression,
    FrameBound,
    Grouping,
    OutputColumn,
    WindowCall,
)
from lakeq.model.types import BIGINT


def aggregated(
    drawing: Drawing,
    child: PlanNode,
    grouping: Grouping | None,
    above: Sequence[Expression],
    known: Known,
) -> tuple[PlanNode, Known]:
    """Draw the aggregation that expressions above need; its keys and results then have symbols."""
    calls = aggregates(above)
    if grouping is None and not calls:
        return child, known
    keys = () if grouping is None else grouping.keys
    arguments = [part for call in calls for part in (*call.arguments, *_filters(call))]
    child, known = drawing.with_subqueries(child, (*keys, *arguments), known)
    child, known = drawing.extended(child, keys, known)
    outputs = [OutputColumn(drawing.symbol_of(key, known) or "", key.type) for key in keys]
    about = {"type": "SINGLE"}
    if outputs:
        about["keys"] = f"[{', '.join(output.name for output in outputs)}]"
    if grouping is not None and len(grouping.sets) > 1:
        sets = ", ".join(
            f"[{', '.join(outputs[index].name for index in each)}]" for each in grouping.sets
        )
        identity = OutputColumn(drawing.symbols.fresh("groupid"), BIGINT)
        child = drawing.node(
            "GroupId", [child], (*child.outputs, identity), {"symbols": f"[{sets}]"}
        )
        about["keys"] = f"[{', '.join([*(o.name for o in outputs), identity.name])}]"
    details = []
    results: list[tuple[Expression, str]] = []
    for call in calls:
        symbol = drawing.symbols.fresh(call.function)
        outputs.append(OutputColumn(symbol, call.type))
        results.append((call, symbol))
        details.append(f"{symbol} := {_aggregate_text(drawing, call, known)}")
    grouped = [(key, drawing.symbol_of(key, known) or "") for key in keys]
    node = drawing.node("Aggregate", [child], outputs, about, details)
    return node, [*grouped, *results, *known]


def _filters(call: AggregateCall) -> tuple[Expression, ...]:
    return () if call.filter is None else (call.filter,)


def _aggregate_text(drawing: Drawing, call: AggregateCall, known: Known) -> str:
    arguments = ", ".join(drawing.spell(each, known) for each in call.arguments) or "*"
    distinct = "DISTINCT " if call.distinct else ""
    order = ""
    if call.order_by:
        order = f" ORDER BY {sort_text(call.order_by, drawing.symbols, known, ())[1:-1]}"
    where = "" if call.filter is None else f" FILTER (WHERE {drawing.spell(call.filter, known)})"
    return f"{call.function}({distinct}{arguments}{order}){where}"


def windowed(
    drawing: Drawing, child: PlanNode, above: Sequence[Expression], known: Known
) -> tuple[PlanNode, Known]:
    """Draw the window functions that expressions above need, those of one window as one node."""
    drawn: list[tuple[str, list[WindowCall]]] = []
    for call in windows(above):
        over = _over(drawing, call, known)
        same = next((calls for text, calls in drawn if text == over), None)
        if same is None:
            drawn.append((over, [call]))
        else:
            same.append(call)
    for _, calls in drawn:
        first = calls[0]
        symbols = [drawing.symbols.fresh(call.function) for call in calls]
        pairs = list(zip(calls, symbols, strict=True))
        outputs = (*child.outputs, *(OutputColumn(s, call.type) for call, s in pairs))
        about = {}
        if first.partition_by:
            keys = ", ".join(drawing.spell(each, known) for each in first.partition_by)
            about["partitionBy"] = f"[{keys}]"
        if first.order_by:
            about["orderBy"] = sort_text(first.order_by, drawing.symbols, known, ())
        details = [f"{s} := {_window_text(drawing, call, known)}" for call, s in pairs]
        child = drawing.node("Window", [child], outputs, about, details)
        known = [*pairs, *known]
    return child, known


def _over(drawing: Drawing, call: WindowCall, known: Known) -> str:
    keys = [drawing.spell(each, known) for each in call.partition_by]
    return f"{keys} {sort_text(call.order_by, drawing.symbols, known, ())}"


def _window_text(drawing: Drawing, call: WindowCall, known: Known) -> str:
    arguments = ", ".join(drawing.spell(each, known) for each in call.arguments)
    distinct = "DISTINCT " if call.distinct else ""
    nulls = " IGNORE NULLS" if call.ignore_nulls else ""
    frame = ""
    if call.frame is not None:
        start, end = (_bound(drawing, each, known) for each in (call.frame.start, call.frame.end))
        frame = f" {call.frame.unit.value} BETWEEN {start} AND {end}"
    return f"{call.function}({distinct}{arguments}){nulls}{frame}"


def _bound(drawing: Drawing, bound: FrameBound, known: Known) -> str:
    if bound.offset is None:
        return bound.kind.value
    return f"{drawing.spell(bound.offset, known)} {bound.kind.value}"
