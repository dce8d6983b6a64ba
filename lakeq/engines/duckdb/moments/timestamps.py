"""Moments: timestamps rounded and spelled as Trino does, with and without a zone.

A timestamp with time zone is a struct of its ``instant``, a timestamp in UTC, and its ``zone``: a
region's name, or an offset spelled like ``+05:45``; UTC is ``UTC``. One that is NULL is a NULL
struct, never a struct of NULLs. Two of them are equal, and sorted, by their instants alone.
"""

import re
from collections.abc import Callable, Sequence

from lakeq.engines.duckdb.spelling import once, shared, text
from lakeq.errors import NotSupported
from lakeq.model.types import MICROSECOND_DIGITS, DataType, Kind

UTC = "'UTC'"
_MILLISECOND_DIGITS = 3
_NANOSECOND_DIGITS = 9
_DAY_MILLISECONDS = 86_400_000
_CONSTANT = re.compile(r"'([^']*)'")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


class Zoned(str):
    """A timestamp with time zone, spelled, whose instant and zone are known by themselves.

    What asks for them needs no struct then, and a conversion by a zone that is a constant costs
    DuckDB a fraction of one that is not.
    """

    __slots__ = ("instant", "zone")
    instant: str
    zone: str

    def __new__(cls, spelled: str, instant: str, zone: str) -> "Zoned":
        """Hold the whole and its parts; the instant is NULL just where the whole is."""
        value = super().__new__(cls, spelled)
        value.instant, value.zone = instant, zone
        return value


def zoned(instant: str, zone: str) -> str:
    """Make a timestamp with time zone of an instant, NULL where that is, and a zone that is not."""
    spelled = shared(
        instant,
        lambda value: (
            f"CASE WHEN {value} IS NOT NULL "
            f"THEN struct_pack(instant := {value}, zone := {zone}) END"
        ),
    )
    return Zoned(spelled, instant, zone)


def instant_of(value: str) -> str:
    """Spell the instant of a timestamp with time zone: a timestamp in UTC."""
    return value.instant if isinstance(value, Zoned) else _part(value, "instant", "TIMESTAMP")


def zone_of(value: str) -> str:
    """Spell the zone of a timestamp with time zone; of one that is NULL, it may be a zone."""
    return value.zone if isinstance(value, Zoned) else _part(value, "zone", "VARCHAR")


def _part(value: str, name: str, type_name: str) -> str:
    # DuckDB takes a member of a NULL for a NULL without a type, unless it is told.
    return f"CAST(struct_extract({value}, '{name}') AS {type_name})"


def local_time(value: str) -> str:
    """Spell what the clocks of its zone show at a timestamp with time zone."""
    if isinstance(value, Zoned):
        return local_at(value.instant, value.zone)
    return shared(value, lambda moment: local_at(instant_of(moment), zone_of(moment)))


def local_at(instant: str, zone: str) -> str:
    """Spell what the clocks of a zone show at an instant."""
    return _converted(instant, zone, _region_local, "+")


def from_local(local: str, zone: str) -> str:
    """Spell the instant at which the clocks of a zone show a local time.

    The earlier one where they show it twice; where they skip it, as much later as they skip.
    """
    return _converted(local, zone, _region_instant, "-")


def move_clocks(value: str, move: Callable[[str], str]) -> str:
    """Move a timestamp with time zone by what the clocks of its zone show.

    Its own offset is kept where that is possible: in an hour that comes twice, the same one is meant.
    """

    def build(values: Sequence[str]) -> str:
        local, moved = values
        instant, zone = instant_of(value), zone_of(value)
        kept = f"({instant} + ({moved} - {local}))"
        return (
            f"CASE WHEN {local_at(kept, zone)} = {moved} THEN {kept} "
            f"ELSE {from_local(moved, zone)} END"
        )

    local = local_time(value)
    return zoned(once([local, move(local)], build), zone_of(value))


def offset_minutes(zone: str) -> int | None:
    """Tell the minutes of a zone that is an offset; ``None`` when it is a region.

    >>> offset_minutes("-00:30"), offset_minutes("Asia/Kathmandu")
    (-30, None)
    """
    match = _OFFSET.fullmatch(zone)
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    return (int(hours) * 60 + int(minutes)) * (-1 if sign == "-" else 1)


