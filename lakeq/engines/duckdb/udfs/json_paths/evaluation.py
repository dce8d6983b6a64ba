"""Following a JSON path through a document.

Lax paths unwrap arrays, take a lone item for an array, and step over what is missing; strict ones
fail. Inside a predicate a failure is not an error, but an answer that is unknown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from lakeq.engines.duckdb.udfs.json_paths.items import (
    Item,
    Number,
    PathFailed,
    kind_name,
    whole,
)
from lakeq.engines.duckdb.udfs.json_paths.methods import call_method
from lakeq.engines.duckdb.udfs.json_paths.numbers import calculate, negate, subscript
from lakeq.engines.duckdb.udfs.json_paths.predicates import compare_items, conjunction, disjunction
from lakeq.model.types import Kind
from lakeq.sql.json_paths.nodes import (
    Arithmetic,
    Comparison,
    Constant,
    Context,
    Current,
    Descendants,
    Elements,
    Exists,
    Expression,
    Filter,
    IsUnknown,
    Last,
    Logical,
    Member,
    Method,
    Not,
    Path,
    Predicate,
    Sign,
    StartsWith,
    Variable,
)


def evaluate(path: Path, document: Item, variables: Mapping[str, list[Item]]) -> list[Item]:
    """Find the items that a path leads to. Raises PathFailed."""
    return _Evaluation(path.lax, document, variables).items(path.root)


@dataclass(frozen=True, slots=True)
class _Evaluation:
    """What a part of a path sees: ``current`` is ``@`` and ``last`` the array's last index."""

    lax: bool
    document: Item
    variables: Mapping[str, list[Item]]
    current: Item = None
    last: int | None = None

    def items(self, node: Expression) -> list[Item]:
        match node:
            case Constant():
                return [_constant(node)]
            case Context():
                return [self.document]
            case Variable():
                return self.variables[node.name]
            case Current():
                return [self.current]
            case Last():
                return [self._last()]
            case Sign():
                return [self._signed(node, item) for item in self._unwrapped(node.operand)]
            case Arithmetic():
                left, right = self._operand(node.left), self._operand(node.right)
                return [calculate(node.operator, left, right)]
            case _:
                return list(self._accessed(node))

    def holds(self, node: Predicate) -> bool | None:
        """Tell whether a predicate holds; ``None`` when that is unknown."""
        match node:
            case Comparison():
                return self._compared(node)
            case Exists():
                found = self._tried(node.operand)
                return None if found is None else bool(found)
            case StartsWith():
                return self._starts(node)
            case IsUnknown():
                return self.holds(node.operand) is None
            case Not():
                held = self.holds(node.operand)
                return None if held is None else not held
            case Logical():
                combine = conjunction if node.operator == "&&" else disjunction
                return combine(self.holds(node.left), self.holds(node.right))
            case _:
                assert_never(node)

    def _accessed(self, node: Member | Descendants | Elements | Filter | Method) -> Iterator[Item]:
        whole_arrays = isinstance(node, Descendants | Elements) or (
            isinstance(node, Method) and node.name in ("size", "type")
        )
        base = self.items(node.base) if whole_arrays else self._unwrapped(node.base)
        for item in base:
            yield from self._step(node, item)

    def _step(
        self, node: Member | Descendants | Elements | Filter | Method, item: Item
    ) -> Iterator[Item]:
        match node:
            case Member():
                yield from self._members(item, node.name)
            case Descendants():
                yield from _descendants(item, node.name)
            case Elements():
                yield from self._elements(item, node)
            case Filter():
                if replace(self, current=item).holds(node.predicate):
                    yield item
            case Method():
                yield from call_method(node.name, item, lax=self.lax)
            case _:
                assert_never(node)

    def _members(self, item: Item, name: str | None) -> Iterator[Item]:
        if not isinstance(item, dict):
            if self.lax:
                return
            raise PathFailed(f"invalid item type. Expected: OBJECT, actual: {kind_name(item)}")
        if name is None:
            yield from item.values()
        elif name in item:
            yield item[name]
        elif not self.lax:
            raise PathFailed(f"structural error: missing member '{name}' in JSON object")

    def _elements(self, item: Item, node: Elements) -> Iterator[Item]:
        if not isinstance(item, list):
            if not self.lax:
                raise PathFailed(f"invalid item type. Expected: ARRAY, actual: {kind_name(item)}")
            item = [item]
        if node.subscripts is None:
            yield from item
            return
        inside = replace(self, last=len(item) - 1)
        for start, end in node.subscripts:
            low = subscript(inside._operand(start))  # noqa: SLF001 - of its own class.
            high = low if end is None else subscript(inside._operand(end))  # noqa: SLF001
            yield from self._slice(item, low, high)

    def _slice(self, array: list[Item], low: int, high: int) -> list[Item]:
        if not self.lax and (low < 0 or low > high or high >= len(array)):
            raise PathFailed(
                f"structural error: invalid array subscript: [{low}, {high}] "
                f"for array of size {len(array)}"
            )
        return array[max(low, 0) : high + 1] if high >= 0 else []

    def _unwrapped(self, node: Expression) -> list[Item]:
        found = self.items(node)
        if not self.lax:
            return found
        return [each for item in found for each in (item if isinstance(item, list) else [item])]

    def _operand(self, node: Expression) -> Number:
        found = self._unwrapped(node)
        if len(found) != 1 or not isinstance(found[0], Number):
            raise PathFailed("an operand is not a single number")
        return found[0]

    def _last(self) -> Number:
        if self.last is None:
            raise PathFailed("'last' outside of an array subscript")
        return whole(self.last)

    def _signed(self, node: Sign, item: Item) -> Number:
        if not isinstance(item, Number):
            raise PathFailed(f"invalid item type. Expected: NUMBER, actual: {kind_name(item)}")
        return negate(item) if node.operator == "-" else item

    def _tried(self, node: Expression) -> list[Item] | None:
        try:
            return self.items(node)
        except PathFailed:
            return None

    def _compared(self, node: Comparison) -> bool | None:
        try:
            left, right = self._unwrapped(node.left), self._unwrapped(node.right)
        except PathFailed:
            return None
        answers = [compare_items(node.operator, a, b) for a in left for b in right]
        if None in answers and not (self.lax and True in answers):
            return None
        return True in answers

    def _starts(self, node: StartsWith) -> bool | None:
        try:
            found, initial = self._unwrapped(node.whole), self.items(node.initial)
        except PathFailed:
            return None
        beginning = initial[0] if len(initial) == 1 else None
        if not isinstance(beginning, str) or any(not isinstance(item, str) for item in found):
            return None
        return any(str(item).startswith(beginning) for item in found)


def _constant(node: Constant) -> Item:
    value = node.value
    match value:
        case bool() | None | str():
            return value
        case int():
            return whole(value)
        case Decimal():
            return Number(Kind.DECIMAL, value)
        case _:
            return Number(Kind.DOUBLE, value)


def _descendants(item: Item, name: str) -> Iterator[Item]:
    """Find members in the order of the document, those of an object before those below it."""
    if isinstance(item, dict):
        if name in item:
            yield item[name]
        for each in item.values():
            yield from _descendants(each, name)
    elif isinstance(item, list):
        for each in item:
            yield from _descendants(each, name)
