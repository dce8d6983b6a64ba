"""SELECT: its list, its grouping, and which names its ORDER BY may use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from lakeq.errors import (
    AmbiguousName,
    ExpressionNotInDistinct,
    InvalidColumnReference,
    TypeMismatch,
)
from lakeq.functions.patterns import is_orderable
from lakeq.model.bound import (
    Expression,
    OutputColumn,
    OutputReference,
    Select,
    SortKey,
)
from lakeq.sql.bind.expressions.aggregates import direction
from lakeq.sql.bind.expressions.binding import ExpressionBinder
from lakeq.sql.bind.expressions.functions import name_parts
from lakeq.sql.bind.expressions.windows import named_windows
from lakeq.sql.bind.queries.grouped import check_grouping
from lakeq.sql.bind.queries.grouping import bind_grouping
from lakeq.sql.bind.queries.ordering import check_output_references
from lakeq.sql.bind.queries.relations import RelationBinder
from lakeq.sql.bind.queries.sameness import with_keys
from lakeq.sql.bind.queries.stars import Item, star_items
from lakeq.sql.bind.scopes import Scope, ScopeField
from lakeq.sql.positions import position


@dataclass(frozen=True, slots=True)
class Projection:
    """One output column: its expression, its name, and whether it was given one."""

    expression: Expression
    name: str
    is_named: bool
    node: exp.Expr


@dataclass(frozen=True, slots=True)
class BoundSelect:
    """A SELECT with its output columns and sort keys."""

    select: Select
    columns: tuple[OutputColumn, ...]
    order_by: tuple[SortKey, ...]


def bind_select(
    node: exp.Select, order: Sequence[exp.Expr], relations: RelationBinder, outer: Scope | None
) -> BoundSelect:
    """Bind a SELECT together with the ORDER BY that follows it. Raises ProgrammingError."""
    source, scope = relations.bind(node, outer)
    windows = named_windows(node.args.get("windows") or ())
    binder = ExpressionBinder(relations.session, scope, relations.bind_query, "", windows)
    where_node, having_node = node.args.get("where"), node.args.get("having")
    where = None
    if where_node is not None:
        where = binder.without_aggregates("WHERE clause").bind_boolean(
            where_node.this, "WHERE clause"
        )
    projections = tuple(_projections(node, binder))
    grouping = None
    if node.args.get("group") is not None:
        bound = tuple(p.expression for p in projections)
        grouping = bind_grouping(node.args["group"], binder, bound)
    group_keys = () if grouping is None else grouping.keys
    projections = tuple(
        replace(p, expression=with_keys(p.expression, group_keys)) for p in projections
    )
    having = None
    if having_node is not None:
        having = with_keys(binder.bind_boolean(having_node.this, "HAVING clause"), group_keys)
    distinct = node.args.get("distinct") is not None
    keys = tuple(_sort_key(item, projections, binder, distinct=distinct) for item in order)
    keys = tuple(replace(k, expression=with_keys(k.expression, group_keys)) for k in keys)
    select = Select(
        tuple(p.expression for p in projections), source, where, grouping, having, distinct
    )
    check_grouping(select, keys, [p.node for p in projections], order, having_node, scope)
    columns = tuple(OutputColumn(p.name, p.expression.type) for p in projections)
    return BoundSelect(select, columns, keys)


def bind_order(order: Sequence[exp.Expr], binder: ExpressionBinder) -> tuple[SortKey, ...]:
    """Bind an ORDER BY over a query's own output columns, which are the binder's scope."""
    projections = tuple(
        Projection(f.expression, f.name, is_named=True, node=exp.Null())
        for f in binder.scope.fields
    )
    return tuple(_sort_key(item, projections, binder, distinct=False) for item in order)


def ordinal(node: exp.Expr, count: int, clause: str) -> int | None:
    """Read a bare number in ORDER BY or GROUP BY as an output position, from zero."""
    if not isinstance(node, exp.Literal) or node.is_string or not node.name.isdigit():
        return None
    index = int(node.name)
    if not 1 <= index <= count:
        line, column = position(node) or (None, None)
        raise InvalidColumnReference(
            f"{clause} position {index} is not in select list", line=line, column=column
        )
    return index - 1


def _projections(node: exp.Select, binder: ExpressionBinder) -> Iterator[Projection]:
    count = 0
    for item in node.expressions:
        for expression, name in _items(item, binder):
            yield Projection(expression, name or f"_col{count}", bool(name), item)
            count += 1


def _items(item: exp.Expr, binder: ExpressionBinder) -> list[Item]:
    if isinstance(item, exp.Alias):
        return [(binder.bind(item.this), item.alias)]
    star = star_items(item, binder)
    if star is not None:
        return star
    parts = name_parts(item) or [""]
    return [(binder.bind(item), parts[-1])]


def _sort_key(
    item: exp.Expr,
    projections: Sequence[Projection],
    binder: ExpressionBinder,
    *,
    distinct: bool,
) -> SortKey:
    check_output_references(item.this, projections, distinct=distinct)
    expression = _sort_expression(item.this, projections, binder)
    line, column = position(item) or (None, None)
    if not is_orderable(expression.type):
        raise TypeMismatch(
            f"Type {expression.type} is not orderable, and therefore cannot be used in ORDER BY",
            line=line,
            column=column,
        )
    if distinct and not isinstance(expression, OutputReference):
        raise ExpressionNotInDistinct(
            "For SELECT DISTINCT, ORDER BY expressions must appear in select list",
            line=line,
            column=column,
        )
    return SortKey(expression, *direction(item))


def _sort_expression(
    node: exp.Expr, projections: Sequence[Projection], binder: ExpressionBinder
) -> Expression:
    index = ordinal(node, len(projections), "ORDER BY")
    parts = name_parts(node)
    if index is None and parts is not None and len(parts) == 1:
        named = [
            i
            for i, p in enumerate(projections)
            if p.is_named and p.name.lower() == parts[0].lower()
        ]
        distinct = list(dict.fromkeys(projections[i].expression for i in named))
        if len(distinct) > 1:
            line, column = position(node) or (None, None)
            raise AmbiguousName(f"Column '{parts[0]}' is ambiguous", line=line, column=column)
        index = named[0] if named else None
    if index is None:
        bound = binder_with_aliases(binder, projections).bind(node)
        expressions = [p.expression for p in projections]
        if bound not in expressions:
            return bound
        index = expressions.index(bound)
    return OutputReference(index, projections[index].expression.type)


def binder_with_aliases(
    binder: ExpressionBinder, projections: Sequence[Projection]
) -> ExpressionBinder:
    """Let an ORDER BY expression use the names given in the select list, before the source's."""
    aliases = {
        p.name.lower(): ScopeField(p.name, p.expression)
        for p in projections
        if isinstance(p.node, exp.Alias)
    }
    scope = binder.scope
    hidden = tuple(
        ScopeField("", f.expression, f.qualifier) if f.name.lower() in aliases else f
        for f in scope.fields
    )
    fields = (*aliases.values(), *hidden)
    qualified = tuple(f for f in scope.fields if f.name.lower() in aliases and f.qualifier)
    scope = Scope(fields, Scope(qualified, scope.outer, scope.relations), scope.relations)
    # What an aggregate takes is a matter of the rows before grouping, which have no aliases yet.
    return replace(binder, scope=scope, source_scope=binder.scope)
