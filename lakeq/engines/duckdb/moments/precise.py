"""Precise moments: those finer than a microsecond, and times with time zone.

A timestamp of more than six digits is a struct of ``micros``, a timestamp cut to microseconds, and
``picos``, the picoseconds that were cut off; with time zone, of ``instant``, ``picos`` and ``zone``.
A time of more than six digits is the picoseconds since midnight. A time with time zone, of any
digits, is a struct of ``picos`` since midnight where it is, and its offset in ``minutes``. None is a
struct of NULLs. Structs of ``micros`` and ``picos`` are equal and sorted as the timestamps are.
"""

from collections.abc import Callable, Sequence

from lakeq.engines.duckdb.moments.timestamps import (
    instant_of,
    local_at,
    round_timestamp,
    timestamp_text,
    zone_of,
    zoned,
    zoned_text,
)
from lakeq.engines.duckdb.spelling import once, shared, text
from lakeq.model.types import MICROSECOND_DIGITS, DataType, Kind, has_nanoseconds
from lakeq.model.zones import MAX_OFFSET_MINUTES

PICOSECOND_DIGITS = 12
PICOS_OF_SECOND = 10**12
PICOS_OF_MINUTE = 60 * PICOS_OF_SECOND
PICOS_OF_DAY = 1440 * PICOS_OF_MINUTE
PICOS_OF_MICRO = 10**6
MICROS = DataType(Kind.TIMESTAMP, MICROSECOND_DIGITS)


def is_special(data_type: DataType) -> bool:
    """Whether a type is stored as this module says."""
    return data_type.is_precise or data_type.kind is Kind.TIME_WITH_TIME_ZONE


def coarse_type(data_type: DataType) -> DataType:
    """Give the type that a timestamp or time has when it is cut to microseconds."""
    if not data_type.is_precise:
        return data_type
    return DataType(data_type.kind, MICROSECOND_DIGITS)


def coarse(value: str, data_type: DataType) -> str:
    """Cut a timestamp or a time without zone to microseconds."""
    if not data_type.is_precise:
        return value
    match data_type.kind:
        case Kind.TIME:
            return f"CAST(make_timestamp({value} // {PICOS_OF_MICRO}) AS TIME)"
        case Kind.TIMESTAMP:
            return f"CAST(struct_extract({value}, 'micros') AS TIMESTAMP)"
        case _:
            return shared(value, lambda each: zoned(instant_of(each), zone_of(each)))


def picos_of(value: str, data_type: DataType) -> str:
    """Spell the picoseconds of a timestamp that microseconds leave out."""
    return f"CAST(struct_extract({value}, 'picos') AS INTEGER)" if data_type.is_precise else "0"


def with_picos(value: str, picos: str, data_type: DataType) -> str:
    """Make a timestamp, in microseconds, one of a type with more digits; rounds nothing.

    Picoseconds may be as many as there are in a second, or more.
    """

    def build(values: Sequence[str]) -> str:
        moment, number = values
        rest = f"CAST({number} % {PICOS_OF_MICRO} AS INTEGER)"
        if data_type.kind is Kind.TIMESTAMP:
            members = f"micros := {_later(moment, number)}, picos := {rest}"
        else:
            instant = _later(instant_of(moment), number)
            members = f"instant := {instant}, picos := {rest}, zone := {zone_of(moment)}"
        return f"CASE WHEN {moment} IS NOT NULL THEN struct_pack({members}) END"

    return once([value, picos], build)


def with_rest(value: str, picos: str, data_type: DataType) -> str:
    """Make a timestamp in microseconds precise by picoseconds that are less than one of them."""

    def build(values: Sequence[str]) -> str:
        moment, number = values
        if data_type.kind is Kind.TIMESTAMP:
            members = f"micros := {moment}, picos := {number}"
        else:
            zone = zone_of(moment)
            members = f"instant := {instant_of(moment)}, picos := {number}, zone := {zone}"
        return f"CASE WHEN {moment} IS NOT NULL THEN struct_pack({members}) END"

    return once([value, picos], build)


def round_precise(value: str, source: DataType, target: DataType) -> str:
    """Bring a timestamp, with a zone or without, to the digits of a type of the same kind."""
    digits = target.precision or 0
    if not source.is_precise:
        return with_rest(value, "0", target)

    def build(moment: str) -> str:
        if target.is_precise:
            return with_picos(
                coarse(moment, source), rounded(picos_of(moment, source), digits), target
            )
        if source.kind is Kind.TIMESTAMP:
            return _rounded_micros(coarse(moment, source), picos_of(moment, source), digits)
        instant = _rounded_micros(instant_of(moment), picos_of(moment, source), digits)
        return zoned(instant, zone_of(moment))

    return shared(value, build)


