"""Statements that cannot be answered: the class, the message, the place, the hint, the exit code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lakeq import errors
from lakeq.errors import LakeqError
from tests.unit.lake.home import Home, opened


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Open a lake that no test changes."""
    with opened(tmp_path_factory.mktemp("shared")) as home:
        home.table("orders", "id bigint, customer string, price decimal(10,2)", keys="year int")
        home.table("lines", "id bigint, item string")
        home.table("readings", "a string", stored="TEXTFILE")
        home.write("orders/year=2024/1.parquet", {"id": [1], "customer": ["x"]})
        home.write("lines/1.parquet", {"id": [1], "item": ["y"]})
        home.run("MSCK REPAIR TABLE orders")
        home.run("CREATE VIEW recent AS SELECT id, customer FROM orders WHERE year > 2020")
        yield home


CASES: list[tuple[str, type[LakeqError], str, str | None, int]] = [
    (
        "SELECT * FROM ordres",
        errors.TableNotFound,
        "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.d.ordres' does not exist",
        "did you mean `d.orders`?",
        5,
    ),
    (
        "SELECT *\nFROM d.orders o,\n  shop.lines",
        errors.DatabaseNotFound,
        "SCHEMA_NOT_FOUND: line 3:3: Schema 'shop' does not exist",
        None,
        5,
    ),
    (
        "SELECT * FROM dd.orders",
        errors.DatabaseNotFound,
        "SCHEMA_NOT_FOUND: line 1:15: Schema 'dd' does not exist",
        "did you mean `d`?",
        5,
    ),
    (
        "SELECT custmer FROM orders",
        errors.ColumnNotFound,
        "COLUMN_NOT_FOUND: line 1:8: Column 'custmer' cannot be resolved",
        "did you mean `customer`?",
        1,
    ),
    (
        "SELECT o.custmer FROM orders o",
        errors.ColumnNotFound,
        "COLUMN_NOT_FOUND: line 1:8: Column 'o.custmer' cannot be resolved",
        "did you mean `customer`?",
        1,
    ),
    (
        "SELECT id FROM orders WHERE yaer = 2024",
        errors.ColumnNotFound,
        "COLUMN_NOT_FOUND: line 1:29: Column 'yaer' cannot be resolved",
        "did you mean `year`?",
        1,
    ),
    (
        "SELECT uper(customer) FROM orders",
        errors.FunctionNotFound,
        "FUNCTION_NOT_FOUND: line 1:8: Function 'uper' not registered",
        "did you mean `upper`?",
        1,
    ),
    (
        "SELECT id FROM orders JOIN lines ON orders.id = lines.id",
        errors.AmbiguousName,
        "AMBIGUOUS_NAME: line 1:8: Column 'id' is ambiguous",
        None,
        1,
    ),
    (
        "SELECT id FROM (SELECT id, id FROM lines)",
        errors.AmbiguousName,
        "AMBIGUOUS_NAME: line 1:8: Column 'id' is ambiguous",
        None,
        1,
    ),
    (
        "SELECT id FROM orders WHERE customer = 1",
        errors.TypeMismatch,
        "TYPE_MISMATCH: line 1:38: Cannot apply operator: varchar = integer",
        None,
        1,
    ),
    (
        "SELECT customer, sum(id) FROM orders",
        errors.InvalidGrouping,
        "EXPRESSION_NOT_AGGREGATE: line 1:8: 'customer' must be an aggregate expression or",
        None,
        1,
    ),
    (
        "SELEC 1",
        errors.QuerySyntaxError,
        "SYNTAX_ERROR: line 1:1: mismatched input 'SELEC'",
        None,
        1,
    ),
    ("SELECT 1 +", errors.QuerySyntaxError, "SYNTAX_ERROR: line 1:11: ", None, 1),
    ("", errors.QuerySyntaxError, "SYNTAX_ERROR: line 1:1: ", None, 1),
    ("SELECT 1; SELECT 2", errors.QuerySyntaxError, "SYNTAX_ERROR: line 1:", None, 1),
    (
        "INSERT INTO orders SELECT * FROM orders",
        errors.NotSupported,
        "NOT_SUPPORTED: line 1:1: ",
        None,
        1,
    ),
    ("DELETE FROM orders", errors.NotSupported, "NOT_SUPPORTED: line 1:1: ", None, 1),
    ("CREATE TABLE x AS SELECT 1 a", errors.NotSupported, "NOT_SUPPORTED: line 1:1: ", None, 1),
    (
        "UNLOAD (SELECT 1) TO 's3://b/c/' WITH (format = 'PARQUET')",
        errors.NotSupported,
        "NOT_SUPPORTED: line 1:1: ",
        None,
        1,
    ),
    ("SELECT a FROM readings", errors.NotSupported, "NOT_SUPPORTED: ", None, 1),
    (
        "SELECT * FROM read_parquet('/etc/passwd')",
        errors.QuerySyntaxError,
        "SYNTAX_ERROR: line 1:27: mismatched input '('",
        None,
        1,
    ),
    ("SELECT * FROM '/etc/passwd'", errors.QuerySyntaxError, "SYNTAX_ERROR: line 1:15: ", None, 1),
    (
        'SELECT * FROM "/etc/passwd"',
        errors.TableNotFound,
        "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.d./etc/passwd' does not exist",
        None,
        5,
    ),
    ("COPY orders TO '/tmp/x'", errors.QuerySyntaxError, "SYNTAX_ERROR: line 1:1: ", None, 1),
    ("PRAGMA version", errors.QuerySyntaxError, "SYNTAX_ERROR: line 1:1: ", None, 1),
    (
        "EXPLAIN (TYPE COST, FORMAT GRAPHVIZ) SELECT 1",
        errors.NotSupported,
        "NOT_SUPPORTED: EXPLAIN (TYPE COST, FORMAT GRAPHVIZ) is not supported",
        None,
        1,
    ),
    (
        "EXPLAIN ANALYZE (FORMAT GRAPHVIZ) SELECT 1",
        errors.LakeqError,
        "",
        None,
        1,
    ),
    (
        "DROP TABLE ordres",
        errors.TableNotFound,
        "TABLE_NOT_FOUND: Table 'awsdatacatalog.d.ordres' does not exist",
        "did you mean `d.orders`?",
        5,
    ),
    (
        "DROP DATABASE d",
        errors.DatabaseNotEmpty,
        "SCHEMA_NOT_EMPTY: ",
        None,
        1,
    ),
    ("CREATE DATABASE d", errors.AlreadyExists, "", None, 1),
    ("SHOW TABLES IN nowhere", errors.DatabaseNotFound, "SCHEMA_NOT_FOUND: ", None, 5),
    ("DESCRIBE ordres", errors.TableNotFound, "TABLE_NOT_FOUND: ", "did you mean `d.orders`?", 5),
    ("SHOW PARTITIONS recent", errors.TableNotFound, "TABLE_NOT_FOUND: ", None, 5),
    ("MSCK REPAIR TABLE recent", errors.TableNotFound, "TABLE_NOT_FOUND: ", None, 5),
    ("DROP TABLE recent", errors.TableNotFound, "TABLE_NOT_FOUND: ", None, 5),
    ("DROP VIEW orders", errors.TableNotFound, "TABLE_NOT_FOUND: ", None, 5),
    (
        "ALTER TABLE orders DROP PARTITION (year = 1999)",
        errors.PartitionNotFound,
        "NOT_FOUND: ",
        None,
        1,
    ),
    ("SELECT 1/0", errors.DivisionByZero, "DIVISION_BY_ZERO: Division by zero", None, 1),
    (
        "SELECT CAST(customer AS integer) FROM orders",
        errors.InvalidCast,
        "INVALID_CAST_ARGUMENT: Cannot cast 'x' to INT",
        None,
        1,
    ),
    (
        "SELECT (SELECT id FROM (VALUES 1, 2) AS t(id))",
        errors.TooManyRows,
        "SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows",
        None,
        1,
    ),
]


