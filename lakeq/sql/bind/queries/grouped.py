"""Grouped queries: whether everything outside of aggregates is a matter of whole groups."""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from lakeq.errors import InvalidDefinition, InvalidGrouping, MissingGroupBy
from lakeq.model.bound import (
    AggregateCall,
    ColumnReference,
    Exists,
    Expression,
    FieldReference,
    InSubquery,
    Literal,
    OutputReference,
    QuantifiedComparison,
    Query,
    ScalarSubquery,
    Select,
    SortKey,
)
from lakeq.model.traversal import all_queries, children, query_expressions, walk
from lakeq.sql.bind.expressions.aggregates import GROUPING
from lakeq.sql.bind.scopes import Scope
from lakeq.sql.positions import position

_Keys = tuple[Expression, ...]


def check_grouping(
    select: Select,
    keys: Sequence[SortKey],
    items: Sequence[exp.Expr],
    order: Sequence[exp.Expr],
    having: exp.Expr | None,
    scope: Scope,
) -> None:
    """Demand that everything outside aggregates be grouped, once anything is aggregated.

    ``items`` are the nodes of the projections and ``order`` those of the sort keys. Raises
    InvalidGrouping, and MissingGroupBy for ``grouping`` where nothing is grouped.
    """
    checked = list(_expressions(select, keys, items, order))
    if select.having is not None and having is not None:
        checked.append((select.having, having.this))
    calls = [
        (part, node)
        for expression, node in checked
        for part in walk(expression)
        if isinstance(part, AggregateCall)
    ]
    _check_operations(calls, select)
    if select.grouping is None and not calls and select.having is None:
        return
    grouped = select.grouping.keys if select.grouping is not None else ()
    for expression, node in checked:
        culprit = _ungrouped(expression, grouped, scope.relations)
        if culprit is not None:
            line, column = position(node) or (None, None)
            raise InvalidGrouping(
                f"'{_spell(culprit, node)}' must be an aggregate expression or appear in GROUP BY"
                " clause",
                line=line,
                column=column,
            )


def _expressions(
    select: Select,
    keys: Sequence[SortKey],
    items: Sequence[exp.Expr],
    order: Sequence[exp.Expr],
) -> Iterator[tuple[Expression, exp.Expr]]:
    for expression, item in zip(select.projections, items, strict=True):
        yield expression, item.this if isinstance(item, exp.Alias) else item
    for key, node in zip(keys, order, strict=True):
        if not isinstance(key.expression, OutputReference):
            yield key.expression, node.this


def _check_operations(calls: Sequence[tuple[AggregateCall, exp.Expr]], select: Select) -> None:
    for call, node in calls:
        line, column = position(node) or (None, None)
        if call.function != GROUPING:
            continue
        if select.grouping is None:
            raise MissingGroupBy(
                "A GROUPING() operation can only be used with a corresponding GROUPING "
                "SET/CUBE/ROLLUP/GROUP BY clause",
                line=line,
                column=column,
            )
        if any(argument not in select.grouping.keys for argument in call.arguments):
            raise InvalidDefinition(
                "The arguments to GROUPING() must be expressions referenced by the GROUP BY",
                line=line,
                column=column,
            )


def _ungrouped(
    expression: Expression, grouped: _Keys, relations: frozenset[int]
) -> Expression | None:
    # Compared, never hashed: a subquery holds tables, whose properties have no hash.
    if expression in grouped or isinstance(expression, AggregateCall | Literal):
        return None
    if isinstance(expression, ColumnReference):
        return expression if expression.relation in relations else None
    for child in (*children(expression), *_correlated(expression)):
        culprit = _ungrouped(child, grouped, relations)
        if culprit is not None:
            return expression if isinstance(expression, FieldReference) else culprit
    return None


def _correlated(expression: Expression) -> Iterator[Expression]:
    """Yield what a subquery is made of, where it may refer to what stands around it."""
    match expression:
        case ScalarSubquery() | Exists() | InSubquery() | QuantifiedComparison():
            yield from _parts(expression.query)
        case _:
            return


def _parts(query: Query) -> Iterator[Expression]:
    for part in all_queries(query):
        for expression in query_expressions(part):
            for node in walk(expression):
                if isinstance(node, AggregateCall):
                    yield from node.arguments
            yield expression


def _spell(culprit: Expression, node: exp.Expr) -> str:
    """Name what is not grouped: the whole item, as Trino does, or the column a star stands for."""
    if node.find(exp.Star) is None or node.find(exp.Anonymous) is not None:
        from lakeq.sql.dialect import write  # noqa: PLC0415 - sqlglot's dialects are slow to load.

        return write(node)
    if isinstance(culprit, FieldReference):
        return f"{_spell(culprit.base, node)}.{culprit.name}"
    return culprit.name if isinstance(culprit, ColumnReference) else "expression"
