"""Reads: the bytes DuckDB reads for a plan, footers and gaps included.

Measured on DuckDB 1.5, to the byte: the end of each file; the same again and the footer, where that
is longer than the end read first; and for each row group its column chunks, joined where they lie
16 KiB apart or less, or the whole of it where nearly all of it is wanted. Filters on columns with
Bloom filters read those besides, about 2 KiB for each row group.
"""

from collections.abc import Iterable, Sequence

from lakeq.engines.duckdb.files.parquet import keeps_every_row
from lakeq.model.files import FileLayout, RowGroup
from lakeq.model.plan import ScanColumn, ScanPlan, Split, TableScan
from lakeq.model.table import FileFormat

_MIN_TAIL = 16 << 10
_MAX_TAIL = 256 << 10
_TAIL_SHARE = 1000
_GAP = 16 << 10
_MAGIC_BYTES = 8
_WHOLE_GROUP_SHARE = 0.95


def predicted_reads(plan: ScanPlan) -> int:
    """Predict what is read by a query that filters nothing while it runs."""
    return sum(
        _tail_reads(split) + sum(_group_reads(scan, split, group) for group in _kept_groups(split))
        for scan, split in _read_splits(plan)
    )


def most_reads(plan: ScanPlan) -> int:
    """Bound what is read by any query of this plan.

    Filters make it less, but for one thing: DuckDB reads the columns they are on first, and once
    more where the others are joined across them, which happens to small chunks alone.
    """
    twice = sum(
        sum(_lengths_between(scan, split, group) for group in _kept_groups(split))
        for scan, split in _read_splits(plan)
    )
    return predicted_reads(plan) + twice


def footer_reads(plan: ScanPlan) -> int:
    """Predict what is read by a query that is answered from footers alone."""
    return sum(_tail_reads(split) for _, split in _read_splits(plan))


def tail_bytes(size: int) -> int:
    """Give how much of a file's end is read first.

    >>> tail_bytes(1000), tail_bytes(20_000_000), tail_bytes(10**9)
    (1000, 32768, 262144)
    """
    wanted = min(max(size // _TAIL_SHARE, _MIN_TAIL), _MAX_TAIL)
    return min(1 << (wanted - 1).bit_length(), size)


def _read_splits(plan: ScanPlan) -> Iterable[tuple[TableScan, Split]]:
    for scan in plan.scans.values():
        if scan.columns:
            for split in scan.splits:
                if split.row_groups:
                    yield scan, split


def _kept_groups(split: Split) -> Sequence[RowGroup]:
    if split.layout is None:
        return ()
    return [split.layout.row_groups[index] for index in split.row_groups]


def _tail_reads(split: Split) -> int:
    if split.layout is None:
        return split.file.size
    tail, footer = tail_bytes(split.file.size), split.layout.metadata_bytes
    return tail if footer <= tail - _MAGIC_BYTES else 2 * tail + footer


def _group_reads(scan: TableScan, split: Split, group: RowGroup) -> int:
    assert split.layout is not None
    leaves = [leaf for column in _leaves(scan, split, split.layout) for leaf in column]
    wanted = sum(group.chunks[leaf].length for leaf in leaves)
    if scan.format is FileFormat.ORC:
        # A stripe's streams are read one by one, after its footer.
        return wanted + split.layout.metadata_bytes
    start = min(chunk.offset for chunk in group.chunks)
    span = max(chunk.offset + chunk.length for chunk in group.chunks) - start
    if keeps_every_row(split) and wanted > span * _WHOLE_GROUP_SHARE:
        return span
    return _merged((group.chunks[leaf].offset, group.chunks[leaf].length) for leaf in leaves)


def _lengths_between(scan: TableScan, split: Split, group: RowGroup) -> int:
    assert split.layout is not None
    columns = _leaves(scan, split, split.layout)
    lengths = [group.chunks[leaf].length for leaves in columns for leaf in leaves]
    return sum(length for length in lengths if length <= _GAP)


def _leaves(scan: TableScan, split: Split, layout: FileLayout) -> list[list[int]]:
    return [
        [
            index
            for index, leaf in enumerate(layout.leaves)
            if leaf.column == position and _touches(column, leaf.path)
        ]
        for column, position in zip(scan.columns, split.columns, strict=True)
    ]


def _touches(column: ScanColumn, path: tuple[str, ...]) -> bool:
    return any(
        all(ours.lower() == theirs.lower() for ours, theirs in zip(wanted, path[1:], strict=False))
        for wanted in column.paths
    )


def _merged(ranges: Iterable[tuple[int, int]]) -> int:
    total = 0
    end: int | None = None
    for offset, length in sorted(ranges):
        if end is not None and offset <= end + _GAP:
            total += max(offset + length - end, 0)
            end = max(end, offset + length)
        else:
            total += length
            end = offset + length
    return total
