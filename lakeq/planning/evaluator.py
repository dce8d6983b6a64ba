"""Evaluator: what planning asks of an engine, so that pruning and execution share one semantics."""

from collections.abc import Sequence
from typing import Protocol

from lakeq.model.bound import BoundQuery, ColumnReference, Expression, LiteralValue
from lakeq.model.plan import ScanPlan
from lakeq.model.table import KeyValue


class Evaluator(Protocol):
    """Decides predicates over key values, and answers scalar questions."""

    def keep(
        self,
        predicate: Expression,
        columns: Sequence[ColumnReference],
        rows: Sequence[tuple[KeyValue, ...]],
    ) -> Sequence[bool]:
        """Decide for each row of values whether the predicate is true, or fails; NULL is not true.

        Where it fails the row is kept, because another predicate may remove it, and because a query
        that comes to evaluate it has to fail. Raises NotSupported, or what evaluating it raises,
        where single rows cannot be told apart; then the caller keeps them all.
        """
        ...

    def scalar(self, query: BoundQuery, plan: ScanPlan) -> LiteralValue:
        """Run a query of one column and at most one row; no row is NULL."""
        ...
