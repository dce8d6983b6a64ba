"""A plan as a document, laid out as Trino's JSON."""

from collections.abc import Sequence

from lakeq.explaining.fragments import Fragment
from lakeq.explaining.nodes import PlanNode
from lakeq.explaining.scans import row_count
from lakeq.model.documents import Document
from lakeq.model.plan import TableScan

UNKNOWN = "NaN"


def node_document(node: PlanNode) -> dict[str, Document]:
    """Lay a plan out."""
    document: dict[str, Document] = {
        "id": str(node.id),
        "name": node.name,
        "descriptor": dict(node.descriptor),
        "outputs": [{"symbol": o.name, "type": o.type.trino} for o in node.outputs],
        "details": list(node.details),
        "estimates": [],
    }
    if node.scan is not None:
        document["estimates"] = [estimate_document(node.scan)]
        document["scannedBytes"] = node.scan.scan_bytes
    document["children"] = [node_document(child) for child in node.children]
    return document


def fragments_document(parts: Sequence[Fragment]) -> dict[str, Document]:
    """Lay a plan out fragment by fragment."""
    return {str(part.id): node_document(part.root) for part in parts}


def estimate_document(scan: TableScan) -> dict[str, Document]:
    """Lay out what is known of a scan before it runs; what is not is NaN, as text, as in Trino."""
    rows = row_count(scan)
    return {
        "outputRowCount": UNKNOWN if rows is None else rows,
        "outputSizeInBytes": scan.scan_bytes,
        "cpuCost": UNKNOWN,
        "memoryCost": UNKNOWN,
        "networkCost": UNKNOWN,
    }
