# ruff: noqa: S608 - every name in the SQL of this module is one of its own.
"""The partitions of one table: a SQLite table of their own, with typed and indexed key columns.

Columns are ``key_0``, ``key_1``... in key order. Most partitions share one storage descriptor and
lie where their values say, so that a row is little more than its key values. NULL sorts first.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from lakeq.catalog.documents import parse_properties, parse_storage
from lakeq.catalog.key_conditions import Condition, Parameter, key_condition, tuple_condition
from lakeq.catalog.partition_keys import from_stored, storage_class, value_text
from lakeq.catalog.partition_names import folder_name
from lakeq.model.domains import TupleDomain
from lakeq.model.table import Column, KeyValue, Partition, Storage

StoredPartition: TypeAlias = tuple[Parameter, ...]
"""Stored key values, then the descriptor's id, the path and the properties document."""

_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*://")
_ANALYZED_ROWS = 400
_REMEMBERED_VALUES = 10_000


class PartitionStore:
    """One table's partitions, seen and changed through the transaction of a connection."""

    def __init__(
        self, connection: sqlite3.Connection, table_id: int, keys: Sequence[Column]
    ) -> None:
        self._connection = connection
        self._table_id = table_id
        self._keys = keys
        self._name = f"partitions_{table_id}"
        self._columns = [f"key_{position}" for position in range(len(keys))]

    def create(self) -> None:
        """Make the SQLite table and its indexes: all keys in order, and each further key.

        A further key is followed by the first, which queries nearly always narrow to a range.
        """
        typed = "".join(
            f"{column} {storage_class(key)}, "
            for column, key in zip(self._columns, self._keys, strict=True)
        )
        keys = ", ".join(self._columns)
        nulls = ", ".join(f"{column} IS NULL, ifnull({column}, 0)" for column in self._columns)
        any_null = " OR ".join(f"{column} IS NULL" for column in self._columns)
        # descriptor_id has no foreign key: forgetting any descriptor would look through all of this.
        stored = f"{typed}descriptor_id INTEGER NOT NULL, path TEXT, properties TEXT"
        statements = [
            f"CREATE TABLE {self._name} (id INTEGER PRIMARY KEY, {stored})",
            f"CREATE UNIQUE INDEX {self._name}_by_keys ON {self._name} ({keys})",
            # A unique index holds no two NULLs to be equal; this one does, for the rows with NULLs.
            f"CREATE UNIQUE INDEX {self._name}_by_nulls ON {self._name} ({nulls}) WHERE {any_null}",
        ]
        statements.extend(
            f"CREATE INDEX {self._name}_by_{column} ON {self._name} ({column}, key_0)"
            for column in self._columns[1:]
        )
        for statement in statements:
            self._connection.execute(statement)

    def drop(self) -> None:
        """Drop the SQLite table."""
        self._connection.execute(f"DROP TABLE {self._name}")

    def insert(self, rows: Iterable[StoredPartition], *, keep_existing: bool) -> int:
        """Insert rows and give the id that all of them are above.

        Rows that are there already are left as they are, or raise sqlite3.IntegrityError.
        """
        sql = f"SELECT ifnull(max(id), 0) FROM {self._name}"
        last_id = int(self._connection.execute(sql).fetchone()[0])
        columns = ", ".join([*self._columns, "descriptor_id", "path", "properties"])
        placeholders = ", ".join("?" * (len(self._columns) + 3))
        verb = "INSERT OR IGNORE" if keep_existing else "INSERT"
        self._connection.executemany(
            f"{verb} INTO {self._name} ({columns}) VALUES ({placeholders})", rows
        )
        return last_id

    def above(self, last_id: int) -> list[Partition]:
        """Fetch the partitions whose ids are above one, in the order they were inserted."""
        condition = Condition("id > ?", (last_id,))
        return [partition for _, partition in self._fetch(condition, "id")]

    def select(self, domain: TupleDomain) -> list[Partition]:
        """Fetch the partitions of a domain, ordered by their values."""
        if domain.is_none:
            return []
        condition = tuple_condition(self._connection, self._keys, domain)
        return [partition for _, partition in self._fetch(condition, ", ".join(self._columns))]

    def matching(self, values: Mapping[int, Parameter]) -> list[tuple[int, Partition]]:
        """Fetch the partitions, and their ids, whose keys at some positions have these values."""
        condition = Condition(
            " AND ".join(f"key_{position} IS ?" for position in values), tuple(values.values())
        )
        return list(self._fetch(condition, ", ".join(self._columns)))

    def delete(self, ids: Iterable[int]) -> None:
        """Delete partitions by their ids."""
        self._connection.executemany(
            f"DELETE FROM {self._name} WHERE id = ?", ((number,) for number in ids)
        )

    def distinct(self, keys: Sequence[int], domain: TupleDomain) -> list[tuple[KeyValue, ...]]:
        """Fetch the distinct values that the keys at some positions take within a domain."""
        if domain.is_none:
            return []
        if len(keys) == 1 and len(self._keys) > 1 and self._hops(keys[0], domain):
            rows: Iterable[tuple[Any, ...]] = self._hop(keys[0], domain)
        else:
            condition = tuple_condition(self._connection, self._keys, domain)
            columns = ", ".join(f"key_{position}" for position in keys)
            rows = self._connection.execute(
                f"SELECT DISTINCT {columns} FROM {self._name}{condition.where} ORDER BY {columns}",
                condition.parameters,
            )
        readers = [_KeyReader(self._keys[position]) for position in keys]
        return [
            tuple(reader.read(stored)[0] for reader, stored in zip(readers, row, strict=True))
            for row in rows
        ]

    def analyze(self) -> None:
        """Gather what SQLite needs to choose between the indexes.

        Making and dropping a table tells every open connection to read the new statistics.
        """
        for statement in (
            f"PRAGMA analysis_limit = {_ANALYZED_ROWS}",
            f"ANALYZE {self._name}",
            "CREATE TABLE analyzed (id INTEGER PRIMARY KEY)",
            "DROP TABLE analyzed",
        ):
            self._connection.execute(statement)

    def _fetch(self, condition: Condition, order: str) -> Iterator[tuple[int, Partition]]:
        columns = ", ".join(["id", *self._columns, "descriptor_id", "path", "properties"])
        rows = self._connection.execute(
            f"SELECT {columns} FROM {self._name}{condition.where} ORDER BY {order}",
            condition.parameters,
        )
        readers = [_KeyReader(key) for key in self._keys]
        descriptors: dict[int, Storage] = {}
        for number, *stored, descriptor_id, path, properties in rows:
            values, folders = zip(*map(_KeyReader.read, readers, stored), strict=True)
            shared = descriptors.get(descriptor_id)
            if shared is None:
                shared = descriptors[descriptor_id] = self._descriptor(descriptor_id)
            below = "/".join(folders) + "/" if path is None else path
            location = below if _is_absolute(below) else shared.location + below
            yield (
                number,
                Partition(
                    values,
                    _placed(shared, location),
                    parse_properties(properties) if properties else {},
                ),
            )

    def _descriptor(self, descriptor_id: int) -> Storage:
        location, document = self._connection.execute(
            "SELECT location, document FROM descriptors WHERE id = ?", (descriptor_id,)
        ).fetchone()
        return parse_storage(document, location)

    def _hops(self, key: int, domain: TupleDomain) -> bool:
        """Whether distinct values are found by hopping along the key's index.

        That takes one seek for each, however many partitions have it.
        """
        others = [k.name for position, k in enumerate(self._keys) if position != key]
        if not all(domain.domain(name).is_all for name in others):
            return False
        ranges = domain.domain(self._keys[key].name).ranges
        return len(ranges) == 1 and not ranges[0].is_point

    def _hop(self, key: int, domain: TupleDomain) -> Iterator[tuple[Any, ...]]:
        column, wanted = f"key_{key}", domain.domain(self._keys[key].name)
        if wanted.null_allowed:
            yield from self._connection.execute(
                f"SELECT NULL WHERE EXISTS (SELECT 1 FROM {self._name} WHERE {column} IS NULL)"
            )
        not_null = type(wanted)(wanted.ranges, null_allowed=False)
        inside = key_condition(self._connection, column, self._keys[key].type, not_null)
        yield from self._connection.execute(
            f"WITH RECURSIVE hop (value) AS ("
            f"SELECT min({column}) FROM {self._name} WHERE {inside.sql} UNION ALL "
            f"SELECT (SELECT min({column}) FROM {self._name}"
            f" WHERE {column} > hop.value AND {inside.sql})"
            f" FROM hop WHERE hop.value IS NOT NULL"
            f") SELECT value FROM hop WHERE value IS NOT NULL",
            (*inside.parameters, *inside.parameters),
        )


