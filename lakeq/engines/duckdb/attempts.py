"""Attempts: what stands inside TRY, and what has to be worked out before it.

Trino computes aggregates, windows and subqueries before the expression around them, so that TRY
does not catch their failures. DuckDB will not have them inside of its TRY at all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from lakeq.errors import NotSupported
from lakeq.model.bound import (
    AggregateCall,
    Call,
    Cast,
    ColumnReference,
    Exists,
    Expression,
    InSubquery,
    Lambda,
    Literal,
    QuantifiedComparison,
    ScalarSubquery,
    WindowCall,
)
from lakeq.model.traversal import children, walk
from lakeq.model.types import DataType, Kind

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


def parts_before(tried: Expression, keys: Sequence[Expression]) -> list[Expression]:
    """Give the parts of an expression in TRY that are worked out before it, to stand in it by name.

    Keys are among them: DuckDB loses sight of them inside its TRY; and then all columns, which it
    does not find from inside a name's scope where they are of a query further out.
    """
    before = list(worked_out_before(tried, lambda node: node in keys))
    if not before:
        return before
    return list(
        worked_out_before(tried, lambda node: node in keys or isinstance(node, ColumnReference))
    )


def null_instead_of_failure(
    tried: Expression, is_left_alone: Callable[[Expression], bool]
) -> Expression:
    """Have the divisions and casts of an expression in TRY give NULL where they would fail.

    A row that fails costs DuckDB's TRY a thousand times what another does. Only what makes NULL of
    any NULL may stand above them, because NULL has to be the answer then.
    """
    if is_left_alone(tried):
        return tried
    match tried:
        case Call(function="add" | "subtract" | "multiply" | "negate"):
            operands = [null_instead_of_failure(each, is_left_alone) for each in tried.arguments]
            return replace(tried, arguments=tuple(operands))
        case Call(function="divide" | "modulus", type=DataType() as result) if (
            result.is_integer or result.kind is Kind.DECIMAL
        ):
            left, right = (null_instead_of_failure(e, is_left_alone) for e in tried.arguments)
            zero = Literal(Decimal(0) if right.type.kind is Kind.DECIMAL else 0, right.type)
            return replace(tried, arguments=(left, Call("nullif", (right, zero), right.type)))
        case Cast(argument=argument, type=target) if _is_plain(argument) and _is_plain(tried):
            return Cast(null_instead_of_failure(argument, is_left_alone), target, safe=True)
        case _:
            return tried


def _is_plain(expression: Expression) -> bool:
    return expression.type.is_numeric or expression.type.kind in (Kind.VARCHAR, Kind.DATE)


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
