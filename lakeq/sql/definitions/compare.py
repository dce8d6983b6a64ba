"""How a catalog differs from a folder of definitions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from lakeq.catalog.base import Catalog
from lakeq.catalog.partition_keys import parse_value
from lakeq.errors import InvalidDefinition
from lakeq.model.changes import (
    AddPartitions,
    CatalogChange,
    CreateDatabase,
    CreateTable,
    DropPartitions,
    DropTable,
    DropView,
    PartitionSpec,
    ReplaceTable,
)
from lakeq.model.domains import TupleDomain
from lakeq.model.names import DEFAULT_DATABASE, TableName
from lakeq.model.table import Column, Database, KeyValue, Storage, Table, View
from lakeq.sql.definitions.load import Definitions
from lakeq.sql.statements import CreateViewStatement

DefinedChange: TypeAlias = CatalogChange | CreateViewStatement


class DifferenceKind(Enum):
    """What it takes to make a catalog agree with the definitions."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Difference:
    """One database, table, view or set of partitions, defined against as it is.

    ``subject`` is ``database``, ``table``, ``view`` or ``partitions``. ``changes`` bring the catalog
    to what is defined, in order; what is EXTRA stays. ``details`` say in a line each what differs.
    """

    kind: DifferenceKind
    subject: str
    name: str
    changes: tuple[DefinedChange, ...] = ()
    details: tuple[str, ...] = ()


def compare(definitions: Definitions, catalog: Catalog) -> tuple[Difference, ...]:
    """Compare a catalog with definitions, in an order in which the changes can be made.

    Partitions that only storage knows (MSCK REPAIR TABLE) are not compared: nothing is listed.
    """
    existing = {database.name: database for database in catalog.databases()}
    standing = {entry.name: entry for database in existing for entry in catalog.tables(database)}
    return (
        *(_database(defined, existing) for defined in definitions.databases),
        *(_table(defined, standing) for defined in definitions.tables),
        *(_view(defined, standing) for defined in definitions.views),
        *_partitions(definitions, standing, catalog),
        *_extras(definitions, existing, standing.values()),
    )


def _database(defined: Database, existing: Mapping[str, Database]) -> Difference:
    current = existing.get(defined.name)
    if current is None:
        change = CreateDatabase(defined)
        return Difference(DifferenceKind.ADD, "database", defined.name, (change,))
    details = [
        *_differing("comment", current.comment, defined.comment),
        *_differing("location", current.location, defined.location),
        *_differing_entries("property", current.properties, defined.properties),
    ]
    if not details:
        return Difference(DifferenceKind.SAME, "database", defined.name)
    details.append("a database cannot be changed in place: drop it and create it anew")
    return Difference(DifferenceKind.CHANGE, "database", defined.name, (), tuple(details))


def _table(defined: Table, standing: Mapping[TableName, Table | View]) -> Difference:
    name = str(defined.name)
    current = standing.get(defined.name)
    if current is None:
        return Difference(DifferenceKind.ADD, "table", name, (CreateTable(defined),))
    if isinstance(current, View):
        changes = (DropView(current.name), CreateTable(defined))
        return Difference(DifferenceKind.CHANGE, "table", name, changes, ("is a view now",))
    details = tuple(_table_details(current, defined))
    if not details:
        return Difference(DifferenceKind.SAME, "table", name)
    return Difference(DifferenceKind.CHANGE, "table", name, (ReplaceTable(defined),), details)


def _view(defined: CreateViewStatement, standing: Mapping[TableName, Table | View]) -> Difference:
    name = str(defined.name)
    current = standing.get(defined.name)
    if current is None:
        return Difference(DifferenceKind.ADD, "view", name, (replace(defined, or_replace=True),))
    if isinstance(current, Table):
        changes: tuple[DefinedChange, ...] = (DropTable(current.name), defined)
        return Difference(DifferenceKind.CHANGE, "view", name, changes, ("is a table now",))
    details = tuple(_view_details(current, defined))
    if not details:
        return Difference(DifferenceKind.SAME, "view", name)
    changes = (replace(defined, or_replace=True),)
    return Difference(DifferenceKind.CHANGE, "view", name, changes, details)


def _view_details(current: View, defined: CreateViewStatement) -> Iterator[str]:
    if current.text != defined.query.text:
        yield "the query differs"
    yield from _differing("database of unqualified names", current.database, defined.database)
    yield from _differing("comment", current.comment, defined.comment)
    names = tuple(column.name for column in current.columns)
    if defined.column_names and names != defined.column_names:
        yield f"columns: {', '.join(names)} -> {', '.join(defined.column_names)}"


