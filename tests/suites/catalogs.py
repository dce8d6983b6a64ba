"""What the suite of catalogs is written with: tables by their keys, partitions by their values."""

from lakeq.catalog.base import Catalog
from lakeq.model.changes import (
    AddPartitions,
    PartitionSpec,
)
from lakeq.model.domains import TupleDomain
from lakeq.model.names import TableName
from lakeq.model.table import Column, KeyValue, Storage, Table
from lakeq.model.types import (
    DataType,
    decimal,
)

PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
EVERYTHING = TupleDomain()
ORDERS = TableName("sales", "orders")


def storage(location: str = "/lake/orders/", *columns: Column) -> Storage:
    return Storage(columns or (Column("total", decimal(10, 2)),), location, PARQUET)


def partitioned(*types: DataType, name: TableName = ORDERS) -> Table:
    keys = tuple(Column(f"k{position}", key) for position, key in enumerate(types))
    return Table(name, storage(), keys)


def spec(*texts: str | None, location: str | None = None) -> PartitionSpec:
    return PartitionSpec(
        tuple((f"k{position}", text) for position, text in enumerate(texts)), location
    )


def add(catalog: Catalog, *specs: PartitionSpec, table: TableName = ORDERS) -> None:
    catalog.apply(AddPartitions(table, specs))


def base_table(catalog: Catalog, name: TableName = ORDERS) -> Table:
    table = catalog.table(name)
    assert isinstance(table, Table)
    return table


def values(catalog: Catalog, domain: TupleDomain = EVERYTHING) -> list[tuple[KeyValue, ...]]:
    return [partition.values for partition in catalog.partitions(base_table(catalog), domain)]


def locations(catalog: Catalog) -> list[str]:
    found = catalog.partitions(base_table(catalog), EVERYTHING)
    return [partition.storage.location for partition in found]
