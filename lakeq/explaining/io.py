"""What a query takes in, as a document: its tables, and what is asked of their columns."""

from lakeq.explaining.document import UNKNOWN, estimate_document
from lakeq.model.documents import Document
from lakeq.model.domains import Bound, Domain, Range
from lakeq.model.names import CATALOG_NAME
from lakeq.model.plan import ScanPlan, TableScan
from lakeq.model.types import DataType
from lakeq.results.text import value_text


def io_document(plan: ScanPlan) -> dict[str, Document]:
    """Lay out every table reference of a query, as Trino's EXPLAIN (TYPE IO) does."""
    return {
        "inputTableColumnInfos": [_table(scan) for scan in plan.scans.values()],
        "estimate": _estimate(UNKNOWN, plan.scan_bytes),
    }


def _table(scan: TableScan) -> Document:
    table = scan.relation.table
    types = {column.name: column.type for column in table.columns}
    estimate = estimate_document(scan)
    return {
        "table": {
            "catalog": CATALOG_NAME,
            "schemaTable": {"schema": table.name.database, "table": table.name.name},
        },
        "columnConstraints": [
            {"columnName": name, "type": types[name].trino, "domain": _domain(domain, types[name])}
            for name, domain in scan.domain.domains.items()
            if name in types and not domain.is_all
        ],
        "estimate": _estimate(estimate["outputRowCount"], scan.scan_bytes),
    }


def _estimate(row_count: Document, size: int) -> Document:
    return {
        "outputRowCount": row_count,
        "outputSizeInBytes": size,
        "cpuCost": UNKNOWN,
        "maxMemory": UNKNOWN,
        "networkCost": UNKNOWN,
    }


def _domain(domain: Domain, data_type: DataType) -> Document:
    ranges = [_range(each, data_type) for each in domain.ranges]
    return {"nullsAllowed": domain.null_allowed, "ranges": ranges}


def _range(values: Range, data_type: DataType) -> Document:
    low = "EXACTLY" if values.low_inclusive and values.low is not None else "ABOVE"
    high = "EXACTLY" if values.high_inclusive and values.high is not None else "BELOW"
    return {
        "low": _marker(values.low, data_type, low),
        "high": _marker(values.high, data_type, high),
    }


def _marker(value: Bound, data_type: DataType, bound: str) -> Document:
    if value is None:
        return {"bound": bound}
    text = value if isinstance(value, str) else value_text(value, data_type)
    return {"value": text, "bound": bound}
