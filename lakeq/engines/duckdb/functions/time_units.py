"""Arithmetic by unit: date_trunc, date_add and date_diff.

Zoned timestamps follow Joda-Time, as in Trino: up to hours go by the instant, from days on by what
the clocks of the zone show.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.functions.time_parts import local_moment
from lakeq.engines.duckdb.moments.timestamps import (
    UTC,
    Zoned,
    floor_to_multiple,
    from_local,
    instant_of,
    local_at,
    round_timestamp,
    zone_of,
    zoned,
)
from lakeq.engines.duckdb.spelling import once, shared, text
from lakeq.errors import InvalidArgument
from lakeq.model.types import DataType, Kind

_MICROSECONDS = {
    "millisecond": 1000,
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DATE_UNITS = (*_DAYS, *_MONTHS)
_UNITS = {
    Kind.DATE: _DATE_UNITS,
    Kind.TIME: tuple(_MICROSECONDS),
    Kind.TIMESTAMP: (*_MICROSECONDS, *_DATE_UNITS),
    Kind.TIMESTAMP_WITH_TIME_ZONE: (*_MICROSECONDS, *_DATE_UNITS),
}
_NAMES = {Kind.TIMESTAMP_WITH_TIME_ZONE: "TIMESTAMP"}
_MICROSECONDS_OF_DAY = 86_400_000_000
_MILLISECOND_DIGITS = 3
_EXACT = DataType(Kind.TIMESTAMP, 6)
ByUnit: TypeAlias = Callable[[str, Sequence[str]], str]
"""Spells operands by a unit."""


def date_trunc(call: Invocation) -> str:
    """Spell date_trunc."""
    kind = call.result.kind

    def build(unit: str, operands: Sequence[str]) -> str:
        value = operands[0]
        match kind:
            case Kind.TIME:
                return shared(f"epoch_us({value})", lambda micros: _floored_time(micros, unit))
            case Kind.TIMESTAMP_WITH_TIME_ZONE:
                return _move_zoned(value, unit, lambda local: f"date_trunc('{unit}', {local})")
            case _:
                return f"CAST(date_trunc('{unit}', {value}) AS {call.type_name})"

    return by_unit(call, call.arguments[1].type, call.sql[1:], build)


def date_add(call: Invocation) -> str:
    """Spell date_add; a month's end stays within the month."""
    count = call.constant(1)
    steps = count if isinstance(count, int) else None

    def build(unit: str, operands: Sequence[str]) -> str:
        limit = _largest_count(unit)
        if steps is None:
            return once(operands, lambda values: checked(unit, values, limit))
        if abs(steps) > limit:
            return _fail(call, "long overflow", operands)
        return _add(call, unit, *operands)

    def checked(unit: str, operands: Sequence[str], limit: int) -> str:
        return (
            f"CASE WHEN {operands[0]} BETWEEN -{limit} AND {limit} "
            f"THEN {_add(call, unit, *operands)} "
            f"ELSE {_fail(call, 'long overflow', operands)} END"
        )

    return by_unit(call, call.arguments[2].type, call.sql[1:], build)


def date_diff(call: Invocation) -> str:
    """Spell date_diff, which counts complete units, not the boundaries between."""
    data_type = call.arguments[1].type

    def build(unit: str, operands: Sequence[str]) -> str:
        start, end = operands
        match data_type.kind:
            case Kind.DATE:
                return (
                    f"({end} - {start})" if unit == "day" else f"datesub('{unit}', {start}, {end})"
                )
            case Kind.TIME:
                return f"((epoch_us({end}) - epoch_us({start})) // {_MICROSECONDS[unit]})"
            case Kind.TIMESTAMP:
                first, last = (_whole_milliseconds(each, data_type) for each in operands)
                return f"datesub('{unit}', {first}, {last})"
            case _:
                return _zoned_difference(unit, start, end, data_type)

    return by_unit(call, data_type, call.sql[1:], build)


def by_unit(call: Invocation, data_type: DataType, operands: Sequence[str], build: ByUnit) -> str:
    """Spell what depends on the unit, the call's first argument, constant or not.

    ``data_type`` is that of the moments among the operands, which says what units there are.
    """
    kind = data_type.kind
    local_moment("", data_type)
    if kind not in _UNITS:
        raise call.refuse()
    name = _NAMES.get(kind, kind.value.upper())
    unit = call.constant_text(0)
    if unit is not None:
        if unit.lower() in _UNITS[kind]:
            return build(unit.lower(), operands)
        message = f"'{unit.lower()}' is not a valid {name} field"
        return _fail(call, message, operands)

    def choose(values: Sequence[str]) -> str:
        branches = " ".join(
            f"WHEN '{each}' THEN {build(each, values[1:])}" for each in _UNITS[kind]
        )
        ending = text(f"' is not a valid {name} field")
        message = _unless_null(f"'''' || lower({values[0]}) || {ending}", values[1:])
        failure = call.fail_about(InvalidArgument, message)
        return f"CASE lower({values[0]}) {branches} ELSE {failure} END"

    return once([call.sql[0], *operands], choose)


