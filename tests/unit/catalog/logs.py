"""A table of logs by writer and number, for tests of the metastore."""

from lakeq.model.changes import (
    PartitionSpec,
)
from lakeq.model.domains import TupleDomain
from lakeq.model.names import TableName
from lakeq.model.table import Column, Storage, Table
from lakeq.model.types import INTEGER

LOGS = TableName("default", "logs")
SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
KEYS = (Column("writer", INTEGER), Column("number", INTEGER))
TABLE = Table(LOGS, Storage((Column("a", INTEGER),), "/lake/logs/", SERDE), KEYS)
EVERYTHING = TupleDomain()


def spec(writer: int | None, number: int | None) -> PartitionSpec:
    texts = (None if value is None else str(value) for value in (writer, number))
    return PartitionSpec(tuple(zip(("writer", "number"), texts, strict=True)))
