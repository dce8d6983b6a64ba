"""A plan as text: a tree with what each node gives, and for a scan what it costs."""

from collections.abc import Iterator, Sequence

from lakeq.explaining.fragments import Fragment
from lakeq.explaining.nodes import PlanNode
from lakeq.explaining.scans import row_count
from lakeq.metering.money import size_text
from lakeq.model.plan import Count, TableScan


def plan_lines(root: PlanNode) -> list[str]:
    """Draw a whole plan."""
    return list(_node_lines(root, "", ""))


def fragment_lines(parts: Sequence[Fragment]) -> list[str]:
    """Draw a plan fragment by fragment."""
    lines: list[str] = []
    for part in parts:
        lines.append(f"Fragment {part.id} [{part.kind}]")
        lines.append(f"    Output layout: [{', '.join(o.name for o in part.root.outputs)}]")
        lines.append("    Output partitioning: SINGLE []")
        lines += ["    " + line for line in plan_lines(part.root)]
        lines.append("")
    return lines[:-1]


def _node_lines(node: PlanNode, first: str, rest: str) -> Iterator[str]:
    yield f"{first}{node.name}[{node.described}]"
    bar = rest + ("│   " if node.children else "    ")
    layout = ", ".join(f"{output.name}:{output.type.trino}" for output in node.outputs)
    yield f"{bar}Layout: [{layout}]"
    if node.scan is not None:
        yield from (bar + line for line in _scan_lines(node.scan))
    yield from (bar + line for line in node.details)
    for child in node.children:
        is_last = child is node.children[-1]
        yield from _node_lines(
            child, rest + ("└─ " if is_last else "├─ "), rest + ("   " if is_last else "│  ")
        )


def _scan_lines(scan: TableScan) -> Iterator[str]:
    rows = row_count(scan)
    size = f"{scan.scan_bytes}B"
    yield (
        f"Estimates: {{rows: {'?' if rows is None else rows} ({size}),"
        " cpu: ?, memory: ?, network: ?}"
    )
    whole = "" if scan.table_bytes is None else f" of {size_text(scan.table_bytes)}"
    counts = [
        (scan.partition_count if scan.relation.table.is_partitioned else None, "partitions"),
        (scan.file_count, "files"),
        (scan.row_group_count, "row groups"),
        (scan.column_count, "columns"),
    ]
    kept = [_kept(count, noun) for count, noun in counts if count is not None and count.total]
    yield ", ".join([f"Scanned: {size}{whole}", *kept])


def _kept(count: Count, noun: str) -> str:
    return f"{noun} {count.kept} of {count.total} kept"