def _fail(call: Invocation, message: str, operands: Sequence[str]) -> str:
    """Spell a failure, which there is none of where an operand is NULL."""
    return call.fail_about(InvalidArgument, _unless_null(text(message), operands))


def _unless_null(message: str, operands: Sequence[str]) -> str:
    conditions = " AND ".join(f"{operand} IS NOT NULL" for operand in operands)
    return f"CASE WHEN {conditions} THEN {message} END"


def _add(call: Invocation, unit: str, number: str, value: str) -> str:
    match call.result.kind:
        case Kind.DATE if unit in _DAYS:
            return f"({value} + CAST({number} * {_DAYS[unit]} AS INTEGER))"
        case Kind.DATE:
            return f"CAST({value} + {_interval(unit, number)} AS DATE)"
        case Kind.TIME:
            return _add_to_time(call, unit, number, value)
        case Kind.TIMESTAMP:
            return _rounded(call, unit, f"({value} + {_interval(unit, number)})")
        case _ if unit in _MICROSECONDS:
            moved = f"({instant_of(value)} + {_interval(unit, number)})"
            return zoned(_rounded(call, unit, moved), zone_of(value))
        case _:
            return _move_zoned(value, unit, lambda local: f"({local} + {_interval(unit, number)})")


def _rounded(call: Invocation, unit: str, moved: str) -> str:
    """Round to the digits of the type; only milliseconds may be more than it has."""
    if unit != "millisecond":
        return moved
    return round_timestamp(moved, _EXACT, DataType(Kind.TIMESTAMP, call.result.precision))


def _add_to_time(call: Invocation, unit: str, number: str, value: str) -> str:
    """Go around the clock, rounding to the digits of the type."""
    size = _MICROSECONDS[unit]
    steps = f"({number} % {_MICROSECONDS_OF_DAY // size})"
    micros = f"epoch_us({value}) + {steps} * {size}"
    moved = f"make_timestamp({micros})"
    return f"CAST({_rounded(call, unit, moved)} AS TIME)"


def _interval(unit: str, number: str) -> str:
    if unit in _MICROSECONDS:
        return f"to_microseconds({number} * {_MICROSECONDS[unit]})"
    if unit in _DAYS:
        return f"to_days(CAST({number} * {_DAYS[unit]} AS INTEGER))"
    return f"to_months(CAST({number} * {_MONTHS[unit]} AS INTEGER))"


def _largest_count(unit: str) -> int:
    if unit in _MICROSECONDS:
        return (2**63 - 1) // _MICROSECONDS[unit]
    largest: int = (2**31 - 1) // (_DAYS.get(unit) or _MONTHS[unit])
    return largest


def _move_zoned(value: str, unit: str, move: Callable[[str], str]) -> str:
    """Move the local time of a zoned timestamp.

    What the clocks then show may come twice, or never. The offset stays what it was if it can.
    """
    if isinstance(value, Zoned) and (zone := value.zone).startswith("'"):
        return shared(value.instant, lambda instant: _moved_in_zone(instant, zone, unit, move))
    return shared(
        value,
        lambda moment: _moved_in_zone(instant_of(moment), zone_of(moment), unit, move),
    )


def _moved_in_zone(instant: str, zone: str, unit: str, move: Callable[[str], str]) -> str:
    local = local_at(instant, zone)
    if zone == UTC:
        return zoned(move(local), zone)

    def build(values: Sequence[str]) -> str:
        before, after = values
        kept = f"({instant} + ({after} - {before}))"
        if unit in _MICROSECONDS:
            return zoned(kept, zone)
        found = (
            f"CASE WHEN {local_at(kept, zone)} = {after} THEN {kept} "
            f"ELSE {from_local(after, zone)} END"
        )
        return zoned(found, zone)

    return shared(local, lambda before: once([before, move(before)], build))


def _floored_time(micros: str, unit: str) -> str:
    return f"CAST(make_timestamp({floor_to_multiple(micros, _MICROSECONDS[unit])}) AS TIME)"


def _zoned_difference(unit: str, start: str, end: str, data_type: DataType) -> str:
    """Count by the clocks of the first one's zone."""

    def build(values: Sequence[str]) -> str:
        instants = [instant_of(value) for value in values]
        if unit not in _MICROSECONDS:
            zone = zone_of(values[0])
            instants = [local_at(instant, zone) for instant in instants]
        first, last = (_whole_milliseconds(instant, data_type) for instant in instants)
        return f"datesub('{unit}', {first}, {last})"

    return once([start, end], build)


def _whole_milliseconds(moment: str, data_type: DataType) -> str:
    if (data_type.precision or 0) <= _MILLISECOND_DIGITS:
        return moment
    return f"date_trunc('milliseconds', {moment})"
