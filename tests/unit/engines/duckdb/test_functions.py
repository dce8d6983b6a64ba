"""Functions and operators, asked in SQL, with Trino's answers."""

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lakeq.errors import (
    DivisionByZero,
    InvalidArgument,
    InvalidCast,
    LakeqError,
    NotSupported,
    OutOfRange,
)
from lakeq.model.bound import Call, Cast, Literal
from lakeq.model.types import DOUBLE, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE
from tests.unit.engines.duckdb.lake import Asker

NAN = "CAST('NaN' AS double)"

ANSWERS: list[tuple[str, Any]] = [
    # Integers
    ("7 / 2", 3),
    ("-7 / 2", -3),
    ("-7 % 3", -1),
    ("CAST(NULL AS integer) / 0", None),
    ("TRY(1 / 0)", None),
    ("TRY(coalesce(1 / 0, 5))", None),
    ("TRY(2147483647 + 1)", None),
    ("abs(-5)", 5),
    ("-(-5)", 5),
    # Decimals
    ("DECIMAL '1.50' * DECIMAL '1.50'", Decimal("2.2500")),
    ("DECIMAL '0.1' + DECIMAL '0.22'", Decimal("0.32")),
    ("DECIMAL '10.00' / DECIMAL '3'", Decimal("3.33")),
    ("DECIMAL '2.00' / DECIMAL '3'", Decimal("0.67")),
    ("DECIMAL '-2.00' / DECIMAL '3'", Decimal("-0.67")),
    ("DECIMAL '-0.05' / DECIMAL '0.10'", Decimal("-0.50")),
    ("DECIMAL '1' / DECIMAL '8.00'", Decimal("0.13")),
    ("DECIMAL '5.0001' % DECIMAL '2.55'", Decimal("2.4501")),
    ("DECIMAL '123456789012345.67' * DECIMAL '10.0'", Decimal("1234567890123456.700")),
    (
        "DECIMAL '.123456789012345678' + 123456789012345678",
        Decimal("123456789012345678.123456789012345678"),
    ),
    ("CAST(DECIMAL '1.25' AS decimal(2,1))", Decimal("1.3")),
    ("CAST(DECIMAL '-1.25' AS decimal(2,1))", Decimal("-1.3")),
    ("CAST(1.115e0 AS decimal(10,2))", Decimal("1.12")),
    ("CAST('12.345' AS decimal(10,2))", Decimal("12.35")),
    # Floats
    ("1e0 / 0e0", math.inf),
    (f"{NAN} = {NAN}", False),
    (f"{NAN} <> {NAN}", True),
    (f"{NAN} > 1e0", False),
    (f"1e0 < {NAN}", False),
    (f"{NAN} >= {NAN}", False),
    (f"{NAN} IS DISTINCT FROM {NAN}", False),
    (f"17e0 BETWEEN 17e0 AND {NAN}", False),
    (f"{NAN} IN (1e0, {NAN})", False),
    (f"greatest({NAN}, 5e0)", 5.0),
    (f"least(5e0, {NAN})", 5.0),
    ("greatest(1, NULL, 3)", None),
    ("round(2.5e0)", 3.0),
    ("round(-2.5e0)", -3.0),
    ("round(2.345e0, 2)", 2.35),
    ("CAST(2.5e0 AS integer)", 3),
    ("CAST(-2.5e0 AS integer)", -3),
    ("CAST(1e10 AS varchar)", "1.0E10"),
    ("CAST(1.5e-7 AS varchar)", "1.5E-7"),
    ("CAST(12345678e0 AS varchar)", "1.2345678E7"),
    ("CAST(0.001e0 AS varchar)", "1.0E-3"),
    ("CAST(-1e22 AS varchar)", "-1.0E22"),
    (f"CAST({NAN} AS varchar)", "NaN"),
    ("CAST(CAST(0.1 AS real) AS varchar)", "1.0E-1"),
    ("sqrt(2e0) > 1.41e0", True),
    ("log(2e0, 8e0)", 3.0),
    ("ln(0e0)", -math.inf),
    ("sign(-2.5e0)", -1.0),
    # Logic
    ("NULL AND false", False),
    ("NOT (NULL = 1)", None),
    ("1 IN (2, NULL)", None),
    ("1 IS DISTINCT FROM NULL", True),
    ("nullif(1, 1)", None),
    ("if(false, 1)", None),
    ("coalesce(NULL, NULL, 3)", 3),
    ("CASE WHEN NULL THEN 1 ELSE 2 END", 2),
    # Strings
    ("length('naïve')", 5),
    ("substr('Quadratically', 0)", ""),
    ("substr('Quadratically', 5)", "ratically"),
    ("substr('Quadratically', 5, 6)", "ratica"),
    ("substr('Quadratically', -5)", "cally"),
    ("substr('abc', -5)", ""),
    ("substr('abc', 2, -1)", ""),
    ("split_part('a/b/c', '/', 2)", "b"),
    ("split_part('a/b/c', '/', 4)", None),
    ("split('a.b.', '.')", ["a", "b", ""]),
    ("strpos('high', 'ig')", 2),
    ("reverse('abc')", "cba"),
    ("concat('a', NULL)", None),
    ("'a' || 'b'", "ab"),
    ("lpad('text', 6, 'xy')", "xytext"),
    ("rpad('text', 2, 'xy')", "te"),
    ("replace('high', 'h', '')", "ig"),
    ("upper('straße')", "STRAßE"),
    ("trim('\t  x \u3000')", "x"),
    ("'50%' LIKE '50!%' ESCAPE '!'", True),
    (r"'a\b' LIKE 'a\b'", True),
    ("regexp_like('1a 2b', '\\d+b$')", True),
    ("regexp_like('2b\n', 'b$')", True),
    ("chr(233)", "é"),
    ("codepoint('é')", 233),
    ("to_hex(md5(to_utf8('abc')))", "900150983CD24FB0D6963F7D28E17F72"),
    ("from_utf8(from_hex('C3A9'))", "é"),
    ("CAST('abcdef' AS varchar(3))", "abc"),
    ("CAST('ab' AS char(4))", "ab  "),
    ("CAST('ab' AS char(4)) = CAST('ab  ' AS char(4))", True),
    ("CAST('ab' AS char(4)) = 'ab  '", True),
    ("'it''s ' || chr(0) || ' ☃'", "it's \0 ☃"),
    # Dates and times
    ("year(DATE '2024-12-30')", 2024),
    ("year_of_week(DATE '2024-12-30')", 2025),
    ("week(DATE '2024-12-30')", 1),
    ("day_of_week(DATE '2024-05-05')", 7),
    ("EXTRACT(DOW FROM DATE '2024-05-05')", 7),
    ("millisecond(TIMESTAMP '2024-05-05 01:02:03.120')", 120),
    ("date_trunc('month', DATE '2024-05-17')", date(2024, 5, 1)),
    ("date_trunc('hour', TIMESTAMP '2024-05-17 11:22:33.4')", datetime(2024, 5, 17, 11)),
    ("date_add('month', 1, DATE '2024-01-31')", date(2024, 2, 29)),
    (
        "date_add('millisecond', 1500, TIMESTAMP '2024-01-31 00:00:00.000')",
        datetime(2024, 1, 31, 0, 0, 1, 500000),
    ),
    ("date_diff('month', DATE '2020-01-31', DATE '2020-02-29')", 1),
    ("date_diff('month', DATE '2020-01-31', DATE '2020-03-30')", 1),
    ("date_diff('day', TIMESTAMP '2001-01-31 19:34:55', TIMESTAMP '2005-09-10 13:31:00')", 1682),
    ("date_diff('year', DATE '2020-03-01', DATE '2024-02-29')", 3),
    ("last_day_of_month(DATE '2024-02-01')", date(2024, 2, 29)),
    ("DATE '2020-01-31' + INTERVAL '1' MONTH", date(2020, 2, 29)),
    ("DATE '2020-03-02' - DATE '2020-03-01'", timedelta(days=1)),
    ("INTERVAL '2' DAY + INTERVAL '3' HOUR", timedelta(days=2, hours=3)),
    (
        "TIMESTAMP '2020-01-01 00:00:00' + INTERVAL '1.5' SECOND",
        datetime(2020, 1, 1, 0, 0, 1, 500000),
    ),
    (
        "CAST(TIMESTAMP '2020-01-01 12:34:56.7896' AS timestamp(3))",
        datetime(2020, 1, 1, 12, 34, 56, 790000),
    ),
    (
        "CAST(TIMESTAMP '2020-01-01 12:34:56.555' AS timestamp(2))",
        datetime(2020, 1, 1, 12, 34, 56, 560000),
    ),
    ("CAST(TIMESTAMP '1969-12-31 23:59:59.9995' AS timestamp(3))", datetime(1970, 1, 1)),
    ("CAST(TIMESTAMP '2020-01-01 12:34:56.5' AS varchar)", "2020-01-01 12:34:56.5"),
    ("CAST(TIMESTAMP '2020-01-01 12:34:56' AS varchar)", "2020-01-01 12:34:56"),
    ("CAST(DATE '2020-01-01' AS varchar)", "2020-01-01"),
    ("CAST('2020-1-5' AS date)", date(2020, 1, 5)),
    # Casts
    ("CAST('+5' AS bigint)", 5),
    ("TRY_CAST('1.5' AS integer)", None),
    ("TRY_CAST(' 1' AS integer)", None),
    ("TRY_CAST('yes' AS boolean)", None),
    ("CAST('T' AS boolean)", True),
    ("CAST(true AS varchar)", "true"),
    ("CAST('Infinity' AS double)", math.inf),
    ("CAST(1 AS varchar)", "1"),
    ("CAST(DECIMAL '1.50' AS varchar)", "1.50"),
    ("CAST(ARRAY['1','2'] AS array(integer))", [1, 2]),
    # Containers
    ("cardinality(ARRAY[1, 2, NULL])", 3),
    ("ARRAY[1, 2][2]", 2),
    ("element_at(ARRAY[1, 2], 5)", None),
    ("element_at(ARRAY[1, 2], -1)", 2),
    ("contains(ARRAY[NULL, 2], 1)", None),
    ("contains(ARRAY[NULL, 2], 2)", True),
    ("contains(ARRAY[1, 2], 3)", False),
    ("ROW(1, NULL) = ROW(1, NULL)", None),
    ("ROW(1, NULL) = ROW(2, NULL)", False),
    ("CAST(ROW(1, 'x') AS row(a integer, b varchar)).b", "x"),
    ("CAST(ARRAY[] AS array(integer))", []),
]

