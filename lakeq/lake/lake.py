"""Lake: every statement's way through the phases. Read ``execute`` and ``estimate`` first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lakeq.lake.answers import EXPLAIN_COLUMNS, Answer, answer, check_explain, explain_answer
from lakeq.lake.changes import apply_change, create_view, repair_table
from lakeq.lake.definitions import apply_definitions
from lakeq.lake.opening import Parts, open_parts
from lakeq.lake.phases import Phases
from lakeq.lake.result import FixedStream, OnProgress, Outcome, QueryResult, Run, State, Stream
from lakeq.lake.running import AnalyzedStream, run_query
from lakeq.metering.estimate import price
from lakeq.model.bound import OutputColumn
from lakeq.model.names import TableName
from lakeq.model.plan import ScanPlan
from lakeq.model.query import (
    Estimate,
    HistoryEntry,
    QueryContext,
    QueryStatistics,
    WorkGroup,
)
from lakeq.model.table import Partition
from lakeq.settings import Settings
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
        self._parts.room.check_open()
        context = context or self.context()
        run = Run(text, context)
        try:
            statement = parse(text, context)
            run.kind = statement.kind
            if isinstance(statement, QueryStatement):
                columns, stream = self._query(statement, context, on_progress)
                return QueryResult(run, columns, stream, self._recorder(run))
            if isinstance(statement, ExplainAnalyze):
                analyzed = self._analyze(statement, run, on_progress)
                return QueryResult(run, EXPLAIN_COLUMNS, analyzed, self._recorder(run))
            return self._answered(run, self._respond(statement, context))
        except BaseException as error:
            self._record(run, Outcome.of_failure(error))
            raise

    def estimate(self, text: str, context: QueryContext | None = None) -> Estimate:
        """Say what a statement will be billed for, reading metadata and listings only.

        What reads no data, DDL and EXPLAIN included, costs nothing. Raises what ``execute`` would
        raise before it reads.
        """
        self._parts.room.check_open()
        context = context or self.context()
        statement = parse(text, context)
        if isinstance(statement, ExplainAnalyze):
            statement = statement.query
        if not isinstance(statement, QueryStatement):
            return price(ScanPlan(), self._parts.prices)
        return Phases(self._parts, context).plan(statement).estimate

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

    def _query(
        self, statement: QueryStatement, context: QueryContext, on_progress: OnProgress | None
    ) -> tuple[tuple[OutputColumn, ...], Stream]:
        phases = Phases(self._parts, context, on_progress)
        planned = phases.plan(statement)
        return planned.columns, run_query(phases, planned)

    def _analyze(
        self, statement: ExplainAnalyze, run: Run, on_progress: OnProgress | None
    ) -> Stream:
        check_explain(statement)
        columns, stream = self._query(statement.query, run.context, on_progress)
        return AnalyzedStream(statement, QueryResult(run, columns, stream))

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
            case _:
                return answer(statement, self.catalog)

    def _explain(self, statement: Explain, context: QueryContext) -> Answer:
        check_explain(statement)
        assert isinstance(statement.statement, QueryStatement)
        planned = Phases(self._parts, context).plan(statement.statement)
        return explain_answer(statement, planned.estimate)

    def _answered(self, run: Run, given: Answer) -> QueryResult:
        """Give what is known already; it has been done, whether its rows are taken or not."""
        statistics = QueryStatistics(row_count=len(given.rows), read_bytes=0)
        self._record(run, Outcome(State.SUCCEEDED, statistics))
        return QueryResult(run, given.columns, FixedStream(given.columns, given.rows))

    def _recorder(self, run: Run) -> Callable[[Outcome], None]:
        return lambda outcome: self._record(run, outcome)

    def _record(self, run: Run, outcome: Outcome) -> None:
        statistics = outcome.statistics
        self.ledger.record(
            HistoryEntry(
                query_id=run.query_id,
                text=run.text,
                database=run.context.database,
                kind=run.kind,
                state=outcome.state.value,
                started_at=run.started_at,
                elapsed_ms=run.elapsed_ms(),
                scanned_bytes=statistics.scanned_bytes,
                billed_bytes=statistics.billed_bytes,
                cost_usd=statistics.cost_usd,
                row_count=statistics.row_count,
                error=outcome.error,
                tables=outcome.scanned_by_table(),
            )
        )
