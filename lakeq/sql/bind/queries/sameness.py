"""Sameness: telling that two expressions written alike mean the same, subqueries included.

Every relation has a number of its own, so that a subquery written twice is bound to two trees that
are equal but for the numbers inside.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from lakeq.model.bound import (
    ColumnReference,
    Expression,
    Join,
    LambdaVariable,
    Query,
    Recursion,
    Select,
)
from lakeq.model.table import Table
from lakeq.model.traversal import all_queries, base_relations, rewrite, subqueries


def with_keys(expression: Expression, keys: Sequence[Expression]) -> Expression:
    """Put keys in the place of the parts of an expression that are the same but for numbers."""
    wanted = [(canonical(key), key) for key in keys if any(subqueries(key))]
    if not wanted:
        return expression

    def key_for(node: Expression) -> Expression | None:
        if not any(subqueries(node)):
            return None
        own = canonical(node)
        return next((key for same, key in wanted if same == own), None)

    return rewrite(expression, key_for)


def canonical(expression: Expression) -> Any:
    """Give numbers to the relations inside an expression's subqueries, in the order they are met."""
    numbers = {
        number: -place for place, number in enumerate(dict.fromkeys(_inner(expression)), start=1)
    }
    return _renumbered(expression, numbers) if numbers else expression


def _inner(expression: Expression) -> Iterator[int]:
    for query in subqueries(expression):
        for part in all_queries(query):
            yield from _relations(part)


def _relations(query: Query) -> Iterator[int]:
    match query.body:
        case Select(source=source):
            yield from (r.id for r in base_relations(source) if not isinstance(r, Join))
        case Recursion(working=working):
            yield working.id
        case _:
            return


def _renumbered(node: Any, numbers: Mapping[int, int]) -> Any:
    """Copy a tree, whatever nodes it is made of, with other numbers for its relations."""
    if isinstance(node, tuple):
        return tuple(_renumbered(item, numbers) for item in node)
    if not is_dataclass(node) or isinstance(node, Table | type):
        return node
    if isinstance(node, ColumnReference):
        return replace(node, relation=numbers.get(node.relation, node.relation))
    changes = {part.name: _renumbered(getattr(node, part.name), numbers) for part in fields(node)}
    if not isinstance(node, LambdaVariable) and isinstance(changes.get("id"), int):
        changes["id"] = numbers.get(changes["id"], changes["id"])
    return replace(node, **changes)
