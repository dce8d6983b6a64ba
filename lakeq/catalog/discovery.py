"""MSCK REPAIR TABLE: partitions found by listing the folders below a table's location.

Folders are looked for level by level, one level for each partition key, and are named ``key=value``
as Hive names them. Like Hive, this finds partitions and never forgets one.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from lakeq.catalog.base import Catalog
from lakeq.catalog.partition_keys import parse_value, value_text
from lakeq.catalog.partition_names import parse_folder, partition_name
from lakeq.errors import InvalidCast, InvalidDefinition
from lakeq.model.changes import AddPartitions, PartitionSpec
from lakeq.model.domains import TupleDomain
from lakeq.model.table import Column, KeyValue, Partition, Table
from lakeq.storage.base import FileSystem

_Texts: TypeAlias = tuple[tuple[str, str | None], ...]

# A listing in an object store is nearly all waiting.
_REMOTE_LISTINGS = 16


@dataclass(frozen=True, slots=True)
class Repair:
    """What repairing a table would do.

    ``change`` adds the partitions whose folders are there and that the catalog does not have.
    ``missing`` names the partitions below the table's location whose folders are gone; they stay.
    ``skipped`` says, in a sentence each, which folders are no partitions although they look it.
    """

    change: AddPartitions
    missing: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Folder:
    path: str
    texts: _Texts = ()
    values: tuple[KeyValue, ...] = ()


def find_partitions(table: Table, storage: FileSystem) -> tuple[PartitionSpec, ...]:
    """Find all partition folders below a table's location, ordered by path."""
    found, _ = _survey(table, storage)
    return tuple(PartitionSpec(folder.texts, folder.path) for folder in found)


def plan_repair(table: Table, catalog: Catalog, storage: FileSystem) -> Repair:
    """Compare the folders below a table's location with the catalog's partitions.

    Raises InvalidDefinition when the table has no partition keys.
    """
    if not table.is_partitioned:
        raise InvalidDefinition(
            f"Table '{table.name.qualified()}' is not partitioned, so it has nothing to repair"
        )
    found, skipped = _survey(table, storage)
    registered = catalog.partitions(table, TupleDomain())
    known = {partition.values for partition in registered}
    new: dict[tuple[KeyValue, ...], _Folder] = {}
    for folder in found:
        if folder.values in known:
            continue
        first = new.setdefault(folder.values, folder)
        if first is not folder:
            skipped.append(f"{folder.path}: holds the same key values as {first.path}")
    specs = [PartitionSpec(folder.texts, folder.path) for folder in new.values()]
    # IF NOT EXISTS, because another process may repair the table at the same time.
    change = AddPartitions(table.name, tuple(specs), if_not_exists=True)
    return Repair(change, tuple(_missing(table, registered, found)), tuple(skipped))


def repair_lines(repair: Repair, added: Sequence[Partition], table: Table) -> list[str]:
    """Say what MSCK REPAIR TABLE did, in Hive's lines; nothing when there was nothing to do."""
    prefix = f"{table.name.name}:"
    lines: list[str] = []
    if repair.change.partitions:
        names = (partition_name(spec.values) for spec in repair.change.partitions)
        lines.append(
            "\t".join(["Partitions not in metastore:", *(prefix + name for name in names)])
        )
    if repair.missing:
        names = (prefix + name for name in repair.missing)
        lines.append("\t".join(["Partitions missing from filesystem:", *names]))
    lines.extend(
        f"Repair: Added partition to metastore {prefix}{_name(table, partition)}"
        for partition in added
    )
    lines.extend(f"Repair: Skipped {sentence}" for sentence in repair.skipped)
    return lines


class _Mapper(Protocol):
    def __call__(self, paths: Sequence[str]) -> Iterator[list[str]]: ...


def _survey(table: Table, storage: FileSystem) -> tuple[list[_Folder], list[str]]:
    skipped: list[str] = []
    level = [_Folder(table.storage.location)]
    with _listings(storage, table.storage.location) as list_all:
        for key in table.partition_keys:
            names = list_all([folder.path for folder in level])
            level = [
                child
                for folder, children in zip(level, names, strict=True)
                for child in _children(folder, children, key, skipped)
            ]
    return level, skipped


@contextmanager
def _listings(storage: FileSystem, location: str) -> Iterator[_Mapper]:
    """List many folders, side by side where they are far away; answers keep the folders' order."""

    def names(path: str) -> list[str]:
        return list(storage.list_folders(path))

    if location.startswith(("/", "file:")):
        yield lambda paths: map(names, paths)
        return
    with ThreadPoolExecutor(_REMOTE_LISTINGS, thread_name_prefix="lakeq-listing") as executor:
        yield lambda paths: executor.map(names, paths)


def _children(
    folder: _Folder, names: Sequence[str], key: Column, skipped: list[str]
) -> Iterator[_Folder]:
    for name in names:
        if name.startswith(("_", ".")):
            continue
        parsed = parse_folder(name)
        path = f"{folder.path}{name}/"
        if parsed is None or parsed[0] != key.name:
            if "=" in name:
                skipped.append(_printable(f"{path}: not a folder of partition key {key.name}"))
            continue
        try:
            value = parse_value(parsed[1], key)
        except InvalidCast as exc:
            skipped.append(_printable(f"{path}: {exc.message}"))
            continue
        yield _Folder(path, (*folder.texts, parsed), (*folder.values, value))


def _printable(text: str) -> str:
    """Replace what no encoding can print: a folder's name on disk may be any bytes."""
    return text.encode("utf-8", "replace").decode()


def _missing(
    table: Table, registered: Sequence[Partition], found: Sequence[_Folder]
) -> Iterator[str]:
    base = table.storage.location
    paths = {folder.path for folder in found}
    depth = len(table.partition_keys)
    for partition in registered:
        location = partition.storage.location
        # Anything else was put in its place by hand, and was not looked for here.
        is_looked_for = location.startswith(base) and location.count("/", len(base)) == depth
        if is_looked_for and location not in paths:
            yield _name(table, partition)


def _name(table: Table, partition: Partition) -> str:
    return partition_name(
        (key.name, value_text(value, key.type))
        for key, value in zip(table.partition_keys, partition.values, strict=True)
    )
