"""TABLESAMPLE: a part of a relation's rows, chosen by chance.

Whole relations are read and paid for. SYSTEM, by which Trino chooses splits instead of rows, picks
rows here too: how large its pieces are is nowhere promised.
"""

from lakeq.errors import ExpressionNotConstant, OutOfRange, TypeMismatch
from lakeq.model.bound import (
    Call,
    ColumnReference,
    Literal,
    OutputColumn,
    Query,
    QueryRelation,
    Relation,
    Select,
)
from lakeq.model.types import BOOLEAN, DOUBLE
from lakeq.sql.bind.binder import Binder
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.bind.scopes import Scope, ScopeField
from lakeq.sql.constants import fold
from lakeq.sql.nodes import Sample
from lakeq.sql.positions import position


def sample(
    binder: Binder, node: Sample, relation: Relation, scope: Scope
) -> tuple[Relation, Scope]:
    """Keep each row of a relation with the chance that the node says."""
    chance = _percentage(binder, node) / 100
    if chance == 1:
        return relation, scope
    expressions = tuple(field.expression for field in scope.fields)
    columns = tuple(OutputColumn(field.name, field.type) for field in scope.fields)
    kept = Call("lt", (Call("random", (), DOUBLE), Literal(chance, DOUBLE)), BOOLEAN)
    query = Query(Select(expressions, relation, kept), columns)
    sampled = QueryRelation(binder.session.next_relation(), query)
    fields = tuple(
        ScopeField(f.name, ColumnReference(sampled.id, index, f.name, f.type), f.qualifier)
        for index, f in enumerate(scope.fields)
    )
    return sampled, Scope(fields, scope.outer, frozenset((sampled.id,)))


def _percentage(binder: Binder, node: Sample) -> float:
    written = node.args["percentage"]
    line, column = position(written) or (None, None)
    value = binder.bind(written)
    if not value.type.is_numeric:
        raise TypeMismatch(
            "Sample percentage should be a numeric expression", line=line, column=column
        )
    constant = fold(coerce(value, DOUBLE))
    if constant is None or not isinstance(constant.value, float):
        raise ExpressionNotConstant(
            "Sample percentage must be a constant that is not NULL", line=line, column=column
        )
    if not 0 <= constant.value <= 100:
        bound = "greater than or equal to 0" if constant.value < 0 else "less than or equal to 100"
        raise OutOfRange(f"Sample percentage must be {bound}", line=line, column=column)
    return constant.value