@pytest.mark.parametrize(
    ("sql", "kind", "message", "hint", "code"), CASES, ids=[case[0] for case in CASES]
)
def test_a_failure_says_what_where_and_what_to_try(
    shared: Home, sql: str, kind: type[LakeqError], message: str, hint: str | None, code: int
) -> None:
    error = shared.failure(sql)
    assert isinstance(error, kind)
    assert str(error).startswith(message)
    if hint is not None:
        assert error.hint == hint
    done = shared.cli("query", sql)
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.startswith(f"error: {str(error).splitlines()[0]}")


@pytest.mark.parametrize("sql", [case[0] for case in CASES if case[0].startswith("SELECT")])
def test_an_estimate_fails_as_the_query_would_before_it_reads(shared: Home, sql: str) -> None:
    executed = shared.failure(sql)
    if isinstance(executed, errors.DataError):
        return
    with pytest.raises(type(executed)) as raised:
        shared.lake.estimate(sql)
    assert str(raised.value) == str(executed)


def test_a_failed_statement_is_recorded_with_its_error_and_costs_nothing(shared: Home) -> None:
    error = shared.failure("SELECT custmer FROM orders")
    latest = shared.history()[0]
    assert (latest.state, latest.error) == ("FAILED", str(error))
    assert (latest.scanned_bytes, latest.billed_bytes, latest.tables) == (0, 0, {})