def comparable(value: str, data_type: DataType) -> str:
    """Spell what DuckDB compares in place of a value that has a zone, as Trino does: its instant."""
    if data_type.kind is Kind.TIME_WITH_TIME_ZONE:
        return shared(value, utc_picos)
    if not data_type.is_precise:
        return instant_of(value)
    return shared(
        value,
        lambda each: (
            f"CASE WHEN {each} IS NOT NULL THEN struct_pack(micros := {instant_of(each)}, "
            f"picos := {picos_of(each, data_type)}) END"
        ),
    )


def comparable_type(data_type: DataType) -> str:
    """Spell the type of what ``comparable`` gives."""
    if data_type.kind is Kind.TIME_WITH_TIME_ZONE:
        return "BIGINT"
    return 'STRUCT("micros" TIMESTAMP, "picos" INTEGER)' if data_type.is_precise else "TIMESTAMP"


def day_picos(value: str, data_type: DataType) -> str:
    """Spell a time of any kind as the picoseconds since midnight where it is."""
    if data_type.kind is Kind.TIME_WITH_TIME_ZONE:
        return f"CAST(struct_extract({value}, 'picos') AS BIGINT)"
    return value if data_type.is_precise else f"(epoch_us({value}) * {PICOS_OF_MICRO})"


def minutes_of(value: str) -> str:
    """Spell the offset of a time with time zone, in minutes."""
    return f"CAST(struct_extract({value}, 'minutes') AS BIGINT)"


def utc_picos(value: str) -> str:
    """Spell a time with time zone as the picoseconds since midnight in UTC."""
    local = f"CAST(struct_extract({value}, 'picos') AS BIGINT)"
    return within_day(f"{local} - {minutes_of(value)} * {PICOS_OF_MINUTE}")


def within_day(picos: str) -> str:
    """Go around the clock: bring picoseconds, of less than a month or so, into the day."""
    return f"((({picos}) % {PICOS_OF_DAY} + {PICOS_OF_DAY}) % {PICOS_OF_DAY})"


def rounded(picos: str, digits: int) -> str:
    """Round picoseconds, none below zero, to digits of a second; halves up."""
    if digits >= PICOSECOND_DIGITS:
        return picos
    unit = 10 ** (PICOSECOND_DIGITS - digits)
    return f"((({picos}) + {unit // 2}) // {unit} * {unit})"


def time_of(picos: str, data_type: DataType, minutes: str = "0") -> str:
    """Make a time of a type from the picoseconds of its day, rounding them to the type's digits.

    ``minutes`` is the offset of a time with time zone.
    """
    inside = within_day(rounded(picos, data_type.precision or 0))
    match data_type.kind:
        case Kind.TIME if data_type.is_precise:
            return inside
        case Kind.TIME:
            return f"CAST(make_timestamp({inside} // {PICOS_OF_MICRO}) AS TIME)"
        case _:
            return once(
                [inside, minutes],
                lambda values: (
                    f"CASE WHEN {values[0]} IS NOT NULL AND {values[1]} IS NOT NULL THEN "
                    f"struct_pack(picos := CAST({values[0]} AS BIGINT), "
                    f"minutes := CAST({values[1]} AS SMALLINT)) END"
                ),
            )


def clock_picos(value: str, data_type: DataType) -> str:
    """Spell what clocks show at a timestamp, without a zone, as picoseconds since midnight."""

    def build(moment: str) -> str:
        micros = f"epoch_us(CAST({coarse(moment, data_type)} AS TIME))"
        return f"({micros} * {PICOS_OF_MICRO} + {picos_of(moment, data_type)})"

    return shared(value, build)


def local_moment(value: str, data_type: DataType) -> str:
    """Spell what the clocks of its zone show at a precise timestamp with time zone."""
    local = DataType(Kind.TIMESTAMP, data_type.precision)
    return shared(
        value,
        lambda moment: with_rest(
            local_at(instant_of(moment), zone_of(moment)), picos_of(moment, data_type), local
        ),
    )


def precise_text(value: str, data_type: DataType) -> str:
    """Spell a moment of any kind that this module is about, with exactly the digits of its type."""
    match data_type.kind:
        case Kind.TIME:
            return shared(value, lambda picos: _clock_text(picos, data_type))
        case Kind.TIME_WITH_TIME_ZONE:
            return shared(
                value,
                lambda time: (
                    f"{_clock_text(day_picos(time, data_type), data_type)} || "
                    f"{offset_text(minutes_of(time))}"
                ),
            )
        case Kind.TIMESTAMP:
            return finer_text(value, data_type, lambda micros: timestamp_text(micros, MICROS))
        case _:
            coarser = coarse_type(data_type)
            return finer_text(value, data_type, lambda moment: zoned_text(moment, coarser))