def span(amount: str, data_type: DataType) -> str:
    """Spell an interval, which is a number here, as one of DuckDB's; leave what is no interval."""
    match data_type.kind:
        case Kind.INTERVAL_DAY_TO_SECOND:
            return f"to_milliseconds({amount})"
        case Kind.INTERVAL_YEAR_TO_MONTH:
            return f"to_months({amount})"
        case _:
            return amount


def round_timestamp(operand: str, source: DataType, target: DataType) -> str:
    """Bring a timestamp to a type's digits; halves round up, towards the future."""
    digits, wanted = source.precision or 0, target.precision or 0
    if wanted >= digits:
        return operand
    half = 10 ** (MICROSECOND_DIGITS - wanted) // 2
    if wanted == _MILLISECOND_DIGITS:
        return f"date_trunc('milliseconds', {operand} + INTERVAL {half} MICROSECOND)"
    if wanted == 0:
        return f"date_trunc('second', {operand} + INTERVAL {half} MICROSECOND)"
    rounded = floor_to_multiple(f"epoch_us({operand}) + {half}", 2 * half)
    return f"make_timestamp({rounded})"


def round_nanoseconds(operand: str, target: DataType) -> str:
    """Bring a file's timestamp of nanoseconds to the digits of a type that has at most six."""
    if target.is_precise:
        raise NotSupported(f"Columns of {target.trino} are not supported")
    unit = 10 ** (_NANOSECOND_DIGITS - (target.precision or 0))
    rounded = floor_to_multiple(f"epoch_ns({operand}) + {unit // 2}", unit)
    return f"make_timestamp({rounded} // 1000)"


def round_instant(operand: str, source: DataType, target: DataType) -> str:
    """Bring a timestamp with time zone to a type's digits."""
    if (target.precision or 0) >= (source.precision or 0):
        return operand
    return shared(
        operand,
        lambda value: zoned(round_timestamp(instant_of(value), source, target), zone_of(value)),
    )


def round_time(operand: str, target: DataType) -> str:
    """Bring a time to a type's digits, beyond midnight to the first moment of the day."""
    unit = 10 ** (MICROSECOND_DIGITS - (target.precision or 0))
    rounded = floor_to_multiple(f"epoch_us({operand}) + {unit // 2}", unit)
    return f"(TIME '00:00:00' + to_microseconds({rounded}))"


def date_text(operand: str) -> str:
    """Spell a date, its year with a sign where it has more than four digits, or is before zero."""
    pattern = "%Y-%m-%d"
    return shared(
        operand, lambda value: _dated(value, f"strftime({value}, {text(pattern)})", pattern)
    )


def timestamp_text(operand: str, data_type: DataType) -> str:
    """Spell a timestamp with exactly the digits of its type."""
    pattern = "%Y-%m-%d %H:%M:%S.%f"

    def build(value: str) -> str:
        plain = f"strftime({value}, {text(pattern)})"
        return _with_digits(_dated(value, plain, pattern), data_type)

    return shared(operand, build)


def time_text(operand: str, data_type: DataType) -> str:
    """Spell a time with exactly the digits of its type."""
    day = f"(DATE '2000-01-01' + {operand})"
    return _with_digits(f"strftime({day}, {text('%H:%M:%S.%f')})", data_type)


def interval_text(operand: str, data_type: DataType) -> str:
    """Spell an interval as Trino does: ``-1 02:03:04.005``, or ``1-2`` for years and months."""
    if data_type.kind is Kind.INTERVAL_YEAR_TO_MONTH:
        return shared(
            operand,
            lambda value: (
                f"{_sign(value)} || CAST(abs({value}) // 12 AS VARCHAR)"
                f" || '-' || CAST(abs({value}) % 12 AS VARCHAR)"
            ),
        )

    def build(value: str) -> str:
        rest = f"DATE '2000-01-01' + to_milliseconds(abs({value}) % {_DAY_MILLISECONDS})"
        clock = f"strftime({rest}, {text('%H:%M:%S.%g')})"
        days = f"CAST(abs({value}) // {_DAY_MILLISECONDS} AS VARCHAR)"
        return f"{_sign(value)} || {days} || ' ' || {clock}"

    return shared(operand, build)


