"""Parts of dates, times and intervals, in Trino's numbering."""

from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.moments.timestamps import instant_of, local_time
from lakeq.engines.duckdb.spelling import shared
from lakeq.errors import NotSupported
from lakeq.model.types import MICROSECOND_DIGITS, DataType, Kind

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
# Of the milliseconds of an interval: how many make one, and how many of it the next larger.
_CLOCK = {
    "day": (86_400_000, 0),
    "hour": (3_600_000, 24),
    "minute": (60_000, 60),
    "second": (1000, 60),
    "millisecond": (1, 1000),
}
NAMES = (*_PARTS, "millisecond")


def part(name: str) -> Template:
    """Make the template of a function that takes one part out of a date, time or interval."""

    def template(call: Invocation) -> str:
        if call.first.kind is Kind.INTERVAL_DAY_TO_SECOND:
            return _part_of_duration(name, call.sql[0])
        if call.first.kind is Kind.INTERVAL_YEAR_TO_MONTH:
            sign = "//" if name == "year" else "%"
            return f"CAST({call.sql[0]} {sign} 12 AS BIGINT)"
        moment = local_moment(call.sql[0], call.first)
        if name == "millisecond":
            # DuckDB counts from the minute.
            return f"(millisecond({moment}) % 1000)"
        return f"{_PARTS[name]}({moment})"

    return template


def local_moment(operand: str, data_type: DataType) -> str:
    """Spell a date, time or timestamp as clocks show it where it is, without a zone."""
    if data_type.precision is not None and data_type.precision > MICROSECOND_DIGITS:
        raise NotSupported(f"Functions of {data_type.trino} are not supported")
    if data_type.kind is Kind.TIMESTAMP_WITH_TIME_ZONE:
        return local_time(operand)
    return operand


def timezone_hour(call: Invocation) -> str:
    """Spell timezone_hour, of the offset's sign."""
    return f"({_offset_minutes(call)} // 60)"


def timezone_minute(call: Invocation) -> str:
    """Spell timezone_minute, of the offset's sign."""
    return f"({_offset_minutes(call)} % 60)"


def to_milliseconds(call: Invocation) -> str:
    """Spell to_milliseconds."""
    return call.sql[0]


def _part_of_duration(name: str, duration: str) -> str:
    unit, limit = _CLOCK[name]
    whole = f"({duration} // {unit})"
    return f"({whole} % {limit})" if limit else whole


def _offset_minutes(call: Invocation) -> str:
    return shared(
        call.sql[0],
        lambda value: f"(epoch_us({local_time(value)} - {instant_of(value)}) // 60000000)",
    )
