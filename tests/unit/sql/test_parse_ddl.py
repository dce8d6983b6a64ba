"""DDL: every form, and the change that it asks for."""

import pytest

from lakeq.model.changes import (
    AddPartitions,
    CatalogChange,
    CreateDatabase,
    CreateTable,
    DropDatabase,
    DropPartitions,
    DropTable,
    DropView,
    PartitionSpec,
    RepairTable,
    SetTableProperties,
)
from lakeq.model.names import TableName
from lakeq.model.query import StatementKind
from lakeq.model.table import Column, Database, FileFormat
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    REAL,
    SMALLINT,
    TIMESTAMP,
    TINYINT,
    VARBINARY,
    VARCHAR,
    DataType,
    Field,
    array_of,
    char,
    decimal,
    map_of,
    row_of,
    varchar,
)
from lakeq.sql.statements import ChangeStatement, CreateViewStatement, RepairStatement
from tests.unit.sql.reading import change, read, table

ORDERS = TableName("sales", "orders")


def spec(*values: tuple[str, str | None], location: str | None = None) -> PartitionSpec:
    return PartitionSpec(values, location)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("CREATE DATABASE x", CreateDatabase(Database("x"))),
        ("create schema X", CreateDatabase(Database("x"))),
        ("CREATE DATABASE IF NOT EXISTS x", CreateDatabase(Database("x"), if_not_exists=True)),
        ("CREATE DATABASE `2x`", CreateDatabase(Database("2x"))),
        ("CREATE DATABASE awsdatacatalog.x", CreateDatabase(Database("x"))),
        (
            (
                "CREATE DATABASE x COMMENT 'it\\'s' LOCATION 's3://b/x/'"
                " WITH DBPROPERTIES ('a' = 'b', 'c'='d')"
            ),
            CreateDatabase(Database("x", "it's", "s3://b/x/", {"a": "b", "c": "d"})),
        ),
        ("DROP DATABASE x", DropDatabase("x")),
        ("DROP SCHEMA IF EXISTS x RESTRICT", DropDatabase("x", if_exists=True)),
        ("DROP DATABASE x CASCADE", DropDatabase("x", cascade=True)),
        ("DROP TABLE orders", DropTable(ORDERS)),
        ("DROP TABLE IF EXISTS Orders", DropTable(ORDERS, if_exists=True)),
        ("DROP TABLE web.logs", DropTable(TableName("web", "logs"))),
        ("DROP TABLE `web`.`logs`", DropTable(TableName("web", "logs"))),
        ("DROP TABLE `web.logs`", DropTable(TableName("web", "logs"))),
        ('DROP TABLE "web"."logs"', DropTable(TableName("web", "logs"))),
        ("DROP TABLE awsdatacatalog.web.logs", DropTable(TableName("web", "logs"))),
        ("DROP TABLE `date`", DropTable(TableName("sales", "date"))),
        ("DROP TABLE _hidden", DropTable(TableName("sales", "_hidden"))),
        ("DROP VIEW v", DropView(TableName("sales", "v"))),
        ("DROP VIEW IF EXISTS web.v", DropView(TableName("web", "v"), if_exists=True)),
        (
            "ALTER TABLE orders ADD PARTITION (dt = '2024-01-01')",
            AddPartitions(ORDERS, (spec(("dt", "2024-01-01")),)),
        ),
        (
            (
                "ALTER TABLE orders ADD IF NOT EXISTS PARTITION (dt='a', hour=3) LOCATION 's3://b/a/'"
                " PARTITION (dt='b', hour=4)\nPARTITION (dt='c', hour=5) LOCATION '/c'"
            ),
            AddPartitions(
                ORDERS,
                (
                    spec(("dt", "a"), ("hour", "3"), location="s3://b/a/"),
                    spec(("dt", "b"), ("hour", "4")),
                    spec(("dt", "c"), ("hour", "5"), location="/c"),
                ),
                if_not_exists=True,
            ),
        ),
        (
            (
                "ALTER TABLE orders ADD PARTITION (`Date` = DATE '2024-01-01', n = -3, f = 1.50,"
                " b = TRUE, s = \"x\", z = NULL, t = TIMESTAMP '2024-01-01 00:00:00', p = 007)"
            ),
            AddPartitions(
                ORDERS,
                (
                    spec(
                        ("date", "2024-01-01"),
                        ("n", "-3"),
                        ("f", "1.50"),
                        ("b", "true"),
                        ("s", "x"),
                        ("z", None),
                        ("t", "2024-01-01 00:00:00"),
                        ("p", "007"),
                    ),
                ),
            ),
        ),
        (
            "ALTER TABLE orders DROP PARTITION (dt = 'a'), PARTITION (dt = 'b')",
            DropPartitions(ORDERS, (spec(("dt", "a")), spec(("dt", "b")))),
        ),
        (
            "ALTER TABLE orders DROP IF EXISTS PARTITION (dt = 'a')",
            DropPartitions(ORDERS, (spec(("dt", "a")),), if_exists=True),
        ),
        (
            "ALTER TABLE orders SET TBLPROPERTIES ('a' = 'b', \"c\" = \"d\")",
            SetTableProperties(ORDERS, {"a": "b", "c": "d"}),
        ),
    ],
)
def test_a_statement_becomes_the_change_it_asks_for(text: str, made: CatalogChange) -> None:
    assert read(text) == ChangeStatement(made)
    assert read(text).kind is StatementKind.DDL


