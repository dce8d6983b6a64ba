"""Row counts that are parameters: the whole numbers of ``LIMIT ?`` and ``OFFSET ?``."""

from sqlglot import exp

from lakeq.errors import InvalidDefinition, NotSupported, TypeMismatch
from lakeq.model.bound import Cast, Literal
from lakeq.sql.bind.session import BindSession, Constant
from lakeq.sql.positions import position


def count_parameter(session: BindSession, node: exp.Placeholder, clause: str) -> object:
    """Give the value of a ``?`` that counts rows. Raises for NULL and for what is no integer."""
    given = session.parameter(node)
    if not isinstance(given, Constant):
        return given
    line, column = position(node) or (None, None)
    expression = given.expression
    if not expression.type.is_integer:
        if isinstance(expression, Literal) and expression.value is None:
            raise InvalidDefinition(
                f"Parameter value provided for {clause} is NULL: null", line=line, column=column
            )
        raise TypeMismatch(
            f"Cannot cast {expression.type.trino} to bigint", line=line, column=column
        )
    while isinstance(expression, Cast):
        expression = expression.argument
    if not isinstance(expression, Literal) or not expression.type.is_integer:
        raise NotSupported(
            f"A call as the parameter of {clause} is not supported", line=line, column=column
        )
    return expression.value
