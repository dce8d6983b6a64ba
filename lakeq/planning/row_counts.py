"""Row counts: how many rows a query answers at most, as far as its text alone tells."""

from lakeq.model.bound import AggregateCall, Query, Select, SetOperation, SetOperator, Values
from lakeq.model.traversal import walk


def most_rows(query: Query) -> int | None:
    """Bound the number of a query's rows; ``None`` where it depends on data."""
    rows = _body_rows(query.body)
    if query.limit is None:
        return rows
    return query.limit if rows is None else min(rows, query.limit)


def _body_rows(body: Select | SetOperation | Values) -> int | None:
    match body:
        case Values():
            return len(body.rows)
        case Select():
            return 1 if _is_one_row(body) else None
        case SetOperation():
            return _combined(body)


def _is_one_row(select: Select) -> bool:
    """Whether there is nothing to take rows from, or all rows go into one."""
    if select.source is None:
        return True
    return select.grouping is None and any(
        isinstance(node, AggregateCall)
        for projection in select.projections
        for node in walk(projection)
    )


def _combined(operation: SetOperation) -> int | None:
    left, right = most_rows(operation.left), most_rows(operation.right)
    if operation.operator is not SetOperator.UNION:
        return left
    return None if left is None or right is None else left + right
