"""Catalog changes as values: what DDL asks for, before anything is changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lakeq.model.names import TableName
from lakeq.model.table import Database, Table, View


@dataclass(frozen=True, slots=True)
class PartitionSpec:
    """A partition as DDL names it: key and text value pairs, and perhaps a location.

    A value of ``None`` means NULL. Values are text, because only the table's keys say their types.
    """

    values: tuple[tuple[str, str | None], ...]
    location: str | None = None


@dataclass(frozen=True, slots=True)
class CreateDatabase:
    """CREATE DATABASE."""

    database: Database
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True)
class DropDatabase:
    """DROP DATABASE; without ``cascade`` only an empty one."""

    name: str
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class CreateTable:
    """CREATE EXTERNAL TABLE."""

    table: Table
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True)
class ReplaceTable:
    """Give an existing table a new definition and version; its partitions stay."""

    table: Table


@dataclass(frozen=True, slots=True)
class DropTable:
    """DROP TABLE; files stay."""

    name: TableName
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class CreateView:
    """CREATE [OR REPLACE] VIEW, its query already checked."""

    view: View
    or_replace: bool = False


@dataclass(frozen=True, slots=True)
class DropView:
    """DROP VIEW."""

    name: TableName
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class AddPartitions:
    """ALTER TABLE ADD PARTITION, any number at once: all or none."""

    table: TableName
    partitions: tuple[PartitionSpec, ...]
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True)
class DropPartitions:
    """ALTER TABLE DROP PARTITION; a spec that names fewer keys drops all that match it."""

    table: TableName
    partitions: tuple[PartitionSpec, ...]
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class RepairTable:
    """MSCK REPAIR TABLE: register the partition folders found below the table's location."""

    table: TableName


@dataclass(frozen=True, slots=True)
class SetTableProperties:
    """ALTER TABLE SET TBLPROPERTIES."""

    table: TableName
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrepareStatement:
    """PREPARE: keep a statement under a name, in the place of one that had it."""

    workgroup: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class DeallocateStatement:
    """DEALLOCATE PREPARE."""

    workgroup: str
    name: str


CatalogChange: TypeAlias = (
    CreateDatabase
    | DropDatabase
    | CreateTable
    | ReplaceTable
    | DropTable
    | CreateView
    | DropView
    | AddPartitions
    | DropPartitions
    | RepairTable
    | SetTableProperties
    | PrepareStatement
    | DeallocateStatement
)
