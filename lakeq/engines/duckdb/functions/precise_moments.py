"""Functions of moments finer than a microsecond, and of times with time zone.

Most of Trino's functions look no closer than at microseconds: a precise timestamp is taken apart,
the microseconds go through the template for those, and the rest is put back or left out. Times are
counted in picoseconds here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lakeq.engines.duckdb.functions import (
    moment_arithmetic,
    sequences,
    time_formats,
    time_parts,
    time_units,
    time_zones,
    times,
)
from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.moments.precise import (
    PICOS_OF_DAY,
    PICOS_OF_MICRO,
    PICOS_OF_MINUTE,
    PICOS_OF_SECOND,
    coarse,
    coarse_type,
    day_picos,
    finer_text,
    is_special,
    minutes_of,
    offset_zone,
    picos_of,
    time_of,
    utc_picos,
    with_rest,
    within_day,
)
from lakeq.engines.duckdb.moments.timestamps import floor_to_multiple, instant_of, local_at, zoned
from lakeq.engines.duckdb.spelling import captured, fresh, once, shared
from lakeq.model.bound import Cast
from lakeq.model.types import DataType, Kind, array_of

_TIMES = (Kind.TIME, Kind.TIME_WITH_TIME_ZONE)
_PICOS_OF_MILLI = 10**9
_UNITS = {
    "millisecond": _PICOS_OF_MILLI,
    "second": PICOS_OF_SECOND,
    "minute": PICOS_OF_MINUTE,
    "hour": 60 * PICOS_OF_MINUTE,
}
_LARGER = {"millisecond": 1000, "second": 60, "minute": 60, "hour": 24}


def _moment_index(call: Invocation) -> int:
    """Find the first argument that is stored in a way of its own."""
    return next(index for index, each in enumerate(call.arguments) if is_special(each.type))


def _cut(call: Invocation) -> Invocation:
    """Make the call that is left when all that is precise is cut to microseconds."""
    arguments = tuple(
        Cast(each, coarse_type(each.type)) if each.type.is_precise else each
        for each in call.arguments
    )
    spelled = tuple(
        coarse(sql, each.type) for sql, each in zip(call.sql, call.arguments, strict=True)
    )
    result = coarse_type(call.result)
    return replace(call, call=replace(call.call, arguments=arguments, type=result), sql=spelled)


def _by_micros(template: Template) -> Template:
    """Make the template of a function that looks no closer than at microseconds."""

    def spell(call: Invocation) -> str:
        return template(_cut(call))

    return spell


def _keeping(template: Template) -> Template:
    """Make the template of a function whose result has the picoseconds of its argument."""

    def spell(call: Invocation) -> str:
        index = _moment_index(call)
        data_type = call.arguments[index].type

        def build(value: str) -> str:
            sql = list(call.sql)
            sql[index] = value
            moved = template(_cut(replace(call, sql=tuple(sql))))
            return with_rest(moved, picos_of(value, data_type), call.result)

        return shared(call.sql[index], build)

    return spell


def _dropping(template: Template) -> Template:
    """Make the template of a function whose result is precise by its type alone."""
    return lambda call: with_rest(template(_cut(call)), "0", call.result)


def _by_kind(of_times: Template, of_timestamps: Template) -> Template:
    """Choose between times and timestamps."""

    def spell(call: Invocation) -> str:
        kind = call.arguments[_moment_index(call)].type.kind
        return (of_times if kind in _TIMES else of_timestamps)(call)

    return spell


def _part(name: str) -> Template:
    template = time_parts.part(name)

    def of_time(call: Invocation) -> str:
        picos = day_picos(call.sql[0], call.first)
        return f"({picos} // {_UNITS[name]} % {_LARGER[name]})"

    by_micros = _by_micros(template)
    return _by_kind(of_time, by_micros) if name in _UNITS else by_micros


def _offset_part(sign: str, template: Template) -> Template:
    def of_time(call: Invocation) -> str:
        return f"({minutes_of(call.sql[0])} {sign} 60)"

    return _by_kind(of_time, _by_micros(template))


def _trunc_time(call: Invocation) -> str:
    data_type = call.result

    def build(unit: str, operands: Sequence[str]) -> str:
        (value,) = operands
        picos = day_picos(value, data_type)
        minutes = _minutes(value, data_type)
        return time_of(f"{picos} - {picos} % {_UNITS[unit]}", data_type, minutes)

    return _by_unit(call, call.sql[1:], build)


def _add_to_time(call: Invocation) -> str:
    data_type = call.result

    def build(unit: str, operands: Sequence[str]) -> str:
        number, value = operands
        steps = f"({number} % {PICOS_OF_DAY // _UNITS[unit]})"
        moved = within_day(f"{day_picos(value, data_type)} + {steps} * {_UNITS[unit]}")
        return time_of(moved, data_type, _minutes(value, data_type))

    return _by_unit(call, call.sql[1:], build)


def _between_times(call: Invocation) -> str:
    data_type = call.arguments[1].type

    def build(unit: str, operands: Sequence[str]) -> str:
        start, end = (_absolute(value, data_type) for value in operands)
        return f"(({end} - {start}) // {_UNITS[unit]})"

    return _by_unit(call, call.sql[1:], build)


def _by_unit(call: Invocation, operands: Sequence[str], build: time_units.ByUnit) -> str:
    """Spell what depends on the unit, as it does for a time without zone."""
    return time_units.by_unit(call, DataType(Kind.TIME, 0), operands, build)


def _add(call: Invocation) -> str:
    index = _moment_index(call)
    return _moved_time(call, call.sql[index], call.sql[1 - index], "+")


def _subtract(call: Invocation) -> str:
    if call.result.kind is not Kind.INTERVAL_DAY_TO_SECOND:
        return _moved_time(call, call.sql[0], call.sql[1], "-")
    left, right = (_absolute(value, call.first) for value in call.sql)
    nearer = f"({left} - {right}) + {_PICOS_OF_MILLI // 2}"
    return f"({floor_to_multiple(nearer, _PICOS_OF_MILLI)} // {_PICOS_OF_MILLI})"


def _moved_time(call: Invocation, time: str, interval: str, sign: str) -> str:
    data_type = call.arguments[_moment_index(call)].type

    def build(values: Sequence[str]) -> str:
        value, amount = values
        steps = f"(({amount}) % 86400000)"
        moved = within_day(f"{day_picos(value, data_type)} {sign} {steps} * {_PICOS_OF_MILLI}")
        return time_of(moved, call.result, _minutes(value, data_type))

    return once([time, interval], build)


def _moved_timestamp(call: Invocation) -> str:
    template = moment_arithmetic.add if call.function == "add" else moment_arithmetic.subtract
    if call.result.kind is not Kind.INTERVAL_DAY_TO_SECOND:
        return _keeping(template)(call)
    if call.first.kind is Kind.TIMESTAMP:
        return _by_micros(template)(call)
    return _between_instants(call)


def _to_unixtime(call: Invocation) -> str:
    """Add up two doubles, as Trino does: of milliseconds, and of what they leave out."""
    if call.first.kind is Kind.TIMESTAMP:
        return _by_micros(time_zones.to_unixtime)(call)

    def build(value: str) -> str:
        micros = f"epoch_us({instant_of(value)})"
        rest = f"(({micros} % 1000 + 1000) % 1000)"
        picos = f"({rest} * {PICOS_OF_MICRO} + {picos_of(value, call.first)})"
        return (
            f"((({micros} - {rest}) // 1000) / CAST(1000 AS DOUBLE)"
            f" + {picos} / CAST({PICOS_OF_SECOND} AS DOUBLE))"
        )

    return shared(call.sql[0], build)


def _between_instants(call: Invocation) -> str:
    """Subtract whole milliseconds, then round the difference of the rest away from zero."""

    def build(values: Sequence[str]) -> str:
        micros = [f"epoch_us({instant_of(value)})" for value in values]
        rests = [f"(({each} % 1000 + 1000) % 1000)" for each in micros]
        whole = " - ".join(
            f"({each} - {rest}) // 1000" for each, rest in zip(micros, rests, strict=True)
        )
        left, right = (
            f"({rest} * {PICOS_OF_MICRO} + {picos_of(value, call.first)})"
            for rest, value in zip(rests, values, strict=True)
        )
        half = _PICOS_OF_MILLI // 2
        return (
            f"({whole} + CASE WHEN {left} - {right} >= {half} THEN 1 "
            f"WHEN {left} - {right} <= -{half} THEN -1 ELSE 0 END)"
        )

    return once(call.sql, build)


def _on_date(call: Invocation) -> str:
    """Put a time on a day: where it has an offset, in that zone."""
    data_type = call.arguments[1].type
    local = DataType(Kind.TIMESTAMP, data_type.precision)

    def build(values: Sequence[str]) -> str:
        day, value = values
        picos = day_picos(value, data_type)
        moment = f"({day} + to_microseconds(CAST({picos} // {PICOS_OF_MICRO} AS BIGINT)))"
        rest = f"CAST({picos} % {PICOS_OF_MICRO} AS INTEGER)"
        if data_type.kind is Kind.TIME:
            return with_rest(moment, rest, local)
        minutes = minutes_of(value)
        instant = zoned(f"({moment} - to_minutes({minutes}))", offset_zone(minutes))
        return with_rest(instant, rest, call.result) if call.result.is_precise else instant

    return once(call.sql, build)


def _time_at_zone(call: Invocation) -> str:
    """Tell a time as clocks elsewhere do: at the offset that a zone has as the statement runs."""
    now = "CAST(timezone('UTC', now()) AS TIMESTAMP)"
    there = shared(
        time_zones.zone_argument(call),
        lambda zone: f"(epoch_us({local_at(now, zone)} - {now}) // 60000000)",
    )

    def build(values: Sequence[str]) -> str:
        value, minutes = values
        picos = within_day(f"{utc_picos(value)} + {minutes} * {PICOS_OF_MINUTE}")
        return time_of(picos, call.result, minutes)

    return once([call.sql[0], there], build)


def _minutes(value: str, data_type: DataType) -> str:
    return minutes_of(value) if data_type.kind is Kind.TIME_WITH_TIME_ZONE else "0"


def _absolute(value: str, data_type: DataType) -> str:
    """Spell a time by which distances are measured: in UTC, where it has an offset."""
    if data_type.kind is Kind.TIME_WITH_TIME_ZONE:
        return utc_picos(value)
    return day_picos(value, data_type)


def _to_iso8601(call: Invocation) -> str:
    cut = _cut(call)
    return finer_text(
        call.sql[0],
        call.first,
        lambda moment: time_formats.to_iso8601(replace(cut, sql=(moment,))),
    )


def _sequence(call: Invocation) -> str:
    """Keep the start's picoseconds, and stop a microsecond earlier where those come too late."""
    data_type = call.first
    entries = replace(call.call, type=array_of(coarse_type(data_type)))

    def build(values: Sequence[str]) -> str:
        start, stop, step = values
        first, last = (picos_of(value, data_type) for value in (start, stop))
        late = f"CASE WHEN {step} > 0 AND {last} < {first} THEN -1 "
        early = f"WHEN {step} < 0 AND {last} > {first} THEN 1 ELSE 0 END"
        nearest = f"({coarse(stop, data_type)} + to_microseconds({late}{early}))"
        cut = _cut(replace(call, call=entries, sql=(start, stop, step)))
        moments = sequences.sequence(replace(cut, sql=(cut.sql[0], nearest, step)))
        item = fresh("item", moments, first)
        entry = with_rest(item, first, data_type)
        return f"list_transform({moments}, lambda {item}: {entry})"

    return captured(call.sql, build)