def test_msck_repair_table_names_its_table() -> None:
    assert read("MSCK REPAIR TABLE web.logs") == RepairStatement(
        RepairTable(TableName("web", "logs"))
    )


@pytest.mark.parametrize(
    ("written", "data_type"),
    [
        ("boolean", BOOLEAN),
        ("tinyint", TINYINT),
        ("SMALLINT", SMALLINT),
        ("int", INTEGER),
        ("integer", INTEGER),
        ("bigint", BIGINT),
        ("float", REAL),
        ("double", DOUBLE),
        ("double precision", DOUBLE),
        ("decimal", decimal(10, 0)),
        ("decimal(5)", decimal(5, 0)),
        ("decimal( 38 , 37 )", decimal(38, 37)),
        ("string", VARCHAR),
        ("varchar(65535)", varchar(65535)),
        ("char(255)", char(255)),
        ("binary", VARBINARY),
        ("date", DATE),
        ("timestamp", TIMESTAMP),
        ("array<string>", array_of(VARCHAR)),
        ("map<string,array<int>>", map_of(VARCHAR, array_of(INTEGER))),
        ("struct<A:int>", row_of(Field("a", INTEGER))),
        (
            "array<struct<a : int COMMENT 'x', `b c`:string, date:map<int, int>>>",
            array_of(
                row_of(
                    Field("a", INTEGER),
                    Field("b c", VARCHAR),
                    Field("date", map_of(INTEGER, INTEGER)),
                )
            ),
        ),
    ],
)
def test_a_hive_type_is_read_and_its_own_spelling_is_read_again(
    written: str, data_type: DataType
) -> None:
    again = table(f"CREATE EXTERNAL TABLE t (c {written}) LOCATION 'x'").storage.columns[0].type
    assert again == data_type
    spelled = f"CREATE EXTERNAL TABLE t (c {data_type.hive}) LOCATION 'x'"
    assert table(spelled).storage.columns[0].type == data_type


def test_a_table_has_all_that_its_clauses_say() -> None:
    made = table(
        """
        CREATE EXTERNAL TABLE IF NOT EXISTS Web.Logs (
          `Id` bigint COMMENT 'the key',
          count int,
          tags array<string>
        )
        COMMENT 'one row a request'
        PARTITIONED BY (dt date COMMENT 'the day', hour int)
        CLUSTERED BY (id, COUNT) INTO 8 BUCKETS
        ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
          WITH SERDEPROPERTIES ('separatorChar' = ';', 'quoteChar' = '"')
        STORED AS TEXTFILE
        LOCATION 's3://bucket/logs/'
        TBLPROPERTIES ('skip.header.line.count' = '1');
        """
    )
    assert made.name == TableName("web", "logs")
    assert made.comment == "one row a request"
    assert made.storage.columns == (
        Column("id", BIGINT, "the key"),
        Column("count", INTEGER),
        Column("tags", array_of(VARCHAR)),
    )
    assert made.partition_keys == (Column("dt", DATE, "the day"), Column("hour", INTEGER))
    assert (made.storage.bucket_columns, made.storage.bucket_count) == (("id", "count"), 8)
    assert made.storage.format is FileFormat.CSV
    assert made.storage.serde_parameters == {"separatorChar": ";", "quoteChar": '"'}
    assert made.storage.location == "s3://bucket/logs/"
    assert made.properties == {"skip.header.line.count": "1"}


def test_if_not_exists_is_kept() -> None:
    made = change("CREATE EXTERNAL TABLE IF NOT EXISTS t (a int) LOCATION 'x'")
    assert isinstance(made, CreateTable)
    assert made.if_not_exists


