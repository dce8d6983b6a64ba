"""The metastore's rows of databases, tables and views, through the transaction of a connection.

A table's definition is a row of ``table_versions``; ``tables`` says which version holds. Earlier
ones stay, as Glue keeps them.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from lakeq.catalog.documents import (
    columns_document,
    parse_columns,
    parse_properties,
    parse_storage,
    properties_document,
    storage_document,
)
from lakeq.catalog.suggestions import database_not_found, table_not_found
from lakeq.errors import TableNotFound
from lakeq.model.names import TableName
from lakeq.model.table import Database, Storage, Table, View

_Row: TypeAlias = tuple[Any, ...]

_TABLE, _VIEW = "EXTERNAL_TABLE", "VIRTUAL_VIEW"
_SELECT_DATABASES = "SELECT id, name, comment, location, properties FROM databases"
_SELECT_TABLES = """
    SELECT tables.id, tables.change_number, tables.partition_count, tables.analyzed_count,
        databases.name, tables.name, tables.kind, tables.created_at, tables.version,
        table_versions.comment, table_versions.properties, table_versions.partition_keys,
        table_versions.view_text, table_versions.view_database,
        descriptors.location, descriptors.document
    FROM databases
    JOIN tables ON tables.database_id = databases.id
    JOIN table_versions
        ON table_versions.table_id = tables.id AND table_versions.version = tables.version
    JOIN descriptors ON descriptors.id = table_versions.descriptor_id
"""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table or view and what the metastore keeps beside its definition."""

    id: int
    definition: Table | View
    change_number: int
    partition_count: int
    analyzed_count: int


