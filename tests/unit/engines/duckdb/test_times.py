"""Functions of dates, times and zones, with Trino's answers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lakeq.errors import FunctionNotFound, InvalidArgument, LakeqError, NotSupported
from tests.unit.engines.duckdb.lake import Asker, EngineLake

HAVANA = ZoneInfo("America/Havana")

ANSWERS: list[tuple[str, Any]] = [
    # NULL in, NULL out, and no error from what is wrong beside it.
    ("date_trunc('fortnight', CAST(NULL AS date))", None),
    ("date_format(CAST(NULL AS timestamp), '%D')", None),
    ("date_add('day', CAST(NULL AS bigint), DATE '2024-01-01')", None),
    ("from_unixtime(CAST(NULL AS double))", None),
    ("from_unixtime(1, CAST(NULL AS varchar))", None),
    ("human_readable_seconds(CAST(NULL AS double))", None),
    ("date_parse(CAST(NULL AS varchar), '%Y')", None),
    # Failing, under TRY.
    ("try(date_add('hour', 1, DATE '2024-01-01'))", None),
    ("try(date_parse('x', '%Y'))", None),
    ("try(from_iso8601_timestamp('x'))", None),
    ("try(parse_datetime('x', 'yyyy'))", None),
    # Clocks that were turned back keep their offset.
    (
        "date_trunc('day', TIMESTAMP '2024-11-03 12:00:00 America/Havana')",
        datetime(2024, 11, 3, fold=1, tzinfo=HAVANA),
    ),
    # Years of other than four digits.
    ("date_format(DATE '-0044-03-15', '%Y-%m-%d')", "-0044-03-15"),
    ("date_format(DATE '12024-03-15', '%Y %y')", "12024 24"),
    ("format_datetime(DATE '0099-03-15', 'y yyyy')", "99 0099"),
    # Halves round up, to milliseconds.
    ("date_format(TIMESTAMP '2024-12-31 23:59:59.9995', '%Y %f')", "2025 000000"),
    ("millisecond(TIMESTAMP '1969-12-31 23:59:59.9995')", 999),
    # Zones by their distance from UTC.
    (
        "to_iso8601(at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', INTERVAL '-3:30' HOUR TO MINUTE))",
        "2023-12-31T20:30:00-03:30",
    ),
    ("at_timezone(CAST(NULL AS timestamp with time zone), INTERVAL '3' HOUR)", None),
    ("timezone(CAST(NULL AS timestamp with time zone))", None),
    ("timezone(at_timezone(TIMESTAMP '2024-01-01 00:00:00 UTC', 'asia/TOKYO'))", "Asia/Tokyo"),
    # Human readable.
    ("human_readable_seconds(0)", "0 seconds"),
    ("human_readable_seconds(-0.5)", "0 seconds"),
    ("human_readable_seconds(604861)", "1 week, 1 minute, 1 second"),
    ("human_readable_seconds(7200)", "2 hours"),
    ("parse_duration('  3 d ')", timedelta(days=3)),
    # Types.
    ("typeof(to_iso8601(TIMESTAMP '2024-01-01 00:00:00'))", "varchar(22)"),
    ("typeof(to_iso8601(TIMESTAMP '2024-01-01 00:00:00.123'))", "varchar(26)"),
    ("typeof(date_parse('2024', '%Y'))", "timestamp(3)"),
    ("typeof(from_unixtime(0))", "timestamp(3) with time zone"),
    ("to_unixtime(TIMESTAMP '2020-05-10 12:34:56.12345 Asia/Kathmandu')", 1589093396.1234498),
    ("from_unixtime(-0.0006)", datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)),
]


@pytest.mark.parametrize(("expression", "expected"), ANSWERS)
def test_answers_are_trinos(asker: Asker, expression: str, expected: Any) -> None:
    came = asker.value(expression)
    assert (came, getattr(came, "fold", 0)) == (expected, getattr(expected, "fold", 0))


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("date_trunc('fortnight', DATE '2024-01-01')", InvalidArgument),
        ("date_diff('day', TIME '01:00:00', TIME '02:00:00')", InvalidArgument),
        ("date_add('day', 5000000000, TIMESTAMP '2024-01-01 00:00:00')", InvalidArgument),
        ("date_add('day', n, DATE '2024-01-01') FROM (VALUES 5000000000) t (n)", InvalidArgument),
        ("date_trunc(u, DATE '2024-01-01') FROM (VALUES 'fortnight') t (u)", InvalidArgument),
        ("from_unixtime(1e300)", InvalidArgument),
        ("from_unixtime(0, 15, 0)", InvalidArgument),
        ("at_timezone(now(), INTERVAL '1' SECOND)", InvalidArgument),
        ("at_timezone(now(), INTERVAL '15' HOUR)", InvalidArgument),
        ("from_unixtime(0, z) FROM (VALUES 'Mars') t (z)", InvalidArgument),
        ("human_readable_seconds(infinity())", InvalidArgument),
        ("parse_duration('soon')", InvalidArgument),
        ("parse_datetime('2024 +23:00', 'yyyy ZZ')", InvalidArgument),
        ("format_datetime(TIMESTAMP '2024-01-01 00:00:00', 'Z')", InvalidArgument),
        (
            "format_datetime(x, f) FROM (VALUES (TIMESTAMP '2024-01-01 00:00:00', 'Z')) t (x, f)",
            InvalidArgument,
        ),
        ("format_datetime(TIMESTAMP '2024-01-01 00:00:00 Asia/Tokyo', 'zzzz')", NotSupported),
        ("year(TIME '01:00:00')", FunctionNotFound),
    ],
)
def test_failures_are_trinos(asker: Asker, expression: str, error: type[LakeqError]) -> None:
    with pytest.raises(error):
        asker.value(expression)


def test_the_sessions_zone_counts_where_none_is_written(asker: Asker) -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")
    midnight = datetime(2024, 1, 1, tzinfo=kathmandu)
    for expression in (
        "from_iso8601_timestamp('2024-01-01T00:00:00')",
        "parse_datetime('2024', 'yyyy')",
        f"from_unixtime({midnight.timestamp():.0f})",
    ):
        assert asker.value(expression, "Asia/Kathmandu") == midnight
    assert asker.value("to_unixtime(TIMESTAMP '2024-01-01 00:00:00')", "Asia/Kathmandu") == (
        midnight.timestamp()
    )
    assert asker.value("current_timezone()", "Asia/Kathmandu") == "Asia/Kathmandu"


def test_formats_may_come_from_columns(asker: Asker) -> None:
    rows = asker.rows(
        "SELECT date_format(x, m), format_datetime(x, j), date_parse(s, m), date_trunc(u, x) "
        "FROM (VALUES (TIMESTAMP '2024-05-06 07:08:09', '%Y', 'yy', '2023', 'year'), "
        "(TIMESTAMP '2024-05-06 07:08:09', '%e', 'dd', '3', 'hour')) t (x, m, j, s, u)"
    )
    assert rows == [
        ("2024", "24", datetime(2023, 1, 1), datetime(2024, 1, 1)),
        ("6", "06", datetime(2000, 1, 3), datetime(2024, 5, 6, 7)),
    ]


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        ("date_parse(day, '%Y-%m-%d') >= date '2024-02-01'", {"2024-02-01"}),
        ("date(day) > date '2024-01-30' AND year(date(day)) = 2024", {"2024-01-31", "2024-02-01"}),
        (
            "day >= date_format(date_add('day', -1, date '2024-02-01'), '%Y-%m-%d')",
            {"2024-01-31", "2024-02-01"},
        ),
        (
            "date_trunc('month', from_iso8601_date(day)) = date '2024-01-01'",
            {"2024-01-30", "2024-01-31"},
        ),
        ("format_datetime(date(day), 'yyyyMMdd') = '20240131'", {"2024-01-31"}),
        ("day = date_format(date_parse('31.1.2024', '%d.%c.%Y'), '%Y-%m-%d')", {"2024-01-31"}),
    ],
)
def test_partitions_are_pruned_by_functions_of_dates(
    lake: EngineLake, predicate: str, expected: set[str]
) -> None:
    lake.run(
        "CREATE EXTERNAL TABLE d.days (id bigint) PARTITIONED BY (day string) "
        "STORED AS PARQUET LOCATION '$/days/'"
    )
    for day in ("2024-01-30", "2024-01-31", "2024-02-01"):
        lake.write(f"days/day={day}/a.parquet", {"id": [1]})
        lake.run(f"ALTER TABLE d.days ADD PARTITION (day='{day}')")
    _, plan = lake.planned(f"SELECT id FROM d.days WHERE {predicate}")
    (scan,) = plan.scans.values()
    assert {partition.values[0] for partition in scan.partitions} == expected


def test_row_groups_are_pruned_by_functions_of_constants(lake: EngineLake) -> None:
    lake.run("CREATE EXTERNAL TABLE d.visits (day date) STORED AS PARQUET LOCATION '$/visits/'")
    for number in (1, 2, 3):
        lake.write(f"visits/{number}.parquet", {"day": [date(2024, number, 15)]})
    _, plan = lake.planned(
        "SELECT day FROM d.visits WHERE day >= date_trunc('month', DATE '2024-03-20')"
    )
    (scan,) = plan.scans.values()
    assert sum(len(split.row_groups) for split in scan.splits) == 1
