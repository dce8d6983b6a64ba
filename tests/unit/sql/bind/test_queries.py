"""Whole queries: what their columns are, which tables they scan, and what is refused where."""

from datetime import date
from decimal import Decimal

import pytest

from lakeq.errors import InvalidArgument, LakeqError
from lakeq.model.bound import Call, Literal, OutputReference, Select
from lakeq.model.types import DATE, decimal
from tests.unit.sql.bind.tables import bound, columns


def test_a_star_returns_columns_then_keys() -> None:
    assert [name for name, _ in columns("SELECT * FROM items")][-2:] == ["address", "dt"]


def test_unnamed_columns_are_numbered() -> None:
    assert columns("SELECT 1, id AS k, 2 FROM orders") == [
        ("_col0", "integer"),
        ("k", "bigint"),
        ("_col2", "integer"),
    ]


def test_using_joins_its_columns_into_one() -> None:
    names = [n for n, _ in columns("SELECT * FROM orders a FULL JOIN orders b USING (id)")]
    assert names == ["id", "item", "item"]


def test_a_common_table_scans_at_each_reference() -> None:
    query = bound("WITH c AS (SELECT id FROM items) SELECT 1 FROM c, c d, orders")
    assert [scan.table.name.name for scan in query.scans] == ["items", "items", "orders"]


def test_an_unused_common_table_scans_nothing_but_is_still_checked() -> None:
    assert bound("WITH c AS (SELECT id FROM items) SELECT 1").scans == ()
    with pytest.raises(LakeqError, match="'nothing' cannot be resolved"):
        bound("WITH c AS (SELECT nothing FROM items) SELECT 1")


def test_a_view_expands_to_what_it_selects() -> None:
    query = bound("SELECT c.price FROM cheap c")
    assert [scan.table.name.name for scan in query.scans] == ["items"]
    assert columns("SELECT * FROM cheap") == [("id", "bigint"), ("price", "decimal(12,2)")]


def test_constant_dates_and_decimals_are_folded() -> None:
    query = bound(
        "SELECT 1 FROM items WHERE day <= DATE '1998-12-01' - INTERVAL '90' DAY"
        " AND price < 0.06 + 0.01"
    )
    assert isinstance(query.query.body, Select)
    where = query.query.body.where
    assert isinstance(where, Call)
    first, second = where.arguments
    assert isinstance(first, Call)
    assert isinstance(second, Call)
    assert first.arguments[1] == Literal(date(1998, 9, 2), DATE)
    assert second.arguments[1] == Literal(Decimal("0.07"), decimal(12, 2))


def test_order_by_prefers_output_names_and_knows_positions() -> None:
    query = bound("SELECT id AS item, item AS x FROM orders ORDER BY item, 2 DESC, x + 1").query
    first, second, third = query.order_by
    assert first.expression == OutputReference(0, query.columns[0].type)
    assert second.expression == OutputReference(1, query.columns[1].type)
    assert second.descending
    assert isinstance(third.expression, Call)


def test_names_ignore_case() -> None:
    assert columns("SELECT NAME, Items.ID FROM Sales.ITEMS") == [
        ("NAME", "varchar"),
        ("ID", "bigint"),
    ]


def test_a_subquery_may_refer_outwards() -> None:
    query = bound("SELECT 1 FROM orders WHERE EXISTS (SELECT 1 FROM items i WHERE i.id = item)")
    assert len(query.scans) == 2


def test_grouping_items_multiply() -> None:
    body = bound("SELECT count(*) FROM items GROUP BY id, ROLLUP (name, day)").query.body
    assert isinstance(body, Select)
    assert body.grouping is not None
    assert body.grouping.sets == ((0, 1, 2), (0, 1), (0,))


