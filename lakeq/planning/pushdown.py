"""Predicate pushdown: which conjuncts every useful row of a scan must satisfy.

Conjuncts are carried down from each WHERE, HAVING and join condition to the scans below, through
subqueries and views by putting in their projections. They are used to leave data unread, never to
replace the predicate itself, so that each may be dropped on the way, and is where in doubt.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lakeq.functions.volatility import VOLATILE, is_volatile
from lakeq.model.bound import (
    AggregateCall,
    Call,
    Cast,
    ColumnReference,
    Exists,
    Expression,
    FieldReference,
    InSubquery,
    Join,
    Literal,
    OutputReference,
    QuantifiedComparison,
    Query,
    QueryRelation,
    Recursion,
    Relation,
    ScalarSubquery,
    ScanRelation,
    Select,
    SetOperation,
    Values,
    WindowCall,
)
from lakeq.model.clauses import JoinKind
from lakeq.model.traversal import (
    all_expressions,
    all_queries,
    base_relations,
    conjuncts,
    query_expressions,
    rewrite,
    subqueries,
    walk,
)
from lakeq.model.types import BOOLEAN
from lakeq.planning.equalities import implied_by_equality

_OF_GROUPS = frozenset({"grouping"})


def pushed_conjuncts(query: Query) -> dict[int, tuple[Expression, ...]]:
    """Collect, for each scan of a query, the conjuncts over it that its useful rows satisfy.

    A conjunct refers to no other relation. It may hold a scalar subquery that stands by itself.
    """
    collector = _Collector()
    collector.enter(query, ())
    return {scan: tuple(found) for scan, found in collector.found.items()}


def references(expression: Expression) -> Iterator[ColumnReference]:
    """Yield the column references of an expression, not entering subqueries."""
    return (node for node in walk(expression) if isinstance(node, ColumnReference))


@dataclass(slots=True)
class _Collector:
    found: dict[int, list[Expression]] = field(default_factory=dict)

    def enter(self, query: Query, wanted: Iterable[Expression]) -> None:
        """Go through a query whose rows are of use only where ``wanted``, over its outputs, holds."""
        if query.limit is not None or query.offset:
            # A filter above LIMIT does not choose which rows the limit lets through; but of no
            # rows, none is of use.
            wanted = (Literal(value=False, type=BOOLEAN),) if query.limit == 0 else ()
        match query.body:
            case Select():
                self._enter_select(query, query.body, wanted)
            case SetOperation(left=left, right=right):
                # A row that fails is in neither answer, whichever way the two are combined.
                wanted = tuple(wanted)
                self.enter(left, wanted)
                self.enter(right, wanted)
            case Recursion(base=base, step=step):
                # Rows that are of no use themselves may lead to others that are.
                self.enter(base, ())
                self.enter(step, ())
            case Values():
                pass
        for expression in query_expressions(query):
            for nested in subqueries(expression):
                self.enter(nested, ())

    def _enter_select(self, query: Query, select: Select, wanted: Iterable[Expression]) -> None:
        if select.source is None:
            return
        above = [_put_in(conjunct, select.projections) for conjunct in wanted]
        after_grouping = [*conjuncts(select.having), *_below_windows(query, select, above)]
        kept = [*conjuncts(select.where), *_below_groups(query, select, after_grouping)]
        self._enter_relation(select.source, [c for c in kept if _is_pushable(c)])

    def _enter_relation(self, relation: Relation, kept: list[Expression]) -> None:
        match relation:
            case ScanRelation():
                self.found.setdefault(relation.id, []).extend(_only(kept, {relation.id}))
            case QueryRelation():
                over_outputs = [_to_outputs(c) for c in _only(kept, {relation.id})]
                self.enter(relation.query, over_outputs)
            case Join():
                self._enter_join(relation, kept)
            case _:
                pass

    def _enter_join(self, join: Join, above: list[Expression]) -> None:
        left, right = _ids(join.left), _ids(join.right)
        condition = [c for c in conjuncts(join.condition) if _is_pushable(c)]
        kind = _strictest_kind(join.kind, above, left, right)
        if kind in (JoinKind.INNER, JoinKind.CROSS):
            above = _closed(above + condition)
            self._enter_relation(join.left, above)
            self._enter_relation(join.right, above)
            return
        above = _closed(above)
        to_left = above if kind is JoinKind.LEFT else []
        to_right = above if kind is JoinKind.RIGHT else []
        # A row of the side that may be missing is of use only to rows it joins, which are of use
        # only where what stands above the join holds for them.
        if kind is JoinKind.LEFT:
            to_right = _closed(_only(above, left) + condition)
        elif kind is JoinKind.RIGHT:
            to_left = _closed(_only(above, right) + condition)
        self._enter_relation(join.left, to_left)
        self._enter_relation(join.right, to_right)


def _closed(kept: list[Expression]) -> list[Expression]:
    return kept + implied_by_equality(kept)


def _only(kept: Iterable[Expression], relations: set[int]) -> list[Expression]:
    return [c for c in kept if all(column.relation in relations for column in references(c))]


def _ids(relation: Relation) -> set[int]:
    return {base.id for base in base_relations(relation) if not isinstance(base, Join)}


def _to_outputs(conjunct: Expression) -> Expression:
    def replace(node: Expression) -> Expression | None:
        return OutputReference(node.index, node.type) if isinstance(node, ColumnReference) else None

    return rewrite(conjunct, replace)


def _put_in(conjunct: Expression, projections: Sequence[Expression]) -> Expression:
    def replace(node: Expression) -> Expression | None:
        return projections[node.index] if isinstance(node, OutputReference) else None

    return rewrite(conjunct, replace)


def _below_windows(
    query: Query, select: Select, kept: Sequence[Expression]
) -> Sequence[Expression]:
    """Keep what removes whole window partitions, so that no row that stays sees a difference."""
    calls = [
        node
        for expression in (*select.projections, *(key.expression for key in query.order_by))
        for node in walk(expression)
        if isinstance(node, WindowCall)
    ]
    if not calls:
        return kept
    keys = [key for key in calls[0].partition_by if all(key in c.partition_by for c in calls)]
    return [conjunct for conjunct in kept if _is_function_of(conjunct, keys)]


def _below_groups(query: Query, select: Select, kept: Sequence[Expression]) -> Sequence[Expression]:
    """Keep what removes whole groups."""
    grouping = select.grouping
    if grouping is None:
        return [c for c in kept if _is_function_of(c, ())] if _aggregates(query, select) else kept
    everywhere = set(range(len(grouping.keys))).intersection(*grouping.sets)
    return [c for c in kept if _is_function_of(c, [grouping.keys[i] for i in everywhere])]


def _aggregates(query: Query, select: Select) -> bool:
    return select.having is not None or any(
        isinstance(node, AggregateCall)
        for expression in (*select.projections, *(key.expression for key in query.order_by))
        for node in walk(expression)
    )


def _is_function_of(conjunct: Expression, keys: Sequence[Expression]) -> bool:
    marker = Literal(None, conjunct.type)
    rest = rewrite(conjunct, lambda node: marker if node in keys else None)
    return not any(
        isinstance(node, ColumnReference | AggregateCall | WindowCall)
        or (isinstance(node, Call) and node.function in _OF_GROUPS)
        for node in walk(rest)
    )


def _is_pushable(conjunct: Expression) -> bool:
    for node in walk(conjunct):
        if isinstance(node, AggregateCall | WindowCall | OutputReference):
            return False
        if isinstance(node, Exists | InSubquery | QuantifiedComparison):
            return False
        if isinstance(node, ScalarSubquery) and not stands_alone(node.query):
            return False
    return not is_volatile(conjunct)


def stands_alone(query: Query) -> bool:
    """Whether a subquery refers to nothing around it, and answers alike whenever it runs."""
    inside = {
        relation.id
        for part in all_queries(query)
        if isinstance(part.body, Select)
        for relation in base_relations(part.body.source)
        if not isinstance(relation, Join)
    }
    return not any(
        (isinstance(node, ColumnReference) and node.relation not in inside)
        or (isinstance(node, Call) and node.function in VOLATILE)
        for node in all_expressions(query)
    )


def _strictest_kind(
    kind: JoinKind, above: Sequence[Expression], left: set[int], right: set[int]
) -> JoinKind:
    """Turn an outer join into the join it amounts to, where padded rows do not survive above."""
    left_stays = any(_rejects_null(conjunct, left) for conjunct in above)
    right_stays = any(_rejects_null(conjunct, right) for conjunct in above)
    match kind:
        case JoinKind.LEFT:
            return JoinKind.INNER if right_stays else kind
        case JoinKind.RIGHT:
            return JoinKind.INNER if left_stays else kind
        case JoinKind.FULL if left_stays and right_stays:
            return JoinKind.INNER
        case JoinKind.FULL if left_stays:
            return JoinKind.LEFT
        case JoinKind.FULL if right_stays:
            return JoinKind.RIGHT
        case _:
            return kind


def _rejects_null(predicate: Expression, relations: set[int]) -> bool:
    """Whether the predicate is surely not true where every field of the relations is NULL."""
    match predicate:
        case Call("and", parts):
            return any(_rejects_null(part, relations) for part in parts)
        case Call("or", parts):
            return all(_rejects_null(part, relations) for part in parts)
        case Call("not", (Call("is_null", (operand,)),)):
            return _is_null_there(operand, relations)
        case Call("not", (part,)):
            return _is_null_there(part, relations)
        case _:
            return _is_null_there(predicate, relations)


def _is_null_there(expression: Expression, relations: set[int]) -> bool:
    match expression:
        case ColumnReference():
            return expression.relation in relations
        case FieldReference(base=operand) | Cast(argument=operand):
            return _is_null_there(operand, relations)
        case Call("in", (operand, *_)):
            return _is_null_there(operand, relations)
        case Call("between", (value, *_)):
            return _is_null_there(value, relations)
        case Call(function, operands) if function in _NULL_WITH_NULL:
            return any(_is_null_there(operand, relations) for operand in operands)
        case _:
            return False


_NULL_WITH_NULL = frozenset(
    [
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "like",
        "add",
        "subtract",
        "multiply",
        "divide",
        "modulus",
        "negate",
        "abs",
        "lower",
        "upper",
        "trim",
        "substr",
        "length",
        "year",
        "month",
        "day",
        "hour",
        "date",
        "date_trunc",
        "starts_with",
    ]
)
"""Functions that surely give NULL when any argument is NULL."""
