"""An estimate as a document: the object that ``--format json`` and EXPLAIN (TYPE COST) print."""

from typing import Any

from lakeq.model.plan import Count, TableScan
from lakeq.model.query import Estimate


def estimate_document(estimate: Estimate) -> dict[str, Any]:
    """Lay an estimate out; bytes are ints and money is a Decimal."""
    return {
        "scanned_bytes": estimate.scanned_bytes,
        "billed_bytes": estimate.billed_bytes,
        "cost_usd": estimate.cost_usd,
        "exact": estimate.exact,
        "reason": estimate.reason,
        "early_stop": estimate.early_stop,
        "meter": estimate.meter,
        "tables": [_scan(scan) for scan in estimate.plan.scans.values()],
    }


def _scan(scan: TableScan) -> dict[str, Any]:
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


def _count(count: Count) -> dict[str, int]:
    return {"total": count.total, "kept": count.kept}
