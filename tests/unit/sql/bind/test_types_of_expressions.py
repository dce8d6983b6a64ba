"""Every expression has the type Trino gives it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.sql.bind.tables import type_of


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", "integer"),
        ("2147483648", "bigint"),
        ("-2147483648", "integer"),
        ("1.50", "decimal(3,2)"),
        ("0.05", "decimal(2,2)"),
        ("1e0", "double"),
        ("'abc'", "varchar(3)"),
        ("''", "varchar(0)"),
        ("true", "boolean"),
        ("null", "unknown"),
        ("X'0f'", "varbinary"),
        ("DATE '2024-01-31'", "date"),
        ("TIMESTAMP '2024-01-31 10:00:00'", "timestamp(0)"),
        ("TIMESTAMP '2024-01-31 10:00:00.123456'", "timestamp(6)"),
        ("DECIMAL '0012.30'", "decimal(4,2)"),
        ("INTERVAL '3' DAY", "interval day to second"),
        ("INTERVAL '3' MONTH", "interval year to month"),
        ("7 / 2", "integer"),
        ("id / count", "bigint"),
        ("small + small", "smallint"),
        ("price + 1", "decimal(13,2)"),
        ("price * price", "decimal(24,4)"),
        ("price / 3", "decimal(12,2)"),
        ("price * (1 - 0.06)", "decimal(25,4)"),
        ("price * weight", "double"),
        ("count * ratio", "real"),
        ("day + INTERVAL '1' DAY", "date"),
        ("moment - INTERVAL '2' HOUR", "timestamp(3)"),
        ("day - DATE '2024-01-01'", "interval day to second"),
        ("name || 'x'", "varchar"),
        ("ARRAY[1, 2.5]", "array(decimal(11,1))"),
        ("tags[1]", "varchar"),
        ("attributes['a']", "bigint"),
        ("address.geo.lat", "double"),
        ("items.address.city", "varchar"),
        ("(1, 'a')", "row(integer, varchar(1))"),
        ("CASE WHEN ok THEN 1 ELSE 2.5 END", "decimal(11,1)"),
        ("CASE count WHEN 1 THEN 'a' WHEN 2 THEN 'bcd' END", "varchar(3)"),
        ("IF(ok, small, id)", "bigint"),
        ("COALESCE(null, count, weight)", "double"),
        ("NULLIF(count, 1)", "integer"),
        ("CAST(count AS decimal(5,1))", "decimal(5,1)"),
        ("TRY_CAST(name AS bigint)", "bigint"),
        ("CAST(null AS array(varchar(3)))", "array(varchar(3))"),
        ("count BETWEEN 1 AND 2.5", "boolean"),
        ("name LIKE 'a%'", "boolean"),
        ("count IN (1, 2, null)", "boolean"),
        ("price IS NOT DISTINCT FROM 3", "boolean"),
        ("EXTRACT(YEAR FROM day)", "bigint"),
        ("substr(name, 1, 3)", "varchar"),
        ("substring('abcd', 2)", "varchar(4)"),
        ("date_trunc('month', moment)", "timestamp(3)"),
        ("date_diff('day', day, moment)", "bigint"),
        ("abs(small)", "smallint"),
        ("abs(price)", "decimal(12,2)"),
        ("round(price)", "decimal(11,0)"),
        ("round(price, 1)", "decimal(13,2)"),
        ("greatest(count, 2.5)", "decimal(11,1)"),
        ("typeof(price)", "varchar"),
        ("upper(code)", "char(5)"),
        ("trim(code)", "varchar(5)"),
        ("code || code", "char(10)"),
        ("code || 'ab'", "char(7)"),
        ("code || name", "varchar"),
        ("replace('abc', 'b', 'xy')", "varchar(11)"),
        ("regexp_replace('abcd', 'b', '$0')", "varchar(24)"),
        ("(SELECT max(id) FROM orders)", "bigint"),
        ("current_date", "date"),
    ],
)
def test_an_expression_has_trinos_type(expression: str, expected: str) -> None:
    assert type_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count(*)", "bigint"),
        ("sum(count)", "bigint"),
        ("sum(price)", "decimal(38,2)"),
        ("sum(ratio)", "real"),
        ("avg(count)", "double"),
        ("avg(price)", "decimal(12,2)"),
        ("max(name)", "varchar"),
        ("min_by(name, price)", "varchar"),
        ("array_agg(day ORDER BY day DESC)", "array(date)"),
        ("count_if(ok) FILTER (WHERE id > 1)", "bigint"),
        ("row_number() OVER (ORDER BY id)", "bigint"),
        ("lag(price, 2, 0) OVER (PARTITION BY name ORDER BY id)", "decimal(12,2)"),
        ("sum(price) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING)", "decimal(38,2)"),
    ],
)
def test_an_aggregate_or_window_has_trinos_type(expression: str, expected: str) -> None:
    assert type_of(expression) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "unknown"),
        (True, "boolean"),
        (3, "integer"),
        (2**40, "bigint"),
        (1.5, "double"),
        (Decimal("1.20"), "decimal(3,2)"),
        ("it's", "varchar(4)"),
        (b"\x00", "varbinary"),
        (date(2024, 1, 1), "date"),
        (datetime(2024, 1, 1, 10), "timestamp(0)"),
        (datetime(2024, 1, 1, 10, 0, 0, 123000), "timestamp(3)"),
    ],
)
def test_a_parameter_has_the_type_of_the_literal_it_stands_for(value: Any, expected: str) -> None:
    assert type_of("?", value) == expected