_moving = _by_kind(
    lambda call: (_add if call.function == "add" else _subtract)(call), _moved_timestamp
)
TEMPLATES: Mapping[str, Template] = {
    **{name: _part(name) for name in time_parts.NAMES},
    **{
        name: _by_micros(times.TEMPLATES[name])
        for name in (
            *("date", "last_day_of_month", "timezone"),
            *("date_format", "format_datetime"),
        )
    },
    "timezone_hour": _offset_part("//", time_parts.timezone_hour),
    "timezone_minute": _offset_part("%", time_parts.timezone_minute),
    "date_trunc": _by_kind(_trunc_time, _dropping(time_units.date_trunc)),
    "date_add": _by_kind(_add_to_time, _keeping(time_units.date_add)),
    "date_diff": _by_kind(_between_times, _by_micros(time_units.date_diff)),
    "with_timezone": _keeping(time_zones.with_timezone),
    "at_timezone": _by_kind(_time_at_zone, _keeping(time_zones.at_timezone)),
    "at_time_zone": _by_kind(_time_at_zone, _keeping(time_zones.at_timezone)),
    "to_iso8601": _to_iso8601,
    "to_unixtime": _to_unixtime,
    "sequence": _sequence,
    "add": _moving,
    "subtract": _moving,
    "on_date": _on_date,
}
"""What is spelled otherwise than for the moments that ``moments`` is about, where one argument is
stored as ``precise`` says."""