def test_the_clock_stands_in_the_sessions_zone() -> None:
    body = bound("SELECT current_date", timezone="Pacific/Apia").query.body
    assert isinstance(body, Select)
    assert body.projections[0] == Literal(date(2025, 1, 1), DATE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT nme FROM items", "COLUMN_NOT_FOUND: line 1:8: Column 'nme' cannot be resolved"),
        (
            "SELECT id\nFROM itmes",
            "TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.sales.itmes' does not exist",
        ),
        ("SELECT id FROM orders a, orders b", "AMBIGUOUS_NAME: line 1:8: Column 'id' is ambiguous"),
        ("SELECT foo(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not registered"),
        ("SELECT abs(name) FROM items", "FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters"),
        ("SELECT eq(1, 1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'eq' not registered"),
        (
            "SELECT 1 FROM items WHERE name <= 1",
            "TYPE_MISMATCH: line 1:32: Cannot apply operator: varchar <= integer",
        ),
        ("SELECT 1 FROM items WHERE id", "TYPE_MISMATCH: line 1:27: WHERE clause must evaluate"),
        (
            "SELECT name, sum(id) FROM items",
            "EXPRESSION_NOT_AGGREGATE: line 1:8: 'name' must be an aggregate expression",
        ),
        ("SELECT sum(max(id)) FROM items", "NESTED_AGGREGATION: line 1:12: Cannot nest"),
        ("SELECT 1 FROM items WHERE sum(id) > 1", "EXPRESSION_NOT_SCALAR: line 1:27: WHERE clause"),
        ("SELECT id FROM items UNION SELECT name FROM items", "TYPE_MISMATCH: line 1:22: column 1"),
        ("SELECT 1 UNION SELECT 1, 2", "TYPE_MISMATCH: line 1:10: UNION query has different"),
        (
            "SELECT id IN (SELECT 1, 2) FROM items",
            "TYPE_MISMATCH: line 1:11: value and result of subquery must be of the same type",
        ),
        ("SELECT * FROM items ORDER BY attributes", "TYPE_MISMATCH: line 1:30: Type map(varchar"),
        ("SELECT DISTINCT id FROM items ORDER BY name", "For SELECT DISTINCT"),
        ("SELECT *", "SELECT * not allowed"),
        ("SELECT x.* FROM items", "Unable to resolve reference x"),
        ("SELECT 1 FROM items ORDER BY 2", "ORDER BY position 2 is not in select list"),
        ("SELECT id a, item a FROM orders ORDER BY a", "AMBIGUOUS_NAME: line 1:42: Column 'a'"),
        ("SELECT id FROM orders ORDER BY id LIMIT 2147483648", "ORDER BY LIMIT > 2147483647"),
        ("SELECT day + INTERVAL '3' HOUR FROM items", "line 1:12: Cannot add hour, minutes or"),
        ("SELECT EXTRACT(HOUR FROM day) FROM items", "Cannot extract HOUR from date"),
        ("SELECT array_agg(DISTINCT id ORDER BY name) FROM items", "EXPRESSION_NOT_IN_DISTINCT"),
        ("SELECT row_number() FROM items", "requires an OVER clause"),
        ("SELECT * FROM items CROSS JOIN UNNEST(id)", "Cannot unnest type: bigint"),
        ("SELECT * FROM (VALUES (1, 2), (3)) t", "Values rows have mismatched sizes"),
        ("SELECT * FROM (VALUES 1, 'a') t", "Values rows have mismatched types: integer vs"),
        ("SELECT * FROM orders o (a)", "Column alias list has 1 entries but 'o' has 2"),
        ("SELECT * FROM stale", "INVALID_VIEW: line 1:15: View 'awsdatacatalog.sales.stale'"),
        ("SELECT * FROM loop", "INVALID_VIEW: line 1:15: View 'sales.loop' is recursive"),
        ("SELECT ?", "Incorrect number of parameters: expected 1 but found 0"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(text: str, message: str) -> None:
    with pytest.raises(LakeqError) as caught:
        bound(text)
    assert message in str(caught.value)


def test_expansion_has_a_limit() -> None:
    names = "".join(f", c{i} AS (SELECT 1 x FROM c{i - 1} a, c{i - 1} b)" for i in range(1, 20))
    with pytest.raises(LakeqError, match="expands to more than"):
        bound(f"WITH c0 AS (SELECT 1 x){names} SELECT 1 FROM c19")


def test_having_may_compare_with_a_subquery_over_a_table() -> None:
    query = bound(
        "SELECT id FROM items GROUP BY id HAVING sum(price) > (SELECT sum(price) * 0.5 FROM items)"
    )
    assert len(query.scans) == 2


def test_a_parameter_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="not valid Unicode"):
        bound("SELECT ?", "a\ud800")
