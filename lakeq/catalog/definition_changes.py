"""Changes of databases, tables and views, through the transaction of a connection."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, assert_never

from lakeq.catalog.definition_store import DefinitionStore
from lakeq.catalog.partition_keys import storage_class
from lakeq.catalog.partition_store import PartitionStore
from lakeq.errors import AlreadyExists, DatabaseNotEmpty, InvalidDefinition, NotSupported
from lakeq.model.changes import (
    CreateDatabase,
    CreateTable,
    CreateView,
    DropDatabase,
    DropTable,
    DropView,
    ReplaceTable,
    SetTableProperties,
)
from lakeq.model.names import DEFAULT_DATABASE, TableName
from lakeq.model.table import Column, Table, View

DefinitionChange: TypeAlias = (
    CreateDatabase
    | DropDatabase
    | CreateTable
    | ReplaceTable
    | DropTable
    | CreateView
    | DropView
    | SetTableProperties
)


def define(connection: sqlite3.Connection, change: DefinitionChange, now: datetime) -> None:
    """Make a change to a database, a table or a view."""
    match change:
        case CreateDatabase():
            _create_database(connection, change)
        case DropDatabase():
            _drop_database(connection, change)
        case CreateTable():
            _create_table(connection, change, now)
        case ReplaceTable():
            _replace_table(connection, change.table, now)
        case SetTableProperties():
            _set_table_properties(connection, change, now)
        case DropTable():
            _drop_table(connection, change)
        case CreateView():
            _create_view(connection, change, now)
        case DropView():
            _drop_view(connection, change)
        case _:
            assert_never(change)


def _create_database(connection: sqlite3.Connection, change: CreateDatabase) -> None:
    definitions = DefinitionStore(connection)
    if definitions.find_database(change.database.name) is None:
        definitions.insert_database(change.database)
    elif not change.if_not_exists:
        raise AlreadyExists(f"Schema '{change.database.name}' already exists")


def _drop_database(connection: sqlite3.Connection, change: DropDatabase) -> None:
    definitions = DefinitionStore(connection)
    if change.if_exists and definitions.find_database(change.name) is None:
        return
    database_id, _ = definitions.database(change.name)
    if change.name == DEFAULT_DATABASE:
        raise NotSupported(f"Schema '{DEFAULT_DATABASE}' cannot be dropped")
    tables = definitions.tables(change.name)
    if tables and not change.cascade:
        raise DatabaseNotEmpty(
            f"Cannot drop non-empty schema '{change.name}'",
            hint=f"`DROP DATABASE {change.name} CASCADE` drops its {len(tables)} tables too",
        )
    for stored in tables:
        _delete(connection, stored.id, stored.definition)
    definitions.delete_database(database_id)


def _create_table(connection: sqlite3.Connection, change: CreateTable, now: datetime) -> None:
    definitions = DefinitionStore(connection)
    table = change.table
    if definitions.find_table(table.name) is not None:
        if change.if_not_exists:
            return
        raise _already_exists(table.name)
    _check(table)
    table_id = definitions.insert_table(table, now)
    if table.is_partitioned:
        PartitionStore(connection, table_id, table.partition_keys).create()


def _replace_table(connection: sqlite3.Connection, table: Table, now: datetime) -> None:
    definitions = DefinitionStore(connection)
    stored, current = definitions.base_table(table.name)
    _check(table)
    if _key_types(table.partition_keys) != _key_types(current.partition_keys):
        if stored.partition_count:
            raise NotSupported(
                f"Partition keys of table '{table.name.qualified()}' cannot change while it has"
                f" {stored.partition_count} partitions",
                hint="drop the table, create it anew and repair it; files stay",
            )
        if current.is_partitioned:
            PartitionStore(connection, stored.id, current.partition_keys).drop()
        if table.is_partitioned:
            PartitionStore(connection, stored.id, table.partition_keys).create()
    definitions.insert_version(stored, table, now)


def _set_table_properties(
    connection: sqlite3.Connection, change: SetTableProperties, now: datetime
) -> None:
    definitions = DefinitionStore(connection)
    stored, table = definitions.base_table(change.table)
    properties = {**table.properties, **change.properties}
    definitions.insert_version(stored, replace(table, properties=properties), now)


def _drop_table(connection: sqlite3.Connection, change: DropTable) -> None:
    definitions = DefinitionStore(connection)
    if change.if_exists and definitions.find_table(change.name) is None:
        return
    stored, table = definitions.base_table(change.name)
    _delete(connection, stored.id, table)


def _create_view(connection: sqlite3.Connection, change: CreateView, now: datetime) -> None:
    definitions = DefinitionStore(connection)
    stored = definitions.find_table(change.view.name)
    if stored is None:
        definitions.insert_table(change.view, now)
    elif change.or_replace and isinstance(stored.definition, View):
        definitions.insert_version(stored, change.view, now)
    else:
        raise _already_exists(change.view.name)


def _drop_view(connection: sqlite3.Connection, change: DropView) -> None:
    definitions = DefinitionStore(connection)
    if change.if_exists and definitions.find_table(change.name) is None:
        return
    stored, view = definitions.view(change.name)
    _delete(connection, stored.id, view)


def _delete(connection: sqlite3.Connection, table_id: int, definition: Table | View) -> None:
    if isinstance(definition, Table) and definition.is_partitioned:
        PartitionStore(connection, table_id, definition.partition_keys).drop()
    DefinitionStore(connection).delete_table(table_id)


def _check(table: Table) -> None:
    """Refuse what no query could use: a repeated column, a nested partition key."""
    for key in table.partition_keys:
        storage_class(key)
    repeated = [name for name, count in Counter(c.name for c in table.columns).items() if count > 1]
    if repeated:
        raise InvalidDefinition(
            f"Column `{repeated[0]}` is defined more than once in table '{table.name.qualified()}'",
            hint="a partition key is a column too, and must not repeat one",
        )


def _key_types(keys: Sequence[Column]) -> list[Column]:
    return [Column(key.name, key.type) for key in keys]


def _already_exists(name: TableName) -> AlreadyExists:
    return AlreadyExists(f"Table '{name.qualified()}' already exists")
