"""What the catalog records, in Glue's nouns: databases, tables, views and partitions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from lakeq.model.names import TableName
from lakeq.model.types import BIGINT, VARCHAR, DataType

KeyValue: TypeAlias = bool | int | str | date | datetime | Decimal | float | None
"""A partition key's value, typed as its key is declared; ``None`` is Hive's NULL partition."""

NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"


class FileFormat(Enum):
    """What a table's files hold; the value is the word estimates and listings print."""

    PARQUET = "parquet"
    ORC = "orc"
    AVRO = "avro"
    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    REGEX = "regex"
    ION = "ion"
    UNKNOWN = "unknown"


_FORMATS_BY_SERDE = {
    "org.apache.hadoop.hive.ql.io.parquet.serde.parquethiveserde": FileFormat.PARQUET,
    "org.apache.hadoop.hive.ql.io.orc.orcserde": FileFormat.ORC,
    "org.apache.hadoop.hive.serde2.avro.avroserde": FileFormat.AVRO,
    "org.apache.hadoop.hive.serde2.lazy.lazysimpleserde": FileFormat.TEXT,
    "org.apache.hadoop.hive.serde2.opencsvserde": FileFormat.CSV,
    "org.openx.data.jsonserde.jsonserde": FileFormat.JSON,
    "org.apache.hive.hcatalog.data.jsonserde": FileFormat.JSON,
    "org.apache.hadoop.hive.serde2.regexserde": FileFormat.REGEX,
    "com.amazonaws.glue.serde.grokserde": FileFormat.REGEX,
    "com.amazon.ionhiveserde.ionhiveserde": FileFormat.ION,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column or partition key of a table; names are lower case."""

    name: str
    type: DataType
    comment: str | None = None


_HIDDEN = (Column("$path", VARCHAR), Column("$file_size", BIGINT), Column("$partition", VARCHAR))


@dataclass(frozen=True, slots=True)
class Storage:
    """Where rows lie and how they are written: Glue's *StorageDescriptor*.

    ``location`` is an absolute path or an ``s3://`` URL, with a final slash.
    """

    columns: tuple[Column, ...]
    location: str
    serde: str
    input_format: str = ""
    output_format: str = ""
    serde_parameters: Mapping[str, str] = field(default_factory=dict)
    bucket_columns: tuple[str, ...] = ()
    bucket_count: int = -1

    @property
    def format(self) -> FileFormat:
        """The file format that the SerDe reads."""
        return _FORMATS_BY_SERDE.get(self.serde.lower(), FileFormat.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Database:
    """A database: a name for a set of tables."""

    name: str
    comment: str | None = None
    location: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """An external table. ``version`` counts its definitions, from one."""

    name: TableName
    storage: Storage
    partition_keys: tuple[Column, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    comment: str | None = None
    created_at: datetime | None = None
    version: int = 1

    @property
    def is_partitioned(self) -> bool:
        """Whether rows are divided by partition keys."""
        return bool(self.partition_keys)

    @property
    def hidden_columns(self) -> tuple[Column, ...]:
        """What every row has and ``SELECT *`` leaves out: where the row lies."""
        return _HIDDEN if self.is_partitioned else _HIDDEN[:-1]

    @property
    def columns(self) -> tuple[Column, ...]:
        """What ``SELECT *`` returns: the columns of the files, then the partition keys."""
        return self.storage.columns + self.partition_keys


@dataclass(frozen=True, slots=True)
class View:
    """A stored query. ``columns`` are what it returned when it was created.

    ``database`` is the one its unqualified names are resolved in.
    """

    name: TableName
    text: str
    columns: tuple[Column, ...]
    database: str
    comment: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    created_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition: its key values in key order, and its own storage.

    An unpartitioned table is planned as one partition without values.
    """

    values: tuple[KeyValue, ...]
    storage: Storage
    properties: Mapping[str, str] = field(default_factory=dict)
