"""Subqueries that have to run before it is known which partitions a query reads."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from lakeq.model.bound import BoundQuery, Literal, Query, ScalarSubquery
from lakeq.model.plan import ScanPlan
from lakeq.model.table import Table
from lakeq.model.traversal import all_scans, walk
from lakeq.model.types import DataType, Kind
from lakeq.planning.evaluator import Evaluator
from lakeq.planning.partitions import key_predicate
from lakeq.planning.pushdown import pushed_conjuncts


def resolve_subqueries(
    query: BoundQuery, plan: Callable[[BoundQuery], ScanPlan], evaluator: Evaluator
) -> BoundQuery:
    """Run the subqueries that partition keys are compared with, and write their answers down.

    The query that comes back is planned anew, as narrowed by the answers, and that plan is its bill;
    what the subqueries scan is still part of it. Raises what running them raises.
    """
    answers: dict[int, ScalarSubquery] = {}
    for subquery in _undecided(query):
        if id(subquery.query) not in answers:
            answers[id(subquery.query)] = _run(subquery, plan, evaluator)
    narrowed = _with_answers(query.query, answers)
    return BoundQuery(narrowed, tuple(all_scans(narrowed)))


def _undecided(query: BoundQuery) -> Iterator[ScalarSubquery]:
    conjuncts = pushed_conjuncts(query.query)
    for scan in query.scans:
        for conjunct in conjuncts.get(scan.id, ()) if scan.table.is_partitioned else ():
            predicate = key_predicate(scan, conjunct)
            for node in walk(predicate) if predicate is not None else ():
                if (
                    isinstance(node, ScalarSubquery)
                    and node.answer is None
                    and _is_known(node.type)
                ):
                    yield node


def _is_known(data_type: DataType) -> bool:
    """Whether an answer can be written down: text may name two moments, as clocks are turned back."""
    return not data_type.is_precise and data_type.kind is not Kind.TIME_WITH_TIME_ZONE


def _run(
    subquery: ScalarSubquery, plan: Callable[[BoundQuery], ScanPlan], evaluator: Evaluator
) -> ScalarSubquery:
    query = BoundQuery(subquery.query, tuple(all_scans(subquery.query)))
    planned = plan(query)
    if planned.inexact_reason:
        query = resolve_subqueries(query, plan, evaluator)
        planned = plan(query)
    answer = Literal(evaluator.scalar(query, planned), subquery.type)
    return replace(subquery, query=query.query, answer=answer)


def _with_answers(node: Query, answers: dict[int, ScalarSubquery]) -> Query:
    changed: Query = _rebuilt(node, answers)
    return changed


def _rebuilt(node: Any, answers: dict[int, ScalarSubquery]) -> Any:
    """Copy the parts of a tree that lead to an answer, whatever nodes they are made of."""
    if isinstance(node, ScalarSubquery) and id(node.query) in answers:
        return answers[id(node.query)]
    if isinstance(node, tuple):
        items = tuple(_rebuilt(item, answers) for item in node)
        return items if any(new is not old for new, old in zip(items, node, strict=True)) else node
    if not is_dataclass(node) or isinstance(node, Table | type):
        return node
    changes = {
        part.name: changed
        for part in fields(node)
        if (changed := _rebuilt(getattr(node, part.name), answers)) is not getattr(node, part.name)
    }
    return replace(node, **changes) if changes else node
