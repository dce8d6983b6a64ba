"""Expressions in a plan: spelled over symbols, with what was computed below put in by its symbol."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from lakeq.explaining.nodes import Symbols
from lakeq.model.bound import (
    AggregateCall,
    ColumnReference,
    Exists,
    Expression,
    InSubquery,
    OutputColumn,
    OutputReference,
    QuantifiedComparison,
    Query,
    ScalarSubquery,
    SortKey,
    WindowCall,
)
from lakeq.model.clauses import NullOrder
from lakeq.model.traversal import all_expressions, all_queries, base_relations, rewrite, walk
from lakeq.planning.spelling import spell

Subquery = ScalarSubquery | Exists | InSubquery | QuantifiedComparison
Known = Sequence[tuple[Expression, str]]
"""The symbols of expressions that a node below has computed. (Not all expressions have a hash.)"""

_NOWHERE = -1
_Item = TypeVar("_Item")


def spelled(expression: Expression, symbols: Symbols, known: Known) -> str:
    """Write an expression over symbols."""

    def replace(node: Expression) -> Expression | None:
        symbol = known_symbol(node, known)
        if symbol is not None:
            return ColumnReference(_NOWHERE, 0, symbol, node.type)
        if isinstance(node, ColumnReference):
            name = symbols.field(node.relation, node.index, node.name)
            return ColumnReference(_NOWHERE, 0, name, node.type)
        return None

    return spell(rewrite(expression, replace))


def known_symbol(expression: Expression, known: Known) -> str | None:
    """Give the symbol of what was computed already."""
    return next((symbol for each, symbol in known if each == expression), None)


def sort_text(
    keys: Iterable[SortKey], symbols: Symbols, known: Known, outputs: tuple[OutputColumn, ...]
) -> str:
    """Write the keys of a sort."""
    return f"[{', '.join(_sort_key(key, symbols, known, outputs) for key in keys)}]"


def _sort_key(
    key: SortKey, symbols: Symbols, known: Known, outputs: tuple[OutputColumn, ...]
) -> str:
    if isinstance(key.expression, OutputReference):
        text = outputs[key.expression.index].name
    else:
        text = spelled(key.expression, symbols, known)
    direction = "DESC" if key.descending else "ASC"
    return f"{text} {direction} {'NULLS FIRST' if key.nulls is NullOrder.FIRST else 'NULLS LAST'}"


def aggregates(expressions: Iterable[Expression]) -> list[AggregateCall]:
    """Find the aggregates in expressions, each once."""
    found = (node for each in expressions for node in walk(each))
    return _distinct(node for node in found if isinstance(node, AggregateCall))


def windows(expressions: Iterable[Expression]) -> list[WindowCall]:
    """Find the window functions in expressions, each once."""
    found = (node for each in expressions for node in walk(each))
    return _distinct(node for node in found if isinstance(node, WindowCall))


def subquery_nodes(expressions: Iterable[Expression]) -> Iterator[Subquery]:
    """Find the subqueries that stand directly in expressions."""
    for expression in expressions:
        for node in walk(expression):
            if isinstance(node, ScalarSubquery | Exists | InSubquery | QuantifiedComparison):
                yield node


def correlation(query: Query, symbols: Symbols) -> list[str]:
    """Name what a subquery takes from the query around it."""
    own = {
        relation.id
        for part in all_queries(query)
        for relation in base_relations(getattr(part.body, "source", None))
        if hasattr(relation, "id")
    }
    outer = [
        symbols.field(node.relation, node.index, node.name)
        for node in all_expressions(query)
        if isinstance(node, ColumnReference) and node.relation not in own
    ]
    return list(dict.fromkeys(outer))


def _distinct(items: Iterable[_Item]) -> list[_Item]:
    found: list[_Item] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found
