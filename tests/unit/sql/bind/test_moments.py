"""Moments: what the text of a literal, or a parameter, stands for."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from lakeq.errors import InvalidLiteral, NotSupported
from lakeq.model.bound import Cast, Literal
from lakeq.model.types import DATE, TIMESTAMP_WITH_TIME_ZONE, DataType, Kind, timestamp
from lakeq.sql.bind.expressions import moments

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("text", "value", "type_name"),
    [
        ("2024-05-15", datetime(2024, 5, 15), "timestamp(0)"),
        ("2024-5-1 1:2", datetime(2024, 5, 1, 1, 2), "timestamp(0)"),
        ("2024-05-15 13:14:15.120", datetime(2024, 5, 15, 13, 14, 15, 120000), "timestamp(3)"),
        (
            "2024-05-15 13:14:15 Europe/Warsaw",
            datetime(2024, 5, 15, 13, 14, 15, tzinfo=WARSAW),
            "timestamp(0) with time zone",
        ),
        (
            "2024-05-15 13:14+05:45",
            datetime(2024, 5, 15, 13, 14, tzinfo=timezone(timedelta(minutes=345))),
            "timestamp(0) with time zone",
        ),
    ],
)
def test_a_timestamp_is_as_precise_as_it_is_written(
    text: str, value: datetime, type_name: str
) -> None:
    literal = moments.timestamp_literal(text)
    assert isinstance(literal, Literal)
    assert (literal.value, literal.type.trino) == (value, type_name)


@pytest.mark.parametrize("name", ["UTC", "Europe/Warsaw", "+05:45", "-03:00"])
def test_a_zone_of_python_is_named_as_the_zone_of_sql(name: str) -> None:
    literal = moments.timestamp_literal(f"2024-05-15 13:14 {name}")
    assert isinstance(literal, Literal)
    assert isinstance(literal.value, datetime)
    assert str(literal.value.tzinfo) == name


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    literal = moments.timestamp_literal("2024-10-27 02:30 Europe/Warsaw")
    assert isinstance(literal, Literal)
    assert isinstance(literal.value, datetime)
    assert literal.value.astimezone(UTC) == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2024-05-15T10:00",
        " 2024-05-15",
        "2024-05-15 24:00",
        "2024-05-15 10:60",
        "2024-05-15 10:00 Mars/Phobos",
        "2024-05-15 10:00 +0545",
        "2024-03-31 02:30 Europe/Warsaw",
        "24-05-15",
    ],
)
def test_what_is_no_timestamp_is_no_literal(text: str) -> None:
    with pytest.raises(InvalidLiteral, match="is not a valid TIMESTAMP literal"):
        moments.timestamp_literal(text)


@pytest.mark.parametrize("text", ["-0044-03-15", "12024-01-01", "0000-02-29"])
def test_a_date_outside_of_pythons_calendar_is_left_to_the_engine(text: str) -> None:
    assert isinstance(moments.date_literal(text), Cast)


@pytest.mark.parametrize("text", ["12023-02-29", "-0001-13-01", "2023-02-29", "x"])
def test_what_is_no_date_is_no_literal(text: str) -> None:
    with pytest.raises(InvalidLiteral):
        moments.date_literal(text)


@pytest.mark.parametrize(
    ("text", "start", "end", "value"),
    [
        ("5", "DAY", None, timedelta(days=5)),
        ("-5", "HOUR", None, timedelta(hours=-5)),
        ("3 04:05:06.789", "DAY", "SECOND", timedelta(3, 14706, 789000)),
        ("3 04", "DAY", "SECOND", timedelta(days=3, hours=4)),
        ("-3 04:05", "DAY", "MINUTE", -timedelta(days=3, hours=4, minutes=5)),
        ("90:30", "MINUTE", "SECOND", timedelta(minutes=90, seconds=30)),
        ("1.2345", "SECOND", None, timedelta(seconds=1, milliseconds=234)),
        ("2", "YEAR", None, 24),
        ("2-3", "YEAR", "MONTH", 27),
        ("-14", "MONTH", None, -14),
    ],
)
def test_an_interval_is_milliseconds_or_months(
    text: str, start: str, end: str | None, value: timedelta | int
) -> None:
    assert moments.interval(text, start, end).value == value


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1", "DAY", "DAY"),
        ("1", "SECOND", "DAY"),
        ("1", "YEAR", "DAY"),
        ("x", "DAY", None),
        ("1 ", "DAY", None),
        ("--1", "DAY", None),
        ("1.5", "DAY", None),
        ("1:-2", "HOUR", "MINUTE"),
        ("2147483647", "YEAR", None),
        ("9999999999", "DAY", None),
    ],
)
def test_what_is_no_interval_is_no_literal(text: str, start: str, end: str | None) -> None:
    with pytest.raises(InvalidLiteral):
        moments.interval(text, start, end)


@pytest.mark.parametrize(
    ("text", "target", "value"),
    [
        (" 2024-05-15 ", DATE, date(2024, 5, 15)),
        ("2024-05-15 12:00:00.9996", timestamp(3), datetime(2024, 5, 15, 12, 0, 1)),
        ("2024-05-15 12:00 +07:00", timestamp(3), datetime(2024, 5, 15, 12)),
        ("2024-05-15 12:00", TIMESTAMP_WITH_TIME_ZONE, datetime(2024, 5, 15, 12, tzinfo=WARSAW)),
    ],
)
def test_text_is_cast_as_the_engine_would_cast_it(text: str, target: DataType, value: date) -> None:
    assert moments.cast_of_text(text, target, "Europe/Warsaw") == Literal(value, target)


@pytest.mark.parametrize(
    ("text", "value", "type_name"),
    [
        (
            "2024-5-1 1:2:3.1234567 +05:45",
            "2024-05-01 01:02:03.1234567 +05:45",
            "timestamp(7) with time zone",
        ),
        ("2024-05-15 13:14:15.120000000000", "2024-05-15 13:14:15.120000000000", "timestamp(12)"),
    ],
)
def test_a_timestamp_that_python_is_too_coarse_for_is_its_text(
    text: str, value: str, type_name: str
) -> None:
    literal = moments.timestamp_literal(text)
    assert isinstance(literal, Literal)
    assert (literal.value, literal.type.trino) == (value, type_name)


@pytest.mark.parametrize(
    ("text", "value", "type_name"),
    [
        ("1:2:3.1234567", "01:02:03.1234567", "time(7)"),
        ("1:2 +05:45", "01:02:00+05:45", "time(0) with time zone"),
        ("01:02:03.1234567-14:00", "01:02:03.1234567-14:00", "time(7) with time zone"),
        ("01:02:03.123456", time(1, 2, 3, 123_456), "time(6)"),
    ],
)
def test_a_time_has_the_digits_and_the_offset_that_are_written(
    text: str, value: str | time, type_name: str
) -> None:
    literal = moments.time_literal(text)
    assert isinstance(literal, Literal)
    assert (literal.value, literal.type.trino) == (value, type_name)


@pytest.mark.parametrize("text", ["1:2:3.1234567890123", "1:2+14:01", "1:60+01:00", "1:2 UTC"])
def test_what_is_no_time_is_no_literal(text: str) -> None:
    with pytest.raises(InvalidLiteral):
        moments.time_literal(text)


def test_a_parameter_that_is_a_time_has_an_offset_or_no_zone() -> None:
    literal = moments.time_parameter(time(1, 2, 3, 456_000, timezone(-timedelta(minutes=210))))
    assert literal == Literal("01:02:03.456-03:30", DataType(Kind.TIME_WITH_TIME_ZONE, 3))
    assert moments.time_parameter(time(1, 2, tzinfo=UTC)).value == "01:02:00+00:00"
    with pytest.raises(NotSupported, match="no offset"):
        moments.time_parameter(time(1, 2, tzinfo=WARSAW))


@pytest.mark.parametrize("text", ["2024-02-30", "12024-01-01", "2024-05-15 10:00 Mars/Phobos", ""])
def test_text_that_is_in_doubt_is_left_to_the_engine(text: str) -> None:
    assert moments.cast_of_text(text, TIMESTAMP_WITH_TIME_ZONE, "UTC") is None


def test_a_parameter_with_an_offset_of_seconds_has_no_zone_in_sql() -> None:
    value = datetime(2024, 1, 1, tzinfo=timezone(timedelta(seconds=30)))
    with pytest.raises(NotSupported, match="no name in SQL"):
        moments.timestamp_parameter(value)


def test_a_parameters_zone_without_a_name_of_sql_is_its_offset() -> None:
    zone = timezone(timedelta(hours=2), "summer")
    literal = moments.timestamp_parameter(datetime(2024, 1, 1, tzinfo=zone))
    assert isinstance(literal.value, datetime)
    assert str(literal.value.tzinfo) == "+02:00"


def test_a_time_is_as_precise_as_its_microseconds() -> None:
    literal = moments.time_parameter(time(1, 2, 3, 4000))
    assert literal == Literal(time(1, 2, 3, 4000), DataType(Kind.TIME, 3))
