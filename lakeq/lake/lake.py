"""Lake: every statement's way through the phases. Read ``execute`` and ``estimate`` first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lakeq.errors import LakeqError, NotSupported
from lakeq.lake.answers import Answer, answer, explain_answer
from lakeq.lake.changes import apply_change, create_view, repair_table
from lakeq.lake.definitions import apply_definitions
from lakeq.lake.opening import Parts, open_parts
from lakeq.lake.result import FixedStream, OnProgress, Outcome, QueryResult, Run
from lakeq.metering.budget import admit
from lakeq.metering.estimate import price
from lakeq.model.bound import BoundQuery
from lakeq.model.names import TableName
from lakeq.model.plan import ScanPlan
from lakeq.model.query import (
    Estimate,
    HistoryEntry,
    QueryContext,
    WorkGroup,
)
from lakeq.model.table import Partition
from lakeq.planning.plan import plan_scans
from lakeq.planning.subqueries import resolve_subqueries
from lakeq.settings import Settings
from lakeq.sql.bind import bind
from lakeq.sql.definitions import Difference, compare, export, load
from lakeq.sql.parse import parse
from lakeq.sql.statements import (
    ChangeStatement,
    CreateViewStatement,
    Explain,
    ExplainAnalyze,
    QueryStatement,
    RepairStatement,
    Statement,
)
from lakeq.sql.views import parse_view


class Lake:
    """A catalog, the files it points at, and an engine to ask them with.

    Threads may share a lake. ``close`` it, or use it as a context manager.
    """

    def __init__(self, parts: Parts) -> None:
        """Put a lake together; most callers want ``open``."""
        self._parts = parts
        self.settings = parts.settings
        self.catalog = parts.catalog
        self.storage = parts.storage
        self.ledger = parts.ledger

    @classmethod
    def open(cls, settings: Settings) -> "Lake":
        """Open the lake that settings describe. Nothing is created until something is changed."""
        return cls(open_parts(settings))

    def context(
        self,
        database: str | None = None,
        timezone: str | None = None,
        parameters: Sequence[Any] = (),
        workgroup: WorkGroup | None = None,
    ) -> QueryContext:
        """Describe the circumstances of a statement; what is not given comes from the settings."""
        settings = self.settings
        return QueryContext(
            now=datetime.now(UTC),
            database=(database or settings.database).lower(),
            timezone=timezone or settings.timezone,
            workgroup=workgroup or WorkGroup(settings.max_cost, settings.max_scan),
            parameters=tuple(parameters),
        )

    def execute(
        self,
        text: str,
        context: QueryContext | None = None,
        *,
        on_progress: OnProgress | None = None,
    ) -> QueryResult:
        """Run one statement. Raises LakeqError; over a limit, before any data page is read."""
        context = context or self.context()
        run = Run(text, context)
        try:
            statement = parse(text, context)
            run.kind = statement.kind
            if isinstance(statement, QueryStatement):
                return self._query(statement, context, run, on_progress)
            return self._answer(self._respond(statement, context), run)
        except LakeqError as error:
            self._record(run, Outcome.failed(error))
            raise

    def estimate(self, text: str, context: QueryContext | None = None) -> Estimate:
        """Say what a statement will be billed for, reading metadata and listings only.

        What reads no data, DDL and EXPLAIN included, costs nothing. Raises what ``execute`` would
        raise before it reads.
        """
        context = context or self.context()
        statement = parse(text, context)
        if isinstance(statement, ExplainAnalyze):
            statement = statement.query
        if not isinstance(statement, QueryStatement):
            return price(ScanPlan(), self._parts.prices)
        return price(self._plan(self._bind(statement, context)), self._parts.prices)

    def repair(self, name: TableName) -> Sequence[Partition]:
        """Register the partition folders found below a table's location; answer those added."""
        return repair_table(self.catalog, self.storage, name).added

    def apply_definitions(
        self, folder: Path, variables: Mapping[str, str] | None = None
    ) -> Iterator[Difference]:
        """Bring the catalog to the state that a folder of DDL defines; yield what was done."""
        return apply_definitions(
            self.catalog, self.storage, self.context(), folder, variables or {}
        )

    def diff_definitions(
        self, folder: Path, variables: Mapping[str, str] | None = None
    ) -> Sequence[Difference]:
        """Compare the catalog with a folder of DDL, changing nothing."""
        return compare(load(folder, variables or {}), self.catalog)

    def export_definitions(self, folder: Path) -> Sequence[Path]:
        """Write the catalog as a folder of DDL; answer the files written."""
        return export(self.catalog, folder)

    def close(self) -> None:
        """Stop what runs and let go of everything."""
        self._parts.close()

    def __enter__(self) -> "Lake":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _bind(self, statement: QueryStatement, context: QueryContext) -> BoundQuery:
        return bind(statement.tree, self.catalog, context, parse_view)

    def _plan(self, query: BoundQuery) -> ScanPlan:
        parts = self._parts
        return plan_scans(query, parts.catalog, parts.storage, parts.layouts, parts.evaluator)

    def _query(
        self,
        statement: QueryStatement,
        context: QueryContext,
        run: Run,
        on_progress: OnProgress | None,
    ) -> QueryResult:
        query = self._bind(statement, context)
        plan = self._plan(query)
        estimate = price(plan, self._parts.prices)
        admit(estimate, context.workgroup)
        if plan.inexact_reason:
            query = resolve_subqueries(query, self._plan, self._parts.evaluator)
            plan = self._plan(query)
            estimate = price(plan, self._parts.prices)
        planning_ms = run.elapsed_ms()
        stream = self._parts.engine().execute(
            query, plan, timezone=context.timezone, on_progress=on_progress
        )
        return QueryResult(
            run,
            query.query.columns,
            stream,
            estimate=estimate,
            planning_ms=planning_ms,
            on_end=lambda outcome: self._record(run, outcome, plan),
        )

    def _respond(self, statement: Statement, context: QueryContext) -> Answer:
        match statement:
            case ChangeStatement(change):
                apply_change(self.catalog, change)
                return Answer()
            case CreateViewStatement():
                create_view(self.catalog, statement, context)
                return Answer()
            case RepairStatement():
                return repair_table(self.catalog, self.storage, statement.table).answer()
            case Explain():
                return self._explain(statement, context)
            case ExplainAnalyze():
                return self._explain_analyze(statement, context)
            case _:
                return answer(statement, self.catalog)

    def _explain(self, statement: Explain, context: QueryContext) -> Answer:
        if not isinstance(statement.statement, QueryStatement):
            raise NotSupported("EXPLAIN of statements other than queries is not supported")
        query = self._bind(statement.statement, context)
        estimate = price(self._plan(query), self._parts.prices)
        return explain_answer(statement, estimate)

    def _explain_analyze(self, statement: ExplainAnalyze, context: QueryContext) -> Answer:
        run = Run(statement.query.text, context)
        result = self._query(statement.query, context, run, None)
        for _ in result.batches():
            pass
        assert result.estimate is not None
        return explain_answer(statement, result.estimate, result.statistics)

    def _answer(self, given: Answer, run: Run) -> QueryResult:
        return QueryResult(
            run,
            given.columns,
            FixedStream(given.columns, given.rows),
            on_end=lambda outcome: self._record(run, outcome),
        )

    def _record(self, run: Run, outcome: Outcome, plan: ScanPlan | None = None) -> None:
        tables: dict[str, int] = {}
        for scan in plan.scans.values() if plan is not None else ():
            name = str(scan.relation.table.name)
            tables[name] = tables.get(name, 0) + scan.scan_bytes
        statistics = outcome.statistics
        self.ledger.record(
            HistoryEntry(
                query_id=run.query_id,
                text=run.text,
                database=run.context.database,
                kind=run.kind,
                state=outcome.state,
                started_at=run.context.now,
                elapsed_ms=run.elapsed_ms(),
                scanned_bytes=statistics.scanned_bytes,
                billed_bytes=statistics.billed_bytes,
                cost_usd=statistics.cost_usd,
                row_count=statistics.row_count,
                error=outcome.error,
                tables=tables,
            )
        )
