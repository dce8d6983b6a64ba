"""Instants and zones: Unix time, and moments that are given a zone or another one."""

from lakeq.engines.duckdb.failures import failure, failure_about
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.functions.time_parts import local_moment
from lakeq.engines.duckdb.moments.timestamps import from_local, instant_of, zone_of, zoned
from lakeq.engines.duckdb.spelling import once, shared, text
from lakeq.engines.duckdb.udfs.base import Udf
from lakeq.errors import InvalidArgument
from lakeq.model.types import VARCHAR, Kind
from lakeq.model.zones import MAX_OFFSET_MINUTES, zone_name

_MILLISECOND_DIGITS = 3
_MINUTE = 60_000
_MOST_MILLIS = 0x7FFFFFFFFFFFF
_LARGEST = 2**63 - 1


def session_zone(call: Invocation) -> str:
    """Name the session's zone as Trino does."""
    return zone_name(call.timezone) or call.timezone


def current_timezone(call: Invocation) -> str:
    """Spell current_timezone."""
    return text(session_zone(call))


def to_unixtime(call: Invocation) -> str:
    """Spell to_unixtime: seconds since 1970 in UTC, a timestamp being in the session's zone."""
    local_moment(call.sql[0], call.first)
    if call.first.kind is Kind.TIMESTAMP:
        instant = from_local(call.sql[0], text(session_zone(call)))
    else:
        instant = instant_of(call.sql[0])

    def build(micros: str) -> str:
        thousand, million = "CAST(1000 AS DOUBLE)", "CAST(1000000 AS DOUBLE)"
        if (call.first.precision or 0) <= _MILLISECOND_DIGITS:
            return f"(({micros} // 1000) / {thousand})"
        # Trino adds up two doubles.
        rest = f"((({micros} % 1000) + 1000) % 1000)"
        return f"((({micros} - {rest}) // 1000) / {thousand} + {rest} / {million})"

    return shared(f"epoch_us({instant})", build)


def from_unixtime(call: Invocation) -> str:
    """Spell from_unixtime: in the session's zone, a named one, or at an offset."""
    instant = shared(call.sql[0], _instant)
    match len(call.sql):
        case 1:
            return zoned(instant, text(session_zone(call)))
        case 2:
            return _in_zone(instant, _zone(call, 1))
        case _:
            minutes = f"({call.sql[1]} * 60 + {call.sql[2]})"
            return _in_zone(instant, shared(minutes, _offset))


def with_timezone(call: Invocation) -> str:
    """Spell with_timezone: the instant at which the clocks of a zone show a timestamp."""
    local = local_moment(call.sql[0], call.first)
    return once(
        [local, _zone(call, 1)],
        lambda values: _in_zone(from_local(values[0], values[1]), values[1]),
    )


def at_timezone(call: Invocation) -> str:
    """Spell at_timezone: the same instant in another zone, named or by its distance from UTC."""
    return _in_zone(instant_of(call.sql[0]), zone_argument(call))


def zone_argument(call: Invocation) -> str:
    """Spell the zone that the second argument names, or whose distance from UTC it is."""
    if call.arguments[1].type.kind is Kind.INTERVAL_DAY_TO_SECOND:
        return shared(call.sql[1], _distant)
    return _zone(call, 1)


def timezone(call: Invocation) -> str:
    """Spell timezone."""
    value = call.sql[0]
    return f"CASE WHEN {instant_of(value)} IS NOT NULL THEN {zone_of(value)} END"


def _instant(seconds: str) -> str:
    """Round to milliseconds, halves up, as Java does: NaN to zero, infinity to the largest."""
    millis = f"floor({seconds} * 1000 + 0.5)"
    shown = (
        f"CASE WHEN abs({seconds}) < {_LARGEST / 1000} THEN printf('%.0f', {millis}) "
        f"WHEN {seconds} > 0 THEN '{_LARGEST}' WHEN {seconds} < 0 THEN '-{_LARGEST + 1}' END"
    )
    failed = failure_about(InvalidArgument, f"'Millis overflow: ' || {shown}", "TIMESTAMP")
    return (
        f"CASE WHEN {millis} BETWEEN -{_MOST_MILLIS} AND {_MOST_MILLIS} "
        f"THEN make_timestamp(CAST({millis} AS BIGINT) * 1000) "
        f"WHEN isnan({seconds}) THEN TIMESTAMP '1970-01-01' ELSE {failed} END"
    )


def _in_zone(instant: str, zone: str) -> str:
    """Give an instant a zone, either of which may be NULL."""
    if zone.startswith("'"):
        return zoned(instant, zone)
    return once(
        [instant, zone],
        lambda values: zoned(f"CASE WHEN {values[1]} IS NOT NULL THEN {values[0]} END", values[1]),
    )


def _zone(call: Invocation, index: int) -> str:
    """Spell the name of a zone that is an argument."""
    written = call.constant_text(index)
    name = None if written is None else zone_name(written)
    if name is not None:
        return text(name)
    udf = Udf("times.zone_name", (VARCHAR,), VARCHAR)
    return f"{call.udfs.name(udf)}({call.sql[index]})"


def _distant(millis: str) -> str:
    message = "Invalid time zone offset interval: interval contains seconds"
    failed = failure(InvalidArgument, message, "VARCHAR")
    minutes = _offset(f"({millis} // {_MINUTE})")
    return f"CASE WHEN {millis} % {_MINUTE} <> 0 THEN {failed} ELSE {minutes} END"


def _offset(minutes: str) -> str:
    failing = f"'Invalid offset minutes ' || CAST({minutes} AS VARCHAR)"
    failed = failure_about(InvalidArgument, failing, "VARCHAR")
    sign = f"CASE WHEN {minutes} < 0 THEN '-' ELSE '+' END"
    name = f"{sign} || printf('%02d:%02d', abs({minutes}) // 60, abs({minutes}) % 60)"
    return (
        f"CASE WHEN {minutes} = 0 THEN 'UTC' "
        f"WHEN {minutes} BETWEEN -{MAX_OFFSET_MINUTES} AND {MAX_OFFSET_MINUTES} THEN {name} "
        f"ELSE {failed} END"
    )
