"""Columns: which leaves of its tables a query touches, and so has to read and pay for.

A column counts where it is selected, filtered, joined, grouped or ordered by. What a subquery or a
view selects and nobody asks for does not count. Of a row, only the members used count; partition
keys are in no file and cost nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lakeq.model.bound import (
    ColumnReference,
    Exists,
    Expression,
    FieldReference,
    InSubquery,
    OutputReference,
    QuantifiedComparison,
    Query,
    QueryRelation,
    Recursion,
    ScalarSubquery,
    ScanRelation,
    Select,
    SetOperation,
    Values,
    WindowCall,
)
from lakeq.model.clauses import SetOperator
from lakeq.model.plan import ScanColumn
from lakeq.model.traversal import base_relations, children, relation_expressions, walk

Path: TypeAlias = tuple[str, ...]

_WHOLE: Path = ()


def touched_columns(query: Query) -> dict[int, dict[int, set[Path]]]:
    """Find, for each relation of a query, the fields it has to provide and the row members of them.

    The answer is by relation id and field index; the empty path stands for the whole field.
    """
    uses = _Uses()
    uses.enter(query, {index: {_WHOLE} for index in range(len(query.columns))})
    return uses.found


def scan_columns(
    scan: ScanRelation, touched: Mapping[int, Iterable[Path]]
) -> tuple[ScanColumn, ...]:
    """Name the columns of the table's files that are touched, in the table's order."""
    columns = scan.table.storage.columns
    return tuple(
        ScanColumn(index, columns[index].name, _shortest(touched[index]))
        for index in sorted(touched)
        if index < len(columns)
    )


def spell_columns(columns: Iterable[ScanColumn]) -> str:
    """Name columns for people, and the members of rows with dots.

    >>> spell_columns([ScanColumn(0, "gram"), ScanColumn(2, "place", (("city",),))])
    'gram, place.city'
    """
    return ", ".join(".".join((column.name, *path)) for column in columns for path in column.paths)


def _shortest(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Drop the paths that lie below another."""
    kept: list[Path] = []
    for path in sorted(set(paths)):
        if not any(path[: len(other)] == other for other in kept):
            kept.append(path)
    return tuple(kept)


@dataclass(slots=True)
class _Uses:
    """What is touched so far.

    Whoever refers to a relation is gone through before the relation itself is, so that by then all
    uses of its fields are known.
    """

    found: dict[int, dict[int, set[Path]]] = field(default_factory=dict)

    def enter(self, query: Query, outputs: Mapping[int, Iterable[Path]]) -> None:
        """Go through a query of whose columns only some are asked for."""
        needed = {index: set(paths) for index, paths in outputs.items()}
        for key in query.order_by:
            for node in walk(key.expression):
                if isinstance(node, OutputReference):
                    needed.setdefault(node.index, set()).add(_WHOLE)
            self._use(key.expression)
        match query.body:
            case Select():
                self._enter_select(query.body, needed)
            case SetOperation(operator, distinct, left, right):
                if operator is not SetOperator.UNION or distinct:
                    # To tell rows apart, all of each row is needed.
                    needed = {index: {_WHOLE} for index in range(len(query.columns))}
                self.enter(left, needed)
                self.enter(right, needed)
            case Recursion(base=base, step=step):
                # The step may use what nobody asks for in the end.
                self._enter_whole(base)
                self._enter_whole(step)
            case Values(rows):
                for row in rows:
                    self._use_all(row)

    def _enter_select(self, select: Select, needed: Mapping[int, Iterable[Path]]) -> None:
        for index, projection in enumerate(select.projections):
            # Engines were seen to compute window functions that nobody asks for.
            if select.distinct or any(isinstance(node, WindowCall) for node in walk(projection)):
                self._use(projection)
            for path in needed.get(index, ()):
                self._use(projection, path)
        self._use_all(expression for expression in (select.where, select.having) if expression)
        if select.grouping is not None:
            self._use_all(select.grouping.keys)
        if select.source is None:
            return
        self._use_all(relation_expressions(select.source))
        # From the right, because a lateral subquery refers to what stands left of it.
        for relation in reversed(list(base_relations(select.source))):
            if isinstance(relation, QueryRelation):
                self.enter(relation.query, self.found.get(relation.id, {}))

    def _use_all(self, expressions: Iterable[Expression]) -> None:
        for expression in expressions:
            self._use(expression)

    def _use(self, expression: Expression, path: Path = _WHOLE) -> None:
        match expression:
            case ColumnReference(relation, index):
                self.found.setdefault(relation, {}).setdefault(index, set()).add(path)
            case FieldReference(base, index):
                name = base.type.fields[index].name or f"field{index}"
                self._use(base, (name, *path))
            case Exists(query):
                self.enter(query, {})
            case ScalarSubquery(query):
                self._enter_whole(query)
            case InSubquery(argument, query):
                self._use(argument)
                self._enter_whole(query)
            case QuantifiedComparison(argument=argument, query=query):
                self._use(argument)
                self._enter_whole(query)
            case _:
                self._use_all(children(expression))

    def _enter_whole(self, query: Query) -> None:
        self.enter(query, {index: {_WHOLE} for index in range(len(query.columns))})
