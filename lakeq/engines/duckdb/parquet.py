"""Parquet scans: explicit file lists, the catalog's types, and exactly the row groups planned.

Files are read together when their columns lie alike and the same row numbers of them are kept.
Measured on DuckDB 1.5: ``schema`` opens no file to bind and matches columns by name, and a filter
on ``file_row_number`` keeps every row group outside of it from being read, by whatever rule
planning left it out. With ``schema`` all members of a row are read, so scans of some members go
without it, over files whose columns have equal types.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from lakeq.engines.duckdb.attachments import Attachments
from lakeq.engines.duckdb.columns import needs_members, null, read_as
from lakeq.engines.duckdb.spelling import quote, text
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.errors import NotSupported
from lakeq.model.files import FileColumn
from lakeq.model.plan import ScanColumn, Split, TableScan
from lakeq.model.types import DataType, Kind

RowNumbers = tuple[tuple[int, int | None], ...]
"""Ranges of row numbers, the end exclusive; ``None`` is the end of the file."""

MAX_GROUPS = 128
"""How many differing sets of row numbers are read apart; one more SELECT costs about 2 ms."""

_EVERY_ROW: RowNumbers = ((0, None),)
_VIRTUAL = ("file_row_number", "file_index", "filename")
_GLOB_CHARACTERS = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]"})


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files read by one SELECT: where each scanned column is in them, and the rows to keep.

    ``layout`` is all the columns that the files have, where they are bound by DuckDB itself.
    """

    columns: tuple[FileColumn | None, ...]
    rows: RowNumbers
    layout: tuple[FileColumn, ...] | None


def parquet_groups(scan: TableScan) -> dict[FileGroup, list[Split]]:
    """Sort a scan's splits by how they are read."""
    native = any(needs_members(_type(scan, column), column.paths) for column in scan.columns)
    found: dict[FileGroup, list[Split]] = {}
    for split in scan.splits:
        if split.layout is None:
            raise NotSupported(f"File '{split.file.path}' has no layout")
        rows = kept_rows(split)
        if not rows:
            continue
        held = split.layout.columns
        columns = tuple(None if index is None else held[index] for index in split.columns)
        group = FileGroup(columns, rows, held if native else None)
        found.setdefault(group, []).append(split)
    return _merge_excess(found)


def read_files(
    scan: TableScan, group: FileGroup, splits: Sequence[Split], attachments: Attachments
) -> tuple[str, list[str]]:
    """Spell the FROM of a group's SELECT, alias s, and each scanned column in it."""
    files = attachments.text_list([parquet_path(split.file.path) for split in splits])
    if group.layout is not None:
        _check_names(group.layout)
        source = f"read_parquet({files}, hive_partitioning = false) AS s"
        return source, [
            null(_type(scan, column)) if held is None else _native_column(scan, column, held)
            for column, held in zip(scan.columns, group.columns, strict=True)
        ]
    entries, spelled = [], []
    for index, (column, held) in enumerate(zip(scan.columns, group.columns, strict=True)):
        wanted = _type(scan, column)
        if held is None or held.type.kind is Kind.UNKNOWN:
            spelled.append(null(wanted))
            continue
        # Read as the file's own type: where DuckDB converts while reading, it fails on the filters
        # that its joins hand down.
        name = f"f{index}"
        entries.append(_entry(held.name, name, held.type))
        spelled.append(read_as(f"s.{name}", held.type, wanted))
    if not entries:
        # A column that no file has still makes a row for each of theirs.
        entries.append(_entry("$none", "f", scan.relation.table.columns[0].type))
    schema = f"MAP {{{', '.join(entries)}}}"
    return f"read_parquet({files}, schema = {schema}, hive_partitioning = false) AS s", spelled


def row_condition(rows: RowNumbers) -> str | None:
    """Spell which rows to keep, as a conjunction that DuckDB can take into the scan.

    >>> row_condition(((10, 20), (30, None)))
    's.file_row_number >= 10 AND (s.file_row_number < 20 OR s.file_row_number >= 30)'
    """
    number = "s.file_row_number"
    start, end = rows[0][0], rows[-1][1]
    parts = [f"{number} >= {start}"] if start else []
    for (_, stop), (resume, _) in pairwise(rows):
        parts.append(f"({number} < {stop} OR {number} >= {resume})")
    if end is not None:
        parts.append(f"{number} < {end}")
    return " AND ".join(parts) or None


