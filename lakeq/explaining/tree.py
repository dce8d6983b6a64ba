"""The plan of a bound query, as nodes that Trino's plans are made of.

It is drawn from the tree that runs and the scans that are billed, clause by clause, without what an
engine may rearrange.
"""

from collections.abc import Sequence

from lakeq.explaining.drawing import Drawing
from lakeq.explaining.expressions import Known, sort_text
from lakeq.explaining.grouping import aggregated, windowed
from lakeq.explaining.nodes import PlanNode
from lakeq.explaining.pruning import without_unused
from lakeq.explaining.relations import draw_relation, push_down, values_node
from lakeq.model.bound import (
    BoundQuery,
    ColumnReference,
    OutputColumn,
    OutputReference,
    Query,
    Recursion,
    Select,
    SetOperation,
    Values,
)
from lakeq.model.clauses import SetOperator
from lakeq.model.plan import ScanPlan
from lakeq.model.traversal import all_expressions


def plan_tree(query: BoundQuery, plan: ScanPlan) -> PlanNode:
    """Draw a query's plan; its root is what is given to whoever asked."""
    used: dict[int, set[int]] = {}
    for node in all_expressions(query.query):
        if isinstance(node, ColumnReference):
            used.setdefault(node.relation, set()).add(node.index)
    drawing = Drawing(plan, used, _draw_query)
    below = _draw_query(drawing, query.query)
    columns = query.query.columns
    named = [
        f"{column.name} := {output.name}"
        for column, output in zip(columns, below.outputs, strict=True)
        if column.name.lower() != output.name
    ]
    names = f"[{', '.join(column.name for column in columns)}]"
    return without_unused(drawing.node("Output", [below], None, {"columnNames": names}, named))


def _draw_query(drawing: Drawing, query: Query) -> PlanNode:
    match query.body:
        case Select():
            return _select(drawing, query, query.body)
        case SetOperation():
            return _limited(drawing, query, _set_operation(drawing, query, query.body), ())
        case Recursion(base=base, step=step):
            sides = [_draw_query(drawing, side) for side in (base, step)]
            node = drawing.node("Recursion", sides, _fresh(drawing, query.columns))
            return _limited(drawing, query, node, ())
        case Values(rows):
            return _limited(
                drawing, query, values_node(drawing, rows, _fresh(drawing, query.columns)), ()
            )


def _select(drawing: Drawing, query: Query, select: Select) -> PlanNode:
    where = push_down(drawing, select)
    node = draw_relation(drawing, select.source)
    known: Known = ()
    if where is not None:
        node, known = drawing.with_subqueries(node, [where], known)
        node = drawing.filtered(node, where, known)
    keys = [
        key.expression for key in query.order_by if not isinstance(key.expression, OutputReference)
    ]
    having = [] if select.having is None else [select.having]
    above = [*select.projections, *having, *keys]
    node, known = aggregated(drawing, node, select.grouping, above, known)
    node, known = drawing.with_subqueries(node, above, known)
    node = drawing.filtered(node, select.having, known)
    node, known = windowed(drawing, node, [*select.projections, *keys], known)
    names = [column.name for column in query.columns]
    outputs = len(names)
    added = [key for key in keys if key not in select.projections]
    expressions = [*select.projections, *added]
    node = drawing.projected(node, expressions, [*names, *["expr"] * len(added)], known)
    symbols = [(e, o.name) for e, o in zip(expressions, node.outputs, strict=True)]
    if select.distinct:
        keys_text = f"[{', '.join(output.name for output in node.outputs)}]"
        node = drawing.node("Aggregate", [node], None, {"type": "SINGLE", "keys": keys_text})
    node = _limited(drawing, query, node, [*symbols, *known])
    if added:
        node = drawing.node("Project", [node], node.outputs[:outputs])
    return node


def _set_operation(drawing: Drawing, query: Query, operation: SetOperation) -> PlanNode:
    sides = _operands(drawing, operation, operation)
    outputs = _fresh(drawing, query.columns)
    if operation.operator is not SetOperator.UNION:
        name = operation.operator.value.capitalize()
        return drawing.node(
            name, sides, outputs, {"isDistinct": "true" if operation.distinct else "false"}
        )
    node = drawing.node("Union", sides, outputs)
    if not operation.distinct:
        return node
    keys = f"[{', '.join(output.name for output in outputs)}]"
    return drawing.node("Aggregate", [node], None, {"type": "SINGLE", "keys": keys})


def _operands(drawing: Drawing, operation: SetOperation, side: SetOperation) -> list[PlanNode]:
    """Draw the sides of a set operation; those of equal UNIONs inside of it stand beside them."""
    drawn: list[PlanNode] = []
    for query in (side.left, side.right):
        body = query.body
        is_plain = not query.order_by and query.limit is None and not query.offset
        if (
            isinstance(body, SetOperation)
            and is_plain
            and body.operator is operation.operator is SetOperator.UNION
            and body.distinct == operation.distinct
        ):
            drawn += _operands(drawing, operation, body)
        else:
            drawn.append(drawing.query(query))
    return drawn


def _limited(drawing: Drawing, query: Query, node: PlanNode, known: Known) -> PlanNode:
    order = ""
    if query.order_by:
        order = sort_text(query.order_by, drawing.symbols, known, node.outputs)
    wanted = None if query.limit is None else query.limit + query.offset
    ties = {"withTies": "true"} if query.with_ties else {}
    if order and wanted is not None:
        node = drawing.node("TopN", [node], None, {"count": str(wanted), "orderBy": order, **ties})
    elif order:
        node = drawing.node("Sort", [node], None, {"orderBy": order})
    elif wanted is not None:
        node = drawing.node("Limit", [node], None, {"count": str(wanted), **ties})
    if query.offset:
        node = drawing.node("Offset", [node], None, {"count": str(query.offset)})
    return node


def _fresh(drawing: Drawing, columns: Sequence[OutputColumn]) -> list[OutputColumn]:
    return [OutputColumn(drawing.symbols.fresh(column.name), column.type) for column in columns]
