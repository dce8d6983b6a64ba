"""The evaluator: predicates over partition keys decided by the engine that runs the queries."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from lakeq.engines.duckdb.attachments import Attachments
from lakeq.engines.duckdb.compile import compile_predicate
from lakeq.engines.duckdb.engine import DuckDBEngine
from lakeq.engines.duckdb.expressions import Surroundings
from lakeq.engines.duckdb.stream import FAILURES, DuckDBStream
from lakeq.errors import DataError, InternalError, TooManyRows
from lakeq.model.bound import (
    BoundQuery,
    Call,
    ColumnReference,
    Expression,
    Literal,
    LiteralValue,
)
from lakeq.model.plan import ScanPlan
from lakeq.model.table import KeyValue
from lakeq.model.types import BIGINT, BOOLEAN, DataType, Kind
from lakeq.model.zones import zone


class DuckDBEvaluator:
    """Answers the questions of one statement's planning, in its time zone; see ``Evaluator``.

    ``read_bytes`` is what answering scalar questions was seen to read.
    """

    def __init__(self, engine: DuckDBEngine, timezone: str = "UTC") -> None:
        self.read_bytes = 0
        self._engine = engine
        self._timezone = timezone
        self._lock = threading.Lock()
        self._running: DuckDBStream | None = None
        self._cancelled = False

    def keep(
        self,
        predicate: Expression,
        columns: Sequence[ColumnReference],
        rows: Sequence[tuple[KeyValue, ...]],
    ) -> Sequence[bool]:
        """Decide for each row of values whether the predicate is true; see ``Evaluator``."""
        if not rows:
            return []
        try:
            return self._true(predicate, columns, rows)
        except DataError:
            return self._true(_unless_it_fails(predicate), columns, rows)

    def _true(
        self,
        predicate: Expression,
        columns: Sequence[ColumnReference],
        rows: Sequence[tuple[KeyValue, ...]],
    ) -> Sequence[bool]:
        relations = {column.relation for column in columns}
        if len(relations) > 1:
            raise InternalError("a predicate over several relations cannot be evaluated")
        relation = relations.pop() if relations else 0
        width = max((column.index for column in columns), default=-1) + 1
        names = tuple(f"k{index}" for index in range(width))
        attachments = Attachments()
        surroundings = Surroundings(self._timezone, udfs=attachments.udfs)
        spelled = compile_predicate(predicate, {relation: names}, surroundings)
        self._engine.instance.define(spelled, attachments.udfs)
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
        stream = self._engine.execute(query, plan, timezone=self._timezone)
        with self._lock:
            self._running = stream
            cancelled = self._cancelled
        if cancelled:
            stream.cancel()
        values = [value for batch in stream.batches() for value in batch.column(0).to_pylist()]
        self.read_bytes += stream.read_bytes() or 0
        if len(values) > 1:
            raise TooManyRows("Scalar sub-query has returned multiple rows")
        return _literal_value(values[0], query.query.columns[0].type) if values else None

    def cancel(self) -> None:
        """Stop the scalar question being answered, and all that follow, from any thread."""
        with self._lock:
            self._cancelled = True
            stream = self._running
        if stream is not None:
            stream.cancel()

    def _numbers(self, sql: str, attachments: Attachments) -> list[int]:
        cursor = self._engine.instance.cursor()
        try:
            for name, source in attachments.streams.items():
                cursor.register(name, source)
            found = cursor.execute(sql).to_arrow_table()
        except FAILURES as error:
            from lakeq.engines.duckdb.errors import translate  # noqa: PLC0415 - seldom needed.

            raise translate(error) from error
        finally:
            cursor.close()
        numbers: list[int] = found.column(0).to_pylist()
        return numbers


def _unless_it_fails(predicate: Expression) -> Expression:
    """Make a predicate true where it fails, as Trino does when it chooses partitions."""
    attempt = Call("coalesce", (predicate, Literal(value=False, type=BOOLEAN)), BOOLEAN)
    attempt = Call("try", (attempt,), BOOLEAN)
    return Call("coalesce", (attempt, Literal(value=True, type=BOOLEAN)), BOOLEAN)


def _literal_value(value: Any, data_type: DataType) -> LiteralValue:
    """Make what Arrow gives for a value what a literal has."""
    if value is not None and data_type.kind is Kind.TIMESTAMP_WITH_TIME_ZONE:
        instant: datetime = value["instant"]
        return instant.replace(tzinfo=UTC).astimezone(zone(value["zone"]))
    if value is not None and data_type.kind is Kind.INTERVAL_YEAR_TO_MONTH:
        return int(value.months)
    literal: LiteralValue = value
    return literal
