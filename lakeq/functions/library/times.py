"""Dates and times: parts, arithmetic by unit, zones, formats."""

SIGNATURES = """
    # The year.
    year(date) -> bigint
    year(timestamp(p)) -> bigint
    year(timestamp(p) with time zone) -> bigint
    year(interval year to month) -> bigint
    # The quarter of the year, from 1 to 4.
    quarter(date) -> bigint
    quarter(timestamp(p)) -> bigint
    quarter(timestamp(p) with time zone) -> bigint
    # The month of the year, from 1 to 12.
    month(date) -> bigint
    month(timestamp(p)) -> bigint
    month(timestamp(p) with time zone) -> bigint
    month(interval year to month) -> bigint
    # The ISO week of the year, from 1 to 53.
    week(date) -> bigint
    week(timestamp(p)) -> bigint
    week(timestamp(p) with time zone) -> bigint
    # The day of the month; of an interval, its whole days.
    day(date) -> bigint
    day(timestamp(p)) -> bigint
    day(timestamp(p) with time zone) -> bigint
    day(interval day to second) -> bigint
    # The ISO day of the week, from 1 (Monday) to 7 (Sunday).
    day_of_week(date) -> bigint
    day_of_week(timestamp(p)) -> bigint
    day_of_week(timestamp(p) with time zone) -> bigint
    # The day of the year, from 1 to 366.
    day_of_year(date) -> bigint
    day_of_year(timestamp(p)) -> bigint
    day_of_year(timestamp(p) with time zone) -> bigint
    # The year that the ISO week belongs to.
    year_of_week(date) -> bigint
    year_of_week(timestamp(p)) -> bigint
    year_of_week(timestamp(p) with time zone) -> bigint
    # The hour of the day, from 0 to 23.
    hour(time(p)) -> bigint
    hour(time(p) with time zone) -> bigint
    hour(timestamp(p)) -> bigint
    hour(timestamp(p) with time zone) -> bigint
    hour(interval day to second) -> bigint
    # The minute of the hour.
    minute(time(p)) -> bigint
    minute(time(p) with time zone) -> bigint
    minute(timestamp(p)) -> bigint
    minute(timestamp(p) with time zone) -> bigint
    minute(interval day to second) -> bigint
    # The second of the minute.
    second(time(p)) -> bigint
    second(time(p) with time zone) -> bigint
    second(timestamp(p)) -> bigint
    second(timestamp(p) with time zone) -> bigint
    second(interval day to second) -> bigint
    # The millisecond of the second.
    millisecond(time(p)) -> bigint
    millisecond(time(p) with time zone) -> bigint
    millisecond(timestamp(p)) -> bigint
    millisecond(timestamp(p) with time zone) -> bigint
    millisecond(interval day to second) -> bigint
    # The whole hours of the time zone's offset.
    timezone_hour(time(p) with time zone) -> bigint
    timezone_hour(timestamp(p) with time zone) -> bigint
    # The minutes of the time zone's offset beyond its whole hours.
    timezone_minute(time(p) with time zone) -> bigint
    timezone_minute(timestamp(p) with time zone) -> bigint
    # Cut down to a unit: millisecond, second, minute, hour, day, week, month, quarter or year.
    date_trunc(varchar, date) -> date
    date_trunc(varchar, time(p)) -> time(p)
    date_trunc(varchar, time(p) with time zone) -> time(p) with time zone
    date_trunc(varchar, timestamp(p)) -> timestamp(p)
    date_trunc(varchar, timestamp(p) with time zone) -> timestamp(p) with time zone
    # Move by a number of units.
    date_add(varchar, bigint, date) -> date
    date_add(varchar, bigint, time(p)) -> time(p)
    date_add(varchar, bigint, time(p) with time zone) -> time(p) with time zone
    date_add(varchar, bigint, timestamp(p)) -> timestamp(p)
    date_add(varchar, bigint, timestamp(p) with time zone) -> timestamp(p) with time zone
    # Count the complete units from the first to the second.
    date_diff(varchar, date, date) -> bigint
    date_diff(varchar, time(p), time(p)) -> bigint
    date_diff(varchar, time(p) with time zone, time(p) with time zone) -> bigint
    date_diff(varchar, timestamp(p), timestamp(p)) -> bigint
    date_diff(varchar, timestamp(p) with time zone, timestamp(p) with time zone) -> bigint
    # The last day of the month.
    last_day_of_month(date) -> date
    last_day_of_month(timestamp(p)) -> date
    last_day_of_month(timestamp(p) with time zone) -> date
    # Cast to a date.
    date(varchar) -> date
    date(timestamp(p)) -> date
    date(timestamp(p) with time zone) -> date
    # Seconds since 1970 in UTC.
    to_unixtime(timestamp(p)) -> double
    to_unixtime(timestamp(p) with time zone) -> double
    # The milliseconds of an interval.
    to_milliseconds(interval day to second) -> bigint
    # Spell seconds as weeks, days, hours, minutes and seconds.
    human_readable_seconds(double) -> varchar
    # The moment of a number of seconds since 1970 in UTC, in the session's zone or another.
    from_unixtime(double) -> timestamp(3) with time zone
    from_unixtime(double, varchar) -> timestamp(3) with time zone
    from_unixtime(double, bigint, bigint) -> timestamp(3) with time zone
    # The moment of a number of nanoseconds since 1970 in UTC, in the session's zone.
    from_unixtime_nanos(bigint) -> timestamp(9) with time zone
    from_unixtime_nanos(decimal(p,s)) -> timestamp(9) with time zone
    # The moment at which the clocks of a time zone show a timestamp.
    with_timezone(timestamp(p), varchar) -> timestamp(p) with time zone
    # The same moment in another time zone.
    at_timezone(timestamp(p) with time zone, varchar) -> timestamp(p) with time zone
    at_timezone(time(p) with time zone, varchar) -> time(p) with time zone
    at_timezone(time(p) with time zone, interval day to second) -> time(p) with time zone
    at_timezone(timestamp(p) with time zone, interval day to second) -> timestamp(p) with time zone
    # The name of the time zone.
    timezone(timestamp(p) with time zone) -> varchar
    # The moment at which the statement began.
    now() -> timestamp(3) with time zone
    # The session's time zone.
    current_timezone() -> varchar
    # Format by MySQL's specifiers, such as `%Y-%m-%d`.
    date_format(timestamp(p), varchar) -> varchar
    date_format(timestamp(p) with time zone, varchar) -> varchar
    # Read by MySQL's specifiers.
    date_parse(varchar, varchar) -> timestamp(3)
    # Format by a pattern of Joda-Time's, such as `yyyy-MM-dd`.
    format_datetime(timestamp(p), varchar) -> varchar
    format_datetime(timestamp(p) with time zone, varchar) -> varchar
    # Read by a pattern of Joda-Time's.
    parse_datetime(varchar, varchar) -> timestamp(3) with time zone
    # Read a date, and a time with an offset, as ISO 8601 has them.
    from_iso8601_timestamp(varchar) -> timestamp(3) with time zone
    # Read a date, and a time with an offset, as ISO 8601 has them, to the nanosecond.
    from_iso8601_timestamp_nanos(varchar) -> timestamp(9) with time zone
    # Read a date as ISO 8601 has it.
    from_iso8601_date(varchar) -> date
    # Spell as ISO 8601 has it.
    to_iso8601(date) -> varchar(16)
    to_iso8601(timestamp(0)) -> varchar(22)
    to_iso8601(timestamp(p)) -> varchar(p + 23)
    to_iso8601(timestamp(0) with time zone) -> varchar(28)
    to_iso8601(timestamp(p) with time zone) -> varchar(p + 29)
    # Read a duration with its unit, such as `1.5 h`.
    parse_duration(varchar) -> interval day to second
"""

ALIASES = {
    "day_of_month": "day",
    "dow": "day_of_week",
    "doy": "day_of_year",
    "week_of_year": "week",
    "yow": "year_of_week",
}

DIFFERENCES = {
    "format_datetime": "of zones' names (`z`) only those of UTC and of offsets are known",
    "timezone": "newer than Athena's engine version 3, which does not have it",
}