FAILURES: list[tuple[str, type[LakeqError], str]] = [
    ("1 / 0", DivisionByZero, "Division by zero"),
    ("DECIMAL '1.0' / 0", DivisionByZero, "Division by zero"),
    ("5 % 0", DivisionByZero, "Division by zero"),
    ("2147483647 + 1", OutOfRange, "integer addition overflow"),
    ("9223372036854775807 * 2", OutOfRange, "bigint multiplication overflow"),
    ("TINYINT '100' + TINYINT '100'", OutOfRange, "tinyint addition overflow"),
    ("CAST(3000000000 AS integer)", OutOfRange, "Out of range for integer: 3000000000"),
    ("CAST(1e20 AS bigint)", InvalidCast, "Out of range for bigint"),
    ("CAST('abc' AS integer)", InvalidCast, "Cannot cast 'abc' to INT"),
    ("CAST('1e3' AS bigint)", InvalidCast, "Cannot cast '1e3' to BIGINT"),
    ("CAST('99999999999' AS integer)", InvalidCast, "Cannot cast '99999999999' to INT"),
    ("CAST('nope' AS date)", InvalidCast, "Value cannot be cast to date: nope"),
    ("CAST('2020-02-31' AS date)", InvalidCast, "Value cannot be cast to date"),
    ("CAST(2.34e20 AS decimal(20,0))", InvalidCast, "to DECIMAL(20,0)"),
    ("CAST('2.34E20' AS decimal(20,0))", InvalidCast, "to DECIMAL(20,0)"),
    ("CAST(1234 AS decimal(3,0))", InvalidCast, "Cannot cast '1234' to DECIMAL(3,0)"),
    ("ARRAY[1, 2][3]", InvalidArgument, "Array subscript must be less than or equal"),
    ("ARRAY[1, 2][0]", InvalidArgument, "SQL array indices start at 1"),
    ("split_part('a', '/', 0)", InvalidArgument, "Index must be greater than zero"),
    ("'a' LIKE 'a!b' ESCAPE '!'", InvalidArgument, "Escape character must be followed by"),
    ("regexp_like('ab', '\\Ga')", NotSupported, "Regular expression is not supported"),
    ("ARRAY[1, NULL] < ARRAY[1, 2]", NotSupported, "ARRAY comparison not supported"),
]