def test_the_caret_points_at_the_place(shared: Home) -> None:
    done = shared.cli("query", "SELECT id,\n  custmer FROM orders")
    assert done.stderr.splitlines()[1:3] == ["    custmer FROM orders", "    ^"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("query",), 2),
        (("query", "SELECT 1", "--max-cost", "cheap"), 2),
        (("query", "SELECT 1", "--format", "xml"), 2),
        (("query", "SELECT 1", "-o", "rows.xyz"), 2),
        (("query", "SELECT 1", "-o", "/nowhere/rows.csv"), 2),
        (("query", "-f", "/nowhere/query.sql"), 2),
        (("--database", "", "query", "SELECT 1"), 2),
        (("query", "SELECT ?"), 1),
        (("query", "SELECT 1"), 0),
        (("catalog", "show", "d.ordres"), 5),
        (("catalog", "apply", "/nowhere"), 2),
    ],
)
def test_an_exit_code_tells_what_kind_of_failure_it_was(
    shared: Home, arguments: tuple[str, ...], code: int
) -> None:
    assert shared.cli(*arguments).exit_code == code


def test_storage_that_cannot_be_reached_ends_with_three(home: Home, tmp_path: Path) -> None:
    home.run("CREATE EXTERNAL TABLE far (id bigint) STORED AS PARQUET LOCATION 's3://nowhere/far/'")
    done = home.cli(
        "query",
        "SELECT id FROM far",
        LAKEQ_S3_ENDPOINT="http://127.0.0.1:9",
        LAKEQ_S3_REGION="us-east-1",
        AWS_ACCESS_KEY_ID="x",
        AWS_SECRET_ACCESS_KEY="x",
    )
    assert done.exit_code == 3
    assert done.stderr.startswith("error: HIVE_FILESYSTEM_ERROR: ")
    assert "127.0.0.1:9" in done.stderr or "nowhere" in done.stderr


def test_text_that_is_not_unicode_is_refused_and_harms_nothing(shared: Home) -> None:
    error = shared.failure("SELECT '\ud800'")
    assert str(error) == "SYNTAX_ERROR: line 1:9: the statement is not valid Unicode text"
    error = shared.failure("SELECT ?", parameters=("\ud800",))
    assert isinstance(error, errors.InvalidArgument)
