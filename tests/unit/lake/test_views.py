"""Views: stored as text, expanded where they are named, checked when made and when used."""

import pytest

from lakeq import errors
from tests.unit.lake.home import Home, column_bytes


@pytest.fixture
def orders(home: Home) -> Home:
    """Open a lake with one partitioned table, ``orders``."""
    home.table("orders", "id bigint, customer string, price double", keys="year int")
    for year in (2023, 2024):
        rows = range(year * 10, year * 10 + 10)
        home.write(
            f"orders/year={year}/1.parquet",
            {
                "id": rows,
                "customer": [f"c{n % 3}" for n in rows],
                "price": [n / 2 for n in rows],
            },
        )
    home.run("MSCK REPAIR TABLE orders")
    return home


def test_a_view_answers_as_its_query_does(orders: Home) -> None:
    sql = "SELECT customer, sum(price) AS total FROM orders GROUP BY customer"
    orders.run(f"CREATE VIEW totals AS {sql}")
    assert sorted(orders.rows("SELECT * FROM totals")) == sorted(orders.rows(sql))
    assert orders.scanned("SELECT * FROM totals") == orders.scanned(sql)


def test_a_view_scans_what_is_asked_of_it_alone(orders: Home) -> None:
    orders.run("CREATE VIEW v AS SELECT * FROM orders WHERE price > 0")
    file = orders.folder / "orders/year=2024/1.parquet"
    scanned = orders.scanned("SELECT max(id) FROM v WHERE year = 2024")
    assert scanned == column_bytes(file, ["id", "price"])


def test_a_filter_on_a_view_prunes_its_tables_partitions(orders: Home) -> None:
    orders.run("CREATE VIEW v AS SELECT id, year AS y FROM orders")
    estimate = orders.lake.estimate("SELECT id FROM v WHERE y = 2024")
    (scan,) = estimate.plan.scans.values()
    assert (scan.partition_count.kept, scan.partition_count.total) == (1, 2)


def test_views_nest_and_join_and_count_what_they_expand_to(orders: Home) -> None:
    orders.run("CREATE VIEW a AS SELECT id, price FROM orders WHERE year = 2024")
    orders.run("CREATE VIEW b AS SELECT id FROM a")
    once = orders.scanned("SELECT id FROM b")
    assert orders.value("SELECT count(*) FROM b x JOIN a y ON x.id = y.id") == 10
    assert orders.scanned("SELECT x.id FROM b x JOIN b y ON x.id = y.id") == 2 * once > 0


def test_a_view_may_name_its_columns(orders: Home) -> None:
    orders.run("CREATE VIEW v (a, b) AS SELECT id, customer FROM orders")
    assert [column.name for column in orders.run("SELECT * FROM v").columns] == ["a", "b"]
    assert orders.failure("SELECT id FROM v").trino_name == "COLUMN_NOT_FOUND"


def test_a_view_reads_in_the_database_it_was_made_in(orders: Home) -> None:
    orders.run("CREATE DATABASE other")
    orders.run("CREATE VIEW v AS SELECT id FROM orders")
    orders.run("CREATE VIEW other.v AS SELECT id FROM d.orders")
    for name in ("d.v", "other.v"):
        assert orders.value(f"SELECT count(*) FROM {name}", database="other") == 20


def test_a_replaced_view_answers_anew_and_only_if_asked_to(orders: Home) -> None:
    orders.run("CREATE VIEW v AS SELECT id FROM orders")
    assert isinstance(
        orders.failure("CREATE VIEW v AS SELECT price FROM orders"), errors.AlreadyExists
    )
    orders.run("CREATE OR REPLACE VIEW v AS SELECT price FROM orders")
    assert [column.name for column in orders.run("SELECT * FROM v").columns] == ["price"]


def test_a_view_cannot_take_a_tables_name(orders: Home) -> None:
    for statement in ("CREATE VIEW", "CREATE OR REPLACE VIEW"):
        error = orders.failure(f"{statement} orders AS SELECT 1 AS x")
        assert isinstance(error, errors.ProgrammingError)
    assert orders.value("SELECT count(*) FROM orders") == 20


def test_a_dropped_view_is_gone(orders: Home) -> None:
    orders.run("CREATE VIEW v AS SELECT id FROM orders")
    orders.run("DROP VIEW v")
    assert isinstance(orders.failure("SELECT * FROM v"), errors.TableNotFound)
    assert isinstance(orders.failure("DROP VIEW v"), errors.TableNotFound)
    orders.run("DROP VIEW IF EXISTS v")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            "DROP VIEW inner_view",
            "line 4:4: Table 'awsdatacatalog.d.inner_view' does not exist",
        ),
        (
            "CREATE OR REPLACE VIEW inner_view AS SELECT id AS other FROM orders",
            "line 2:8: Column 'id' cannot be resolved",
        ),
        (
            "CREATE OR REPLACE VIEW inner_view AS SELECT customer AS id FROM orders",
            "line 2:11: Cannot apply operator: varchar + integer",
        ),
    ],
)
def test_a_stale_view_is_refused_where_it_is_named(orders: Home, change: str, reason: str) -> None:
    orders.run("CREATE VIEW inner_view AS SELECT id FROM orders")
    orders.run("CREATE VIEW outer_view AS SELECT\n       id + 1 AS next\nFROM\n   inner_view")
    orders.run("CREATE VIEW outermost AS SELECT next FROM outer_view")
    orders.run(change)
    for name in ("outer_view", "outermost"):
        error = orders.failure(f"SELECT *\nFROM {name}")
        assert isinstance(error, errors.InvalidView)
        assert (error.line, error.column) == (2, 6)
        assert error.message == (
            f"Failed analyzing stored view 'awsdatacatalog.d.outer_view': {reason}"
        )