def zoned_text(operand: str, data_type: DataType) -> str:
    """Spell a timestamp with time zone, with exactly the digits of its type, and its zone."""
    return shared(
        operand,
        lambda value: f"{timestamp_text(local_time(value), data_type)} || ' ' || {zone_of(value)}",
    )


def floor_to_multiple(number: str, unit: int) -> str:
    """Spell a number rounded down; DuckDB's remainder has the sign of the number."""
    return f"(({number}) - ((({number}) % {unit}) + {unit}) % {unit})"


def _dated(operand: str, plain: str, pattern: str) -> str:
    """Spell what has a date. Java writes more than four digits of a year with a sign."""
    signed = (
        f"format('{{:s}}{{:04d}}', CASE WHEN year({operand}) > 9999 THEN '+' ELSE '-' END, "
        f"abs(year({operand}))) || strftime({operand}, {text(pattern.removeprefix('%Y'))})"
    )
    return (
        f"CASE WHEN year({operand}) BETWEEN 0 AND 9999 OR {operand} IS NULL"
        f" THEN {plain} ELSE {signed} END"
    )


def _with_digits(spelled: str, data_type: DataType) -> str:
    digits = data_type.precision or 0
    if digits == MICROSECOND_DIGITS:
        return spelled
    dropped = MICROSECOND_DIGITS - digits + (0 if digits else 1)
    return shared(spelled, lambda value: f"left({value}, length({value}) - {dropped})")


def _sign(number: str) -> str:
    return f"CASE WHEN {number} < 0 THEN '-' ELSE '' END"


def _converted(moment: str, zone: str, by_region: Callable[[str, str], str], sign: str) -> str:
    """Convert by a zone, which need not be known yet."""
    if zone == UTC:
        return moment
    constant = _constant(zone)
    if constant is None:
        return once(
            [moment, zone], lambda values: _by_any_zone(values[0], values[1], by_region, sign)
        )
    offset = offset_minutes(constant)
    if offset is None:
        return by_region(moment, zone)
    return f"({moment} {sign} to_minutes({offset}))"


def _by_any_zone(moment: str, zone: str, by_region: Callable[[str, str], str], sign: str) -> str:
    is_offset = f"{zone}[1] IN ('+', '-')"
    hours, minutes = (f"coalesce(TRY_CAST({zone}[{part}] AS BIGINT), 0)" for part in ("2:3", "5:6"))
    offset = f"CASE {zone}[1] WHEN '-' THEN -1 ELSE 1 END * ({hours} * 60 + {minutes})"
    # An offset is no region, which DuckDB may find out while it folds constants.
    region = f"CASE WHEN {is_offset} THEN 'UTC' ELSE {zone} END"
    return (
        f"CASE WHEN {zone} = 'UTC' THEN {moment} "
        f"WHEN {is_offset} THEN {moment} {sign} to_minutes({offset}) "
        f"ELSE {by_region(moment, region)} END"
    )


def _region_local(instant: str, region: str) -> str:
    return f"timezone({region}, CAST({instant} AS TIMESTAMPTZ))"


def _region_instant(local: str, region: str) -> str:
    """Where clocks were turned back DuckDB takes the later of two instants, and Java the earlier.

    That one is found by the offset of a day before, if it is less by then and leads back.
    """

    def build(value: str) -> str:
        later = f"CAST(timezone({region}, {value}) AS TIMESTAMP)"
        day = "INTERVAL 1 DAY"
        earlier = f"(CAST(timezone({region}, {value} - {day}) AS TIMESTAMP) + {day})"
        leads_back = f"{_region_local(earlier, region)} = {value}"
        return f"CASE WHEN {earlier} < {later} AND {leads_back} THEN {earlier} ELSE {later} END"

    return shared(local, build)


def _constant(zone: str) -> str | None:
    match = _CONSTANT.fullmatch(zone)
    return None if match is None else match.group(1)
