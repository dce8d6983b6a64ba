"""What every catalog promises of databases, tables and views."""

from datetime import date, datetime

import pytest

from lakeq.catalog.base import Catalog
from lakeq.errors import (
    AlreadyExists,
    DatabaseNotEmpty,
    DatabaseNotFound,
    InvalidDefinition,
    NotSupported,
    TableNotFound,
)
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
from lakeq.model.names import TableName
from lakeq.model.table import Column, Database, Storage, Table, View
from lakeq.model.types import (
    BIGINT,
    DATE,
    INTEGER,
    REAL,
    TIMESTAMP_WITH_TIME_ZONE,
    VARCHAR,
    Field,
    array_of,
    char,
    map_of,
    row_of,
    varchar,
)
from tests.suites.catalogs import (
    EVERYTHING,
    ORDERS,
    PARQUET,
    add,
    base_table,
    partitioned,
    spec,
    storage,
    values,
)


def test_the_default_database_is_always_there(catalog: Catalog) -> None:
    assert [database.name for database in catalog.databases()] == ["default", "sales"]


def test_a_database_keeps_all_it_was_given(catalog: Catalog) -> None:
    database = Database("web", "logs, 'raw'", "s3://bucket/web/", {"owner": "ü"})
    catalog.apply(CreateDatabase(database))
    assert catalog.database("web") == database


def test_a_second_database_of_one_name_is_refused(catalog: Catalog) -> None:
    with pytest.raises(AlreadyExists, match="Schema 'sales' already exists"):
        catalog.apply(CreateDatabase(Database("sales")))


def test_if_not_exists_leaves_a_database_as_it_is(catalog: Catalog) -> None:
    catalog.apply(CreateDatabase(Database("sales", "other"), if_not_exists=True))
    assert catalog.database("sales").comment is None


def test_an_unknown_database_is_told_from_one_spelled_alike(catalog: Catalog) -> None:
    with pytest.raises(DatabaseNotFound) as caught:
        catalog.database("salse")
    assert caught.value.message == "Schema 'salse' does not exist"
    assert caught.value.hint == "did you mean `sales`?"


def test_an_unlike_database_gives_no_hint(catalog: Catalog) -> None:
    with pytest.raises(DatabaseNotFound) as caught:
        catalog.tables("x")
    assert caught.value.hint is None


def test_dropping_a_database_that_holds_tables_is_refused(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR)))
    with pytest.raises(DatabaseNotEmpty, match="Cannot drop non-empty schema 'sales'"):
        catalog.apply(DropDatabase("sales"))
    assert values(catalog) == []


def test_cascade_drops_the_tables_and_views_too(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR)))
    add(catalog, spec("a"))
    catalog.apply(CreateView(View(TableName("sales", "v"), "SELECT 1", (), "sales")))
    catalog.apply(DropDatabase("sales", cascade=True))
    assert [database.name for database in catalog.databases()] == ["default"]
    with pytest.raises(DatabaseNotFound):
        catalog.table(ORDERS)


def test_the_default_database_cannot_be_dropped(catalog: Catalog) -> None:
    with pytest.raises(NotSupported):
        catalog.apply(DropDatabase("default", cascade=True))


def test_dropping_an_unknown_database_needs_if_exists(catalog: Catalog) -> None:
    catalog.apply(DropDatabase("web", if_exists=True))
    with pytest.raises(DatabaseNotFound):
        catalog.apply(DropDatabase("web"))


def test_a_table_keeps_all_it_was_given(catalog: Catalog) -> None:
    columns = (
        Column("id", BIGINT, "the 'key'"),
        Column("tags", array_of(varchar(5))),
        Column("extra", map_of(VARCHAR, row_of(Field("a", REAL), Field("b", array_of(DATE))))),
        Column("code", char(3), ""),
    )
    made = Storage(columns, "s3://b/t/", PARQUET, "in", "out", {"field.delim": "\x01"}, ("id",), 8)
    table = Table(
        ORDERS,
        made,
        (Column("dt", DATE, "day"), Column("hour", INTEGER)),
        {"classification": "parquet"},
        "orders\nof all",
        datetime.fromisoformat("2024-05-06T07:08:09+00:00"),
    )
    catalog.apply(CreateTable(table))
    assert catalog.table(ORDERS) == table


