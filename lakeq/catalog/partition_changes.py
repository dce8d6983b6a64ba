"""ADD PARTITION and DROP PARTITION: from the text of a specification to rows, in Hive's words."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from lakeq.catalog.definition_store import DefinitionStore
from lakeq.catalog.partition_keys import parse_value, to_stored, value_text
from lakeq.catalog.partition_names import partition_name
from lakeq.catalog.partition_store import PartitionStore, StoredPartition, stored_path
from lakeq.errors import AlreadyExists, InvalidDefinition, PartitionNotFound
from lakeq.model.changes import AddPartitions, DropPartitions, PartitionSpec
from lakeq.model.table import NULL_PARTITION, Column, Partition, Table

# Statistics are gathered when a table has this many partitions, and each time their number doubles.
_ANALYZED_FROM = 100


def add_partitions(connection: sqlite3.Connection, change: AddPartitions) -> list[Partition]:
    """Insert partitions with the table's present columns and SerDe, and give those that are new."""
    definitions = DefinitionStore(connection)
    stored, table = definitions.base_table(change.table)
    _check_partitioned(table)
    store = PartitionStore(connection, stored.id, table.partition_keys)
    descriptor_id = definitions.descriptor_id(stored.id, table.storage)
    remaining = iter(change.partitions)
    rows = _rows(table, remaining, descriptor_id)
    try:
        last_id = store.insert(rows, keep_existing=change.if_not_exists)
    except sqlite3.IntegrityError as exc:
        # Rows are made one by one as they are inserted, so the last one made is the one refused.
        refused = change.partitions[-1 - sum(1 for _ in remaining)]
        raise _already_exists(table, refused) from exc
    added = store.above(last_id)
    if added:
        definitions.count_partitions(stored.id, len(added))
        definitions.mark_changed(stored.id)
        count = stored.partition_count + len(added)
        if count >= max(_ANALYZED_FROM, 2 * stored.analyzed_count):
            store.analyze()
            definitions.mark_analyzed(stored.id)
    return added


def drop_partitions(connection: sqlite3.Connection, change: DropPartitions) -> list[Partition]:
    """Delete every partition that some specification matches, and give them."""
    definitions = DefinitionStore(connection)
    stored, table = definitions.base_table(change.table)
    _check_partitioned(table)
    store = PartitionStore(connection, stored.id, table.partition_keys)
    dropped: dict[int, Partition] = {}
    for spec in change.partitions:
        texts = _texts_by_key(table, spec)
        values = {
            position: to_stored(parse_value(texts[key.name], key), key.type)
            for position, key in enumerate(table.partition_keys)
            if key.name in texts
        }
        matching = store.matching(values)
        if not (matching or change.if_exists):
            raise PartitionNotFound(
                f"Partition not found: {partition_name(texts.items())}",
                hint=f"`SHOW PARTITIONS {table.name}` lists those there are",
            )
        dropped.update(matching)
    if dropped:
        store.delete(dropped)
        definitions.count_partitions(stored.id, -len(dropped))
        definitions.mark_changed(stored.id)
    return list(dropped.values())


def _check_partitioned(table: Table) -> None:
    if not table.is_partitioned:
        raise InvalidDefinition(f"Table '{table.name.qualified()}' is not partitioned")


def _rows(
    table: Table, specs: Iterator[PartitionSpec], descriptor_id: int
) -> Iterator[StoredPartition]:
    for spec in specs:
        texts = _all_texts(table, spec)
        values = [
            parse_value(text, key) for text, key in zip(texts, table.partition_keys, strict=True)
        ]
        stored = [
            to_stored(value, key.type)
            for value, key in zip(values, table.partition_keys, strict=True)
        ]
        spelled = [
            value_text(value, key.type)
            for value, key in zip(values, table.partition_keys, strict=True)
        ]
        path = _path(table, texts, spelled, spec.location)
        yield (*stored, descriptor_id, path, None)


def _path(
    table: Table,
    texts: Sequence[str | None],
    spelled: Sequence[str | None],
    location: str | None,
) -> str | None:
    """Give the path that the store keeps; the default location keeps a value's text as written."""
    if location is None:
        return None if texts == spelled else _folder(table.partition_keys, texts)
    base = table.storage.location
    return stored_path(base, _folder(table.partition_keys, spelled), location.rstrip("/") + "/")


def _folder(keys: Sequence[Column], texts: Sequence[str | None]) -> str:
    names = (key.name for key in keys)
    return partition_name(zip(names, texts, strict=True)) + "/"


def _all_texts(table: Table, spec: PartitionSpec) -> list[str | None]:
    texts = _texts_by_key(table, spec)
    if len(texts) < len(table.partition_keys):
        missing = ", ".join(key.name for key in table.partition_keys if key.name not in texts)
        raise InvalidDefinition(
            f"Partition spec ({_spelled(spec)}) of table '{table.name.qualified()}'"
            f" does not name every partition key: {missing} missing"
        )
    return [texts[key.name] for key in table.partition_keys]


def _texts_by_key(table: Table, spec: PartitionSpec) -> Mapping[str, str | None]:
    """Check a specification's keys, and give its texts by key; NULL's folder name is NULL."""
    texts = {name.lower(): None if text == NULL_PARTITION else text for name, text in spec.values}
    if len(texts) < len(spec.values):
        raise InvalidDefinition(f"Partition spec ({_spelled(spec)}) names a key twice")
    if not texts:
        raise InvalidDefinition("Partition spec names no partition key")
    unknown = texts.keys() - {key.name for key in table.partition_keys}
    if unknown:
        raise InvalidDefinition(
            f"Partition spec ({_spelled(spec)}) contains non-partition columns:"
            f" {', '.join(sorted(unknown))}",
            hint="the partition keys are " + ", ".join(key.name for key in table.partition_keys),
        )
    return texts


def _spelled(spec: PartitionSpec) -> str:
    return ", ".join(
        f"{name}=NULL" if text is None else f"{name}='{text}'" for name, text in spec.values
    )


def _already_exists(table: Table, spec: PartitionSpec) -> AlreadyExists:
    names = (key.name for key in table.partition_keys)
    name = partition_name(zip(names, _all_texts(table, spec), strict=True))
    return AlreadyExists(
        f"Partition already exists: {name}",
        hint="ADD IF NOT EXISTS leaves the partitions that are there as they are",
    )
