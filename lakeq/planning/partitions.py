"""Partitions: which of a table's partitions a query can need, decided from key values alone.

What is known as a domain of the keys goes to the catalog, which has an index. The rest is decided
exactly, by evaluating it over the keys' values. What cannot be decided keeps its partitions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lakeq.catalog.base import Catalog
from lakeq.errors import DataError, NotSupported
from lakeq.model.bound import (
    Call,
    ColumnReference,
    Expression,
    Literal,
    ScalarSubquery,
    ScanRelation,
)
from lakeq.model.domains import Domain, Range, TupleDomain
from lakeq.model.table import KeyValue, Partition
from lakeq.model.traversal import rewrite, subqueries, walk
from lakeq.model.types import BOOLEAN
from lakeq.planning.evaluator import Evaluator
from lakeq.planning.pushdown import references
from lakeq.sql.domains import predicate_domain

Answer: TypeAlias = Callable[[ScalarSubquery], Literal | None]
"""Gives the value of a subquery that can be answered without reading data, or ``None``."""


@dataclass(frozen=True, slots=True)
class PartitionSelection:
    """The partitions to read, why, and the subqueries that would have to run first to know better."""

    partitions: tuple[Partition, ...]
    conjuncts: tuple[Expression, ...] = ()
    undecided: tuple[ScalarSubquery, ...] = ()


def select_partitions(
    scan: ScanRelation,
    conjuncts: Sequence[Expression],
    catalog: Catalog,
    evaluator: Evaluator,
    answer: Answer,
) -> PartitionSelection:
    """Choose the partitions whose keys' values satisfy all conjuncts.

    An unpartitioned table is one partition, without values.
    """
    table = scan.table
    if not table.is_partitioned:
        return PartitionSelection((Partition((), table.storage),))
    said, undecided = _key_conjuncts(scan, conjuncts, answer)
    domain, residual = _split(scan, said)
    chosen = _Choice(scan, catalog, evaluator, domain)
    return PartitionSelection(chosen.partitions(residual), tuple(said), tuple(undecided))


def key_predicate(scan: ScanRelation, predicate: Expression) -> Expression | None:
    """Weaken a predicate until it speaks of partition keys alone; ``None`` if nothing remains.

    ``(dt = 'a' AND x = 1) OR dt = 'b'`` becomes ``dt = 'a' OR dt = 'b'``.
    """
    return known_predicate(predicate, lambda column: _is_key(scan, column))


def known_predicate(
    predicate: Expression, is_known: Callable[[ColumnReference], bool]
) -> Expression | None:
    """Weaken a predicate until it speaks of known columns alone; ``None`` if nothing remains."""
    match predicate:
        case Call("and", parts, data_type):
            said = [part for p in parts if (part := known_predicate(p, is_known)) is not None]
            return Call("and", tuple(said), data_type) if len(said) > 1 else next(iter(said), None)
        case Call("or", parts, data_type):
            said = [part for p in parts if (part := known_predicate(p, is_known)) is not None]
            return Call("or", tuple(said), data_type) if len(said) == len(parts) else None
        case _:
            columns = set(references(predicate))
            is_of_keys = all(is_known(column) for column in columns)
            is_constant = not columns and not any(subqueries(predicate))
            return predicate if (columns and is_of_keys) or is_constant else None


@dataclass(frozen=True, slots=True)
class _Choice:
    scan: ScanRelation
    catalog: Catalog
    evaluator: Evaluator
    domain: TupleDomain

    def partitions(self, residual: Sequence[Expression]) -> tuple[Partition, ...]:
        """Fetch what the domain leaves, narrowed by conjuncts that no domain can say."""
        domain = self.domain
        over_many: list[Expression] = []
        for conjunct in residual:
            columns = _columns(conjunct)
            if len(columns) != 1 or columns[0].type.is_float:
                over_many.append(conjunct)
            elif not domain.is_none:
                domain = domain.intersect(self._values_kept(conjunct, columns[0], domain))
        if domain.is_none:
            return ()
        kept = self.catalog.partitions(self.scan.table, domain)
        for conjunct in over_many:
            kept = self._kept(conjunct, kept)
        return tuple(kept)

    def _values_kept(
        self, conjunct: Expression, column: ColumnReference, domain: TupleDomain
    ) -> TupleDomain:
        rows = self.catalog.key_values(self.scan.table, [column.name], domain)
        decisions = self._decide(conjunct, [column], rows)
        kept = [row[0] for row, keep in zip(rows, decisions, strict=True) if keep]
        values = sorted(value for value in kept if value is not None)
        ranges = tuple(Range.of(value) for value in values)
        return TupleDomain({column.name: Domain(ranges, null_allowed=None in kept)})

    def _kept(self, conjunct: Expression, partitions: Sequence[Partition]) -> Sequence[Partition]:
        columns = _columns(conjunct)
        first = len(self.scan.table.storage.columns)
        indices = [column.index - first for column in columns]
        keys = [tuple(p.values[index] for index in indices) for p in partitions]
        rows = list(dict.fromkeys(keys))
        decisions = dict(zip(rows, self._decide(conjunct, columns, rows), strict=True))
        return [p for p, key in zip(partitions, keys, strict=True) if decisions[key]]

    def _decide(
        self,
        conjunct: Expression,
        columns: Sequence[ColumnReference],
        rows: Sequence[tuple[KeyValue, ...]],
    ) -> Sequence[bool]:
        if not rows:
            return []
        try:
            return self.evaluator.keep(conjunct, columns, rows)
        except (DataError, NotSupported):
            # A value the predicate fails on may be in a row that another one removes first.
            return [True] * len(rows)


def _key_conjuncts(
    scan: ScanRelation, conjuncts: Sequence[Expression], answer: Answer
) -> tuple[list[Expression], list[ScalarSubquery]]:
    said: dict[Expression, None] = {}
    undecided: list[ScalarSubquery] = []
    for conjunct in conjuncts:
        predicate = key_predicate(scan, conjunct)
        if predicate is None:
            continue
        predicate = rewrite(
            predicate, lambda node: answer(node) if isinstance(node, ScalarSubquery) else None
        )
        waiting = [node for node in walk(predicate) if isinstance(node, ScalarSubquery)]
        undecided += waiting
        if not waiting and not any(subqueries(predicate)):
            said[predicate] = None
    return list(said), undecided


def _split(
    scan: ScanRelation, conjuncts: Sequence[Expression]
) -> tuple[TupleDomain, list[Expression]]:
    """Say what can be said as a domain of the keys, and return what is left to evaluate."""
    # NaN and negative zero are for the evaluator to judge.
    of_floats = [c for c in conjuncts if any(column.type.is_float for column in references(c))]
    others = tuple(conjunct for conjunct in conjuncts if conjunct not in of_floats)
    inexact = [conjunct for conjunct in others if not predicate_domain(conjunct, scan).exact]
    if not others:
        return TupleDomain(), of_floats
    domain = predicate_domain(Call("and", others, BOOLEAN), scan).domain
    return domain, of_floats + inexact


def _columns(conjunct: Expression) -> list[ColumnReference]:
    return sorted(set(references(conjunct)), key=lambda column: column.index)


def _is_key(scan: ScanRelation, column: ColumnReference) -> bool:
    first, last = len(scan.table.storage.columns), len(scan.table.columns)
    return column.relation == scan.id and first <= column.index < last
