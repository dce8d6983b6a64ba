from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeq.catalog import describe
from lakeq.errors import InvalidDefinition
from lakeq.model.changes import CreateTable
from lakeq.model.names import TableName
from lakeq.model.query import QueryContext
from lakeq.model.table import Column, Partition, Storage, Table, View
from lakeq.model.types import (
    BIGINT,
    DATE,
    INTEGER,
    REAL,
    VARBINARY,
    VARCHAR,
    DataType,
    Field,
    array_of,
    decimal,
    map_of,
    row_of,
)
from lakeq.sql.parse import parse
from lakeq.sql.statements import ChangeStatement

PARQUET = Storage(
    (Column("id", BIGINT), Column("tags", map_of(VARCHAR, array_of(REAL)), "what's in it")),
    "s3://bucket/orders/",
    "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    {"serialization.format": "1"},
)
ORDERS = Table(
    TableName("sales", "orders"),
    PARQUET,
    (Column("dt", DATE, ""), Column("hour", INTEGER)),
    {"classification": "parquet", "a": "b"},
    "all orders",
    datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
)
CONTEXT = QueryContext(datetime(2024, 1, 1, tzinfo=UTC))


def recreated(table: Table) -> Table:
    """Run a table's SHOW CREATE TABLE."""
    statement = parse("\n".join(describe.create_table_lines(table)), CONTEXT)
    assert isinstance(statement, ChangeStatement)
    assert isinstance(statement.change, CreateTable)
    return statement.change.table


def test_a_table_is_created_anew_as_athena_prints_it() -> None:
    assert describe.create_table_lines(ORDERS) == [
        "CREATE EXTERNAL TABLE `sales.orders`(",
        "  `id` bigint, ",
        "  `tags` map<string,array<float>> COMMENT 'what\\'s in it')",
        "COMMENT 'all orders'",
        "PARTITIONED BY ( ",
        "  `dt` date COMMENT '', ",
        "  `hour` int)",
        "ROW FORMAT SERDE ",
        "  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' ",
        "WITH SERDEPROPERTIES ( ",
        "  'serialization.format'='1')",
        "STORED AS INPUTFORMAT ",
        "  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat' ",
        "OUTPUTFORMAT ",
        "  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'",
        "LOCATION",
        "  's3://bucket/orders/'",
        "TBLPROPERTIES (",
        "  'a'='b', ",
        "  'classification'='parquet')",
    ]


def test_running_show_create_table_gives_an_equal_table() -> None:
    assert recreated(ORDERS) == replace(ORDERS, created_at=None)


def test_buckets_are_created_anew() -> None:
    bucketed = replace(PARQUET, bucket_columns=("id",), bucket_count=8)
    table = replace(ORDERS, storage=bucketed)
    assert recreated(table).storage == bucketed


