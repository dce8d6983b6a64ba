from datetime import date, datetime
from decimal import Decimal

import pytest

from lakeq.catalog.partition_keys import parse_value, to_stored_bound, value_text
from lakeq.errors import InvalidCast
from lakeq.model.table import Column, KeyValue
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    REAL,
    TIMESTAMP,
    VARCHAR,
    DataType,
    array_of,
    decimal,
    timestamp,
)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        (INTEGER, "03", 3),
        (BIGINT, "-0", 0),
        (BOOLEAN, "TRUE", True),
        (DATE, "2024-1-5", date(2024, 1, 5)),
        (TIMESTAMP, "2024-01-05", datetime(2024, 1, 5)),
        (TIMESTAMP, "2024-01-05T6:07", datetime(2024, 1, 5, 6, 7)),
        (TIMESTAMP, "2024-01-05 06:07:08.1239", datetime(2024, 1, 5, 6, 7, 8, 124_000)),
        (TIMESTAMP, "2024-12-31 23:59:59.9999", datetime(2025, 1, 1)),
        (timestamp(6), "2024-01-05 06:07:08.123456", datetime(2024, 1, 5, 6, 7, 8, 123_456)),
        (DOUBLE, ".5", 0.5),
        (DOUBLE, "1e400", float("inf")),
        (decimal(4, 1), "1e2", Decimal("100.0")),
        (VARCHAR, "03", "03"),
        (VARCHAR, "", ""),
    ],
)
def test_text_becomes_a_value_of_its_keys_type(key: DataType, text: str, value: KeyValue) -> None:
    assert parse_value(text, Column("k", key)) == value


def test_no_text_is_null() -> None:
    assert parse_value(None, Column("k", INTEGER)) is None
    assert value_text(None, INTEGER) is None


def test_a_wrong_value_is_named_with_its_key_and_type() -> None:
    with pytest.raises(InvalidCast) as caught:
        parse_value("x", Column("hour", INTEGER))
    assert caught.value.message == "Invalid partition value 'x' for integer partition key: hour"


def test_a_nested_type_has_no_values() -> None:
    with pytest.raises(InvalidCast):
        parse_value("1", Column("k", array_of(INTEGER)))


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        (INTEGER, 3, "3"),
        (BOOLEAN, True, "true"),
        (DATE, date(2024, 1, 5), "2024-01-05"),
        (TIMESTAMP, datetime(2024, 1, 5), "2024-01-05 00:00:00"),
        (TIMESTAMP, datetime(2024, 1, 5, 1, 2, 3, 120_000), "2024-01-05 01:02:03.12"),
        (DOUBLE, 0.1, "0.1"),
        (DOUBLE, float("-inf"), "-Infinity"),
        (REAL, 0.10000000149011612, "0.1"),
        (decimal(10, 2), Decimal("1E+2"), "100"),
        (VARCHAR, "a/b", "a/b"),
    ],
)
def test_a_value_is_spelled_as_hive_spells_it(key: DataType, value: KeyValue, text: str) -> None:
    assert value_text(value, key) == text


@pytest.mark.parametrize(
    ("key", "bound", "stored"),
    [
        (INTEGER, 1.5, (1, False)),
        (INTEGER, Decimal(-1), (-1, True)),
        (INTEGER, float("inf"), (float("inf"), False)),
        (DATE, datetime(2024, 1, 5, 6), ("2024-01-05", False)),
        (DATE, datetime(2024, 1, 5), ("2024-01-05", True)),
        (TIMESTAMP, date(2024, 1, 5), ("2024-01-05 00:00:00.000000", True)),
        (decimal(3, 1), Decimal("1.25"), ("1012", False)),
        (decimal(3, 1), Decimal("-1.25"), ("0987", False)),
        (decimal(3, 1), Decimal(-100), ("", False)),
        (decimal(3, 1), Decimal("Infinity"), (":", False)),
    ],
)
def test_a_bound_between_two_values_is_the_lower_one(
    key: DataType, bound: object, stored: tuple[object, bool]
) -> None:
    assert to_stored_bound(bound, key) == stored
