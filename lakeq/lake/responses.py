"""Responses: what is done for statements that are no queries, and what EXPLAIN ANALYZE streams."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lakeq.lake.answers import Answer, answer
from lakeq.lake.changes import apply_change, create_view, repair_table
from lakeq.lake.explanations import (
    EXPLAIN_COLUMNS,
    VALID,
    analyze_answer,
    check_explain,
    explain_answer,
)
from lakeq.lake.opening import Parts
from lakeq.lake.phases import Phases
from lakeq.lake.result import FixedStream, OnProgress, QueryResult, Run
from lakeq.lake.running import run_query
from lakeq.model.bound import BoundQuery
from lakeq.model.changes import DeallocateStatement, PrepareStatement
from lakeq.model.query import Estimate, QueryContext
from lakeq.sql.statements import (
    ChangeStatement,
    CreateViewStatement,
    Deallocate,
    Explain,
    ExplainAnalyze,
    ExplainType,
    Prepare,
    QueryStatement,
    RepairStatement,
    Statement,
)

if TYPE_CHECKING:
    import pyarrow as pa


def respond(parts: Parts, statement: Statement, context: QueryContext) -> Answer:
    """Do what a statement asks, and answer at once. Raises LakeqError."""
    match statement:
        case ChangeStatement(change):
            apply_change(parts.catalog, change)
            return Answer()
        case CreateViewStatement():
            create_view(parts.catalog, statement, context)
            return Answer()
        case RepairStatement():
            return repair_table(parts.catalog, parts.storage, statement.table).answer()
        case Prepare(name, text):
            parts.catalog.apply(PrepareStatement(context.workgroup.name, name, text))
            return Answer()
        case Deallocate(name):
            parts.catalog.apply(DeallocateStatement(context.workgroup.name, name))
            return Answer()
        case Explain():
            return _explain(parts, statement, context)
        case _:
            return answer(statement, parts.catalog)


def analyze(
    parts: Parts, statement: ExplainAnalyze, run: Run, on_progress: OnProgress | None
) -> "AnalyzedStream":
    """Plan and admit a query that runs when its analysis is read."""
    check_explain(statement)
    phases = Phases(parts, run.context, on_progress)
    assert isinstance(statement.query, QueryStatement)
    planned = phases.plan(statement.query)
    result = QueryResult(run, planned.columns, run_query(phases, planned))
    return AnalyzedStream(statement, planned.query, result)


def _explain(parts: Parts, statement: Explain, context: QueryContext) -> Answer:
    check_explain(statement)
    assert isinstance(statement.statement, QueryStatement)
    phases = Phases(parts, context)
    if statement.type is ExplainType.VALIDATE:
        phases.bind(statement.statement)
        return VALID
    planned = phases.plan(statement.statement)
    return explain_answer(statement, planned.query, planned.estimate)


class AnalyzedStream:
    """EXPLAIN ANALYZE: the query runs when batches are taken, and what it did is the answer."""

    columns = EXPLAIN_COLUMNS

    def __init__(self, statement: ExplainAnalyze, query: BoundQuery, result: QueryResult) -> None:
        self._statement = statement
        self._query = query
        self._result = result

    @property
    def estimate(self) -> Estimate | None:
        """Give what the query is billed, which is what the statement is billed."""
        return self._result.estimate

    def batches(self) -> Iterator["pa.RecordBatch"]:
        """Run the query to its end, then tell of it; once."""
        for _ in self._result.batches():
            pass
        estimate = self._result.estimate
        assert estimate is not None
        statistics = self._result.statistics
        given = analyze_answer(self._statement, self._query, estimate, statistics)
        yield from FixedStream(given.columns, given.rows).batches()

    def few_rows(self) -> None:
        """Give batches alone: whoever takes them runs the query."""

    def read_bytes(self) -> int | None:
        """Tell what the engine was seen to read."""
        return self._result.statistics.read_bytes

    def cancel(self) -> None:
        """Stop, from any thread."""
        self._result.cancel()

    def close(self) -> None:
        """Let go of everything held."""
        self._result.close()
