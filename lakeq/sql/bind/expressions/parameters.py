"""Parameters that are written in SQL: the constant expressions of EXECUTE ... USING."""

from collections.abc import Sequence

from sqlglot import exp

from lakeq.catalog.base import Catalog
from lakeq.errors import ColumnNotFound, ExpressionNotConstant, InvalidParameterUsage
from lakeq.model.bound import Query
from lakeq.model.query import QueryContext
from lakeq.sql.bind.expressions.binding import ExpressionBinder
from lakeq.sql.bind.scopes import Scope
from lakeq.sql.bind.session import BindSession, Constant
from lakeq.sql.positions import position


def bind_parameters(
    nodes: Sequence[exp.Expr], catalog: Catalog, context: QueryContext
) -> tuple[Constant, ...]:
    """Give the values of ``?`` that expressions stand for, with their Trino types.

    A ``?`` in them takes the context's parameters. Raises ExpressionNotConstant for columns and
    subqueries, and InvalidParameterUsage.
    """
    expected = sum(1 for node in nodes for _ in node.find_all(exp.Placeholder))
    if expected != len(context.parameters):
        raise InvalidParameterUsage(
            f"Incorrect number of parameters: expected {expected}"
            f" but found {len(context.parameters)}"
        )
    session = BindSession(catalog, context)
    binder = ExpressionBinder(session, Scope(), _refuse_query, clause="EXECUTE")
    return tuple(_constant(binder, node) for node in nodes)


def _constant(binder: ExpressionBinder, node: exp.Expr) -> Constant:
    try:
        return Constant(binder.bind(node))
    except ColumnNotFound as error:
        raise ExpressionNotConstant(
            "Constant expression cannot contain column references",
            line=error.line,
            column=error.column,
        ) from error


def _refuse_query(node: exp.Expr, outer: Scope | None) -> Query:  # noqa: ARG001 - see BindQuery.
    line, column = position(node) or (None, None)
    raise ExpressionNotConstant(
        "Constant expression cannot contain a subquery", line=line, column=column
    )
