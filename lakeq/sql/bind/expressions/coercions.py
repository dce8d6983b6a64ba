"""Coercions in the tree: implied casts, folded where a literal can simply change its type."""

from lakeq.functions.coercions import can_coerce
from lakeq.model.bound import Cast, Expression, Literal
from lakeq.model.types import DataType
from lakeq.sql.bind.expressions.literals import retype


def coerce(expression: Expression, target: DataType) -> Expression:
    """Make an expression have a type that its own type coerces to."""
    if expression.type == target:
        return expression
    if isinstance(expression, Literal):
        literal = retype(expression, target)
        if literal is not None:
            return literal
    return Cast(expression, target)


def coerces(expression: Expression, target: DataType) -> bool:
    """Whether an expression may stand where a type is wanted."""
    return can_coerce(expression.type, target)
