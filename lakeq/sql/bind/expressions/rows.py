"""Rows that are spelled out where they are compared: their members can be compared instead.

The answer is the same, NULLs included, and pruning and joins understand it.
"""

from collections.abc import Sequence

from lakeq.model.bound import Call, Cast, ColumnReference, Expression, FieldReference, Literal
from lakeq.model.types import BOOLEAN, DataType
from lakeq.sql.bind.expressions.coercions import coerce


def members(value: Expression) -> tuple[Expression, ...]:
    """Take the members of a row value."""
    if isinstance(value, Call) and value.function == "row":
        return value.arguments
    fields = enumerate(value.type.fields)
    return tuple(FieldReference(value, index, f.name, f.type) for index, f in fields)


def equal_members(
    operator: str, left: Expression, right: Expression, shared: DataType
) -> Expression | None:
    """Compare two rows by ``=`` or ``<>`` member by member; ``None`` when they are not spelled out."""
    if operator not in ("eq", "ne") or not (_is_row(left) and _is_row(right)):
        return None
    equal = _equal(left, right, shared)
    return Call("not", (equal,), BOOLEAN) if operator == "ne" else equal


def in_rows(value: Expression, items: Sequence[Expression], shared: DataType) -> Expression | None:
    """Look a row up in a list of rows; ``None`` when one is not spelled out, or costs too much."""
    if not all(map(_is_row, (value, *items))) or not _is_cheap(value):
        return None
    tests = tuple(_equal(value, item, shared) for item in items)
    return tests[0] if len(tests) == 1 else Call("or", tests, BOOLEAN)


def _equal(left: Expression, right: Expression, shared: DataType) -> Expression:
    if not (
        isinstance(left, Call) and isinstance(right, Call) and _is_row(left) and _is_row(right)
    ):
        return Call("eq", (coerce(left, shared), coerce(right, shared)), BOOLEAN)
    pairs = zip(left.arguments, right.arguments, shared.fields, strict=True)
    tests = tuple(_equal(mine, theirs, field.type) for mine, theirs, field in pairs)
    return tests[0] if len(tests) == 1 else Call("and", tests, BOOLEAN)


def _is_row(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.function == "row"


def _is_cheap(expression: Expression) -> bool:
    """Whether nothing is lost when it is computed for each item again."""
    match expression:
        case Literal() | ColumnReference():
            return True
        case FieldReference(base=inner) | Cast(argument=inner):
            return _is_cheap(inner)
        case Call(function="row", arguments=arguments):
            return all(map(_is_cheap, arguments))
        case _:
            return False