def test_a_new_table_knows_when_it_was_created(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR)))
    created_at = base_table(catalog).created_at
    assert created_at is not None
    assert created_at.utcoffset() is not None


def test_a_view_keeps_all_it_was_given(catalog: Catalog) -> None:
    view = View(
        TableName("sales", "recent"),
        "SELECT *\nFROM orders",
        (Column("at", TIMESTAMP_WITH_TIME_ZONE), Column("pair", row_of(Field(None, BIGINT)))),
        "sales",
        "comment",
        {"a": "b"},
        datetime.fromisoformat("2024-05-06T07:08:09+00:00"),
    )
    catalog.apply(CreateView(view))
    assert catalog.table(view.name) == view


def test_tables_and_views_are_listed_by_name(catalog: Catalog) -> None:
    catalog.apply(CreateTable(Table(TableName("sales", "zebra"), storage())))
    catalog.apply(CreateView(View(TableName("sales", "lion"), "SELECT 1", (), "sales")))
    catalog.apply(CreateTable(Table(TableName("default", "other"), storage())))
    assert [table.name.name for table in catalog.tables("sales")] == ["lion", "zebra"]


def test_an_unknown_table_is_told_from_one_spelled_alike(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR)))
    with pytest.raises(TableNotFound) as caught:
        catalog.table(TableName("sales", "ordres"))
    assert caught.value.message == "Table 'awsdatacatalog.sales.ordres' does not exist"
    assert caught.value.hint == "did you mean `sales.orders`?"


def test_a_table_of_another_database_is_suggested_by_its_full_name(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR)))
    with pytest.raises(TableNotFound) as caught:
        catalog.table(TableName("default", "orders"))
    assert caught.value.hint == "did you mean `sales.orders`?"


def test_a_table_in_an_unknown_database_blames_the_database(catalog: Catalog) -> None:
    with pytest.raises(DatabaseNotFound):
        catalog.table(TableName("sals", "orders"))
    with pytest.raises(DatabaseNotFound):
        catalog.apply(CreateTable(Table(TableName("sals", "orders"), storage())))


def test_a_second_table_of_one_name_is_refused(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR)))
    with pytest.raises(
        AlreadyExists, match=r"Table 'awsdatacatalog\.sales\.orders' already exists"
    ):
        catalog.apply(CreateTable(partitioned(DATE)))
    catalog.apply(CreateTable(partitioned(DATE), if_not_exists=True))
    assert base_table(catalog).partition_keys[0].type == VARCHAR


def test_a_partition_key_that_repeats_a_column_is_refused(catalog: Catalog) -> None:
    table = Table(ORDERS, storage(), (Column("total", VARCHAR),))
    with pytest.raises(InvalidDefinition, match="Column `total` is defined more than once"):
        catalog.apply(CreateTable(table))


def test_a_nested_partition_key_is_refused(catalog: Catalog) -> None:
    with pytest.raises(NotSupported, match="Partition key `k0` cannot be of type array<int>"):
        catalog.apply(CreateTable(partitioned(array_of(INTEGER))))


def test_replacing_a_table_raises_its_version_and_keeps_its_partitions(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, spec("1"))
    old = base_table(catalog)
    new = Table(ORDERS, storage("/lake/new/", Column("other", VARCHAR)), old.partition_keys)
    catalog.apply(ReplaceTable(new))
    assert base_table(catalog).version == 2
    assert base_table(catalog).storage == new.storage
    assert base_table(catalog).created_at == old.created_at
    assert values(catalog) == [(1,)]


