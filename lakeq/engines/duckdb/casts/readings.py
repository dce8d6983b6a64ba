"""Casts of text to dates, times and timestamps.

Source: the patterns of Trino's casts (release 401). Text around which there are spaces is read
without them. A fraction may have twelve digits, of which the type's are kept, rounded half up.
"""

from collections.abc import Sequence

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert
from lakeq.engines.duckdb.failures import failure
from lakeq.engines.duckdb.moments.timestamps import from_local, round_timestamp, zoned
from lakeq.engines.duckdb.moments.zones import written_offset, zone_of_text
from lakeq.engines.duckdb.spelling import once, shared, text
from lakeq.errors import NotSupported
from lakeq.model.types import MICROSECOND_DIGITS, DataType, Kind

_HOUR = "([01]?[0-9]|2[0-3])"
_CLOCK = rf"{_HOUR}:([0-5]?[0-9])(?::([0-5]?[0-9])(?:\.([0-9]{{1,12}}))?)?"
_SPACE = r"[\s\x0b\x1c-\x1f]*"
_DATE = rf"{_SPACE}([+-]?[0-9]{{1,9}})-([0-9]{{1,2}})-([0-9]{{1,2}}){_SPACE}"
_SIMPLE_DATE = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_TIME = rf"{_CLOCK}\s*"
_TIMESTAMP = rf"{_SPACE}([+-]?[0-9]{{4,}})-([0-9]{{1,2}})-([0-9]{{1,2}})(?: (?:{_CLOCK})?\s*(?:(.*[^\s\x0b\x1c-\x1f]))?)?{_SPACE}"
_SIMPLE = (
    r"\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    rf"( {_HOUR}:[0-5]?[0-9](:[0-5]?[0-9](\.[0-9]{{1,6}})?)?)?\s*"
)
_MAX_DIGITS = 12


def _date(conversion: Conversion) -> str:
    def build(value: str) -> str:
        other = _if_matching(conversion, value, _DATE, f"TRY_CAST({_day(value, _DATE)} AS DATE)")
        failed = conversion.fail(_refusal(conversion, value))
        return (
            f"CASE WHEN regexp_full_match({value}, {text(_SIMPLE_DATE)}) "
            f"THEN coalesce(TRY_CAST({value} AS DATE), {failed}) ELSE {other} END"
        )

    return shared(conversion.operand, build)


def _time(conversion: Conversion) -> str:
    digits = conversion.target.precision or 0

    def build(value: str) -> str:
        clock = f"TRY_CAST({_clock(value, _TIME, 0)} AS TIME)"
        moved = f"({clock} + {_fraction(_part(value, _TIME, 4), digits)})"
        return _if_matching(conversion, value, _TIME, moved)

    return shared(conversion.operand, build)


def _timestamp(conversion: Conversion) -> str:
    target = conversion.target

    def build(value: str) -> str:
        # DuckDB does not take a space after a date.
        read = f"coalesce(TRY_CAST({value} AS TIMESTAMP), TRY_CAST(trim({value}) AS TIMESTAMP))"
        simple = round_timestamp(read, DataType(Kind.TIMESTAMP, MICROSECOND_DIGITS), target)
        other = _if_matching(conversion, value, _TIMESTAMP, _without_zone(value, target))
        failed = conversion.fail(_refusal(conversion, value))
        return (
            f"CASE WHEN regexp_full_match({value}, {text(_SIMPLE)}) "
            f"THEN coalesce({simple}, {failed}) ELSE {other} END"
        )

    return shared(conversion.operand, build)


def _without_zone(value: str, target: DataType) -> str:
    """Read a timestamp, whose zone must be one, but is left out."""
    zone = _part(value, _TIMESTAMP, 8)
    unknown = failure(
        NotSupported, "Cast of text with a region's name to timestamp is not supported", "TIMESTAMP"
    )
    region = text("[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*")
    local = _local(value, target.precision or 0)
    return (
        f"CASE WHEN {zone} = '' OR {written_offset(zone)} IS NOT NULL THEN {local} "
        f"WHEN regexp_full_match({zone}, {region}) THEN {unknown} END"
    )


def _zoned(conversion: Conversion) -> str:
    digits = conversion.target.precision or 0

    def build(value: str) -> str:
        written = _part(value, _TIMESTAMP, 8)
        zone = f"CASE WHEN {written} = '' THEN {text(conversion.timezone)} ELSE {zone_of_text(written)} END"

        def with_zone(parts: Sequence[str]) -> str:
            local, name = parts
            return zoned(f"CASE WHEN {name} IS NOT NULL THEN {from_local(local, name)} END", name)

        read = once([_local(value, digits), zone], with_zone)
        return _if_matching(conversion, value, _TIMESTAMP, read)

    return shared(conversion.operand, build)


def _local(value: str, digits: int) -> str:
    clock = _clock(value, _TIMESTAMP, 3)
    base = f"TRY_CAST({_day(value, _TIMESTAMP)} || ' ' || {clock} AS TIMESTAMP)"
    return f"({base} + {_fraction(_part(value, _TIMESTAMP, 7), digits)})"


def _if_matching(conversion: Conversion, value: str, pattern: str, read: str) -> str:
    failed = conversion.fail(_refusal(conversion, value))
    return (
        f"CASE WHEN regexp_full_match({value}, {text(pattern)}) "
        f"THEN coalesce({read}, {failed}) ELSE {failed} END"
    )


def _part(value: str, pattern: str, group: int) -> str:
    return f"regexp_extract({value}, {text(f'^{pattern}$')}, {group})"


def _day(value: str, pattern: str) -> str:
    year, month, day = (_part(value, pattern, group) for group in (1, 2, 3))
    return f"ltrim({year}, '+') || '-' || {month} || '-' || {day}"


def _clock(value: str, pattern: str, before: int) -> str:
    parts = (
        f"coalesce(nullif({_part(value, pattern, before + group)}, ''), '0')" for group in (1, 2, 3)
    )
    return " || ':' || ".join(parts)


def _fraction(digits_text: str, digits: int) -> str:
    """Spell a fraction of a second as an interval, rounded half up."""
    unit = 10 ** (_MAX_DIGITS - digits)
    picoseconds = f"CAST(rpad({digits_text}, {_MAX_DIGITS}, '0') AS BIGINT)"
    rounded = f"(({picoseconds} + {unit // 2}) // {unit} * {10 ** (MICROSECOND_DIGITS - digits)})"
    return f"to_microseconds({rounded})"


def _refusal(conversion: Conversion, value: str) -> str:
    name = conversion.target.kind.value.removesuffix(" with time zone")
    return f"{text(f'Value cannot be cast to {name}: ')} || {value}"


READINGS: dict[tuple[Kind, Kind], Convert] = {
    (Kind.VARCHAR, Kind.DATE): _date,
    (Kind.VARCHAR, Kind.TIME): _time,
    (Kind.VARCHAR, Kind.TIMESTAMP): _timestamp,
    (Kind.VARCHAR, Kind.TIMESTAMP_WITH_TIME_ZONE): _zoned,
}
