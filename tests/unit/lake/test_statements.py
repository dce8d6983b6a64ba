"""Statements that ask about the catalog or about a query: what they answer, through both doors."""

import json

import pytest

from lakeq import errors
from lakeq.model.query import StatementKind
from tests.unit.lake.home import Home

QUERY = "SELECT id FROM orders WHERE day = 'a'"


@pytest.fixture
def shop(home: Home) -> Home:
    """Open a lake with a partitioned table and two views."""
    home.table(
        "orders",
        "id bigint COMMENT 'the id', s struct<a:int,b:array<string>>, p decimal(5,2)",
        keys="day string, h int",
        properties="'k' = 'v'",
    )
    for day in "ab":
        home.write(f"orders/day={day}/h=1/1.parquet", {"id": range(1000)})
    home.run("MSCK REPAIR TABLE orders")
    home.run("CREATE VIEW recent AS SELECT id, day FROM orders")
    home.run("CREATE VIEW renamed (a, b) AS SELECT id, day FROM orders")
    home.run("CREATE DATABASE other COMMENT 'an other'")
    return home


@pytest.mark.parametrize(
    ("sql", "column", "lines"),
    [
        ("SHOW DATABASES", "database_name", ["d", "default", "other"]),
        ("SHOW SCHEMAS LIKE 'd*'", "database_name", ["d", "default"]),
        ("SHOW TABLES", "tab_name", ["orders", "recent", "renamed"]),
        ("SHOW TABLES IN d 're*'", "tab_name", ["recent", "renamed"]),
        ("SHOW TABLES 'orders|recent'", "tab_name", ["orders", "recent"]),
        ("SHOW TABLES IN other", "tab_name", []),
        ("SHOW VIEWS", "views", ["recent", "renamed"]),
        ("SHOW COLUMNS IN orders", "field", ["id", "s", "p", "day", "h"]),
        ("SHOW COLUMNS FROM renamed", "field", ["a", "b"]),
        ("SHOW PARTITIONS orders", "partition", ["day=a/h=1", "day=b/h=1"]),
        (
            "SHOW CREATE VIEW recent",
            "Create View",
            ['CREATE VIEW "d"."recent" AS', "SELECT id, day FROM orders"],
        ),
        (
            "SHOW CREATE VIEW renamed",
            "Create View",
            ['CREATE VIEW "d"."renamed" ("a", "b") AS', "SELECT id, day FROM orders"],
        ),
    ],
)
def test_a_question_is_answered_in_a_column_of_lines(
    shop: Home, sql: str, column: str, lines: list[str]
) -> None:
    result = shop.lake.execute(sql)
    assert [each.name for each in result.columns] == [column]
    assert [line for (line,) in result.rows()] == lines
    done = shop.cli("query", "--format", "tsv", sql)
    assert done.stdout.splitlines()[0] == column
    assert len(done.stdout.splitlines()) == 1 + len(lines)


def test_show_create_makes_an_equal_table(shop: Home) -> None:
    lines = shop.column("SHOW CREATE TABLE orders")
    shop.run("DROP TABLE orders")
    shop.run("\n".join(lines).replace("`d.orders`", "`orders`"))
    assert shop.column("SHOW CREATE TABLE orders") == lines


def test_properties_are_rows_of_name_and_value(shop: Home) -> None:
    assert shop.rows("SHOW TBLPROPERTIES orders") == [("k", "v")]
    assert shop.rows("SHOW TBLPROPERTIES orders('k')") == [("k", "v")]


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("DESCRIBE recent", [("id", "bigint", ""), ("day", "string", "")]),
        ("DESC orders ID", [("id", "bigint", "the id")]),
        ("DESCRIBE orders h", [("h", "int", "")]),
        ("DESCRIBE orders s.b", [("b", "array<string>", "from deserializer")]),
    ],
)
def test_describe_names_columns_types_and_comments(
    shop: Home, sql: str, rows: list[tuple[str, str, str]]
) -> None:
    result = shop.lake.execute(sql)
    assert [column.name for column in result.columns] == ["col_name", "data_type", "comment"]
    assert list(result.rows()) == rows


def test_describe_of_a_table_repeats_its_partition_keys(shop: Home) -> None:
    rows = shop.rows("DESCRIBE orders")
    assert rows[0] == ("id", "bigint", "the id")
    start = rows.index(("# Partition Information", "", ""))
    assert [row[0] for row in rows[start:]][-2:] == ["day", "h"]


def test_describe_formatted_tells_where_a_table_lies(shop: Home) -> None:
    rows = shop.rows("DESCRIBE FORMATTED orders")
    assert ("Location:", f"{shop.folder}/orders/", "") in rows


def test_describing_a_column_that_is_not_there_is_an_error(shop: Home) -> None:
    error = shop.failure("DESCRIBE orders nothing")
    assert isinstance(error, errors.ColumnNotFound)
    assert error.message == "Column 'nothing' cannot be resolved"


def test_explain_draws_what_is_pruned_and_costs_nothing(shop: Home) -> None:
    result = shop.lake.execute(f"EXPLAIN (TYPE COST) {QUERY}")
    assert result.kind is StatementKind.UTILITY
    assert [column.name for column in result.columns] == ["Query Plan"]
    lines = [line for (line,) in result.rows()]
    assert lines[0].startswith("SELECT  ")
    assert any("partitions" in line and "1 of 2 kept" in line for line in lines)
    assert result.statistics.billed_bytes == 0
    assert shop.lake.estimate(f"EXPLAIN {QUERY}").billed_bytes == 0