TYPES: st.SearchStrategy[DataType] = st.recursive(
    st.sampled_from([BIGINT, VARCHAR, DATE, VARBINARY, decimal(10, 2)]),
    lambda inner: st.one_of(
        inner.map(array_of),
        st.builds(map_of, st.just(VARCHAR), inner),
        st.lists(st.builds(Field, st.sampled_from(["a", "b_1"]), inner), min_size=1, max_size=2)
        .filter(lambda fields: len({field.name for field in fields}) == len(fields))
        .map(lambda fields: row_of(*fields)),
    ),
    max_leaves=4,
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(TYPES, TEXT, st.dictionaries(TEXT.filter(bool), TEXT, max_size=3))
def test_any_types_texts_and_properties_are_created_anew(
    data_type: DataType, text: str, properties: dict[str, str]
) -> None:
    storage = replace(PARQUET, columns=(Column("c", data_type, text),), serde_parameters=properties)
    table = replace(ORDERS, storage=storage, comment=text, properties=properties)
    assert recreated(table) == replace(table, created_at=None)


def test_a_statement_has_one_line_for_each_line_of_its_layout() -> None:
    table = replace(ORDERS, comment="two\nlines", storage=replace(PARQUET, serde_parameters={}))
    assert all("\n" not in line for line in describe.create_table_lines(table))


def test_a_view_is_created_anew_line_by_line() -> None:
    view = View(TableName("sales", "recent"), "SELECT *\nFROM orders\n", (), "sales")
    assert describe.create_view_lines(view) == [
        'CREATE VIEW "sales"."recent" AS',
        "SELECT *",
        "FROM orders",
    ]


def test_describe_pads_and_repeats_the_partition_keys() -> None:
    assert describe.describe_lines(ORDERS) == [
        "id                  \tbigint              \t                    ",
        "tags                \tmap<string,array<float>>\twhat's in it        ",
        "dt                  \tdate                \t                    ",
        "hour                \tint                 \t                    ",
        "\t \t ",
        "# Partition Information\t \t ",
        "# col_name          \tdata_type           \tcomment             ",
        "\t \t ",
        "dt                  \tdate                \t                    ",
        "hour                \tint                 \t                    ",
    ]


def test_describe_of_a_table_without_partitions_is_its_columns() -> None:
    assert len(describe.describe_lines(replace(ORDERS, partition_keys=()))) == 2
    assert describe.describe_rows(View(TableName("a", "v"), "", (Column("x", DATE),), "a")) == [
        ("x", "date", "")
    ]


def test_describe_formatted_adds_the_storage() -> None:
    lines = [line.rstrip() for line in describe.describe_formatted_lines(ORDERS)]
    assert "Location:           \ts3://bucket/orders/" in lines
    assert f"SerDe Library:      \t{PARQUET.serde}" in lines
    assert "CreateTime:         \tMon May 06 07:08:09 UTC 2024" in lines


def test_partitions_are_named_by_their_folders() -> None:
    values = [(datetime(2024, 1, 2, tzinfo=UTC).date(), 3), (None, None)]
    partitions = [Partition(value, PARQUET) for value in values]
    assert describe.partition_names(ORDERS, partitions) == [
        "dt=2024-01-02/hour=3",
        "dt=__HIVE_DEFAULT_PARTITION__/hour=__HIVE_DEFAULT_PARTITION__",
    ]


def test_an_unpartitioned_table_has_no_partitions_to_show() -> None:
    with pytest.raises(InvalidDefinition, match="is not a partitioned table"):
        describe.partition_names(replace(ORDERS, partition_keys=()), [])


def test_columns_are_shown_with_the_partition_keys_last() -> None:
    assert describe.column_names(ORDERS) == ["id", "tags", "dt", "hour"]


def test_properties_are_shown_by_name_or_one_alone() -> None:
    assert describe.property_rows(ORDERS) == [("a", "b"), ("classification", "parquet")]
    assert describe.property_rows(ORDERS, "a") == [("a", "b")]
    assert describe.property_rows(ORDERS, "x") == [
        ("x", "Table sales.orders does not have property: x")
    ]


def test_a_view_is_created_anew_with_the_column_names_it_needs() -> None:
    view = View(TableName("sales", "recent"), "SELECT 1", (), "sales")
    assert describe.create_view_lines(view, ["a", 'b"c']) == [
        'CREATE VIEW "sales"."recent" ("a", "b""c") AS',
        "SELECT 1",
    ]


@pytest.mark.parametrize(
    ("path", "described"),
    [
        ("Id", ("id", "bigint", "the id")),
        ("day", ("day", "string", "")),
        ("s", ("s", "struct<a:int,l:array<struct<x:float>>>", "")),
        ("s.A", ("a", "int", "from deserializer")),
        ("s.l.$elem$.x", ("x", "float", "from deserializer")),
        ("m.$key$", ("$key$", "string", "from deserializer")),
        ("m.$value$", ("$value$", "date", "from deserializer")),
        ("other", None),
        ("s.b", None),
        ("id.x", None),
    ],
)
def test_a_column_is_described_down_to_its_members(
    path: str, described: tuple[str, str, str] | None
) -> None:
    lines = row_of(Field("x", REAL))
    columns = (
        Column("id", BIGINT, "the id"),
        Column("s", row_of(Field("a", INTEGER), Field("l", array_of(lines)))),
        Column("m", map_of(VARCHAR, DATE)),
    )
    keys = (Column("day", VARCHAR),)
    table = replace(ORDERS, storage=replace(PARQUET, columns=columns), partition_keys=keys)
    assert describe.describe_column(table, path) == described
