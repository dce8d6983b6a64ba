"""A catalog of two tables and a view, for binding against."""

from datetime import UTC, datetime
from typing import Any

from lakeq.errors import TableNotFound
from lakeq.model.bound import BoundQuery
from lakeq.model.names import TableName
from lakeq.model.query import QueryContext
from lakeq.model.table import Column, Storage, Table, View
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    REAL,
    SMALLINT,
    TIMESTAMP,
    VARBINARY,
    VARCHAR,
    DataType,
    Field,
    array_of,
    char,
    decimal,
    map_of,
    row_of,
)
from lakeq.sql.bind import bind
from lakeq.sql.parse import parse
from lakeq.sql.statements import QueryStatement
from lakeq.sql.views import parse_view

PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
COLUMNS: dict[str, DataType] = {
    "id": BIGINT,
    "name": VARCHAR,
    "price": decimal(12, 2),
    "weight": DOUBLE,
    "ratio": REAL,
    "small": SMALLINT,
    "count": INTEGER,
    "day": DATE,
    "moment": TIMESTAMP,
    "code": char(5),
    "raw": VARBINARY,
    "ok": BOOLEAN,
    "tags": array_of(VARCHAR),
    "attributes": map_of(VARCHAR, BIGINT),
    "address": row_of(Field("city", VARCHAR), Field("geo", row_of(Field("lat", DOUBLE)))),
}


class TwoTables:
    """Tables ``sales.items`` and ``sales.orders``, and the view ``sales.cheap``."""

    def __init__(self) -> None:
        items = Table(
            TableName("sales", "items"),
            Storage(tuple(Column(n, t) for n, t in COLUMNS.items()), "/lake/items/", PARQUET),
            (Column("dt", VARCHAR),),
        )
        orders = Table(
            TableName("sales", "orders"),
            Storage((Column("id", BIGINT), Column("item", BIGINT)), "/lake/orders/", PARQUET),
        )
        self._tables: dict[TableName, Table | View] = {
            items.name: items,
            orders.name: orders,
            TableName("sales", "cheap"): View(
                TableName("sales", "cheap"),
                "SELECT id, price FROM items WHERE price < 5",
                (Column("id", BIGINT), Column("price", decimal(12, 2))),
                "sales",
            ),
            TableName("sales", "stale"): View(
                TableName("sales", "stale"), "SELECT id FROM items", (), "sales"
            ),
            TableName("sales", "loop"): View(
                TableName("sales", "loop"),
                "SELECT id FROM loop",
                (Column("id", BIGINT),),
                "sales",
            ),
        }

    def table(self, name: TableName) -> Table | View:
        try:
            return self._tables[name]
        except KeyError:
            raise TableNotFound(f"Table '{name.qualified()}' does not exist") from None


def bound(text: str, *parameters: Any, timezone: str = "UTC") -> BoundQuery:
    """Bind a text against the two tables, at noon of the last day of 2024."""
    now = datetime(2024, 12, 31, 12, 0, 0, 123456, tzinfo=UTC)
    context = QueryContext(now, "sales", timezone, parameters=parameters)
    statement = parse(text, context)
    assert isinstance(statement, QueryStatement)
    return bind(statement.tree, TwoTables(), context, parse_view)  # type: ignore[arg-type] # only lookups.


def columns(text: str, *parameters: Any) -> list[tuple[str, str]]:
    """Give the names and Trino types of a query's columns."""
    return [(c.name, c.type.trino) for c in bound(text, *parameters).query.columns]


def type_of(expression: str, *parameters: Any) -> str:
    """Give the Trino type of an expression over ``items``."""
    [(_, data_type)] = columns(f"SELECT {expression} FROM items", *parameters)
    return data_type
