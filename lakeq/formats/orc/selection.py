"""Which columns of an ORC file to read, in the words of ORC's C++ reader.

That reader is told names, joined by dots, and finds them in the whole type tree. A part of a map
cannot be read alone (asking for one ends the process), so paths stop at arrays and maps.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lakeq.model.files import FileLayout
from lakeq.model.types import DataType, Kind

ColumnPaths = tuple[int, tuple[tuple[str, ...], ...]]
"""The index of a top-level column, and the row members wanted below it; ``()`` is all of it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to read: ``names`` for the C++ reader (``None``: all columns), and the leaves that are.

    ``positions`` give, for each column asked for, its place among the columns that are read.
    """

    names: tuple[str, ...] | None
    leaves: frozenset[int]
    positions: tuple[int, ...]


def select(layout: FileLayout, columns: Sequence[ColumnPaths]) -> Selection:
    """Choose as little of a file as holds the columns and members asked for.

    Names are matched without regard to case where no member has them as they are. A member that
    the file lacks is left out; where it lacks them all, its first one stands for the row. Where a
    name alone does not say which column is meant, more is read than was asked for.
    """
    known = Counter(
        name for column in layout.columns for name in _reader_names(column.name, column.type)
    )
    paths = {index: _file_paths(layout, index, wanted) for index, wanted in columns}
    for index, found in paths.items():
        if any(known[".".join(path)] > 1 for path in found):
            paths[index] = {(layout.columns[index].name,)}
    if any(known[layout.columns[index].name] > 1 for index in paths):
        everything = frozenset(range(len(layout.leaves)))
        return Selection(None, everything, tuple(index for index, _ in columns))
    names = sorted(".".join(path) for found in paths.values() for path in found)
    order = {index: position for position, index in enumerate(sorted(paths))}
    leaves = frozenset(
        position
        for position, leaf in enumerate(layout.leaves)
        if any(_is_charged(path, leaf.path) for path in paths.get(leaf.column, ()))
    )
    return Selection(tuple(names), leaves, tuple(order[index] for index, _ in columns))


def _file_paths(
    layout: FileLayout, index: int, wanted: Iterable[tuple[str, ...]]
) -> set[tuple[str, ...]]:
    column = layout.columns[index]
    found = [_descend(column.type, members) for members in wanted]
    paths = {(column.name, *members) for members in found if members is not None}
    return paths or {(column.name, *_first_leaf(column.type))}


def _descend(data_type: DataType, members: Sequence[str]) -> tuple[str, ...] | None:
    """Follow members downwards, in the file's spelling; ``None`` where the file lacks one."""
    if not members or data_type.kind is not Kind.ROW:
        return ()
    fields = {field.name: field for field in data_type.fields}
    folded = {(field.name or "").lower(): field for field in reversed(data_type.fields)}
    field = fields.get(members[0]) or folded.get(members[0].lower())
    if field is None or field.name is None:
        return None
    below = _descend(field.type, members[1:])
    return None if below is None else (field.name, *below)


def _first_leaf(data_type: DataType) -> tuple[str, ...]:
    for field in data_type.fields if data_type.kind is Kind.ROW else ():
        return (field.name or "", *_first_leaf(field.type))
    return ()


def _reader_names(name: str, data_type: DataType) -> Iterator[str]:
    """Yield every name by which the C++ reader knows a column, or a part of it."""
    yield name
    yield from _names_below(name, data_type)


def _names_below(prefix: str, data_type: DataType) -> Iterator[str]:
    for field in data_type.fields:
        # The elements of arrays and maps add nothing to the name.
        if data_type.kind is Kind.ROW:
            yield from _reader_names(f"{prefix}.{field.name}", field.type)
        else:
            yield from _names_below(prefix, field.type)


def _is_charged(referenced: tuple[str, ...], leaf: tuple[str, ...]) -> bool:
    shorter = min(len(referenced), len(leaf))
    return referenced[:shorter] == leaf[:shorter]
