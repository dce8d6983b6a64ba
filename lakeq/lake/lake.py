"""Lake: every statement's way through the phases. Read ``execute`` and ``estimate`` first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lakeq.errors import ConfigurationError
from lakeq.lake.opening import Parts, open_parts
from lakeq.lake.phases import Phases
from lakeq.lake.result import FixedStream, OnProgress, Outcome, QueryResult, Run, State
from lakeq.lake.running import run_query
from lakeq.metering.estimate import price
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
from lakeq.settings import Settings, parse_timezone
from lakeq.sql.parse import parse
from lakeq.sql.queries import QueryStatement

if TYPE_CHECKING:
    from lakeq.sql.definitions import Difference
    from lakeq.sql.statements import Statement


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
        """Describe the circumstances of a statement; what is not given comes from the settings.

        Raises ConfigurationError for a time zone that nobody knows.
        """
        settings = self.settings
        return QueryContext(
            now=datetime.now(UTC),
            database=(database or settings.database).lower(),
            timezone=_checked_timezone(timezone) if timezone else settings.timezone,
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
            statement, context = self._read(text, context)
            run.context, run.kind = context, statement.kind
            if isinstance(statement, QueryStatement):
                phases = Phases(self._parts, context, on_progress)
                planned = phases.plan(statement)
                stream = run_query(phases, planned)
                return QueryResult(run, planned.columns, stream, self._recorder(run))
            return self._respond(statement, run, on_progress)
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
        statement, context = self._read(text, context)
        query = statement if isinstance(statement, QueryStatement) else _analyzed(statement)
        if query is None:
            return price(ScanPlan(), self._parts.prices)
        return Phases(self._parts, context).plan(query).estimate

    def repair(self, name: TableName) -> Sequence[Partition]:
        """Register the partition folders found below a table's location; answer those added."""
        from lakeq.lake.changes import repair_table  # noqa: PLC0415 - queries do without.

        return repair_table(self.catalog, self.storage, name).added

    def apply_definitions(
        self, folder: Path, variables: Mapping[str, str] | None = None
    ) -> Iterator["Difference"]:
        """Bring the catalog to the state that a folder of DDL defines; yield what was done."""
        from lakeq.lake.definitions import apply_definitions  # noqa: PLC0415 - queries do without.

        return apply_definitions(
            self.catalog, self.storage, self.context(), folder, variables or {}
        )

    def diff_definitions(
        self, folder: Path, variables: Mapping[str, str] | None = None
    ) -> Sequence["Difference"]:
        """Compare the catalog with a folder of DDL, changing nothing."""
        from lakeq.sql.definitions import compare, load  # noqa: PLC0415 - queries do without.

        return compare(load(folder, variables or {}), self.catalog)

    def export_definitions(self, folder: Path) -> Sequence[Path]:
        """Write the catalog as a folder of DDL; answer the files written."""
        from lakeq.sql.definitions import export  # noqa: PLC0415 - queries do without.

        return export(self.catalog, folder)

    def close(self) -> None:
        """Stop what runs and let go of everything."""
        self._parts.close()

    def __enter__(self) -> "Lake":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, text: str, context: QueryContext) -> "tuple[Statement, QueryContext]":
        """Read a statement; of EXECUTE, the one that it runs, with its parameters."""
        statement = parse(text, context)
        if isinstance(statement, QueryStatement):
            return statement, context
        from lakeq.sql.executing import resolve  # noqa: PLC0415 - queries do without.

        return resolve(statement, self.catalog, context)

    def _respond(
        self, statement: "Statement", run: Run, on_progress: OnProgress | None
    ) -> QueryResult:
        from lakeq.lake.responses import analyze, respond  # noqa: PLC0415 - queries do without.
        from lakeq.sql.statements import ExplainAnalyze  # noqa: PLC0415 - queries do without.

        if isinstance(statement, ExplainAnalyze):
            analyzed = analyze(self._parts, statement, run, on_progress)
            return QueryResult(run, analyzed.columns, analyzed, self._recorder(run))
        given = respond(self._parts, statement, run.context)
        # It has been done, whether its rows are taken or not.
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


def _analyzed(statement: "Statement") -> QueryStatement | None:
    """Give the query that EXPLAIN ANALYZE runs; no other statement runs one."""
    from lakeq.sql.statements import ExplainAnalyze  # noqa: PLC0415 - queries do without.

    if not isinstance(statement, ExplainAnalyze):
        return None
    assert isinstance(statement.query, QueryStatement)
    return statement.query


def _checked_timezone(name: str) -> str:
    try:
        return parse_timezone(name)
    except ValueError as error:
        raise ConfigurationError(f"'{name}' is no time zone", hint=f"give {error}") from error
