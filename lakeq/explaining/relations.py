"""FROM in a plan: scans, subqueries, inline rows, UNNEST and joins."""

from collections.abc import Sequence

from lakeq.explaining.drawing import Drawing
from lakeq.explaining.expressions import Known
from lakeq.explaining.nodes import PlanNode
from lakeq.explaining.scans import scan_node
from lakeq.model.bound import (
    Call,
    ColumnReference,
    Expression,
    Join,
    OutputColumn,
    QueryRelation,
    Relation,
    ScanRelation,
    Select,
    UnnestRelation,
    ValuesRelation,
    WorkingRelation,
)
from lakeq.model.clauses import JoinKind
from lakeq.model.traversal import base_relations, conjuncts, subqueries, walk
from lakeq.model.types import BOOLEAN

_MAX_ROWS = 10
_NAMES = {
    JoinKind.CROSS: "CrossJoin",
    JoinKind.INNER: "InnerJoin",
    JoinKind.LEFT: "LeftJoin",
    JoinKind.RIGHT: "RightJoin",
    JoinKind.FULL: "FullJoin",
}


def draw_relation(drawing: Drawing, relation: Relation | None) -> PlanNode:
    """Draw what a FROM clause gives; without one, a single row of nothing."""
    match relation:
        case None:
            return drawing.node("Values", [], ())
        case ScanRelation():
            node = scan_node(
                next(drawing.numbers),
                relation,
                drawing.plan.scans.get(relation.id),
                drawing.used.get(relation.id, set()),
                drawing.symbols,
            )
            return drawing.filtered(node, _conjunction(drawing.pushed.pop(relation.id, [])), ())
        case QueryRelation():
            node = drawing.query(relation.query)
            for index, output in enumerate(node.outputs):
                drawing.symbols.alias(relation.id, index, output.name)
            return node
        case ValuesRelation():
            return values_node(drawing, relation.rows, _symbols(drawing, relation))
        case UnnestRelation():
            return _unnest(drawing, relation, None, JoinKind.CROSS)
        case WorkingRelation():
            return drawing.node("WorkingTable", [], _symbols(drawing, relation))
        case Join():
            return _join(drawing, relation)


def push_down(drawing: Drawing, select: Select) -> Expression | None:
    """Take what WHERE says of one table alone to its scan; answer what is left to filter."""
    scans = _filterable(select.source)
    left = []
    for conjunct in conjuncts(select.where):
        relations = _relations(conjunct)
        if len(relations) == 1 and relations <= scans and not any(subqueries(conjunct)):
            drawing.pushed.setdefault(relations.pop(), []).append(conjunct)
        else:
            left.append(conjunct)
    return _conjunction(left)


def _filterable(relation: Relation | None) -> set[int]:
    """Find the scans whose rows are the query's, or are left out of it, whole."""
    match relation:
        case ScanRelation(number):
            return {number}
        case Join(kind, left, right, lateral=lateral):
            mine = set() if kind in (JoinKind.RIGHT, JoinKind.FULL) else _filterable(left)
            kept = kind in (JoinKind.INNER, JoinKind.CROSS, JoinKind.RIGHT) and not lateral
            return mine | (_filterable(right) if kept else set())
        case _:
            return set()


def _conjunction(predicates: Sequence[Expression]) -> Expression | None:
    if len(predicates) < 2:
        return predicates[0] if predicates else None
    return Call("and", tuple(predicates), BOOLEAN)


def values_node(
    drawing: Drawing, rows: Sequence[Sequence[Expression]], outputs: Sequence[OutputColumn]
) -> PlanNode:
    """Draw inline rows."""
    lines = [f"({', '.join(drawing.spell(each, ()) for each in row)})" for row in rows[:_MAX_ROWS]]
    if len(rows) > _MAX_ROWS:
        lines.append(f"... {len(rows)} in all")
    return drawing.node("Values", [], outputs, details=lines)


def _symbols(
    drawing: Drawing, relation: ValuesRelation | UnnestRelation | WorkingRelation
) -> tuple[OutputColumn, ...]:
    return tuple(
        OutputColumn(drawing.symbols.field(relation.id, index, each.name), each.type)
        for index, each in enumerate(relation.fields)
    )


def _unnest(
    drawing: Drawing, relation: UnnestRelation, source: PlanNode | None, kind: JoinKind
) -> PlanNode:
    known: Known = ()
    child = drawing.node("Values", [], ()) if source is None else source
    child, known = drawing.with_subqueries(child, relation.arguments, known)
    arguments = [f"{drawing.spell(a, known)}:{a.type.trino}" for a in relation.arguments]
    about = {}
    if source is not None:
        if kind is not JoinKind.CROSS:
            about["type"] = kind.value
        about["replicate"] = f"[{', '.join(f'{o.name}:{o.type.trino}' for o in source.outputs)}]"
    about["unnest"] = f"[{', '.join(arguments)}]"
    outputs = (*(() if source is None else source.outputs), *_symbols(drawing, relation))
    name = "Unnest" if source is None else "CrossJoinUnnest" if kind is JoinKind.CROSS else "Unnest"
    return drawing.node(name, [child], outputs, about)


def _join(drawing: Drawing, join: Join) -> PlanNode:
    left = draw_relation(drawing, join.left)
    if isinstance(join.right, UnnestRelation):
        node = _unnest(drawing, join.right, left, join.kind)
        return drawing.filtered(node, join.condition if join.kind is JoinKind.INNER else None, ())
    right = draw_relation(drawing, join.right)
    known: Known = ()
    if join.condition is not None:
        left, known = drawing.with_subqueries(left, [join.condition], known)
    criteria, rest = _criteria(join)
    about = {}
    if criteria:
        about["criteria"] = " AND ".join(
            f"({drawing.spell(a, known)} = {drawing.spell(b, known)})" for a, b in criteria
        )
    if rest:
        about["filter"] = " AND ".join(f"({drawing.spell(each, known)})" for each in rest)
    kind = JoinKind.CROSS if join.kind is JoinKind.INNER and not about else join.kind
    name = "LateralJoin" if join.lateral else _NAMES[kind]
    return drawing.node(name, [left, right], (*left.outputs, *right.outputs), about)


def _criteria(join: Join) -> tuple[list[tuple[Expression, Expression]], list[Expression]]:
    """Take the equalities between the sides out of a join's condition."""
    sides = [_ids(join.left), _ids(join.right)]
    pairs, rest = [], []
    for conjunct in conjuncts(join.condition):
        pair = _equality(conjunct, sides)
        if pair is None:
            rest.append(conjunct)
        else:
            pairs.append(pair)
    return pairs, rest


def _equality(
    conjunct: Expression, sides: Sequence[set[int]]
) -> tuple[Expression, Expression] | None:
    if not isinstance(conjunct, Call) or conjunct.function != "eq":
        return None
    first, second = conjunct.arguments
    for left, right in ((first, second), (second, first)):
        mine, theirs = _relations(left), _relations(right)
        if mine and theirs and mine <= sides[0] and theirs <= sides[1]:
            return left, right
    return None


def _relations(expression: Expression) -> set[int]:
    return {node.relation for node in walk(expression) if isinstance(node, ColumnReference)}


def _ids(relation: Relation) -> set[int]:
    return {each.id for each in base_relations(relation) if not isinstance(each, Join)}