@pytest.mark.parametrize(("expression", "expected"), ANSWERS, ids=[sql for sql, _ in ANSWERS])
def test_an_expression_has_the_value_trino_gives_it(
    asker: Asker, expression: str, expected: Any
) -> None:
    assert asker.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "error", "message"), FAILURES, ids=[sql for sql, *_ in FAILURES]
)
def test_an_expression_fails_as_it_does_in_trino(
    asker: Asker, expression: str, error: type[LakeqError], message: str
) -> None:
    with pytest.raises(error) as raised:
        asker.value(expression)
    assert message in str(raised.value)
    assert "lakeq!" not in str(raised.value)


def test_try_gives_null_only_where_its_expression_fails(asker: Asker) -> None:
    rows = asker.rows("SELECT TRY(6 / x) FROM (VALUES 1, 0, 2, CAST(NULL AS integer)) t(x)")
    assert rows == [(6,), (None,), (3,), (None,)]


def test_a_guarded_division_does_not_fail(asker: Asker) -> None:
    rows = asker.rows("SELECT 6 / x FROM (VALUES 1, 0, 2) t(x) WHERE x <> 0 AND 6 / x > 3")
    assert rows == [(6,)]


def test_a_timestamp_takes_the_session_zone_when_it_becomes_an_instant(asker: Asker) -> None:
    moment = Literal(datetime(2020, 1, 1), TIMESTAMP)
    there = Cast(moment, TIMESTAMP_WITH_TIME_ZONE)
    back = Cast(there, TIMESTAMP)
    assert asker.bound(there, "Asia/Kathmandu") == datetime(2019, 12, 31, 18, 15, tzinfo=UTC)
    assert asker.bound(back, "Asia/Kathmandu") == datetime(2020, 1, 1)
    seconds = Call("to_unixtime", (moment,), DOUBLE)
    assert asker.bound(seconds, "UTC") - asker.bound(seconds, "Asia/Kathmandu") == 5.75 * 3600


def test_long_operands_are_not_repeated_without_end(asker: Asker) -> None:
    expression = "8e0"
    for _ in range(12):
        expression = f"nullif({expression}, 3e0)"
    assert asker.value(expression) == 8.0
