"""Moments: DuckDB's conversions by zone, judged by Python's."""

import random
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from lakeq.engines.duckdb.moments import timestamps as moments
from lakeq.engines.duckdb.moments import zones
from lakeq.model.zones import written_zone, zone, zone_name

ZONES = (
    "UTC",
    "Europe/Warsaw",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "+05:45",
    "-03:30",
)


@pytest.fixture(scope="module")
def duck() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def some_times() -> list[datetime]:
    """Give hours around the year, those of every change of clocks among them."""
    hours = random.Random(7).sample(range(24 * 365 * 20), 300)
    start = datetime(2005, 1, 1, 0, 30)
    skipped = [datetime(2011, 12, 30, 12), datetime(2024, 3, 31, 2, 30), datetime(2024, 3, 10, 2)]
    repeated = [
        datetime(2024, 10, 27, 2, 30),
        datetime(2024, 11, 3, 1),
        datetime(2024, 4, 7, 1, 45),
    ]
    return [*skipped, *repeated, *(start + timedelta(hours=hour) for hour in hours)]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("is_constant", [True, False])
def test_a_local_time_is_the_instant_that_it_is_in_java(
    duck: duckdb.DuckDBPyConnection, name: str, is_constant: bool
) -> None:
    spelled = moments.from_local("x", f"'{name}'" if is_constant else "z")
    times = some_times()
    query = f"SELECT {spelled} FROM (SELECT unnest($1::TIMESTAMP[]) AS x, $2 AS z)"
    found = [row[0] for row in duck.execute(query, [times, name]).fetchall()]
    # Python's fold of 0 means the first of two, and the offset before a gap, as in Java.
    expected = [
        each.replace(tzinfo=zone(name)).astimezone(UTC).replace(tzinfo=None) for each in times
    ]
    assert found == expected


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("is_constant", [True, False])
def test_an_instant_is_what_the_clocks_of_its_zone_show(
    duck: duckdb.DuckDBPyConnection, name: str, is_constant: bool
) -> None:
    spelled = moments.local_at("x", f"'{name}'" if is_constant else "z")
    times = some_times()
    query = f"SELECT {spelled} FROM (SELECT unnest($1::TIMESTAMP[]) AS x, $2 AS z)"
    found = [row[0] for row in duck.execute(query, [times, name]).fetchall()]
    expected = [
        each.replace(tzinfo=UTC).astimezone(zone(name)).replace(tzinfo=None) for each in times
    ]
    assert found == expected


@pytest.mark.parametrize(
    "written",
    [
        *("UTC", "Z", "z", "Europe/Warsaw", "europe/warsaw", "+05:45", "+0545", "+5", "UTC+2"),
        *("gmt-3", "Etc/GMT+5", "etc/utc", "EST", "+14:01", "-14:00", "Mars/Phobos", ""),
        *("+05:60", "GMT0"),
    ],
)
def test_a_name_that_is_data_is_read_as_one_that_is_written(
    duck: duckdb.DuckDBPyConnection, written: str
) -> None:
    query = f"SELECT {zones.zone_of_text('x')}, {zones.zone_of_name('x')} FROM (SELECT $1 AS x)"
    assert duck.execute(query, [written]).fetchone() == (written_zone(written), zone_name(written))
