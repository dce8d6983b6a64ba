"""Attempts: what stands inside TRY, and what has to be worked out before it.

Trino computes aggregates, windows and subqueries before the expression around them, so that TRY
does not catch their failures. DuckDB will not have them inside of its TRY at all.
"""

from collections.abc import Callable, Iterator

from lakeq.errors import NotSupported
from lakeq.model.bound import (
    AggregateCall,
    Call,
    Exists,
    Expression,
    InSubquery,
    Lambda,
    QuantifiedComparison,
    ScalarSubquery,
    WindowCall,
)
from lakeq.model.traversal import children, walk

_VOLATILE = ("random", "uuid", "shuffle")


def attempted(spelled: str, guard: str | None = None) -> str:
    """Spell an expression so that it is NULL where it fails.

    DuckDB 1.5 tries failing rows again one by one, with room for one value; a CASE or COALESCE
    would write it at its row's place, far beyond. What a function is given has room for all.

    What an expression names twice DuckDB would compute once, ahead of its TRY, and fail there. It
    leaves alone what a CASE need not come to, as far as it can tell: so the expression stands behind
    a condition about ``guard``, any value of the row, that is never true.
    """
    if guard is not None:
        spelled = f"CASE WHEN hash({guard}) IS NULL THEN NULL ELSE {spelled} END"
    return f"struct_extract(TRY(struct_pack(v := {spelled})), 'v')"


def worked_out_before(
    expression: Expression, is_of_groups: Callable[[Expression], bool]
) -> Iterator[Expression]:
    """Yield the outermost parts of an expression in TRY that are worked out before it.

    ``is_of_groups`` tells of an expression whether it is spelled as an aggregate. Raises
    NotSupported where a part differs from one element of an array to the next.
    """
    match expression:
        case AggregateCall() | WindowCall() | ScalarSubquery() | Exists():
            yield expression
        case InSubquery() | QuantifiedComparison() | Call(function="random" | "uuid" | "shuffle"):
            yield expression
        case Lambda(body=body):
            if any(isinstance(node, Call) and node.function in _VOLATILE for node in walk(body)):
                raise NotSupported("TRY is not supported around a lambda that differs each time")
        case _ if is_of_groups(expression):
            yield expression
        case _:
            for child in children(expression):
                yield from worked_out_before(child, is_of_groups)
