"""Row counts: how many rows a query answers at most, as far as its text alone tells."""

from lakeq.model.bound import (
    AggregateCall,
    Query,
    QueryRelation,
    Recursion,
    Select,
    SetOperation,
    Values,
    ValuesRelation,
)
from lakeq.model.clauses import SetOperator
from lakeq.model.traversal import walk


def most_rows(query: Query) -> int | None:
    """Bound the number of a query's rows; ``None`` where it depends on data."""
    rows = _body_rows(query.body)
    if query.limit is None or query.with_ties:
        return rows
    return query.limit if rows is None else min(rows, query.limit)


def _body_rows(body: Select | SetOperation | Values | Recursion) -> int | None:
    match body:
        case Values():
            return len(body.rows)
        case Select():
            return _selected_rows(body)
        case SetOperation():
            return _combined(body)
        case Recursion():
            return None


def _selected_rows(select: Select) -> int | None:
    if select.grouping is not None:
        return None
    if any(
        isinstance(node, AggregateCall)
        for projection in select.projections
        for node in walk(projection)
    ):
        return 1
    match select.source:
        case None:
            return 1
        case ValuesRelation(rows=rows):
            return len(rows)
        case QueryRelation(query=query):
            return most_rows(query)
        case _:
            return None


def _combined(operation: SetOperation) -> int | None:
    left, right = most_rows(operation.left), most_rows(operation.right)
    if operation.operator is not SetOperator.UNION:
        return left
    return None if left is None or right is None else left + right
