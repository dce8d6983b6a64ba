"""The estimate as a document, for programs: plain numbers, and money as Decimal."""

from lakeq.model.documents import Document
from lakeq.model.plan import Count, TableScan
from lakeq.model.query import Estimate


def estimate_document(estimate: Estimate) -> dict[str, Document]:
    """Describe an estimate and each table reference in it, in the order of the query's text."""
    return {
        "scanned_bytes": estimate.scanned_bytes,
        "billed_bytes": estimate.billed_bytes,
        "cost_usd": estimate.cost_usd,
        "exact": estimate.exact,
        "reason": estimate.reason or None,
        "early_stop": estimate.early_stop or None,
        "meter": estimate.meter,
        "tables": [_table(scan) for scan in estimate.plan.scans.values()],
    }


def _table(scan: TableScan) -> Document:
    return {
        "table": str(scan.relation.table.name),
        "format": scan.format.value,
        "partitions": _count(scan.partition_count),
        "files": _count(scan.file_count),
        "row_groups": _count(scan.row_group_count),
        "columns": _count(scan.column_count),
        "table_bytes": scan.table_bytes,
        "scanned_bytes": scan.scan_bytes,
    }


def _count(count: Count) -> Document:
    return {"total": count.total, "kept": count.kept}