class DefinitionStore:
    """Databases, tables and views."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def databases(self) -> list[Database]:
        """List databases by name."""
        return [
            _database(row) for row in self._connection.execute(_SELECT_DATABASES + " ORDER BY name")
        ]

    def find_database(self, name: str) -> tuple[int, Database] | None:
        """Look a database and its id up."""
        row = self._connection.execute(_SELECT_DATABASES + " WHERE name = ?", (name,)).fetchone()
        return None if row is None else (row[0], _database(row))

    def database(self, name: str) -> tuple[int, Database]:
        """Look a database and its id up. Raises DatabaseNotFound."""
        found = self.find_database(name)
        if found is None:
            names = [row[0] for row in self._connection.execute("SELECT name FROM databases")]
            raise database_not_found(name, names)
        return found

    def tables(self, database: str) -> list[StoredTable]:
        """List a database's tables and views by name."""
        rows = self._connection.execute(
            _SELECT_TABLES + " WHERE databases.name = ? ORDER BY tables.name", (database,)
        )
        return [_stored_table(row) for row in rows]

    def find_table(self, name: TableName) -> StoredTable | None:
        """Look a table or view up."""
        row = self._connection.execute(
            _SELECT_TABLES + " WHERE databases.name = ? AND tables.name = ?",
            (name.database, name.name),
        ).fetchone()
        return None if row is None else _stored_table(row)

    def table(self, name: TableName) -> StoredTable:
        """Look a table or view up. Raises DatabaseNotFound or TableNotFound."""
        found = self.find_table(name)
        if found is None:
            self.database(name.database)
            rows = self._connection.execute(
                "SELECT databases.name, tables.name FROM tables"
                " JOIN databases ON databases.id = tables.database_id ORDER BY 1, 2"
            )
            raise table_not_found(name, [TableName(*row) for row in rows])
        return found

    def base_table(self, name: TableName) -> tuple[StoredTable, Table]:
        """Look a table up that is no view. Raises DatabaseNotFound or TableNotFound."""
        stored = self.table(name)
        if isinstance(stored.definition, View):
            raise TableNotFound(
                f"Table '{name.qualified()}' does not exist", hint=f"`{name}` is a view"
            )
        return stored, stored.definition

    def view(self, name: TableName) -> tuple[StoredTable, View]:
        """Look a view up. Raises DatabaseNotFound or TableNotFound."""
        stored = self.table(name)
        if isinstance(stored.definition, Table):
            raise TableNotFound(
                f"View '{name.qualified()}' does not exist", hint=f"`{name}` is a table"
            )
        return stored, stored.definition

    def insert_database(self, database: Database) -> None:
        """Record a database."""
        self._connection.execute(
            "INSERT INTO databases (name, comment, location, properties) VALUES (?, ?, ?, ?)",
            (
                database.name,
                database.comment,
                database.location,
                properties_document(database.properties),
            ),
        )

    def delete_database(self, database_id: int) -> None:
        """Forget an empty database."""
        self._connection.execute("DELETE FROM databases WHERE id = ?", (database_id,))

    def insert_table(self, definition: Table | View, now: datetime) -> int:
        """Record a new table or view as its version 1, and give its id."""
        database_id, _ = self.database(definition.name.database)
        created_at = definition.created_at or now
        table_id = self._connection.execute(
            "INSERT INTO tables (database_id, name, kind, version, created_at, change_number)"
            " VALUES (?, ?, ?, 1, ?, 0)",
            (
                database_id,
                definition.name.name,
                _TABLE if isinstance(definition, Table) else _VIEW,
                created_at.isoformat(),
            ),
        ).lastrowid
        assert table_id is not None
        self._insert_version(table_id, 1, definition, now)
        return table_id

    def insert_version(self, stored: StoredTable, definition: Table | View, now: datetime) -> None:
        """Give a table or view its next definition."""
        version = stored.definition.version + 1
        self._insert_version(stored.id, version, definition, now)
        self._connection.execute("UPDATE tables SET version = ? WHERE id = ?", (version, stored.id))

    def delete_table(self, table_id: int) -> None:
        """Forget a table or view and all its versions."""
        self._connection.execute("DELETE FROM tables WHERE id = ?", (table_id,))

    def descriptor_id(self, table_id: int, storage: Storage) -> int:
        """Give the id of a storage descriptor, recorded anew if the table has none like it."""
        values = (table_id, storage.location, storage_document(storage))
        self._connection.execute(
            "INSERT OR IGNORE INTO descriptors (table_id, location, document) VALUES (?, ?, ?)",
            values,
        )
        row = self._connection.execute(
            "SELECT id FROM descriptors WHERE table_id = ? AND location = ? AND document = ?",
            values,
        ).fetchone()
        return int(row[0])

    def count_partitions(self, table_id: int, added: int) -> None:
        """Add to a table's partition count, or take from it."""
        self._connection.execute(
            "UPDATE tables SET partition_count = partition_count + ? WHERE id = ?",
            (added, table_id),
        )

    def mark_analyzed(self, table_id: int) -> None:
        """Note that statistics were gathered at the present partition count."""
        self._connection.execute(
            "UPDATE tables SET analyzed_count = partition_count WHERE id = ?", (table_id,)
        )

    def mark_changed(self, table_id: int) -> None:
        """Give a table the catalog's next change number."""
        self._connection.execute("UPDATE metastore SET change_number = change_number + 1")
        self._connection.execute(
            "UPDATE tables SET change_number = (SELECT change_number FROM metastore) WHERE id = ?",
            (table_id,),
        )

    def _insert_version(
        self, table_id: int, version: int, definition: Table | View, now: datetime
    ) -> None:
        if isinstance(definition, Table):
            storage, keys = definition.storage, definition.partition_keys
            text, database = None, None
        else:
            storage, keys = Storage(definition.columns, "", ""), ()
            text, database = definition.text, definition.database
        self._connection.execute(
            "INSERT INTO table_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                table_id,
                version,
                now.isoformat(),
                self.descriptor_id(table_id, storage),
                columns_document(keys),
                properties_document(definition.properties),
                definition.comment,
                text,
                database,
            ),
        )
        self.mark_changed(table_id)


def _database(row: _Row) -> Database:
    _, name, comment, location, properties = row
    return Database(name, comment, location, parse_properties(properties))


def _stored_table(row: Sequence[Any]) -> StoredTable:
    table_id, change_number, partition_count, analyzed_count, *definition = row
    return StoredTable(
        table_id, _definition(definition), change_number, partition_count, analyzed_count
    )


def _definition(row: Sequence[Any]) -> Table | View:
    database, name, kind, created_at, version, comment, properties, keys, *rest = row
    text, view_database, location, document = rest
    storage = parse_storage(document, location)
    created = datetime.fromisoformat(created_at)
    if kind == _VIEW:
        return View(
            TableName(database, name),
            text,
            storage.columns,
            view_database,
            comment,
            parse_properties(properties),
            created,
            version,
        )
    return Table(
        TableName(database, name),
        storage,
        parse_columns(keys),
        parse_properties(properties),
        comment,
        created,
        version,
    )
