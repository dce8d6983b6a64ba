"""PREPARE, EXECUTE and DEALLOCATE: kept in the metastore, with values that are SQL expressions."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from lakeq.errors import (
    ExpressionNotConstant,
    InvalidDefinition,
    InvalidParameterUsage,
    NotSupported,
    PreparedStatementNotFound,
)
from lakeq.model.query import StatementKind, WorkGroup
from tests.unit.lake.home import Home, opened


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Home]:
    with opened(tmp_path) as home:
        home.table("orders", "id bigint, total decimal(5,2)", keys="day date")
        for day in (1, 2, 3):
            home.write(
                f"orders/day=2024-01-0{day}/a.parquet",
                {"id": [day, day + 10], "total": [Decimal("1.50"), Decimal("2.50")]},
            )
        home.run("MSCK REPAIR TABLE orders")
        yield home


def test_a_prepared_statement_outlives_the_lake_that_prepared_it(tmp_path: Path) -> None:
    with opened(tmp_path) as home:
        home.run("PREPARE two FROM SELECT 1 + ?")
    with opened(tmp_path) as home:
        assert home.value("EXECUTE two USING 1") == 2


def test_values_are_expressions_of_any_type(shop: Home) -> None:
    shop.run("PREPARE p FROM SELECT cardinality(?), ?, ? + ?;")
    rows = shop.rows("EXECUTE p USING ARRAY[1, 2], DATE '2024-01-01', DECIMAL '1.5', 2 * 3")
    assert [(str(a), str(b), str(c)) for a, b, c in rows] == [("2", "2024-01-01", "7.5")]


def test_the_values_prune_and_the_estimate_is_the_statement_s(shop: Home) -> None:
    query = "SELECT id FROM orders WHERE day >= {}"
    shop.run(f"PREPARE recent FROM {query.format('?')}")
    execute = "EXECUTE recent USING DATE '2024-01-03'"
    assert shop.scanned(execute) == shop.scanned(query.format("DATE '2024-01-03'")) > 0
    assert shop.column(execute) == [3, 13]
    scan = next(iter(shop.lake.estimate(execute).plan.scans.values()))
    assert (scan.partition_count.kept, scan.partition_count.total) == (1, 3)


def test_parameters_may_count_rows(shop: Home) -> None:
    shop.run("PREPARE page FROM SELECT * FROM (VALUES ?, 2, 3) t (x) ORDER BY x OFFSET ? LIMIT ?")
    assert shop.column("EXECUTE page USING 1, 1, 1") == [2]
    assert shop.column("EXECUTE page USING 1, CAST(0 AS bigint), 2") == [1, 2]
    assert isinstance(shop.failure("EXECUTE page USING 1, 0, NULL"), InvalidDefinition)
    assert str(shop.failure("EXECUTE page USING 1, 0, 'a'")).startswith("TYPE_MISMATCH: ")


def test_a_parameter_is_no_position_in_group_by_or_order_by(shop: Home) -> None:
    shop.run("PREPARE p FROM SELECT x FROM (VALUES 2, 1) t (x) GROUP BY x, ?")
    assert sorted(shop.column("EXECUTE p USING 7")) == [1, 2]


@pytest.mark.parametrize(
    ("using", "found"), [("", 0), (" USING 1", 1), (" USING 1, 2, 3", 3)], ids=str
)
def test_a_wrong_number_of_values_is_refused(shop: Home, using: str, found: int) -> None:
    shop.run("PREPARE p FROM SELECT ? + ?")
    error = shop.failure(f"EXECUTE p{using}")
    assert isinstance(error, InvalidParameterUsage)
    assert error.message == f"Incorrect number of parameters: expected 2 but found {found}"
    assert (error.line, error.column) == (1, 1)


def test_the_parameters_of_a_call_stand_for_values_that_are_not_written(shop: Home) -> None:
    shop.run("PREPARE p FROM SELECT ? || ?")
    assert shop.value("EXECUTE p", parameters=("a", "b")) == "ab"
    assert shop.value("EXECUTE p USING 'x', ?", parameters=("b",)) == "xb"
    error = shop.failure("EXECUTE p USING 'x', 'y'", parameters=(1,))
    assert isinstance(error, InvalidParameterUsage)


def test_an_unknown_name_is_reported_as_trino_does(shop: Home) -> None:
    shop.run("PREPARE orders_of_day FROM SELECT 1")
    for statement in ("EXECUTE orders_of_dai", "DEALLOCATE PREPARE orders_of_dai"):
        error = shop.failure(statement)
        assert isinstance(error, PreparedStatementNotFound)
        assert str(error) == "NOT_FOUND: Prepared statement not found: orders_of_dai"
        assert error.hint == "did you mean `orders_of_day`?"


def test_a_deallocated_statement_is_gone(shop: Home) -> None:
    shop.run("PREPARE p FROM SELECT 1")
    shop.run("DEALLOCATE PREPARE p")
    assert isinstance(shop.failure("EXECUTE p"), PreparedStatementNotFound)


def test_preparing_a_name_again_replaces_it(shop: Home) -> None:
    shop.run("PREPARE p FROM SELECT 1")
    shop.run("PREPARE p FROM SELECT 2")
    assert shop.value("EXECUTE p") == 2


def test_each_workgroup_has_names_of_its_own(shop: Home) -> None:
    shop.run("PREPARE p FROM SELECT 1", workgroup=WorkGroup(name="finance"))
    assert isinstance(shop.failure("EXECUTE p"), PreparedStatementNotFound)
    assert shop.value("EXECUTE p", workgroup=WorkGroup(name="finance")) == 1
    assert shop.lake.catalog.prepared_statements("finance") == ["p"]


def test_a_workgroup_keeps_a_thousand_statements(shop: Home) -> None:
    for number in range(1000):
        shop.run(f"PREPARE p{number} FROM SELECT 1")
    shop.run("PREPARE p7 FROM SELECT 2")
    assert isinstance(shop.failure("PREPARE one_more FROM SELECT 1"), InvalidDefinition)


def test_names_are_athena_s(shop: Home) -> None:
    shop.run('PREPARE "a:b@c" FROM SELECT 1')
    assert shop.value('EXECUTE "a:b@c"') == 1
    for name in ('"a b"', '"1a"', '"a-b"', f"a{'b' * 256}"):
        assert isinstance(shop.failure(f"PREPARE {name} FROM SELECT 1"), InvalidDefinition)


@pytest.mark.parametrize(
    ("value", "place"),
    [("id", 17), ("(SELECT 1)", 17), ("1 + id", 21), ("count(*)", 17)],
)
def test_values_are_constants(shop: Home, value: str, place: int) -> None:
    shop.run("PREPARE p FROM SELECT ? FROM orders")
    error = shop.failure(f"EXECUTE p USING {value}")
    assert error.trino_name in ("EXPRESSION_NOT_CONSTANT", "EXPRESSION_NOT_SCALAR")
    assert (error.line, error.column) == (1, place)
    assert isinstance(shop.failure("EXECUTE p USING id"), ExpressionNotConstant)


def test_what_cannot_be_prepared_is_refused_where_it_stands(shop: Home) -> None:
    for inner in ("EXECUTE q", "PREPARE q FROM SELECT 1", "DEALLOCATE PREPARE q"):
        error = shop.failure(f"PREPARE p FROM {inner}")
        assert isinstance(error, NotSupported)
        assert (error.line, error.column) == (1, 16)
    error = shop.failure("PREPARE p FROM SELECT FROM")
    assert str(error).startswith("SYNTAX_ERROR: line 1:23: mismatched input 'FROM'")


def test_ddl_can_be_prepared_and_takes_no_parameters(shop: Home) -> None:
    shop.run("PREPARE tables FROM SHOW TABLES")
    assert shop.column("EXECUTE tables") == ["orders"]
    assert isinstance(shop.failure("EXECUTE tables USING 1"), InvalidParameterUsage)


def test_execute_immediate_runs_a_text(shop: Home) -> None:
    assert shop.value("EXECUTE IMMEDIATE 'SELECT ''a'' || ?' USING 'b'") == "ab"
    error = shop.failure("EXECUTE IMMEDIATE 'EXECUTE p'")
    assert isinstance(error, NotSupported)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("EXECUTE IMMEDIATE 'SELECT * FROM nowhere'", (1, 34)),
        ("EXECUTE IMMEDIATE\n'SELECT * FROM nowhere'", (2, 15)),
        ("EXECUTE IMMEDIATE 'SELECT *\nFROM nowhere'", (2, 6)),
    ],
)
def test_errors_in_an_immediate_text_point_into_the_statement(
    shop: Home, statement: str, place: tuple[int, int]
) -> None:
    error = shop.failure(statement)
    assert (error.line, error.column) == place


def test_analyzing_names_the_kind_of_statement_it_cannot_run(shop: Home) -> None:
    shop.run("PREPARE p FROM DROP TABLE orders")
    for text in ("EXPLAIN ANALYZE DROP TABLE orders", "EXPLAIN ANALYZE EXECUTE p"):
        error = shop.failure(text)
        assert isinstance(error, NotSupported)
        assert error.message == "EXPLAIN ANALYZE doesn't support statement type: DropTable"
    assert shop.column("SHOW TABLES") == ["orders"]


def test_explain_reaches_the_prepared_statement(shop: Home) -> None:
    shop.run("PREPARE recent FROM SELECT id FROM orders WHERE day = ?")
    using = "EXECUTE recent USING DATE '2024-01-02'"
    lines = "\n".join(shop.column(f"EXPLAIN (TYPE COST) {using}"))
    assert "1 of 3 kept" in lines
    assert shop.run(f"EXPLAIN ANALYZE {using}").statistics.scanned_bytes == shop.scanned(using)


def test_the_history_keeps_what_was_written_and_what_kind_it_was(shop: Home) -> None:
    shop.run("PREPARE p FROM SELECT 1")
    shop.run("EXECUTE p")
    executed, prepared = shop.history()[:2]
    assert (executed.text, executed.kind) == ("EXECUTE p", StatementKind.DML)
    assert (prepared.text, prepared.kind) == ("PREPARE p FROM SELECT 1", StatementKind.UTILITY)


def test_preparing_checks_grammar_and_not_names(shop: Home) -> None:
    shop.run("PREPARE later FROM SELECT * FROM not_yet")
    assert str(shop.failure("EXECUTE later")).startswith("TABLE_NOT_FOUND: line 1:15: ")
