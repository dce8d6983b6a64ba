"""Arithmetic by unit, compared with a plain model of how Joda-Time works it out."""

from calendar import isleap
from datetime import UTC, datetime
from random import Random

from lakeq.engines.duckdb.joda.calendar import date_of, days_from, floor_field, month_length
from lakeq.engines.duckdb.joda.elements import DateField
from lakeq.engines.duckdb.joda.zones import offset_at
from tests.unit.engines.duckdb.lake import Asker

DAY = 86_400_000
HOUR = 3_600_000
FIELDS = {
    "second": DateField.SECOND,
    "hour": DateField.HOUR,
    "day": DateField.DAY,
    "week": DateField.WEEK,
    "month": DateField.MONTH,
    "year": DateField.YEAR,
}
ZONES = (
    "America/Havana",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "+05:45",
    "-08:30",
    "UTC",
)


def test_zoned_timestamps_are_truncated_and_moved_by_their_clocks(asker: Asker) -> None:
    random = Random(4)
    rows = [
        (
            random_instant(random),
            random.choice(ZONES),
            random.choice(list(FIELDS)),
            random.randint(-40, 40),
        )
        for _ in range(300)
    ]
    values = ", ".join(f"({i // 1000}, '{zone}', '{unit}', {n})" for i, zone, unit, n in rows)
    came = asker.rows(
        "SELECT CAST(to_unixtime(date_trunc(unit, x)) * 1000 AS bigint), "
        "CAST(to_unixtime(date_add(unit, n, x)) * 1000 AS bigint) FROM ("
        f"SELECT unit, n, from_unixtime(i, zone) FROM (VALUES {values}) t (i, zone, unit, n)"
        ") t (unit, n, x)"
    )
    for row, found in zip(rows, came, strict=True):
        instant, zone, unit, count = row
        assert (row, found) == (
            row,
            (truncated(unit, zone, instant), moved(unit, count, zone, instant)),
        )


def test_complete_units_are_counted(asker: Asker) -> None:
    random = Random(5)
    pairs = [(month_end(random), month_end(random)) for _ in range(1000)]
    values = ", ".join(f"({start / 1000}, {end / 1000})" for start, end in pairs)
    units = ", ".join(
        f"date_diff('{unit}', a, b)" for unit in ("month", "quarter", "year", "week", "day")
    )
    came = asker.rows(
        f"SELECT {units} FROM (SELECT CAST(from_unixtime(a) AS timestamp(3)), "
        f"CAST(from_unixtime(b) AS timestamp(3)) FROM (VALUES {values}) t (a, b)) t (a, b)"
    )
    for (start, end), found in zip(pairs, came, strict=True):
        months = months_between(start, end)
        expected = (
            months,
            int(months / 3),
            years_between(start, end),
            int((end - start) / (7 * DAY)),
            int((end - start) / DAY),
        )
        assert (start, end, found) == (start, end, expected)


def random_instant(random: Random) -> int:
    """Choose a moment, often in a month in which clocks are turned."""
    month = random.choice((3, 4, 9, 10, 11, 12))
    moment = datetime(
        random.randint(1990, 2030),
        month,
        random.randint(1, 28),
        random.randint(0, 23),
        random.choice((0, 30, 59)),
        tzinfo=UTC,
    )
    return int(moment.timestamp()) * 1000


def truncated(unit: str, zone: str, instant: int) -> int:
    local = instant + offset_at(zone, instant)
    start = floor_field(FIELDS[unit], local)
    if unit in ("second", "hour"):
        return instant + start - local
    return from_local(zone, start, instant)


def moved(unit: str, count: int, zone: str, instant: int) -> int:
    spans = {"second": 1000, "hour": HOUR, "day": DAY, "week": 7 * DAY}
    if unit in ("second", "hour"):
        return instant + count * spans[unit]
    local = instant + offset_at(zone, instant)
    if unit in spans:
        return from_local(zone, local + count * spans[unit], instant)
    year, month, day = date_of(local)
    year, month = divmod(year * 12 + month - 1 + count * (12 if unit == "year" else 1), 12)
    day = min(day, month_length(year, month + 1))
    return from_local(zone, days_from(year, month + 1, day) * DAY + local % DAY, instant)


def from_local(zone: str, local: int, instant: int) -> int:
    """Keep the offset if it can be kept; else take the earlier one, or the one before a gap."""
    offset = offset_at(zone, instant)
    if offset_at(zone, local - offset) == offset:
        return local - offset
    offsets = {offset_at(zone, local - DAY), offset_at(zone, local + DAY)}
    found = [local - each for each in offsets if offset_at(zone, local - each) == each]
    return min(found) if found else local - offset_at(zone, local - DAY)


def month_end(random: Random) -> int:
    """Choose a moment around the end of a month, where counting is hard."""
    month = random.choice((1, 2, 2, 3, 4, 12))
    start = days_from(random.randint(1990, 2030), month, random.choice((1, 15, 27, 28)))
    return (start + random.randint(0, 3)) * DAY + random.choice((0, 1, DAY // 2, DAY - 1))


def months_between(start: int, end: int) -> int:
    if end < start:
        return -months_between(end, start)
    year, month, day = date_of(end)
    first_year, first_month, first_day = date_of(start)
    if day == month_length(year, month):
        first_day = min(first_day, day)
    rest = (first_day - 1) * DAY + start % DAY
    complete = end - days_from(year, month, 1) * DAY >= rest
    return (year - first_year) * 12 + month - first_month - (0 if complete else 1)


def years_between(start: int, end: int) -> int:
    """Compare the places in both years, leaving out the day that only one of them has."""
    if end < start:
        return -years_between(end, start)
    year, first_year = date_of(end)[0], date_of(start)[0]
    place = end - days_from(year, 1, 1) * DAY
    first_place = start - days_from(first_year, 1, 1) * DAY
    leap_day = 59 * DAY
    if first_place >= leap_day and isleap(first_year) and not isleap(year):
        first_place -= DAY
    elif leap_day <= min(place, first_place) and isleap(year) and not isleap(first_year):
        place -= DAY
    return year - first_year - (0 if place >= first_place else 1)
