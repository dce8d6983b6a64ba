"""Casts of moments finer than a microsecond, and of times with time zone.

Source: Trino's casts (release 401): digits that go are rounded half up; a time that is given an
offset has the one that the session's zone has as the statement runs.
"""

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert
from lakeq.engines.duckdb.casts.text import to_text
from lakeq.engines.duckdb.moments.precise import (
    PICOS_OF_MICRO,
    PICOSECOND_DIGITS,
    clock_picos,
    coarse,
    coarse_type,
    day_picos,
    is_offset,
    local_moment,
    minutes_of,
    picos_of,
    precise_text,
    round_precise,
    rounded,
    time_of,
    with_picos,
    with_rest,
)
from lakeq.engines.duckdb.moments.timestamps import (
    from_local,
    local_at,
    local_time,
    zone_of,
    zoned,
)
from lakeq.engines.duckdb.spelling import shared, text
from lakeq.model.types import DataType, Kind
from lakeq.model.zones import zone_name

_FRACTION = r"(:[0-9]{1,2}:[0-9]{1,2})\.([0-9]{1,12})([^0-9]|$)"
_OFFSET = r"^(.*?)\s*([+-])([0-9]{2}):([0-9]{2})\s*$"


def session_minutes(timezone: str) -> str:
    """Spell the offset, in minutes, of the session's zone as the statement runs."""
    name = zone_name(timezone) or timezone
    now = "CAST(timezone('UTC', now()) AS TIMESTAMP)"
    if name == "UTC":
        return "0"
    return f"(epoch_us({local_at(now, text(name))} - {now}) // 60000000)"


def _timestamp_to_timestamp(conversion: Conversion) -> str:
    return round_precise(conversion.operand, conversion.source, conversion.target)


def _timestamp_to_zoned(conversion: Conversion) -> str:
    """Round first, as Trino does, then find the instant."""
    local = DataType(Kind.TIMESTAMP, conversion.target.precision)
    zone = text(zone_name(conversion.timezone) or conversion.timezone)

    def build(value: str) -> str:
        instant = zoned(from_local(coarse(value, local), zone), zone)
        if not local.is_precise:
            return instant
        return with_rest(instant, picos_of(value, local), conversion.target)

    return shared(conversion.again(conversion.operand, conversion.source, local), build)


def _zoned_to_timestamp(conversion: Conversion) -> str:
    source = conversion.source
    local = DataType(Kind.TIMESTAMP, source.precision)
    shown = (
        local_moment(conversion.operand, source)
        if source.is_precise
        else local_time(conversion.operand)
    )
    return conversion.again(shown, local, conversion.target)


def _date_to_timestamp(conversion: Conversion) -> str:
    return with_rest(f"CAST({conversion.operand} AS TIMESTAMP)", "0", conversion.target)


def _to_date(conversion: Conversion) -> str:
    cut = coarse_type(conversion.source)
    return conversion.again(coarse(conversion.operand, conversion.source), cut, conversion.target)


def _to_time(conversion: Conversion) -> str:
    """Cast what clocks show, without a zone, to a time, with the session's offset if any."""
    minutes = session_minutes(conversion.timezone)
    source, target = conversion.source, conversion.target
    picos = (clock_picos if source.kind is Kind.TIMESTAMP else day_picos)(
        conversion.operand, source
    )
    return time_of(picos, target, minutes)


def _time_to_time(conversion: Conversion) -> str:
    """Keep what the clock shows, and the offset if both have one."""

    def build(value: str) -> str:
        is_zoned = conversion.source.kind is Kind.TIME_WITH_TIME_ZONE
        minutes = minutes_of(value) if is_zoned else "0"
        return time_of(day_picos(value, conversion.source), conversion.target, minutes)

    return shared(conversion.operand, build)


def _zoned_to_time(conversion: Conversion) -> str:
    """Keep what the clock shows.

    Trino takes that for an instant as it looks the offset up, hours after it may have changed.
    """
    source = conversion.source
    local = DataType(Kind.TIMESTAMP, source.precision)
    show = local_moment if source.is_precise else lambda value, _: local_time(value)

    def build(value: str) -> str:
        def with_clock(shown: str) -> str:
            clock = coarse(shown, local)
            offset = f"epoch_us({local_at(clock, zone_of(value))} - {clock})"
            picos = clock_picos(shown, local)
            return time_of(picos, conversion.target, f"({offset} // 60000000)")

        return shared(show(value, source), with_clock)

    return shared(conversion.operand, build)


def _to_text(conversion: Conversion) -> str:
    return to_text(conversion, precise_text(conversion.operand, conversion.source), None)


