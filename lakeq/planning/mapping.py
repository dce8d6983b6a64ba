"""Mapping: where a table's columns are in one file, and which of its column chunks that makes.

Parquet columns are found by name and ORC columns by position, unless the table's properties turn
that around. Row members are always found by name. Names ignore case.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lakeq.errors import BadDataFile, SchemaMismatch
from lakeq.model.files import DataFile, FileColumn, FileLayout, Leaf
from lakeq.model.plan import ScanColumn
from lakeq.model.table import FileFormat, Partition, Table
from lakeq.planning.compatibility import is_readable

_BY_POSITION = {
    FileFormat.PARQUET: ("parquet.column.index.access", False),
    FileFormat.ORC: ("orc.column.index.access", True),
}


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How one file's columns and leaves serve a scan.

    ``columns`` gives, for each of the scan's columns, the file's top-level column or ``None``.
    ``charged`` are the leaves that are read and paid for. ``plain`` gives, for each of the scan's
    columns, the one leaf that is the whole column, if it is one.
    """

    columns: tuple[int | None, ...]
    charged: tuple[int, ...]
    plain: tuple[int | None, ...]


def matches_by_position(table: Table) -> bool:
    """Whether the table's columns are found in files by position rather than by name."""
    name, default = _BY_POSITION[table.storage.format]
    text = table.storage.serde_parameters.get(name, table.properties.get(name))
    return default if text is None else text.strip().lower() == "true"


def map_file(
    table: Table, columns: Sequence[ScanColumn], file: DataFile, layout: FileLayout
) -> FileMapping:
    """Find the columns in a file.

    Raises BadDataFile where the file holds another type than the table can read.
    """
    found = _positions(table, columns, layout.columns)
    for column, position in zip(columns, found, strict=True):
        if position is not None:
            _check_type(table, column, file, layout.columns[position])
    charged = {
        index
        for column, position in zip(columns, found, strict=True)
        for index in charged_leaves(layout, column, position)
    }
    return FileMapping(found, tuple(sorted(charged)), tuple(_plain(layout, p) for p in found))


def charged_leaves(layout: FileLayout, column: ScanColumn, position: int | None) -> list[int]:
    """Find the leaves of a file that a column makes a scan read, none twice."""
    return [
        index
        for index, leaf in enumerate(layout.leaves)
        if leaf.column == position and any(_charges(path, leaf) for path in column.paths)
    ]


def check_partition(table: Table, columns: Sequence[ScanColumn], partition: Partition) -> None:
    """Make sure that a partition's own columns can be read as the table's.

    Raises SchemaMismatch. Only columns the query touches are looked at, by position or by name as
    files are.
    """
    theirs = partition.storage.columns
    if theirs == table.storage.columns:
        return
    by_name = {column.name.lower(): column for column in theirs}
    by_position = matches_by_position(table)
    for column in columns:
        ours = table.storage.columns[column.index]
        if by_position:
            other = theirs[column.index] if column.index < len(theirs) else None
        else:
            other = by_name.get(ours.name.lower())
        if other is None or all(is_readable(other.type, ours.type, p) for p in column.paths):
            continue
        values = "/".join(
            f"{key.name}={value}"
            for key, value in zip(table.partition_keys, partition.values, strict=True)
        )
        raise SchemaMismatch(
            "There is a mismatch between the table and partition schemas. The types are"
            " incompatible and cannot be coerced. The column"
            f" '{ours.name}' in table '{table.name}' is declared as type '{ours.type.hive}', but"
            f" partition '{values}' declared column '{other.name}' as type '{other.type.hive}'",
        )


def _positions(
    table: Table, columns: Sequence[ScanColumn], file_columns: Sequence[FileColumn]
) -> tuple[int | None, ...]:
    if matches_by_position(table):
        count = len(file_columns)
        return tuple(column.index if column.index < count else None for column in columns)
    by_name: dict[str, int] = {}
    for position, file_column in enumerate(file_columns):
        by_name.setdefault(file_column.name.lower(), position)
    return tuple(by_name.get(column.name.lower()) for column in columns)


def _check_type(table: Table, column: ScanColumn, file: DataFile, held: FileColumn) -> None:
    declared = table.storage.columns[column.index].type
    if all(is_readable(held.type, declared, path) for path in column.paths):
        return
    raise BadDataFile(
        f"Column '{held.name}' of file '{file.path}' is of type {held.type}, which cannot be read"
        f" as the type {declared} that table '{table.name}' declares for column '{column.name}'",
        hint=f"declare the column as `{held.type.hive}`, or write the file anew",
    )


def _charges(path: tuple[str, ...], leaf: Leaf) -> bool:
    """Charge what lies below a path, and in ORC the streams of the rows it leads through."""
    below = leaf.path[1:]
    return all(ours.lower() == theirs.lower() for ours, theirs in zip(path, below, strict=False))


def _plain(layout: FileLayout, position: int | None) -> int | None:
    if position is None:
        return None
    leaves = [index for index, leaf in enumerate(layout.leaves) if leaf.column == position]
    is_plain = len(leaves) == 1 and len(layout.leaves[leaves[0]].path) == 1
    return leaves[0] if is_plain else None
