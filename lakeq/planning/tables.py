"""Tables: the scan of every table that a query refers to, phase by phase."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lakeq.catalog.base import Catalog
from lakeq.errors import DataError, NotSupported
from lakeq.formats.layouts import LayoutReader
from lakeq.model.bound import (
    BoundQuery,
    Expression,
    Literal,
    LiteralValue,
    Query,
    ScalarSubquery,
    ScanRelation,
)
from lakeq.model.plan import ScanPlan, TableScan
from lakeq.model.traversal import all_scans
from lakeq.planning.columns import scan_columns, touched_columns
from lakeq.planning.early_stop import early_stop
from lakeq.planning.evaluator import Evaluator
from lakeq.planning.listing import Listings
from lakeq.planning.partitions import PartitionSelection, select_partitions
from lakeq.planning.pushdown import pushed_conjuncts
from lakeq.planning.scans import ScanPlanner, check_format
from lakeq.planning.sizes import TableSizes
from lakeq.storage.base import FileSystem


def plan_tables(
    query: BoundQuery,
    catalog: Catalog,
    storage: FileSystem,
    layouts: LayoutReader,
    evaluator: Evaluator,
    *,
    prune: bool,
) -> ScanPlan:
    """Plan every table reference of a query; see ``lakeq.planning.plan``."""
    listings = Listings(storage)
    sizes = TableSizes(catalog, listings, layouts.cache)
    scans = ScanPlanner(listings, layouts, sizes)
    return _Planner(catalog, evaluator, scans, prune).plan(query)


@dataclass(frozen=True, slots=True)
class _Planner:
    catalog: Catalog
    evaluator: Evaluator
    scans: ScanPlanner
    prune: bool
    answers: dict[int, tuple[Query, Literal | None]] = field(default_factory=dict)

    def plan(self, query: BoundQuery) -> ScanPlan:
        for scan in query.scans:
            check_format(scan.table)
        conjuncts = pushed_conjuncts(query.query) if self.prune else {}
        touched = touched_columns(query.query)
        planned: dict[int, TableScan] = {}
        reasons: list[str] = []
        for scan in query.scans:
            wanted = conjuncts.get(scan.id, ())
            selection = self._select(scan, wanted)
            planned[scan.id] = self.scans.plan(
                scan,
                scan_columns(scan, touched.get(scan.id, {})),
                selection,
                self.catalog.partition_count(scan.table) if scan.table.is_partitioned else 0,
                wanted,
                self.evaluator,
            )
            if selection.undecided:
                reasons.append(
                    f"a partition key of {scan.table.name} is compared with a subquery that has to"
                    " run first"
                )
        return ScanPlan(planned, "; ".join(dict.fromkeys(reasons)), early_stop(query.query))

    def _select(self, scan: ScanRelation, conjuncts: Sequence[Expression]) -> PartitionSelection:
        return select_partitions(scan, conjuncts, self.catalog, self.evaluator, self._answer)

    def _answer(self, subquery: ScalarSubquery) -> Literal | None:
        """Answer a subquery from metadata alone, if that is possible."""
        if subquery.answer is not None:
            return subquery.answer
        key = id(subquery.query)
        if key not in self.answers:
            self.answers[key] = (subquery.query, self._ask(subquery))
        return self.answers[key][1]

    def _ask(self, subquery: ScalarSubquery) -> Literal | None:
        touched = touched_columns(subquery.query)
        scans = tuple(all_scans(subquery.query))
        if any(scan_columns(scan, touched.get(scan.id, {})) for scan in scans):
            return None
        query = BoundQuery(subquery.query, scans)
        plan = self.plan(query)
        if plan.scan_bytes or plan.inexact_reason:
            return None
        try:
            value: LiteralValue = self.evaluator.scalar(query, plan)
        except (DataError, NotSupported):
            # It will fail again where the person who asked can see it, if it is ever evaluated.
            return None
        return Literal(value, subquery.type)