def test_partitions_keep_the_columns_and_place_they_were_added_with(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, spec("1"))
    new = Table(
        ORDERS,
        storage("/lake/new/", Column("other", VARCHAR)),
        base_table(catalog).partition_keys,
    )
    catalog.apply(ReplaceTable(new))
    add(catalog, spec("2"))
    first, second = catalog.partitions(new, EVERYTHING)
    assert first.storage == storage("/lake/orders/k0=1/")
    assert second.storage == storage("/lake/new/k0=2/", Column("other", VARCHAR))


def test_partition_keys_cannot_change_under_partitions(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, spec("1"))
    with pytest.raises(NotSupported, match="cannot change while it has 1 partitions"):
        catalog.apply(ReplaceTable(partitioned(VARCHAR)))
    assert values(catalog) == [(1,)]


def test_partition_keys_of_an_empty_table_may_change(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    catalog.apply(ReplaceTable(partitioned(VARCHAR, DATE)))
    add(catalog, spec("a", "2024-01-01"))
    assert values(catalog) == [("a", date(2024, 1, 1))]


def test_replacing_an_unknown_table_is_refused(catalog: Catalog) -> None:
    with pytest.raises(TableNotFound):
        catalog.apply(ReplaceTable(partitioned(INTEGER)))


def test_table_properties_are_added_and_overwritten(catalog: Catalog) -> None:
    catalog.apply(CreateTable(Table(ORDERS, storage(), properties={"a": "1", "b": "2"})))
    catalog.apply(SetTableProperties(ORDERS, {"b": "3", "c": "4"}))
    assert base_table(catalog).properties == {"a": "1", "b": "3", "c": "4"}
    assert base_table(catalog).version == 2


def test_a_dropped_table_is_gone_with_its_partitions(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, spec("1"))
    catalog.apply(DropTable(ORDERS))
    with pytest.raises(TableNotFound):
        catalog.table(ORDERS)
    catalog.apply(CreateTable(partitioned(INTEGER)))
    assert values(catalog) == []


def test_dropping_an_unknown_table_needs_if_exists(catalog: Catalog) -> None:
    catalog.apply(DropTable(ORDERS, if_exists=True))
    catalog.apply(DropTable(TableName("nowhere", "orders"), if_exists=True))
    with pytest.raises(TableNotFound):
        catalog.apply(DropTable(ORDERS))


def test_a_view_is_not_dropped_as_a_table(catalog: Catalog) -> None:
    catalog.apply(CreateView(View(ORDERS, "SELECT 1", (), "sales")))
    with pytest.raises(TableNotFound) as caught:
        catalog.apply(DropTable(ORDERS))
    assert caught.value.hint == "`sales.orders` is a view"
    catalog.apply(DropView(ORDERS))
    assert catalog.tables("sales") == []


def test_a_table_is_not_dropped_as_a_view(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    with pytest.raises(TableNotFound) as caught:
        catalog.apply(DropView(ORDERS))
    assert caught.value.hint == "`sales.orders` is a table"
    catalog.apply(DropView(TableName("sales", "none"), if_exists=True))


def test_a_view_is_replaced_only_when_asked(catalog: Catalog) -> None:
    catalog.apply(CreateView(View(ORDERS, "SELECT 1", (), "sales")))
    with pytest.raises(AlreadyExists):
        catalog.apply(CreateView(View(ORDERS, "SELECT 2", (), "sales")))
    catalog.apply(CreateView(View(ORDERS, "SELECT 2", (), "sales"), or_replace=True))
    view = catalog.table(ORDERS)
    assert isinstance(view, View)
    assert (view.text, view.version) == ("SELECT 2", 2)


def test_a_table_is_never_replaced_by_a_view(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    with pytest.raises(AlreadyExists):
        catalog.apply(CreateView(View(ORDERS, "SELECT 1", (), "sales"), or_replace=True))
