"""Rules for subqueries in expressions: scalar ones, EXISTS, IN, ANY and ALL.

A subquery of several columns is a subquery of one row value, as in Trino.
"""

from sqlglot import exp

from lakeq.errors import TypeMismatch
from lakeq.functions.coercions import common_type
from lakeq.functions.patterns import is_orderable
from lakeq.model.bound import (
    Call,
    ColumnReference,
    Exists,
    Expression,
    InSubquery,
    Literal,
    OutputColumn,
    QuantifiedComparison,
    Query,
    QueryRelation,
    ScalarSubquery,
    Select,
)
from lakeq.model.types import BOOLEAN, DataType, Field, Kind, row_of
from lakeq.sql.bind.binder import Binder, Rule, unsupported
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.bind.session import BindSession
from lakeq.sql.positions import position


def in_subquery(
    binder: Binder, value: Expression, query_node: exp.Expr, node: exp.Expr
) -> Expression:
    """Bind ``value IN (query)``."""
    value, query = _compared(binder, value, query_node, node)
    return InSubquery(value, query, BOOLEAN)


def quantified(binder: Binder, node: exp.Expr, operator: str, left: Expression) -> Expression:
    """Bind ``left <operator> ALL|ANY (query)``."""
    target = node.expression
    inner = target.this
    if not isinstance(inner, exp.Query):
        raise unsupported(target, "Quantified comparison over values")
    left, query = _compared(binder, left, inner, node)
    if operator not in ("eq", "ne") and not is_orderable(left.type):
        line, column = position(node) or (None, None)
        raise TypeMismatch(
            f"Type [{left.type}] must be orderable in order to be used in quantified comparison",
            line=line,
            column=column,
        )
    return QuantifiedComparison(operator, isinstance(target, exp.All), left, query, BOOLEAN)


def _compared(
    binder: Binder, value: Expression, query_node: exp.Expr, node: exp.Expr
) -> tuple[Expression, Query]:
    """Give a value and a subquery's one column the one type they are compared in."""
    query = binder.bind_query(query_node, binder.scope)
    if value.type.kind is Kind.ROW or (value.type.kind is Kind.UNKNOWN and len(query.columns) > 1):
        query = _as_row(binder.session, query)
    if len(query.columns) > 1:
        given = row_of(*(Field(None, column.type) for column in query.columns))
        raise _mismatch(row_of(Field(None, value.type)), given, node)
    target = query.columns[0].type
    shared = common_type(value.type, target)
    if shared is None:
        raise _mismatch(value.type, target, node)
    return coerce(value, shared), _coerced(binder.session, query, shared)


def _mismatch(value: DataType, subquery: DataType, node: exp.Expr) -> TypeMismatch:
    line, column = position(node) or (None, None)
    return TypeMismatch(
        f"value and result of subquery must be of the same type for comparison: "
        f"{value} vs {subquery}",
        line=line,
        column=column,
    )


def _as_row(session: BindSession, query: Query) -> Query:
    """Make one row value of a subquery's columns."""
    relation = QueryRelation(session.next_relation(), query)
    references = _references(relation)
    data_type = row_of(*(Field(column.name, column.type) for column in query.columns))
    row = Call("row", references, data_type)
    return Query(Select((row,), relation), (OutputColumn("_col0", data_type),))


def _coerced(session: BindSession, query: Query, target: DataType) -> Query:
    column = query.columns[0]
    if column.type == target or (column.type.is_integer and target.is_integer):
        return query
    relation = QueryRelation(session.next_relation(), query)
    (reference,) = _references(relation)
    coerced = Select((coerce(reference, target),), relation)
    return Query(coerced, (OutputColumn(column.name, target),))


def _references(relation: QueryRelation) -> tuple[ColumnReference, ...]:
    return tuple(
        ColumnReference(relation.id, index, column.name, column.type)
        for index, column in enumerate(relation.fields)
    )


def _exists(binder: Binder, node: exp.Expr) -> Expression:
    return Exists(binder.bind_query(node.this, binder.scope), BOOLEAN)


def _subquery(binder: Binder, node: exp.Expr) -> Expression:
    query = binder.bind_query(node, binder.scope)
    if len(query.columns) == 1:
        return ScalarSubquery(query, query.columns[0].type)
    nulls = tuple(Literal(None, column.type) for column in query.columns)
    query = _as_row(binder.session, query)
    data_type = query.columns[0].type
    # No row is a row of NULLs, and not NULL.
    return Call(
        "coalesce", (ScalarSubquery(query, data_type), Call("row", nulls, data_type)), data_type
    )


RULES: dict[type[exp.Expr], Rule] = {
    exp.Exists: _exists,
    exp.Subquery: _subquery,
}
