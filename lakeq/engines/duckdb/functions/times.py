"""Times: parts of dates and timestamps, and arithmetic by unit, in Trino's numbering."""

from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.moments import round_timestamp
from lakeq.errors import InvalidArgument
from lakeq.model.types import DataType, Kind

_PARTS = {
    "year": "year",
    "quarter": "quarter",
    "month": "month",
    "week": "week",
    "day": "day",
    "day_of_week": "isodow",
    "day_of_year": "dayofyear",
    "year_of_week": "isoyear",
    "hour": "hour",
    "minute": "minute",
    "second": "second",
}
_DATE_UNITS = ("day", "week", "month", "quarter", "year")
_TIME_UNITS = ("millisecond", "second", "minute", "hour")
_INTERVALS = {
    "millisecond": "to_microseconds({} * 1000)",
    "second": "to_seconds({})",
    "minute": "to_minutes({})",
    "hour": "to_hours({})",
    "day": "to_days(CAST({} AS INTEGER))",
    "week": "to_days(CAST({} * 7 AS INTEGER))",
    "month": "to_months(CAST({} AS INTEGER))",
    "quarter": "to_months(CAST({} * 3 AS INTEGER))",
    "year": "to_years(CAST({} AS INTEGER))",
}


def part(name: str) -> Template:
    """Make the template of a function that takes one part out of a date or timestamp."""

    def template(call: Invocation) -> str:
        call.require(Kind.DATE, Kind.TIMESTAMP)
        return f"{_PARTS[name]}({call.sql[0]})"

    return template


def millisecond(call: Invocation) -> str:
    """Spell millisecond, of the second, where DuckDB counts from the minute."""
    call.require(Kind.TIMESTAMP)
    return f"(millisecond({call.sql[0]}) % 1000)"


def date_trunc(call: Invocation) -> str:
    """Spell date_trunc by a constant unit."""
    unit = _unit(call, call.arguments[1].type.kind)
    return f"CAST(date_trunc('{unit}', {call.sql[1]}) AS {call.type_name})"


def date_add(call: Invocation) -> str:
    """Spell date_add of a constant unit; a month's end stays within the month."""
    unit = _unit(call, call.arguments[2].type.kind)
    moved = f"{call.sql[2]} + {_INTERVALS[unit].format(call.sql[1])}"
    if unit == "millisecond":
        return round_timestamp(f"({moved})", DataType(Kind.TIMESTAMP, 6), call.result)
    return f"CAST({moved} AS {call.type_name})"


def date_diff(call: Invocation) -> str:
    """Spell date_diff, which counts complete units, not the boundaries between."""
    unit = _unit(call, call.arguments[1].type.kind)
    start, end = call.sql[1:]
    if unit == "day" and call.arguments[1].type.kind is Kind.DATE:
        return f"({end} - {start})"
    return f"datesub('{unit}', {start}, {end})"


def date(call: Invocation) -> str:
    """Spell date, a cast by another name."""
    return cast(call.sql[0], call.first, call.result, timezone=call.timezone)


def last_day_of_month(call: Invocation) -> str:
    """Spell last_day_of_month."""
    call.require(Kind.DATE, Kind.TIMESTAMP)
    return f"last_day({call.sql[0]})"


def to_unixtime(call: Invocation) -> str:
    """Spell to_unixtime: seconds since 1970 in UTC."""
    call.require(Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE)
    instant = DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 6)
    moment = cast(call.sql[0], call.first, instant, timezone=call.timezone)
    return f"(epoch_us({moment}) / CAST('1e6' AS DOUBLE))"


def _unit(call: Invocation, kind: Kind) -> str:
    unit = call.constant_text(0)
    if unit is None:
        raise call.refuse()
    unit = unit.lower()
    if kind not in (Kind.DATE, Kind.TIMESTAMP):
        raise call.refuse()
    if unit not in (_DATE_UNITS if kind is Kind.DATE else (*_DATE_UNITS, *_TIME_UNITS)):
        raise InvalidArgument(f"'{unit}' is not a valid {kind.value.upper()} field")
    return unit


TEMPLATES: dict[str, Template] = {
    **{
        name: part(name)
        for name in (
            "year",
            "quarter",
            "month",
            "week",
            "day",
            "day_of_week",
            "day_of_year",
            "year_of_week",
            "hour",
            "minute",
            "second",
        )
    },
    "millisecond": millisecond,
    "date_trunc": date_trunc,
    "date_add": date_add,
    "date_diff": date_diff,
    "date": date,
    "last_day_of_month": last_day_of_month,
    "to_unixtime": to_unixtime,
}
