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
        """Decide for each row of values whether the predicate is true; NULL is not true.

        Raises what evaluating it raises; the caller then keeps the rows, because execution may
        never come to evaluate them.
        """
        ...

    def scalar(self, query: BoundQuery, plan: ScanPlan) -> LiteralValue:
        """Run a query of one column and at most one row; no row is NULL."""
        ...