@pytest.mark.parametrize(
    ("clause", "file_format", "input_format", "serde"),
    [
        ("", FileFormat.TEXT, "TextInputFormat", "LazySimpleSerDe"),
        ("STORED AS TEXTFILE", FileFormat.TEXT, "TextInputFormat", "LazySimpleSerDe"),
        ("STORED AS parquet", FileFormat.PARQUET, "MapredParquetInputFormat", "ParquetHiveSerDe"),
        ("STORED AS ORC", FileFormat.ORC, "OrcInputFormat", "OrcSerde"),
        ("STORED AS AVRO", FileFormat.AVRO, "AvroContainerInputFormat", "AvroSerDe"),
        ("STORED AS ION", FileFormat.ION, "IonInputFormat", "IonHiveSerDe"),
        ("STORED AS RCFILE", FileFormat.UNKNOWN, "RCFileInputFormat", "LazyBinaryColumnarSerDe"),
        ("STORED AS SEQUENCEFILE", FileFormat.TEXT, "SequenceFileInputFormat", "LazySimpleSerDe"),
        (
            "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'",
            FileFormat.JSON,
            "TextInputFormat",
            "JsonSerDe",
        ),
        (
            "ROW FORMAT SERDE 'a.b.C' STORED AS INPUTFORMAT 'd.E' OUTPUTFORMAT 'f.G'",
            FileFormat.UNKNOWN,
            "d.E",
            "C",
        ),
        (
            "STORED AS INPUTFORMAT 'd.E' OUTPUTFORMAT 'f.G'",
            FileFormat.TEXT,
            "d.E",
            "LazySimpleSerDe",
        ),
    ],
)
def test_a_format_stands_for_its_classes(
    clause: str, file_format: FileFormat, input_format: str, serde: str
) -> None:
    storage = table(f"CREATE EXTERNAL TABLE t (a int) {clause} LOCATION 'x'").storage
    assert storage.format is file_format
    assert storage.input_format.endswith(input_format)
    assert storage.serde.endswith("." + serde)
    assert storage.output_format


@pytest.mark.parametrize(
    ("clauses", "parameters"),
    [
        ("", {}),
        ("FIELDS TERMINATED BY ','", {"field.delim": ",", "serialization.format": ","}),
        (
            (
                r"FIELDS TERMINATED BY '\t' ESCAPED BY '\\' COLLECTION ITEMS TERMINATED BY '|'"
                r" MAP KEYS TERMINATED BY ':' LINES TERMINATED BY '\n' NULL DEFINED AS '-'"
            ),
            {
                "field.delim": "\t",
                "serialization.format": "\t",
                "escape.delim": "\\",
                "collection.delim": "|",
                "mapkey.delim": ":",
                "line.delim": "\n",
                "serialization.null.format": "-",
            },
        ),
        (r"FIELDS TERMINATED BY '\001'", {"field.delim": "\x01", "serialization.format": "\x01"}),
    ],
)
def test_delimiters_become_the_parameters_of_the_serde(
    clauses: str, parameters: dict[str, str]
) -> None:
    made = table(f"CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED {clauses} LOCATION 'x'")
    assert made.storage.serde_parameters == parameters


@pytest.mark.parametrize(
    ("text", "or_replace", "names", "comment", "query"),
    [
        ("CREATE VIEW v AS SELECT 1 AS x", False, (), None, "SELECT 1 AS x"),
        ("create or replace view v as\n(select 1) ; ", True, (), None, "(select 1)"),
        ('CREATE VIEW v (A, "b c") AS VALUES (1, 2)', False, ("a", "b c"), None, "VALUES (1, 2)"),
        (
            "CREATE VIEW v COMMENT 'it''s' AS\n-- x\nWITH a AS (SELECT 1) TABLE a -- y",
            False,
            (),
            "it's",
            "WITH a AS (SELECT 1) TABLE a",
        ),
        ("CREATE VIEW v SECURITY DEFINER AS SELECT ';\\'", False, (), None, "SELECT ';\\'"),
    ],
)
def test_a_view_keeps_its_query_as_it_is_written(
    text: str, or_replace: bool, names: tuple[str, ...], comment: str | None, query: str
) -> None:
    view = read(text)
    assert isinstance(view, CreateViewStatement)
    assert view.name == TableName("sales", "v")
    assert view.database == "sales"
    assert (view.or_replace, view.column_names, view.comment) == (or_replace, names, comment)
    assert view.query.text == query
    assert view.kind is StatementKind.DDL


def test_a_view_may_lie_in_another_database_than_its_query_is_read_in() -> None:
    view = read("CREATE VIEW web.v AS SELECT 1", database="Sales")
    assert isinstance(view, CreateViewStatement)
    assert (view.name, view.database) == (TableName("web", "v"), "sales")
