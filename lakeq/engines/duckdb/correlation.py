"""Correlation: fields of queries further out, in places where DuckDB does not find them.

DuckDB 1.5 does not see such fields from inside a lambda, a window or its TRY, and takes an aggregate
over nothing but them for one of the query further out; in Trino it is the inner query's own.
"""

from collections.abc import Iterable, Iterator, Sequence

from lakeq.engines.duckdb.failures import MARK
from lakeq.engines.duckdb.spelling import quote
from lakeq.model.bound import (
    AggregateCall,
    Call,
    Case,
    Cast,
    ColumnReference,
    Exists,
    Expression,
    InSubquery,
    Lambda,
    QuantifiedComparison,
    ScalarSubquery,
    Select,
    WindowCall,
)
from lakeq.model.traversal import base_relations, children, walk

LENT = "lent"
"""The relation that makes fields of a query further out the query's own."""

_OUTSIDE = (
    ColumnReference,
    AggregateCall,
    WindowCall,
    ScalarSubquery,
    Exists,
    InSubquery,
    QuantifiedComparison,
)


def own_relations(select: Select) -> frozenset[int]:
    """Give the numbers of the relations in a SELECT's own FROM."""
    numbers = (getattr(relation, "id", None) for relation in base_relations(select.source))
    return frozenset(number for number in numbers if number is not None)


def is_operation(expression: Expression) -> bool:
    """Tell whether an expression is an operator or function over fields."""
    return isinstance(expression, Call | Case | Cast)


def needs_names(
    expression: Expression, spelled: str, own: frozenset[int], keys: Sequence[Expression]
) -> bool:
    """Tell whether the fields of an expression, which is spelled so, have to stand by name in it.

    Over groups only those of queries further out do.
    """
    if "lambda " not in spelled and "TRY(" not in spelled:
        return False
    if _is_correlated(expression, own):
        return True
    is_over_groups = bool(keys) or any(isinstance(node, AggregateCall) for node in walk(expression))
    return not is_over_groups and _may_fail_unseen(expression, spelled)


def parts_to_name(expression: Expression, keys: Sequence[Expression]) -> Iterator[Expression]:
    """Yield the parts that can be worked out outside: fields, keys, aggregates, subqueries."""
    if isinstance(expression, _OUTSIDE) or expression in keys:
        yield expression
    else:
        for child in children(expression):
            yield from parts_to_name(child, keys)


def borrows(call: AggregateCall | WindowCall, own: frozenset[int]) -> bool:
    """Tell whether a call needs fields of queries further out as the query's own.

    An aggregate does that has no others, and a window function that has any.
    """
    foreign = [column.relation not in own for column in _columns(call)]
    return any(foreign) if isinstance(call, WindowCall) else bool(foreign) and all(foreign)


def lent_columns(
    expressions: Iterable[Expression], own: frozenset[int]
) -> dict[tuple[int, int], ColumnReference]:
    """Collect the fields that such calls stand over, by relation and place."""
    nodes = (node for expression in expressions for node in walk(expression))
    calls = (
        node
        for node in nodes
        if isinstance(node, AggregateCall | WindowCall) and borrows(node, own)
    )
    columns = (column for call in calls for column in _columns(call))
    return {
        (column.relation, column.index): column for column in columns if column.relation not in own
    }


def lent_name(column: ColumnReference) -> str:
    """Name a field as the query's own.

    >>> from lakeq.model.types import BIGINT
    >>> lent_name(ColumnReference(3, 1, "name", BIGINT))
    'lent."c3_1"'
    """
    return f"{LENT}.{quote(_alias(column))}"


def lend(source: str | None, columns: Sequence[tuple[ColumnReference, str]]) -> str:
    """Spell FROM with fields of queries further out, each with its SQL, as the query's own.

    >>> from lakeq.model.types import BIGINT
    >>> lend("t4", [(ColumnReference(3, 1, "name", BIGINT), "t3.c1")])
    't4 CROSS JOIN LATERAL (SELECT t3.c1 AS "c3_1") AS lent'
    """
    items = ", ".join(f"{spelled} AS {quote(_alias(column))}" for column, spelled in columns)
    lent = f"(SELECT {items}) AS {LENT}"
    return lent if source is None else f"{source} CROSS JOIN LATERAL {lent}"


def _alias(column: ColumnReference) -> str:
    return f"c{column.relation}_{column.index}"


def _is_correlated(expression: Expression, own: frozenset[int]) -> bool:
    return any(column.relation not in own for column in _columns(expression))


def _may_fail_unseen(expression: Expression, spelled: str) -> bool:
    """Tell whether something may fail inside a lambda that takes fields from around it."""
    if "lambda " not in spelled:
        return False
    nodes = (node for node in walk(expression) if isinstance(node, Lambda))
    return MARK in spelled or any(any(_columns(node)) for node in nodes)


def _columns(expression: Expression) -> Iterator[ColumnReference]:
    return (node for node in walk(expression) if isinstance(node, ColumnReference))