def kept_rows(split: Split) -> RowNumbers:
    """Give the row numbers of a split's row groups, adjoining ranges joined."""
    if split.layout is None:
        return _EVERY_ROW
    ends = list(accumulate(group.row_count for group in split.layout.row_groups))
    ranges: list[tuple[int, int | None]] = []
    for index in split.row_groups:
        start, end = ends[index] - split.layout.row_groups[index].row_count, ends[index]
        if start == end:
            continue
        if ranges and ranges[-1][1] == start:
            start, _ = ranges.pop()
        ranges.append((start, end))
    if ranges and ranges[-1][1] == ends[-1]:
        ranges[-1] = (ranges[-1][0], None)
    return tuple(ranges)


def keeps_every_row(split: Split) -> bool:
    """Whether no row group of a split's file is left out."""
    return kept_rows(split) == _EVERY_ROW


def parquet_path(path: str) -> str:
    """Spell a path so that DuckDB takes it as it is: a pattern would be listed."""
    if path.startswith("s3://") and any(character in path for character in "?#"):
        raise NotSupported(f"Object '{path}' has a character in its name that is not supported")
    return path.translate(_GLOB_CHARACTERS)


def _type(scan: TableScan, column: ScanColumn) -> DataType:
    return scan.relation.table.storage.columns[column.index].type


def _entry(file_name: str, name: str, data_type: DataType) -> str:
    spelled = text(duckdb_type(data_type))
    return f"{text(file_name)}: {{name: '{name}', type: {spelled}, default_value: NULL}}"


def _native_column(scan: TableScan, column: ScanColumn, held: FileColumn) -> str:
    wanted = _type(scan, column)
    operand = f"s.{quote(held.name)}"
    if not needs_members(wanted, column.paths):
        operand = f"CAST({operand} AS {duckdb_type(held.type)})"
    return read_as(operand, held.type, wanted, column.paths)


def _check_names(columns: Iterable[FileColumn]) -> None:
    for column in columns:
        if column.name.lower() in _VIRTUAL:
            raise NotSupported(
                f"Reading members of rows from files with a column '{column.name}' is not supported"
            )


def _merge_excess(found: dict[FileGroup, list[Split]]) -> dict[FileGroup, list[Split]]:
    """Read together what differs only in row numbers, where there are too many sets of them.

    The union of their ranges is kept, which the query's own filters then narrow in each file.
    """
    if len(found) <= MAX_GROUPS:
        return found
    merged: dict[FileGroup, list[Split]] = {}
    by_layout: dict[FileGroup, list[FileGroup]] = {}
    for group in found:
        key = FileGroup(group.columns, _EVERY_ROW, group.layout)
        by_layout.setdefault(key, []).append(group)
    for key, groups in by_layout.items():
        groups.sort(key=lambda group: -len(found[group]))
        for group in groups[:MAX_GROUPS]:
            merged[group] = found[group]
        rest = groups[MAX_GROUPS:]
        if rest:
            rows = union_of_rows(group.rows for group in rest)
            together = FileGroup(key.columns, rows, key.layout)
            splits = merged.setdefault(together, [])
            splits.extend(split for group in rest for split in found[group])
    return merged


def union_of_rows(sets: Iterable[RowNumbers]) -> RowNumbers:
    """Join sets of row numbers.

    >>> union_of_rows([((0, 10),), ((5, 20), (30, None))])
    ((0, 20), (30, None))
    """
    joined: list[tuple[int, int | None]] = []
    for span in sorted((span for rows in sets for span in rows), key=lambda span: span[0]):
        last = joined[-1] if joined else None
        if last is None or (last[1] is not None and span[0] > last[1]):
            joined.append(span)
        elif last[1] is not None:
            joined[-1] = (last[0], None if span[1] is None else max(last[1], span[1]))
    return tuple(joined)
