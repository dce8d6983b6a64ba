"""Parquet scans: explicit file lists, the catalog's types, and exactly the row groups planned.

Files are read together when their columns lie alike and the same row numbers of them are kept.
DuckDB then binds the first file alone, learns from its footer what speeds joins and groupings up,
and looks only for the columns asked for in the others. Measured on DuckDB 1.5: a filter on
``file_row_number`` keeps every row group outside of it from being read, by whatever rule planning
left it out; and without a count of rows, joins are put in a bad order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from lakeq.engines.duckdb.files.columns import null, read_as
from lakeq.engines.duckdb.spelling import quote, text, text_list
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.errors import NotSupported
from lakeq.model.files import FileColumn
from lakeq.model.plan import Split, TableScan
from lakeq.model.types import Kind
from lakeq.storage.locations import is_s3

RowNumbers = tuple[tuple[int, int | None], ...]
"""Ranges of row numbers, the end exclusive; ``None`` is the end of the file."""

MAX_GROUPS = 128
"""How many differing sets of row numbers are read apart; one more SELECT costs about 2 ms."""

_EVERY_ROW: RowNumbers = ((0, None),)
_VIRTUAL = ("file_row_number", "file_index")
_NO_COLUMN = "'$none': {name: 'f', type: 'INTEGER', default_value: NULL}"
_GLOB_CHARACTERS = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]"})


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files read by one SELECT: where each scanned column is in them, and the rows to keep."""

    columns: tuple[FileColumn | None, ...]
    rows: RowNumbers


def parquet_groups(scan: TableScan) -> dict[FileGroup, list[Split]]:
    """Sort a scan's splits by how they are read."""
    found: dict[FileGroup, list[Split]] = {}
    for split in scan.splits:
        if split.layout is None:
            raise NotSupported(f"File '{split.file.path}' has no layout")
        rows = kept_rows(split)
        if rows:
            held = split.layout.columns
            columns = tuple(None if index is None else held[index] for index in split.columns)
            found.setdefault(FileGroup(columns, rows), []).append(split)
    return _merge_excess(found)


def read_files(scan: TableScan, group: FileGroup, splits: Sequence[Split]) -> tuple[str, list[str]]:
    """Spell the FROM of a group's SELECT, alias s, and each scanned column in it."""
    files = text_list([parquet_path(split.file.path) for split in splits], "VARCHAR")
    rows = sum(
        split.layout.row_groups[i].row_count
        for split in splits
        if split.layout
        for i in split.row_groups
    )
    # Statistics leave NaN out, so by them alone DuckDB would drop a filter that NaN fails.
    options = f"hive_partitioning = false, can_have_nan = true, explicit_cardinality = {rows}"
    renamed = _hides_virtual_columns(splits[0])
    entries, spelled = [], []
    for index, (column, held) in enumerate(zip(scan.columns, group.columns, strict=True)):
        wanted = scan.relation.table.storage.columns[column.index].type
        if held is None:
            spelled.append(null(wanted))
            continue
        name = f"f{index}" if renamed else quote(held.name)
        if renamed:
            entries.append(_entry(scan, held, name))
        spelled.append(read_as(f"s.{name}", held.type, wanted, column.paths))
    if renamed:
        options += f", schema = MAP {{{', '.join(entries) or _NO_COLUMN}}}"
    return f"read_parquet({files}, {options}) AS s", spelled


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
    if len(split.row_groups) == len(split.layout.row_groups):
        return _EVERY_ROW if split.layout.row_count else ()
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
    """Spell a path so that DuckDB takes it as it is: a pattern would be listed.

    In S3, where every name is taken as it is, there are still none that could be misread.

    >>> parquet_path("/lake/[x]"), parquet_path("s3://lake/[x]")
    ('/lake/[[]x]', 's3://lake/[x]')
    """
    if is_s3(path):
        if any(character in path for character in "?#"):
            raise NotSupported(f"Object '{path}' has a character in its name that is not supported")
        return path
    if "\\" in path and any(character in path for character in "*?["):
        raise NotSupported(f"File '{path}' has a backslash and one of '*?[' in its name")
    return path.translate(_GLOB_CHARACTERS)


def _hides_virtual_columns(first: Split) -> bool:
    """Whether the columns bound by DuckDB stand in front of those it makes up."""
    assert first.layout is not None
    return any(column.name.lower() in _VIRTUAL for column in first.layout.columns)


def _entry(scan: TableScan, held: FileColumn, name: str) -> str:
    """Rename a column while it is read; ``schema`` does so, but reads all members of a row."""
    if held.type.kind is Kind.ROW:
        raise NotSupported(
            f"Table '{scan.relation.table.name}' has a file with rows and with a column named as "
            "one of DuckDB's own, which is not supported"
        )
    spelled = text(duckdb_type(held.type))
    return f"{text(held.name)}: {{name: '{name}', type: {spelled}, default_value: NULL}}"


def _merge_excess(found: dict[FileGroup, list[Split]]) -> dict[FileGroup, list[Split]]:
    """Read together what differs only in row numbers, where there are too many sets of them.

    The union of their ranges is kept, which the query's own filters then narrow in each file.
    """
    if len(found) <= MAX_GROUPS:
        return found
    merged: dict[FileGroup, list[Split]] = {}
    by_layout: dict[FileGroup, list[FileGroup]] = {}
    for group in found:
        key = FileGroup(group.columns, _EVERY_ROW)
        by_layout.setdefault(key, []).append(group)
    for key, groups in by_layout.items():
        groups.sort(key=lambda group: -len(found[group]))
        for group in groups[:MAX_GROUPS]:
            merged[group] = found[group]
        rest = groups[MAX_GROUPS:]
        if rest:
            rows = union_of_rows(group.rows for group in rest)
            together = FileGroup(key.columns, rows)
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
