"""Joins: conditions, merged columns, and which sides may refer to which."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from sqlglot import exp

from lakeq.errors import ColumnNotFound, DuplicateColumnName, NotSupported
from lakeq.functions.coercions import common_type
from lakeq.model.bound import (
    Call,
    Case,
    ColumnReference,
    Exists,
    Expression,
    InSubquery,
    Join,
    OutputColumn,
    QuantifiedComparison,
    Query,
    QueryRelation,
    Relation,
    ScalarSubquery,
    Select,
)
from lakeq.model.clauses import JoinKind
from lakeq.model.traversal import (
    all_expressions,
    base_relations,
    relation_expressions,
    rewrite,
    subqueries,
    walk,
)
from lakeq.model.types import BOOLEAN
from lakeq.sql.bind.expressions.calls import comparison
from lakeq.sql.bind.expressions.coercions import coerce
from lakeq.sql.bind.scopes import Scope, ScopeField, resolve
from lakeq.sql.bind.session import BindSession
from lakeq.sql.positions import position

Bound = tuple[Relation, Scope]
_SUBQUERIES = (ScalarSubquery, Exists, InSubquery, QuantifiedComparison)


def refers_to(relation: Relation, relations: frozenset[int]) -> bool:
    """Whether a relation names fields of other ones, at any depth."""
    expressions = list(relation_expressions(relation))
    queries = [base.query for base in base_relations(relation) if isinstance(base, QueryRelation)]
    return any(
        isinstance(node, ColumnReference) and node.relation in relations
        for node in _nodes(expressions, queries)
    )


def check_criteria(node: exp.Join, kind: JoinKind) -> None:
    """Refuse the conditions that Trino does not take with UNNEST and LATERAL."""
    on, target = node.args.get("on"), node.this
    is_true = isinstance(on, exp.Boolean) and bool(on.this)
    line, column = position(on or node) or (None, None)
    conditional = node.args.get("using") or (on is not None and not is_true)
    if isinstance(target, exp.Unnest) and conditional:
        raise NotSupported(
            f"{kind.value} JOIN involving UNNEST is only supported with condition ON TRUE",
            line=line,
            column=column,
        )
    if isinstance(target, exp.Lateral) and kind is JoinKind.FULL and conditional:
        raise NotSupported(
            "FULL JOIN involving LATERAL relation is only supported with condition ON TRUE",
            line=line,
            column=column,
        )


def check_own(condition: Expression, scope: Scope, node: exp.Expr) -> None:
    """Refuse an outer join's condition over what stands around the query, as Trino does."""
    for part in walk(condition):
        if isinstance(part, ColumnReference) and part.relation not in scope.relations:
            line, column = position(node) or (None, None)
            raise NotSupported(
                f"Reference to column '{part.name}' from outer scope not allowed in this context",
                line=line,
                column=column,
            )


def is_by_row(node: exp.Expr) -> bool:
    """Whether a relation is evaluated once for every row it is joined to."""
    return isinstance(node, exp.Unnest | exp.Lateral)


def join_by_row(kind: JoinKind, left: Bound, right: Bound, condition: Expression) -> Bound:
    """Join each row of the left side, by itself, to what UNNEST or LATERAL gives for it.

    So FULL keeps rows of the left side only, and RIGHT gives all that the right side has, for each
    row of the left one again, which is NULL where the condition does not hold.
    """
    if kind is JoinKind.FULL:
        join = Join(JoinKind.LEFT, left[0], right[0], condition, lateral=True)
        return join, left[1].join(right[1])
    join = Join(JoinKind.CROSS, left[0], right[0], None, lateral=True)
    fields = tuple(
        replace(f, expression=Case(((condition, f.expression),), None, f.type))
        for f in left[1].fields
    )
    return join, replace(left[1], fields=fields).join(right[1])


