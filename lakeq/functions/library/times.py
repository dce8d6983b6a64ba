"""Dates and times: parts, arithmetic by unit, formats."""

SIGNATURES = """
    year(date) -> bigint
    year(timestamp(p)) -> bigint
    quarter(date) -> bigint
    quarter(timestamp(p)) -> bigint
    month(date) -> bigint
    month(timestamp(p)) -> bigint
    week(date) -> bigint
    week(timestamp(p)) -> bigint
    day(date) -> bigint
    day(timestamp(p)) -> bigint
    day_of_week(date) -> bigint
    day_of_week(timestamp(p)) -> bigint
    day_of_year(date) -> bigint
    day_of_year(timestamp(p)) -> bigint
    year_of_week(date) -> bigint
    year_of_week(timestamp(p)) -> bigint
    hour(timestamp(p)) -> bigint
    minute(timestamp(p)) -> bigint
    second(timestamp(p)) -> bigint
    millisecond(timestamp(p)) -> bigint
    date_trunc(varchar, date) -> date
    date_trunc(varchar, timestamp(p)) -> timestamp(p)
    date_add(varchar, bigint, date) -> date
    date_add(varchar, bigint, timestamp(p)) -> timestamp(p)
    date_diff(varchar, date, date) -> bigint
    date_diff(varchar, timestamp(p), timestamp(p)) -> bigint
    last_day_of_month(date) -> date
    last_day_of_month(timestamp(p)) -> date
    to_unixtime(timestamp(p)) -> double
    to_unixtime(timestamp(p) with time zone) -> double
    date(varchar) -> date
    date(timestamp(p)) -> date
"""

ALIASES = {
    "day_of_month": "day",
    "dow": "day_of_week",
    "doy": "day_of_year",
    "week_of_year": "week",
    "yow": "year_of_week",
}