def test_a_view_over_a_column_that_widened_is_stale(orders: Home) -> None:
    orders.run("CREATE VIEW v AS SELECT id, customer FROM orders")
    orders.run("DROP TABLE orders")
    orders.table("orders", "id string, customer string", keys="year int")
    error = orders.failure("SELECT id FROM v")
    assert isinstance(error, errors.InvalidView)
    assert (error.line, error.column) == (1, 16)


def test_a_view_gives_the_types_it_was_made_with(orders: Home) -> None:
    orders.run("CREATE VIEW v AS SELECT id, customer FROM orders")
    orders.run("DROP TABLE orders")
    orders.table("orders", "id int, customer varchar(3)", keys="year int")
    result = orders.run("SELECT * FROM v")
    assert [column.type.trino for column in result.columns] == ["bigint", "varchar"]


def test_a_column_added_to_a_table_does_not_disturb_its_views(orders: Home) -> None:
    orders.run("CREATE VIEW v AS SELECT id FROM orders")
    orders.run("CREATE VIEW every AS SELECT * FROM orders")
    orders.run("DROP TABLE orders")
    orders.table(
        "orders", "extra string, id bigint, customer string, price double", keys="year int"
    )
    orders.run("MSCK REPAIR TABLE orders")
    assert orders.value("SELECT count(id) FROM v") == 20
    assert isinstance(orders.failure("SELECT * FROM every"), errors.InvalidView)


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM v", "SELECT * FROM (SELECT * FROM v)", "WITH x AS (TABLE v) TABLE x"]
)
def test_a_view_cannot_be_made_of_itself(orders: Home, sql: str) -> None:
    orders.run("CREATE VIEW v AS SELECT id FROM orders")
    error = orders.failure(f"CREATE OR REPLACE VIEW v AS {sql}")
    assert isinstance(error, errors.InvalidView)
    assert orders.value("SELECT count(*) FROM v") == 20


def test_views_cannot_be_made_of_each_other(orders: Home) -> None:
    orders.run("CREATE VIEW a AS SELECT id FROM orders")
    orders.run("CREATE VIEW b AS SELECT id FROM a")
    error = orders.failure("CREATE OR REPLACE VIEW a AS SELECT id FROM b")
    assert isinstance(error, errors.InvalidView)
    assert "recursive" in error.message


def test_a_view_made_recursive_behind_our_back_is_refused_when_used(orders: Home) -> None:
    orders.run("CREATE VIEW a AS SELECT id FROM orders")
    orders.run("CREATE VIEW b AS SELECT id FROM a")
    orders.run("DROP VIEW a")
    assert isinstance(
        orders.failure("CREATE VIEW a AS SELECT id FROM b"),
        errors.InvalidView | errors.TableNotFound,
    )


def test_a_views_columns_keep_their_names_and_types(orders: Home) -> None:
    orders.run(
        "CREATE VIEW v AS SELECT id, 1.5 AS d, 'ab' AS s, ARRAY[1] AS l, true AS b FROM orders"
    )
    result = orders.run("SELECT * FROM v")
    assert [(c.name, c.type.trino) for c in result.columns] == [
        ("id", "bigint"),
        ("d", "decimal(2,1)"),
        ("s", "varchar(2)"),
        ("l", "array(integer)"),
        ("b", "boolean"),
    ]


def test_a_view_of_unnamed_columns_is_refused(orders: Home) -> None:
    error = orders.failure("CREATE VIEW v AS SELECT id, id + 1 FROM orders")
    assert isinstance(error, errors.InvalidDefinition)
    assert error.message == "Column name not specified at position 2"
    assert orders.column("SHOW VIEWS") == []


def test_a_view_of_columns_of_one_name_is_refused(orders: Home) -> None:
    error = orders.failure("CREATE VIEW v AS SELECT id, price AS ID FROM orders")
    assert isinstance(error, errors.InvalidDefinition)
    assert error.message == "Column name 'id' specified more than once"


def test_a_view_names_all_of_its_columns_or_none(orders: Home) -> None:
    for names in ("(a)", "(a, b, c)"):
        error = orders.failure(f"CREATE VIEW v {names} AS SELECT id, price FROM orders")
        assert isinstance(error, errors.InvalidDefinition)
        assert "the view's query has 2 columns" in error.message


def test_a_view_is_bound_whatever_the_time(orders: Home) -> None:
    orders.run("CREATE VIEW v AS SELECT id, current_date AS today FROM orders LIMIT 1")
    assert orders.value("SELECT count(today) FROM v") == 1


def test_a_recorded_view_query_names_the_tables_it_scanned(orders: Home) -> None:
    orders.run("CREATE VIEW v AS SELECT id FROM orders")
    orders.run("SELECT max(id) FROM v")
    assert orders.history()[0].tables.keys() == {"d.orders"}