def _table_details(current: Table, defined: Table) -> Iterator[str]:
    yield from _column_details("column", current.storage.columns, defined.storage.columns)
    yield from _column_details("partition key", current.partition_keys, defined.partition_keys)
    yield from _differing("comment", current.comment, defined.comment)
    yield from _storage_details(current.storage, defined.storage)
    yield from _differing_entries("property", current.properties, defined.properties)


def _storage_details(current: Storage, defined: Storage) -> Iterator[str]:
    yield from _differing("location", current.location, defined.location)
    yield from _differing("SerDe", current.serde, defined.serde)
    yield from _differing_entries(
        "SerDe parameter", current.serde_parameters, defined.serde_parameters
    )
    yield from _differing("input format", current.input_format, defined.input_format)
    yield from _differing("output format", current.output_format, defined.output_format)
    yield from _differing("bucket columns", current.bucket_columns, defined.bucket_columns)
    yield from _differing("buckets", current.bucket_count, defined.bucket_count)


def _column_details(
    what: str, current: Sequence[Column], defined: Sequence[Column]
) -> Iterator[str]:
    before = {column.name: column for column in current}
    after = {column.name: column for column in defined}
    for name in before.keys() - after.keys():
        yield f"{what} {name} removed"
    for name, column in after.items():
        if name not in before:
            yield f"{what} {name} {column.type.hive} added"
            continue
        was = before[name]
        yield from _differing(f"{what} {name}", was.type.hive, column.type.hive)
        yield from _differing(f"{what} {name} comment", was.comment, column.comment)
    if before.keys() == after.keys() and list(before) != list(after):
        yield f"{what}s in another order"


def _partitions(
    definitions: Definitions, standing: Mapping[TableName, Table | View], catalog: Catalog
) -> Iterator[Difference]:
    tables = {table.name: table for table in definitions.tables}
    for change in definitions.partitions:
        current = standing.get(change.table)
        registered: dict[tuple[KeyValue, ...], str] = {}
        if isinstance(current, Table) and current.is_partitioned:
            found = catalog.partitions(current, TupleDomain())
            registered = {each.values: each.storage.location for each in found}
        yield _partition_difference(change, tables[change.table], registered)


def _partition_difference(
    change: AddPartitions, table: Table, registered: Mapping[tuple[KeyValue, ...], str]
) -> Difference:
    missing, moved = [], []
    for spec in change.partitions:
        location = registered.get(_typed(spec, table))
        if location is None:
            missing.append(spec)
        elif spec.location is not None and spec.location != location:
            moved.append(spec)
    name = str(change.table)
    if not missing and not moved:
        return Difference(DifferenceKind.SAME, "partitions", name)
    changes: list[DefinedChange] = []
    if moved:
        dropped = (PartitionSpec(spec.values) for spec in moved)
        changes.append(DropPartitions(change.table, tuple(dropped), if_exists=True))
    changes.append(replace(change, partitions=(*missing, *moved)))
    details = [f"partition {_spelled(spec)} added" for spec in missing]
    details += [f"partition {_spelled(spec)} moved to {spec.location}" for spec in moved]
    kind = DifferenceKind.CHANGE if moved else DifferenceKind.ADD
    return Difference(kind, "partitions", name, tuple(changes), tuple(details))


def _typed(spec: PartitionSpec, table: Table) -> tuple[KeyValue, ...]:
    named = dict(spec.values)
    if named.keys() != {key.name for key in table.partition_keys}:
        raise InvalidDefinition(
            f"Partition {_spelled(spec)} of `{table.name}` does not name the table's partition keys"
        )
    return tuple(parse_value(named[key.name], key) for key in table.partition_keys)


def _spelled(spec: PartitionSpec) -> str:
    return "/".join(f"{key}={'NULL' if value is None else value}" for key, value in spec.values)


def _extras(
    definitions: Definitions,
    existing: Iterable[str],
    standing: Iterable[Table | View],
) -> Iterator[Difference]:
    databases = {database.name for database in definitions.databases} | {DEFAULT_DATABASE}
    for name in existing:
        if name not in databases:
            yield Difference(DifferenceKind.EXTRA, "database", name)
    defined = {table.name for table in definitions.tables}
    defined |= {view.name for view in definitions.views}
    for entry in standing:
        if entry.name not in defined:
            subject = "view" if isinstance(entry, View) else "table"
            yield Difference(DifferenceKind.EXTRA, subject, str(entry.name))


def _differing(what: str, current: object, defined: object) -> Iterator[str]:
    if current != defined:
        yield f"{what}: {_shown(current)} -> {_shown(defined)}"


def _differing_entries(
    what: str, current: Mapping[str, str], defined: Mapping[str, str]
) -> Iterator[str]:
    for key in sorted(current.keys() | defined.keys()):
        yield from _differing(f"{what} {key}", current.get(key), defined.get(key))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
