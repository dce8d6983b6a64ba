"""Equalities: what ``a.day = b.day`` lets one say of ``b`` that was only said of ``a``."""

from collections.abc import Sequence

from lakeq.model.bound import Call, Cast, ColumnReference, Expression
from lakeq.model.traversal import rewrite, walk
from lakeq.model.types import INTEGER_KINDS, Kind

_INTERCHANGEABLE = frozenset(
    {*INTEGER_KINDS, Kind.BOOLEAN, Kind.DECIMAL, Kind.VARCHAR, Kind.DATE, Kind.TIMESTAMP}
)
"""Types whose equal values no function can tell apart: not floats (0.0 = -0.0), nor char."""


def implied_by_equality(conjuncts: Sequence[Expression]) -> list[Expression]:
    """Derive conjuncts over other columns from those over one column, through equalities.

    All conjuncts hold together, the equalities among them; what is derived holds with them.
    """
    classes = _classes(conjuncts)
    if not classes:
        return []
    derived: list[Expression] = []
    for conjunct in conjuncts:
        columns = {node for node in walk(conjunct) if isinstance(node, ColumnReference)}
        if len(columns) != 1:
            continue
        (column,) = columns
        for members in classes:
            if column in members:
                derived += [_replaced(conjunct, column, m) for m in members if m != column]
    return derived


def _classes(conjuncts: Sequence[Expression]) -> list[list[Expression]]:
    classes: list[list[Expression]] = []
    for conjunct in conjuncts:
        match conjunct:
            case Call("eq", (left, right)) if _is_term(left) and _is_term(right):
                touched = [c for c in classes if left in c or right in c]
                merged = [member for c in touched for member in c]
                merged += [term for term in (left, right) if term not in merged]
                classes = [c for c in classes if c not in touched] + [merged]
            case _:
                pass
    return classes


def _is_term(expression: Expression) -> bool:
    """Whether this is a column, or a column widened to the type it is compared in."""
    if isinstance(expression, Cast):
        same_kind = expression.argument.type.kind is expression.type.kind
        integers = expression.argument.type.is_integer and expression.type.is_integer
        return (same_kind or integers) and _is_term(expression.argument)
    return isinstance(expression, ColumnReference) and expression.type.kind in _INTERCHANGEABLE


def _replaced(conjunct: Expression, column: Expression, other: Expression) -> Expression:
    return rewrite(conjunct, lambda node: other if node == column else None)