def _read_timestamp(conversion: Conversion) -> str:
    """Read all but the fraction as whole seconds, then add that."""
    target = conversion.target
    whole = DataType(target.kind, 0)

    def build(value: str) -> str:
        moment = _whole(conversion, value, whole)
        return _unless_failed(
            conversion, value, with_picos(moment, _fraction(value, target), target)
        )

    return shared(conversion.operand, build)


def _read_time(conversion: Conversion) -> str:
    def build(value: str) -> str:
        clock = _whole(conversion, value, DataType(Kind.TIME, 0))
        picos = f"(epoch_us({clock}) * {PICOS_OF_MICRO} + {_fraction(value, conversion.target)})"
        return _unless_failed(conversion, value, time_of(picos, conversion.target))

    return shared(conversion.operand, build)


def _read_zoned_time(conversion: Conversion) -> str:
    finest = DataType(Kind.TIME, PICOSECOND_DIGITS)

    def part(value: str, group: int) -> str:
        return f"regexp_extract({value}, {text(_OFFSET)}, {group})"

    def build(value: str) -> str:
        clock = _attempt(conversion, part(value, 1), finest)
        sign = f"CASE {part(value, 2)} WHEN '-' THEN -1 ELSE 1 END"
        hours, rest = (f"TRY_CAST({part(value, group)} AS BIGINT)" for group in (3, 4))
        minutes = f"({sign} * ({hours} * 60 + {rest}))"
        is_known = f"{rest} < 60 AND {is_offset(minutes)}"
        read = time_of(clock, conversion.target, f"CASE WHEN {is_known} THEN {minutes} END")
        return _unless_failed(conversion, value, read)

    return shared(conversion.operand, build)


def _whole(conversion: Conversion, value: str, target: DataType) -> str:
    without = rf"regexp_replace({value}, {text(_FRACTION)}, '\1\3')"
    return _attempt(conversion, without, target)


def _attempt(conversion: Conversion, value: str, target: DataType) -> str:
    attempted = Conversion(
        value,
        conversion.source,
        target,
        safe=True,
        timezone=conversion.timezone,
        spell=conversion.spell,
    )
    return conversion.spell(attempted)


def _fraction(value: str, target: DataType) -> str:
    """Spell the picoseconds of a text's fraction of a second, rounded."""
    written = f"regexp_extract({value}, {text(_FRACTION)}, 2)"
    picos = f"CAST(rpad({written}, {PICOSECOND_DIGITS}, '0') AS BIGINT)"
    return rounded(picos, target.precision or 0)


def _unless_failed(conversion: Conversion, value: str, read: str) -> str:
    """Fail where nothing was read.

    By CASE and not by coalesce: out of that DuckDB takes what stands twice in a query, and so fails.
    """
    name = conversion.target.kind.value
    if conversion.target.kind is Kind.TIMESTAMP_WITH_TIME_ZONE:
        name = Kind.TIMESTAMP.value
    failed = conversion.fail(f"{text(f'Value cannot be cast to {name}: ')} || {value}")
    return shared(
        read, lambda found: f"CASE WHEN {found} IS NOT NULL THEN {found} ELSE {failed} END"
    )


_TEXT = Kind.VARCHAR
_TIME, _ZONED_TIME = Kind.TIME, Kind.TIME_WITH_TIME_ZONE
_TIMESTAMP, _ZONED = Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE
PRECISE: dict[tuple[Kind, Kind], Convert] = {
    (_TEXT, _TIME): _read_time,
    (_TEXT, _ZONED_TIME): _read_zoned_time,
    (_TEXT, _TIMESTAMP): _read_timestamp,
    (_TEXT, _ZONED): _read_timestamp,
    **{(kind, _TEXT): _to_text for kind in (_TIME, _ZONED_TIME, _TIMESTAMP, _ZONED)},
    (_TIME, _TIME): _time_to_time,
    (_TIME, _ZONED_TIME): _to_time,
    (_ZONED_TIME, _TIME): _time_to_time,
    (_ZONED_TIME, _ZONED_TIME): _time_to_time,
    (_TIMESTAMP, _TIME): _to_time,
    (_TIMESTAMP, _ZONED_TIME): _to_time,
    (_ZONED, _TIME): _zoned_to_time,
    (_ZONED, _ZONED_TIME): _zoned_to_time,
    (_TIMESTAMP, Kind.DATE): _to_date,
    (_ZONED, Kind.DATE): _to_date,
    (Kind.DATE, _TIMESTAMP): _date_to_timestamp,
    (Kind.DATE, _ZONED): _timestamp_to_zoned,
    (_TIMESTAMP, _TIMESTAMP): _timestamp_to_timestamp,
    (_TIMESTAMP, _ZONED): _timestamp_to_zoned,
    (_ZONED, _TIMESTAMP): _zoned_to_timestamp,
    (_ZONED, _ZONED): _timestamp_to_timestamp,
}
"""The conversions of which either side is stored as ``precise`` says."""