def finer_text(value: str, data_type: DataType, spell: Callable[[str], str]) -> str:
    """Spell a precise timestamp, given how one in microseconds is spelled, with six digits."""
    more = (data_type.precision or 0) - MICROSECOND_DIGITS

    def build(moment: str) -> str:
        picos = f"lpad(CAST({picos_of(moment, data_type)} AS VARCHAR), 6, '0')"
        spelled = spell(coarse(moment, data_type))
        return rf"regexp_replace({spelled}, '(\.[0-9]{{6}})', '\1' || left({picos}, {more}))"

    return shared(value, build)


def outward_moment(value: str, data_type: DataType) -> str:
    """Spell what leaves in place of a moment; see ``formats.arrow.carried_type``."""
    if data_type.kind is not Kind.TIMESTAMP_WITH_TIME_ZONE or not has_nanoseconds(data_type):
        return precise_text(value, data_type)
    local = DataType(Kind.TIMESTAMP, data_type.precision)

    def build(moment: str) -> str:
        in_utc = with_rest(instant_of(moment), picos_of(moment, data_type), local)
        return (
            f"CASE WHEN {moment} IS NOT NULL THEN struct_pack(instant := "
            f"{precise_text(in_utc, local)}, text := {precise_text(moment, data_type)}) END"
        )

    return shared(value, build)


def offset_text(minutes: str) -> str:
    """Spell an offset in minutes, such as ``+05:45``."""

    def build(value: str) -> str:
        sign = f"CASE WHEN {value} < 0 THEN '-' ELSE '+' END"
        hours, rest = _two(f"abs({value}) // 60"), _two(f"abs({value}) % 60")
        return f"({sign} || {hours} || ':' || {rest})"

    return shared(minutes, build)


def offset_zone(minutes: str) -> str:
    """Spell the name of the zone that an offset in minutes is."""
    return shared(
        minutes, lambda value: f"CASE WHEN {value} = 0 THEN 'UTC' ELSE {offset_text(value)} END"
    )


def is_offset(minutes: str) -> str:
    """Spell whether there can be an offset of so many minutes."""
    return f"({minutes} BETWEEN -{MAX_OFFSET_MINUTES} AND {MAX_OFFSET_MINUTES})"


def constant_time(picos: int, data_type: DataType, minutes: int = 0) -> str:
    """Spell a constant of a time that is precise, or has a zone."""
    if data_type.kind is Kind.TIME:
        return f"CAST({picos} AS BIGINT)"
    return f"struct_pack(picos := CAST({picos} AS BIGINT), minutes := CAST({minutes} AS SMALLINT))"


def constant_timestamp(micros: str, picos: int, zone: str | None) -> str:
    """Spell a constant of a precise timestamp from its text in microseconds, in UTC."""
    number = f"CAST({picos} AS INTEGER)"
    if zone is None:
        return f"struct_pack(micros := TIMESTAMP '{micros}', picos := {number})"
    return f"struct_pack(instant := TIMESTAMP '{micros}', picos := {number}, zone := {text(zone)})"


def _two(number: str) -> str:
    return f"lpad(CAST({number} AS VARCHAR), 2, '0')"


def _later(moment: str, picos: str) -> str:
    return f"({moment} + to_microseconds(CAST({picos} // {PICOS_OF_MICRO} AS BIGINT)))"


def _rounded_micros(micros: str, picos: str, digits: int) -> str:
    if digits < MICROSECOND_DIGITS:  # Halves of these are whole microseconds.
        return round_timestamp(micros, MICROS, DataType(Kind.TIMESTAMP, digits))
    half = PICOS_OF_MICRO // 2
    return f"({micros} + to_microseconds(CASE WHEN {picos} >= {half} THEN 1 ELSE 0 END))"


def _clock_text(picos: str, data_type: DataType) -> str:
    def build(value: str) -> str:
        seconds = f"({value} // {PICOS_OF_SECOND})"
        parts = (f"{seconds} // 3600", f"{seconds} // 60 % 60", f"{seconds} % 60")
        clock = " || ':' || ".join(map(_two, parts))
        if not data_type.precision:
            return clock
        fraction = f"lpad(CAST({value} % {PICOS_OF_SECOND} AS VARCHAR), 12, '0')"
        return f"{clock} || '.' || left({fraction}, {data_type.precision})"

    return f"({shared(picos, build)})"
