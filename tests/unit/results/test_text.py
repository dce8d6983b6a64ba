from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    INTERVAL_DAY_TO_SECOND,
    INTERVAL_YEAR_TO_MONTH,
    JSON,
    REAL,
    TIME,
    TIMESTAMP,
    TIMESTAMP_WITH_TIME_ZONE,
    VARBINARY,
    VARCHAR,
    DataType,
    Field,
    array_of,
    char,
    decimal,
    map_of,
    row_of,
    timestamp,
)
from lakeq.results.text import value_text

SPELLINGS: list[tuple[Any, DataType, str]] = [
    (True, BOOLEAN, "true"),
    (False, BOOLEAN, "false"),
    (-5, BIGINT, "-5"),
    (Decimal("0.00"), decimal(10, 2), "0.00"),
    (Decimal("1E-10"), decimal(38, 10), "0.0000000001"),
    (Decimal(12345678901234567890), decimal(38, 0), "12345678901234567890"),
    (0.0, DOUBLE, "0.0"),
    (-0.0, DOUBLE, "-0.0"),
    (100.0, DOUBLE, "100.0"),
    (0.1, REAL, "0.1"),
    (9999999.0, DOUBLE, "9999999.0"),
    (1e7, DOUBLE, "1.0E7"),
    (-1.5e10, DOUBLE, "-1.5E10"),
    (0.001, DOUBLE, "0.001"),
    (0.00099, DOUBLE, "9.9E-4"),
    (1.7976931348623157e308, DOUBLE, "1.7976931348623157E308"),
    (float("nan"), DOUBLE, "NaN"),
    (float("inf"), DOUBLE, "Infinity"),
    (float("-inf"), DOUBLE, "-Infinity"),
    ("a,b", VARCHAR, "a,b"),
    ("ab  ", char(4), "ab  "),
    ('{"a": 1}', JSON, '{"a": 1}'),
    (b"\x00\x01\xff", VARBINARY, "00 01 ff"),
    (b"", VARBINARY, ""),
    (date(17, 1, 2), DATE, "0017-01-02"),
    (time(1, 2, 3, 4000), TIME, "01:02:03.004"),
    (datetime(2017, 1, 1), TIMESTAMP, "2017-01-01 00:00:00.000"),
    (datetime(17, 1, 1, 2, 3, 4, 500000), TIMESTAMP, "0017-01-01 02:03:04.500"),
    (datetime(2017, 1, 1, 0, 0, 0, 123456), timestamp(6), "2017-01-01 00:00:00.123456"),
    (datetime(2017, 1, 1, 0, 0, 0, 123456), timestamp(9), "2017-01-01 00:00:00.123456000"),
    (datetime(2017, 1, 1), timestamp(0), "2017-01-01 00:00:00"),
    (datetime(2017, 1, 1, tzinfo=UTC), TIMESTAMP_WITH_TIME_ZONE, "2017-01-01 00:00:00.000 UTC"),
    (
        datetime(2017, 1, 1, 2, tzinfo=timezone(timedelta(hours=2), "+02:00")),
        TIMESTAMP_WITH_TIME_ZONE,
        "2017-01-01 02:00:00.000 +02:00",
    ),
    (timedelta(days=2), INTERVAL_DAY_TO_SECOND, "2 00:00:00.000"),
    (-timedelta(hours=25, milliseconds=5), INTERVAL_DAY_TO_SECOND, "-1 01:00:00.005"),
    ("0-3", INTERVAL_YEAR_TO_MONTH, "0-3"),
    ([1, None, 2], array_of(INTEGER), "[1, null, 2]"),
    (["a", ""], array_of(VARCHAR), "[a, ]"),
    ({"k": "v", "n": None}, map_of(VARCHAR, VARCHAR), "{k=v, n=null}"),
    ((1, 2.0), row_of(Field(None, INTEGER), Field(None, DOUBLE)), "{field0=1, field1=2.0}"),
    ((1, [True]), row_of(Field("a", INTEGER), Field("b", array_of(BOOLEAN))), "{a=1, b=[true]}"),
    (None, BIGINT, "null"),
]


@pytest.mark.parametrize(("value", "data_type", "expected"), SPELLINGS)
def test_a_value_is_spelled_as_athena_spells_it(
    value: Any, data_type: DataType, expected: str
) -> None:
    assert value_text(value, data_type) == expected