class _KeyReader:
    """Turns one key's stored values into values and their folders' names, remembering the last few.

    Neighboring partitions share most of their values.
    """

    def __init__(self, key: Column) -> None:
        self._key = key
        self._decode = from_stored(key.type)
        self._known: dict[Parameter, tuple[KeyValue, str]] = {}

    def read(self, stored: Parameter) -> tuple[KeyValue, str]:
        known = self._known.get(stored)
        if known is None:
            if len(self._known) >= _REMEMBERED_VALUES:
                self._known.clear()
            value = stored if stored is None or self._decode is None else self._decode(stored)
            folder = folder_name(self._key.name, value_text(value, self._key.type))
            known = self._known[stored] = value, folder
        return known


def stored_path(base: str, default: str, location: str) -> str | None:
    """Shorten a location: nothing for the default below the base, else what follows the base."""
    if location == base + default:
        return None
    relative = location.removeprefix(base)
    return location if _is_absolute(relative) else relative


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or _SCHEME.match(path) is not None


def _placed(storage: Storage, location: str) -> Storage:
    # dataclasses.replace takes three times as long, and there may be a million of these.
    return Storage(
        storage.columns,
        location,
        storage.serde,
        storage.input_format,
        storage.output_format,
        storage.serde_parameters,
        storage.bucket_columns,
        storage.bucket_count,
    )
