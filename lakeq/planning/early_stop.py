"""Early stops: why an engine may read less than a query is billed for."""

from collections.abc import Iterator

from lakeq.model.bound import (
    AggregateCall,
    Exists,
    InSubquery,
    Join,
    Query,
    Relation,
    Select,
)
from lakeq.model.clauses import JoinKind
from lakeq.model.traversal import all_queries, query_expressions, walk


def early_stop(query: Query) -> str:
    """Name what may end a scan early or skip some of it; empty when nothing does."""
    return "; ".join(dict.fromkeys(_reasons(query)))


def _reasons(query: Query) -> Iterator[str]:
    for part in all_queries(query):
        if part.limit is not None and not _gathers_all(part):
            yield "top N" if part.order_by else "LIMIT without ORDER BY"
        source = part.body.source if isinstance(part.body, Select) else None
        if any(kind is not JoinKind.FULL for kind in _joins(source)):
            yield "join filters found at run time"
        for expression in query_expressions(part):
            if any(isinstance(node, Exists | InSubquery) for node in walk(expression)):
                yield "join filters found at run time"


def _gathers_all(query: Query) -> bool:
    """Whether rows come out only after all of them went in."""
    if not isinstance(query.body, Select):
        return False
    return query.body.grouping is not None or any(
        isinstance(node, AggregateCall)
        for projection in query.body.projections
        for node in walk(projection)
    )


def _joins(relation: Relation | None) -> Iterator[JoinKind]:
    if isinstance(relation, Join):
        if relation.condition is not None:
            yield relation.kind
        yield from _joins(relation.left)
        yield from _joins(relation.right)
