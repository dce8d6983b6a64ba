"""Summaries: what a query scanned and cost, in a line for people or one for programs."""

from collections.abc import Iterator, Sequence

from lakeq.cli.figures import count_text, duration_text
from lakeq.metering.money import money_text, share_text, size_text
from lakeq.model.documents import Document
from lakeq.model.plan import Count, PruningStep, TableScan
from lakeq.model.query import Estimate, QueryStatistics


def footer(row_count: int | None, estimate: Estimate | None, statistics: QueryStatistics) -> str:
    """Describe a statement that has run; ``row_count`` is ``None`` where there are no rows to count."""
    parts = ["done" if row_count is None else count_text(row_count, "row")]
    parts.append(duration_text(statistics.elapsed_ms))
    if estimate is not None:
        parts.append(_scanned(statistics.scanned_bytes, statistics.table_bytes))
        parts.append(_cost(statistics))
    return " · ".join(parts)


def _scanned(scanned_bytes: int, table_bytes: int | None) -> str:
    if not scanned_bytes:
        return "scanned nothing"
    return f"scanned {size_text(scanned_bytes)}{_of_tables(scanned_bytes, table_bytes)}"


def _of_tables(scanned_bytes: int, table_bytes: int | None) -> str:
    if not table_bytes or table_bytes < scanned_bytes:
        return ""
    pruned = share_text(table_bytes - scanned_bytes, table_bytes)
    return f" of {size_text(table_bytes)} ({pruned} pruned)"


def _cost(statistics: QueryStatistics) -> str:
    certainty = " exact" if statistics.exact else " at most"
    billed = ""
    if statistics.billed_bytes != statistics.scanned_bytes:
        billed = f" (billed as {size_text(statistics.billed_bytes)})"
    return f"{money_text(statistics.cost_usd)}{certainty}{billed}"


def estimate_lines(estimate: Estimate) -> Iterator[str]:
    """Yield the lines that say what a query will scan and cost, and of which tables."""
    scans = list(estimate.plan.scans.values())
    if not estimate.scanned_bytes:
        yield "Valid. This statement will scan nothing and cost nothing."
    else:
        at_most = "" if estimate.exact else "at most "
        yield (
            f"Valid. This query will scan {at_most}{count_text(estimate.scanned_bytes, 'byte')}"
            f" ({size_text(estimate.scanned_bytes)}"
            f"{_of_tables(estimate.scanned_bytes, total_bytes(scans)).replace(' (', ', ')[:-1]})"
            f" and cost {money_text(estimate.cost_usd)}"
            f" (billed as {size_text(estimate.billed_bytes)})"
        )
    width = max((len(_name(scan)) for scan in scans), default=0)
    for scan in scans:
        yield f"  {_name(scan):<{width}}   {_kept(scan)}"
    if estimate.reason:
        yield f"  not exact: {estimate.reason}"
    if estimate.early_stop:
        yield f"  may read less than it bills: {estimate.early_stop}"


def total_bytes(scans: Sequence[TableScan]) -> int | None:
    """Add up the sizes of all tables scanned, if every one is known."""
    sizes = [scan.table_bytes for scan in scans]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def _name(scan: TableScan) -> str:
    return str(scan.relation.table.name)


def _kept(scan: TableScan) -> str:
    counts = [
        (scan.partition_count if scan.relation.table.is_partitioned else None, "partitions"),
        (scan.file_count, "files"),
        (scan.row_group_count, "row groups"),
        (scan.column_count, "columns"),
    ]
    shown = [f"{c.kept:,} of {c.total:,} {noun}" for c, noun in counts if c is not None and c.total]
    return " · ".join([*shown, size_text(scan.scan_bytes)])


def statistics_document(
    query_id: str, row_count: int, estimate: Estimate | None, statistics: QueryStatistics
) -> Document:
    """Lay out what a statement did: the object that ``--stats`` prints."""
    scans = list(estimate.plan.scans.values()) if estimate is not None else []
    return {
        "query_id": query_id,
        "rows": row_count,
        "seconds": round(statistics.elapsed_ms / 1000, 3),
        "bytes_scanned": statistics.scanned_bytes,
        "bytes_total": statistics.table_bytes,
        "bytes_billed": statistics.billed_bytes,
        "cost_usd": statistics.cost_usd,
        "read_bytes": statistics.read_bytes,
        "exact": statistics.exact,
        "pruned": {
            "partitions": _sum([scan.partition_count for scan in scans]),
            "row_groups": _sum([scan.row_group_count for scan in scans]),
            "columns": _sum([scan.column_count for scan in scans]),
        },
    }


def explain_document(estimate: Estimate) -> Document:
    """Lay out what each rule saved of each table: the object that explaining in JSON prints."""
    return {
        "scanned_bytes": estimate.scanned_bytes,
        "cost_usd": estimate.cost_usd,
        "exact": estimate.exact,
        "tables": [
            {
                "table": _name(scan),
                "format": scan.format.value,
                "table_bytes": scan.table_bytes,
                "scanned_bytes": scan.scan_bytes,
                "steps": [_step(step) for step in scan.steps],
            }
            for scan in estimate.plan.scans.values()
        ],
    }


def _step(step: PruningStep) -> Document:
    count = step.count
    return {
        "rule": step.rule,
        "predicate": step.predicate,
        "kept": None if count is None else {"total": count.total, "kept": count.kept},
        "saved_bytes": step.saved_bytes,
        "note": step.note,
    }


def _sum(counts: Sequence[Count]) -> Document:
    return {
        "total": sum(count.total for count in counts),
        "kept": sum(count.kept for count in counts),
    }
