"""Phases: how one query is bound, planned, priced, admitted and run, each phase a value."""

from dataclasses import dataclass

from lakeq.engines.base import ResultStream
from lakeq.lake.opening import Parts
from lakeq.lake.result import OnProgress
from lakeq.metering.budget import admit
from lakeq.metering.estimate import price
from lakeq.model.bound import BoundQuery, OutputColumn
from lakeq.model.plan import ScanPlan
from lakeq.model.query import Estimate, QueryContext
from lakeq.planning.plan import plan_scans
from lakeq.sql.bind import bind
from lakeq.sql.queries import QueryStatement
from lakeq.sql.views import parse_view


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """A bound query and what it will be billed for; the estimate holds the plan."""

    query: BoundQuery
    estimate: Estimate

    @property
    def columns(self) -> tuple[OutputColumn, ...]:
        """What it answers."""
        return self.query.query.columns


class Phases:
    """Takes one query through its phases, in the circumstances of one statement."""

    def __init__(
        self, parts: Parts, context: QueryContext, on_progress: OnProgress | None = None
    ) -> None:
        self._parts = parts
        self._context = context
        self._on_progress = on_progress
        self._evaluator = parts.evaluator(context.timezone)

    def plan(self, statement: QueryStatement) -> PlannedQuery:
        """Bind, plan and price a query, reading metadata and listings only."""
        return self._priced(self.bind(statement))

    def bind(self, statement: QueryStatement) -> BoundQuery:
        """Resolve every name and type of a query, reading the catalog only."""
        return bind(statement.tree, self._parts.catalog, self._context, parse_view)

    def admit(self, planned: PlannedQuery) -> None:
        """Let a query pass that keeps to its limits. Raises ScanLimitExceeded."""
        admit(planned.estimate, self._context.workgroup, self._parts.prices)

    def narrow(self, planned: PlannedQuery) -> PlannedQuery:
        """Run the subqueries that decide what is read, and plan anew with their answers."""
        from lakeq.planning.subqueries import resolve_subqueries  # noqa: PLC0415 - seldom needed.

        return self._priced(resolve_subqueries(planned.query, self._scans, self._evaluator))

    def start(self, planned: PlannedQuery) -> ResultStream:
        """Hand a query to the engine. Raises FileChanged when its files are not what they were."""
        return self._parts.room.engine().execute(
            planned.query,
            planned.estimate.plan,
            timezone=self._context.timezone,
            on_progress=self._on_progress,
        )

    def cancel(self) -> None:
        """Stop the subqueries that planning runs, from any thread."""
        self._evaluator.cancel()

    @property
    def read_bytes(self) -> int:
        """What the subqueries that planning ran were seen to read."""
        return self._evaluator.read_bytes

    def _priced(self, query: BoundQuery) -> PlannedQuery:
        return PlannedQuery(query, price(self._scans(query), self._parts.prices))

    def _scans(self, query: BoundQuery) -> ScanPlan:
        parts = self._parts
        return plan_scans(query, parts.catalog, parts.storage, parts.layouts, self._evaluator)
