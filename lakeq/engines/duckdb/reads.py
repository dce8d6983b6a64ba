"""Reads: the bytes DuckDB will read for a plan at most, footers and gaps included.

Measured on DuckDB 1.5, to the byte: a first read of the file's end, a second one for a footer longer
than that, and for each row group its column chunks, joined where they lie 16 KiB apart or less.
Filters on Bloom-filtered columns read those filters besides, about 2 KiB for each row group.
"""

from collections.abc import Iterable

from lakeq.model.files import FileLayout
from lakeq.model.plan import ScanPlan, Split, TableScan
from lakeq.model.table import FileFormat

_MIN_TAIL = 16 << 10
_MAX_TAIL = 256 << 10
_TAIL_SHARE = 1000
_GAP = 16 << 10
_MAGIC_BYTES = 8


def predicted_reads(plan: ScanPlan) -> int:
    """Predict the bytes an execution reads; runtime filters may make it less, nothing more."""
    return sum(_scan_reads(scan) for scan in plan.scans.values())


def footer_reads(plan: ScanPlan) -> int:
    """Add up the ends of the files that are opened, which hold their footers."""
    return sum(
        tail_bytes(split.file.size)
        for scan in plan.scans.values()
        if scan.columns and scan.format is FileFormat.PARQUET
        for split in scan.splits
        if split.row_groups
    )


def _scan_reads(scan: TableScan) -> int:
    if not scan.columns:
        return 0
    if scan.format is FileFormat.ORC:
        return sum(split.scan_bytes + _orc_overhead(split) for split in scan.splits)
    return sum(_split_reads(scan, split) for split in scan.splits if split.row_groups)


def _split_reads(scan: TableScan, split: Split) -> int:
    if split.layout is None:
        return split.file.size
    size, footer = split.file.size, split.layout.metadata_bytes
    tail = tail_bytes(size)
    reads = tail + (footer if footer > tail - _MAGIC_BYTES else 0)
    leaves = _leaves(scan, split, split.layout)
    for index in split.row_groups:
        chunks = split.layout.row_groups[index].chunks
        reads += _merged((chunks[leaf].offset, chunks[leaf].length) for leaf in leaves)
    return reads


def tail_bytes(size: int) -> int:
    """Give how much of a file's end is read first.

    >>> tail_bytes(1000), tail_bytes(20_000_000), tail_bytes(10**9)
    (1000, 32768, 262144)
    """
    wanted = min(max(size // _TAIL_SHARE, _MIN_TAIL), _MAX_TAIL)
    return min(1 << (wanted - 1).bit_length(), size)


def _leaves(scan: TableScan, split: Split, layout: FileLayout) -> list[int]:
    charged = []
    for column, position in zip(scan.columns, split.columns, strict=True):
        for index, leaf in enumerate(layout.leaves):
            if leaf.column == position and any(
                all(a.lower() == b.lower() for a, b in zip(path, leaf.path[1:], strict=False))
                for path in column.paths
            ):
                charged.append(index)
    return charged


def _merged(ranges: Iterable[tuple[int, int]]) -> int:
    total, end = 0, None
    for offset, length in sorted(ranges):
        if end is not None and offset <= end + _GAP:
            total += max(offset + length - end, 0)
            end = max(end, offset + length)
        else:
            total += length
            end = offset + length
    return total


def _orc_overhead(split: Split) -> int:
    """Bound what an ORC reader reads beside the streams: the tail and the stripes' footers."""
    return tail_bytes(split.file.size) + (split.layout.metadata_bytes if split.layout else 0)