def test_explain_cost_in_json_is_the_estimate(shop: Home) -> None:
    document = json.loads(shop.value(f"EXPLAIN (TYPE COST, FORMAT JSON) {QUERY}"))
    estimate = shop.lake.estimate(QUERY)
    assert document["scanned_bytes"] == estimate.scanned_bytes
    assert document["exact"] is True
    assert [table["table"] for table in document["tables"]] == ["d.orders"]


def test_explain_validate_says_that_a_query_is_valid(shop: Home) -> None:
    result = shop.lake.execute(f"EXPLAIN (TYPE VALIDATE) {QUERY}")
    assert [(column.name, column.type.trino) for column in result.columns] == [("Valid", "boolean")]
    assert list(result.rows()) == [(True,)]
    error = shop.failure("EXPLAIN (TYPE VALIDATE) SELECT nothing FROM orders")
    assert isinstance(error, errors.ColumnNotFound)


def test_errors_in_an_explained_query_point_into_the_whole_statement(shop: Home) -> None:
    for sql in (
        "EXPLAIN SELECT nothing FROM orders",
        "EXPLAIN ANALYZE\nSELECT nothing FROM orders",
    ):
        error = shop.failure(sql)
        assert error.line is not None
        assert error.column is not None
        assert sql.splitlines()[error.line - 1][error.column - 1 :].startswith("nothing")


def test_explain_analyze_runs_bills_and_is_recorded_once(shop: Home) -> None:
    before = len(shop.history())
    sql = f"EXPLAIN ANALYZE {QUERY}"
    expected = shop.lake.estimate(QUERY)
    assert shop.lake.estimate(sql).billed_bytes == expected.billed_bytes
    result = shop.lake.execute(sql)
    lines = [line for (line,) in result.rows()]
    assert "rows returned: 1000" in lines
    assert f"scanned: {expected.scanned_bytes} bytes (billed 10000000)" in lines
    assert f"read: {result.statistics.read_bytes} bytes" in lines
    assert result.statistics.billed_bytes == expected.billed_bytes
    assert result.statistics.scanned_bytes == expected.scanned_bytes
    (recorded,) = shop.history()[: len(shop.history()) - before]
    assert (recorded.text, recorded.state, recorded.kind) == (
        sql,
        "SUCCEEDED",
        StatementKind.UTILITY,
    )
    assert recorded.billed_bytes == expected.billed_bytes
    assert recorded.tables == {"d.orders": expected.scanned_bytes}


def test_explain_analyze_in_json_adds_what_was_read(shop: Home) -> None:
    document = json.loads(shop.value(f"EXPLAIN ANALYZE (FORMAT JSON) {QUERY}"))
    assert document["rows"] == 1000
    assert document["read_bytes"] >= document["scanned_bytes"] > 0


def test_explain_analyze_refuses_a_format_before_it_runs(shop: Home) -> None:
    for path in shop.folder.glob("orders/*/*/*.parquet"):
        path.write_bytes(b"torn")
    error = shop.failure(f"EXPLAIN ANALYZE (FORMAT GRAPHVIZ) {QUERY}")
    assert not isinstance(error, errors.BadDataFile)


def test_parameters_reach_explained_queries(shop: Home) -> None:
    lines = shop.column("EXPLAIN SELECT id FROM orders WHERE day = ?", parameters=("b",))
    assert any("1 of 2 kept" in line for line in lines)


@pytest.mark.parametrize("sql", ["SHOW TABLES", "DROP TABLE orders", "EXPLAIN SELECT 1"])
def test_a_parameter_too_many_is_refused(shop: Home, sql: str) -> None:
    assert isinstance(shop.failure(sql, parameters=(1,)), errors.ProgrammingError)
    assert "orders" in shop.column("SHOW TABLES")


def test_ddl_answers_no_columns(shop: Home) -> None:
    result = shop.lake.execute("DROP TABLE orders")
    assert (result.kind, result.columns) == (StatementKind.DDL, ())
    assert list(result.rows()) == []
    done = shop.cli("query", "DROP VIEW recent")
    assert (done.exit_code, done.stdout) == (0, "")


def test_a_relative_location_is_taken_from_the_current_folder(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write("data/t/1.parquet", {"id": [1]})
    monkeypatch.chdir(home.folder / "data")
    home.run("CREATE EXTERNAL TABLE t (id bigint) STORED AS PARQUET LOCATION 't'")
    monkeypatch.chdir("/")
    assert home.value("SELECT id FROM t") == 1


@pytest.mark.parametrize(
    "location",
    ["", "data/../../etc", "/x/*.parquet", "/x/?", "http://host/x", "s3://", "/a\nb", "/x#y"],
)
def test_a_location_that_could_mean_something_else_is_refused(home: Home, location: str) -> None:
    ddl = f"CREATE EXTERNAL TABLE t (id bigint) STORED AS PARQUET LOCATION '{location}'"
    assert isinstance(home.failure(ddl), errors.ProgrammingError)
    assert home.column("SHOW TABLES") == []