def join_using(left: Bound, right: Bound, kind: JoinKind, names: Sequence[exp.Expr]) -> Bound:
    """Join by equal names; the columns named come first, and once."""
    conditions: list[Expression] = []
    merged: list[ScopeField] = []
    used: list[Expression] = []
    seen: set[str] = set()
    for name in names:
        if name.name.lower() in seen:
            line, column = position(name) or (None, None)
            raise DuplicateColumnName(
                f"Column '{name.name}' appears multiple times in USING clause",
                line=line,
                column=column,
            )
        seen.add(name.name.lower())
        mine = _using_side(left[1], name, "left")
        theirs = _using_side(right[1], name, "right")
        conditions.append(comparison("eq", mine, theirs, name))
        used += [mine, theirs]
        merged.append(ScopeField(name.name, _merged(kind, mine, theirs)))
    rest = [f for f in (*left[1].fields, *right[1].fields) if f.expression not in used]
    scope = Scope((*merged, *rest), left[1].outer, left[1].relations | right[1].relations)
    condition = conditions[0] if len(conditions) == 1 else Call("and", tuple(conditions), BOOLEAN)
    return Join(kind, left[0], right[0], condition), scope


def outer_join(
    session: BindSession, kind: JoinKind, left: Relation, right: Relation, condition: Expression
) -> Join:
    """Join by a condition whose subqueries are answered beside the side they are compared with.

    Raises NotSupported for those that refer to a side by themselves, as Trino does.
    """
    for node in list(walk(condition)):
        if not isinstance(node, _SUBQUERIES):
            continue
        _check_uncorrelated(node.query, _ids(left) | _ids(right))
        of_left, of_right = (_refers(node, _ids(side)) for side in (left, right))
        if of_left and of_right:
            raise NotSupported("A subquery over both sides of an outer join is not supported")
        column = OutputColumn("_col0", node.type)
        beside = QueryRelation(session.next_relation(), Query(Select((node,)), (column,)))
        if of_right:
            right = Join(JoinKind.CROSS, right, beside, None, lateral=True)
        else:
            left = Join(JoinKind.CROSS, left, beside, None, lateral=of_left)
        condition = _replaced(condition, node, ColumnReference(beside.id, 0, "_col0", node.type))
    return Join(kind, left, right, condition)


def _check_uncorrelated(query: Query, relations: frozenset[int]) -> None:
    for node in all_expressions(query):
        if isinstance(node, ColumnReference) and node.relation in relations:
            raise NotSupported(
                f"Reference to column '{node.name}' from outer scope not allowed in this context"
            )


def _replaced(condition: Expression, node: Expression, reference: Expression) -> Expression:
    return rewrite(condition, lambda part: reference if part is node else None)


def _refers(expression: Expression, relations: frozenset[int]) -> bool:
    return any(
        isinstance(node, ColumnReference) and node.relation in relations
        for node in _nodes([expression], [])
    )


def _nodes(expressions: Sequence[Expression], queries: Sequence[Query]) -> Iterator[Expression]:
    inner = chain(queries, *(subqueries(expression) for expression in expressions))
    for expression in expressions:
        yield from walk(expression)
    for query in inner:
        yield from all_expressions(query)


def _ids(relation: Relation) -> frozenset[int]:
    return frozenset(base.id for base in base_relations(relation) if not isinstance(base, Join))


def _merged(kind: JoinKind, left: Expression, right: Expression) -> Expression:
    shared = common_type(left.type, right.type)
    assert shared is not None
    left, right = coerce(left, shared), coerce(right, shared)
    if kind is JoinKind.FULL:
        return Call("coalesce", (left, right), shared)
    return right if kind is JoinKind.RIGHT else left


def _using_side(scope: Scope, name: exp.Expr, side: str) -> Expression:
    try:
        return resolve(replace(scope, outer=None), [name.name], name)
    except ColumnNotFound as error:
        error.message = f"Column '{name.name}' is missing from {side} side of join"
        error.args = (error.message,)
        raise
