"""Precise moments: what DuckDB makes of them, judged by whole numbers of picoseconds."""

import random

import duckdb
import pytest

from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.literals import literal
from lakeq.engines.duckdb.moments import precise
from lakeq.model.types import TIME_WITH_TIME_ZONE, VARCHAR, DataType, Kind, timestamp

DAY = precise.PICOS_OF_DAY
RANDOM = random.Random(12)
PICOS = (0, 499_999, 500_000, DAY - 1, DAY - 500_000, *(RANDOM.randrange(DAY) for _ in range(30)))


@pytest.fixture(scope="module")
def duck() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def clock(picos: int, digits: int) -> str:
    """Spell picoseconds since midnight, cut to some digits."""
    seconds, fraction = divmod(picos, 10**12)
    whole = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{whole}.{fraction:012}"[: 9 + digits] if digits else whole


def rounded(picos: int, digits: int) -> int:
    unit: int = 10 ** (12 - digits)
    return (picos + unit // 2) // unit * unit


def answer(duck: duckdb.DuckDBPyConnection, sql: str, value: object = None) -> object:
    parameters = [] if value is None else [value]
    found = duck.execute(f"SELECT {sql}", parameters).fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize("digits", range(13))
def test_a_time_is_rounded_and_spelled_around_the_clock(
    duck: duckdb.DuckDBPyConnection, digits: int
) -> None:
    finest, wanted = DataType(Kind.TIME, 12), DataType(Kind.TIME, digits)
    for picos in PICOS:
        moved = cast(f"CAST({picos} AS BIGINT)", finest, wanted)
        expected = clock(rounded(picos, digits) % DAY, digits)
        assert answer(duck, cast(moved, wanted, VARCHAR)) == expected


@pytest.mark.parametrize("digits", range(13))
def test_a_timestamp_is_rounded_into_the_next_day(
    duck: duckdb.DuckDBPyConnection, digits: int
) -> None:
    for picos in PICOS:
        written = f"1969-12-31 {clock(picos, 12)}"
        moment = cast(literal(written, timestamp(12)), timestamp(12), timestamp(digits))
        days, rest = divmod(rounded(picos, digits), DAY)
        expected = f"{'1970-01-01' if days else '1969-12-31'} {clock(rest, digits)}"
        assert answer(duck, cast(moment, timestamp(digits), VARCHAR)) == expected


@pytest.mark.parametrize(
    ("written", "data_type"),
    [
        ("2024-03-31 03:30:00.1234567 Europe/Warsaw", DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 7)),
        ("1969-12-31 23:59:59.999999999999 -03:30", DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 12)),
        ("0001-01-01 00:00:00.000000001", timestamp(9)),
        ("13:14:15", DataType(Kind.TIME, 0)),
        ("23:59:59.999999999999", DataType(Kind.TIME, 12)),
        ("00:00:00.000-14:00", TIME_WITH_TIME_ZONE),
        ("13:14:15.1234567+05:45", DataType(Kind.TIME_WITH_TIME_ZONE, 7)),
    ],
)
def test_text_that_is_read_or_a_literal_is_spelled_as_it_was(
    duck: duckdb.DuckDBPyConnection, written: str, data_type: DataType
) -> None:
    read = cast("$1", VARCHAR, data_type)
    assert answer(duck, cast(read, data_type, VARCHAR), written) == written
    if precise.is_special(data_type):
        assert answer(duck, cast(literal(written, data_type), data_type, VARCHAR)) == written


def test_times_with_time_zone_are_compared_in_utc(duck: duckdb.DuckDBPyConnection) -> None:
    for picos in PICOS:
        for minutes in (0, 345, -210, 840, -840):
            value = precise.constant_time(picos, TIME_WITH_TIME_ZONE, minutes)
            found = answer(duck, precise.comparable(value, TIME_WITH_TIME_ZONE))
            assert found == (picos - minutes * precise.PICOS_OF_MINUTE) % DAY


def test_a_member_of_nothing_is_nothing(duck: duckdb.DuckDBPyConnection) -> None:
    for data_type in (
        timestamp(9),
        TIME_WITH_TIME_ZONE,
        DataType(Kind.TIME, 9),
        DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 9),
    ):
        null = literal(None, data_type)
        for target in (VARCHAR, DataType(Kind.TIME, 3), TIME_WITH_TIME_ZONE):
            assert answer(duck, cast(null, data_type, target)) is None
        assert answer(duck, precise.outward_moment(null, data_type)) is None
