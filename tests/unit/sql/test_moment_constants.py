"""Functions of dates that are worked out while planning."""

from datetime import date, datetime

import pytest

from lakeq.model.bound import LiteralValue
from lakeq.sql.moment_constants import evaluate

DAY = date(2024, 1, 31)
NOON = datetime(2024, 1, 31, 12, 34, 56, 789_000)


@pytest.mark.parametrize(
    ("function", "values", "expected"),
    [
        ("date_add", ["day", -7, DAY], date(2024, 1, 24)),
        ("date_add", ["Month", 1, DAY], date(2024, 2, 29)),
        ("date_add", ["hour", 12, NOON], datetime(2024, 2, 1, 0, 34, 56, 789_000)),
        ("date_trunc", ["week", DAY], date(2024, 1, 29)),
        ("date_trunc", ["quarter", date(2024, 6, 30)], date(2024, 4, 1)),
        ("date_trunc", ["hour", NOON], datetime(2024, 1, 31, 12)),
        ("date_trunc", ["day", NOON], datetime(2024, 1, 31)),
        ("date", ["2024-01-31"], DAY),
        ("date", [NOON], DAY),
        ("from_iso8601_date", ["2024-01-31"], DAY),
        ("last_day_of_month", [date(2024, 2, 1)], date(2024, 2, 29)),
        ("date_format", [NOON, "%Y/%m/%d %H:%i:%s %%"], "2024/01/31 12:34:56 %"),
        ("date_parse", ["20240131", "%Y%m%d"], datetime(2024, 1, 31)),
        ("date_parse", ["2024-02", "%Y-%m"], datetime(2024, 2, 1)),
        ("date_parse", ["at 2024 (12:34:56)", "at %Y (%T)"], datetime(2024, 1, 1, 12, 34, 56)),
    ],
)
def test_a_function_of_constants_is_a_constant(
    function: str, values: list[LiteralValue], expected: LiteralValue
) -> None:
    assert evaluate(function, values) == expected


@pytest.mark.parametrize(
    ("function", "values"),
    [
        ("date_add", ["hour", 1, DAY]),
        ("date_add", ["century", 1, DAY]),
        ("date_add", ["millisecond", 1, NOON]),
        ("date_add", ["year", 9000, DAY]),
        ("date_add", ["day", None, DAY]),
        ("date_trunc", ["hour", DAY]),
        ("date_trunc", ["century", NOON]),
        ("date", ["31.1.2024"]),
        ("date_format", [NOON.replace(microsecond=999_600), "%s"]),
        ("date_format", [NOON.replace(year=999), "%Y"]),
        ("date_format", [NOON, "%W"]),
        ("date_format", [NOON, ""]),
        ("date_parse", ["2024-1-31", "%Y-%m-%d"]),
        ("date_parse", ["2024-02-30", "%Y-%m-%d"]),
        ("date_parse", ["01-31", "%m-%d"]),
        ("date_parse", ["2024 2024", "%Y %Y"]),
        ("abs", [1]),
    ],
)
def test_what_is_in_doubt_is_left_to_the_engine(function: str, values: list[LiteralValue]) -> None:
    assert evaluate(function, values) is None
