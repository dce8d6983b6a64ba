"""Plans: which bytes of which files a query reads, known from metadata and listings alone."""

from lakeq.catalog.base import Catalog
from lakeq.formats.layouts import LayoutReader
from lakeq.model.bound import BoundQuery
from lakeq.model.plan import ScanPlan
from lakeq.planning.early_stop import early_stop
from lakeq.planning.evaluator import Evaluator
from lakeq.storage.base import FileSystem


def plan_scans(
    query: BoundQuery,
    catalog: Catalog,
    storage: FileSystem,
    layouts: LayoutReader,
    evaluator: Evaluator,
    *,
    prune: bool = True,
) -> ScanPlan:
    """Plan every table reference of a query.

    With ``prune`` off, all partitions and row groups are kept, as proof that pruning changes no
    answer. Raises NotSupported for a table that cannot be queried, and BadDataFile,
    SchemaMismatch, FileChanged or a failure of storage for files that cannot be read.
    """
    if not query.scans:
        return ScanPlan(early_stop=early_stop(query.query))
    from lakeq.planning.tables import plan_tables  # noqa: PLC0415 - only tables need it.

    return plan_tables(query, catalog, storage, layouts, evaluator, prune=prune)
