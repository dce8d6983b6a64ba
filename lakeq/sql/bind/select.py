"""SELECT: its list, its grouping, and which names its ORDER BY may use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from lakeq.errors import (
    AmbiguousName,
    ColumnNotFound,
    ExpressionNotInDistinct,
    InvalidColumnReference,
    InvalidGrouping,
    NotSupported,
    TableNotFound,
    TypeMismatch,
)
from lakeq.functions.patterns import is_orderable
from lakeq.model.bound import (
    AggregateCall,
    ColumnReference,
    Expression,
    FieldReference,
    Literal,
    OutputColumn,
    OutputReference,
    Select,
    SortKey,
)
from lakeq.model.traversal import children, walk
from lakeq.model.types import Kind
from lakeq.sql.bind.aggregates import direction
from lakeq.sql.bind.expressions import ExpressionBinder
from lakeq.sql.bind.functions import name_parts
from lakeq.sql.bind.grouping import bind_grouping
from lakeq.sql.bind.relations import RelationBinder
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
    windows = {w.this.name.lower(): w for w in node.args.get("windows") or ()}
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
    having = None
    if having_node is not None:
        having = binder.bind_boolean(having_node.this, "HAVING clause")
    distinct = node.args.get("distinct") is not None
    keys = tuple(_sort_key(item, projections, binder, distinct=distinct) for item in order)
    select = Select(
        tuple(p.expression for p in projections), source, where, grouping, having, distinct
    )
    _check_grouping(select, keys, projections, scope)
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


def _items(item: exp.Expr, binder: ExpressionBinder) -> Iterator[tuple[Expression, str]]:
    if isinstance(item, exp.Alias):
        yield binder.bind(item.this), item.alias
    elif isinstance(item, exp.Star):
        yield from _star(binder.scope.fields, item)
    elif isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
        parts = [part.name.lower() for part in item.parts[:-1]]
        yield from _qualified_star(parts, item, binder)
    elif isinstance(item, exp.Dot) and isinstance(item.expression, exp.Star):
        line, column = position(item) or (None, None)
        raise NotSupported("Star over a row expression is not supported", line=line, column=column)
    else:
        parts = name_parts(item) or [""]
        yield binder.bind(item), parts[-1]


def _star(fields: Sequence[ScopeField], item: exp.Expr) -> Iterator[tuple[Expression, str]]:
    if not fields:
        line, column = position(item) or (None, None)
        raise ColumnNotFound(
            "SELECT * not allowed in queries without FROM clause", line=line, column=column
        )
    for field in fields:
        yield field.expression, field.name


def _qualified_star(
    parts: list[str], item: exp.Expr, binder: ExpressionBinder
) -> Iterator[tuple[Expression, str]]:
    for level in binder.scope.levels():
        fields = level.qualified(parts)
        if fields:
            yield from _star(fields, item)
            return
    line, column = position(item) or (None, None)
    raise TableNotFound(f"Unable to resolve reference {'.'.join(parts)}", line=line, column=column)


def _sort_key(
    item: exp.Expr,
    projections: Sequence[Projection],
    binder: ExpressionBinder,
    *,
    distinct: bool,
) -> SortKey:
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


def _check_grouping(
    select: Select,
    keys: Sequence[SortKey],
    projections: Sequence[Projection],
    scope: Scope,
) -> None:
    """Demand that everything outside aggregates be grouped, once anything is aggregated."""
    sorts = [k.expression for k in keys if not isinstance(k.expression, OutputReference)]
    expressions = [*select.projections, *sorts]
    if select.having is not None:
        expressions.append(select.having)
    aggregated = any(isinstance(n, AggregateCall) for e in expressions for n in walk(e))
    if select.grouping is None and not aggregated and select.having is None:
        return
    # Compared, never hashed: a subquery holds tables, whose properties have no hash.
    grouped = select.grouping.keys if select.grouping is not None else ()
    for index, expression in enumerate(expressions):
        culprit = _ungrouped(expression, grouped, scope.relations)
        if culprit is not None:
            node = projections[index].node if index < len(projections) else None
            line, column = (position(node) if node is not None else None) or (None, None)
            raise InvalidGrouping(
                f"'{_spell(culprit)}' must be an aggregate expression or appear in GROUP BY clause",
                line=line,
                column=column,
            )


def _ungrouped(
    expression: Expression, grouped: tuple[Expression, ...], relations: frozenset[int]
) -> Expression | None:
    if expression in grouped or isinstance(expression, AggregateCall | Literal):
        return None
    if isinstance(expression, ColumnReference):
        return expression if expression.relation in relations else None
    for child in children(expression):
        culprit = _ungrouped(child, grouped, relations)
        if culprit is not None:
            return expression if isinstance(expression, FieldReference) else culprit
    return None


def _spell(expression: Expression) -> str:
    if isinstance(expression, ColumnReference):
        return expression.name
    if isinstance(expression, FieldReference) and expression.base.type.kind is Kind.ROW:
        return f"{_spell(expression.base)}.{expression.name}"
    return "expression"
