"""The evaluator: predicates over partition keys decided by the engine that runs the queries."""

from collections.abc import Sequence

from lakeq.engines.duckdb.attachments import Attachments
from lakeq.engines.duckdb.compile import compile_predicate
from lakeq.engines.duckdb.engine import DuckDBEngine
from lakeq.engines.duckdb.errors import translate
from lakeq.engines.duckdb.stream import FAILURES
from lakeq.errors import InternalError, TooManyRows
from lakeq.model.bound import BoundQuery, ColumnReference, Expression, LiteralValue
from lakeq.model.plan import ScanPlan
from lakeq.model.table import KeyValue
from lakeq.model.types import BIGINT


class DuckDBEvaluator:
    """Answers planning's questions; see ``Evaluator``."""

    def __init__(self, engine: DuckDBEngine) -> None:
        self._engine = engine

    def keep(
        self,
        predicate: Expression,
        columns: Sequence[ColumnReference],
        rows: Sequence[tuple[KeyValue, ...]],
    ) -> Sequence[bool]:
        """Decide for each row of values whether the predicate is true; see ``Evaluator``."""
        if not rows:
            return []
        relations = {column.relation for column in columns}
        if len(relations) > 1:
            raise InternalError("a predicate over several relations cannot be evaluated")
        relation = relations.pop() if relations else 0
        width = max((column.index for column in columns), default=-1) + 1
        names = tuple(f"k{index}" for index in range(width))
        spelled = compile_predicate(predicate, {relation: names})
        attachments = Attachments()
        table = attachments.table(
            ("n", *(names[column.index] for column in columns)),
            (BIGINT, *(column.type for column in columns)),
            [(number, *row) for number, row in enumerate(rows)],
        )
        kept = self._numbers(f"SELECT n FROM {table} AS t{relation} WHERE {spelled}", attachments)
        decided = [False] * len(rows)
        for number in kept:
            decided[number] = True
        return decided

    def scalar(self, query: BoundQuery, plan: ScanPlan) -> LiteralValue:
        """Run a query of one column and at most one row; see ``Evaluator``."""
        stream = self._engine.execute(query, plan)
        values = [value for batch in stream.batches() for value in batch.column(0).to_pylist()]
        if len(values) > 1:
            raise TooManyRows("Scalar sub-query has returned multiple rows")
        value: LiteralValue = values[0] if values else None
        return value

    def _numbers(self, sql: str, attachments: Attachments) -> list[int]:
        cursor = self._engine.instance.cursor()
        try:
            for name, source in attachments.streams.items():
                cursor.register(name, source)
            found = cursor.execute(sql).to_arrow_table()
        except FAILURES as error:
            raise translate(error) from error
        finally:
            cursor.close()
        numbers: list[int] = found.column(0).to_pylist()
        return numbers
