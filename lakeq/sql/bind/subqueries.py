"""Rules for subqueries in expressions: scalar ones, EXISTS, IN, ANY and ALL."""

from sqlglot import exp

from lakeq.errors import TypeMismatch
from lakeq.functions.coercions import common_type
from lakeq.model.bound import (
    Exists,
    Expression,
    InSubquery,
    QuantifiedComparison,
    Query,
    ScalarSubquery,
)
from lakeq.model.types import BOOLEAN
from lakeq.sql.bind.binder import Binder, Rule, unsupported
from lakeq.sql.bind.coercions import coerce
from lakeq.sql.positions import position


def in_subquery(
    binder: Binder, value: Expression, query_node: exp.Expr, node: exp.Expr
) -> Expression:
    """Bind ``value IN (query)``."""
    query = binder.bind_query(query_node, binder.scope)
    return InSubquery(_subquery_operand(value, query, node), query, BOOLEAN)


def quantified(binder: Binder, node: exp.Expr, operator: str, left: Expression) -> Expression:
    """Bind ``left <operator> ALL|ANY (query)``."""
    target = node.expression
    inner = target.this
    if not isinstance(inner, exp.Query):
        raise unsupported(target, "Quantified comparison over values")
    query = binder.bind_query(inner, binder.scope)
    left = _subquery_operand(left, query, node)
    return QuantifiedComparison(operator, isinstance(target, exp.All), left, query, BOOLEAN)


def _subquery_operand(value: Expression, query: Query, node: exp.Expr) -> Expression:
    """Demand that a value compare with a subquery's one column, both already of one type."""
    line, column = position(node) or (None, None)
    if len(query.columns) != 1:
        raise TypeMismatch(
            f"Subquery must return one column, but returns {len(query.columns)}",
            line=line,
            column=column,
        )
    target = query.columns[0].type
    shared = common_type(value.type, target)
    if shared is None:
        raise TypeMismatch(
            f"value and result of subquery must be of the same type for comparison: "
            f"{value.type} vs {target}",
            line=line,
            column=column,
        )
    return coerce(value, shared)


def _exists(binder: Binder, node: exp.Expr) -> Expression:
    return Exists(binder.bind_query(node.this, binder.scope), BOOLEAN)


def _subquery(binder: Binder, node: exp.Expr) -> Expression:
    query = binder.bind_query(node, binder.scope)
    if len(query.columns) != 1:
        line, column = position(node) or (None, None)
        raise TypeMismatch(
            f"Multiple columns returned by subquery are not yet supported. "
            f"Found {len(query.columns)}",
            line=line,
            column=column,
        )
    return ScalarSubquery(query, query.columns[0].type)


RULES: dict[type[exp.Expr], Rule] = {
    exp.Exists: _exists,
    exp.Subquery: _subquery,
}
