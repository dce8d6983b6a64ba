"""Arithmetic of dates, times, timestamps and intervals.

Source: Trino's operators (release 401). Intervals are numbers, of milliseconds or of months; a
timestamp with time zone moves by its instant, but for months by what its zone's clocks show.
"""

from collections.abc import Sequence

from lakeq.engines.duckdb.failures import failure_about
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.moments.timestamps import (
    floor_to_multiple,
    instant_of,
    move_clocks,
    span,
    zone_of,
    zoned,
)
from lakeq.engines.duckdb.spelling import once
from lakeq.errors import InvalidArgument
from lakeq.model.types import DataType, Kind

INTERVALS = (Kind.INTERVAL_DAY_TO_SECOND, Kind.INTERVAL_YEAR_TO_MONTH)
_DAY_MILLISECONDS = 86_400_000


def is_of_moments(call: Invocation) -> bool:
    """Whether a call's operands are moments or intervals."""
    kinds = (Kind.DATE, Kind.TIME, Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE, *INTERVALS)
    return any(argument.type.kind in kinds for argument in call.arguments)


def add(call: Invocation) -> str:
    """Spell the sum of a moment and an interval, or of two intervals."""
    if call.result.kind in INTERVALS:
        return f"({call.sql[0]} + {call.sql[1]})"
    if call.first.kind in INTERVALS:
        return _moved(call, call.sql[1], call.sql[0], call.first, "+")
    return _moved(call, call.sql[0], call.sql[1], call.arguments[1].type, "+")


def subtract(call: Invocation) -> str:
    """Spell a moment less an interval, or the interval between two moments or intervals."""
    if call.first.kind in INTERVALS:
        return f"({call.sql[0]} - {call.sql[1]})"
    if call.result.kind is not Kind.INTERVAL_DAY_TO_SECOND:
        return _moved(call, call.sql[0], call.sql[1], call.arguments[1].type, "-")
    left, right = call.sql
    match call.first.kind:
        case Kind.DATE:
            return f"CAST(({left} - {right}) * {_DAY_MILLISECONDS} AS BIGINT)"
        case Kind.TIME:
            return _milliseconds(f"{_of_day(left)} - {_of_day(right)}")
        case Kind.TIMESTAMP:
            return _milliseconds(f"epoch_us({left}) - epoch_us({right})")
        case _:
            return _between_instants(left, right)


def multiply(call: Invocation) -> str:
    """Spell an interval by a number; by a double, what is less than a whole is cut off."""
    interval, factor = call.sql if call.first.kind in INTERVALS else (call.sql[1], call.sql[0])
    if any(argument.type.is_integer for argument in call.arguments):
        return f"CAST({interval} * {factor} AS {call.type_name})"

    def build(values: Sequence[str]) -> str:
        failing = call.fail(InvalidArgument, "Cannot multiply by double NaN")
        return _unless(
            f"isnan({values[1]})", values, failing, _cut(call, f"{values[0]} * {values[1]}")
        )

    return once([interval, factor], build)


def divide(call: Invocation) -> str:
    """Spell an interval divided by a number."""

    def build(values: Sequence[str]) -> str:
        number = f"CASE WHEN isnan({values[1]}) THEN 'NaN' ELSE CAST({values[1]} AS VARCHAR) END"
        failing = failure_about(
            InvalidArgument, f"'Cannot divide by double ' || {number}", call.type_name
        )
        odd = f"isnan({values[1]}) OR {values[1]} = 0"
        return _unless(odd, values, failing, _cut(call, f"{values[0]} / {values[1]}"))

    return once(call.sql, build)


def _unless(odd: str, values: Sequence[str], failing: str, otherwise: str) -> str:
    return f"CASE WHEN {values[0]} IS NOT NULL AND ({odd}) THEN {failing} ELSE {otherwise} END"


def _cut(call: Invocation, quotient: str) -> str:
    return f"CAST(trunc(CAST({quotient} AS DOUBLE)) AS {call.type_name})"


def _moved(call: Invocation, moment: str, interval: str, by: DataType, sign: str) -> str:
    is_months = by.kind is Kind.INTERVAL_YEAR_TO_MONTH
    amount = span(interval, by)
    match call.result.kind:
        case Kind.DATE if is_months:
            return f"CAST({moment} {sign} {amount} AS DATE)"
        case Kind.DATE:
            return _moved_date(call, moment, interval, sign)
        case Kind.TIME:  # DuckDB's times go round as Trino's do.
            return f"({moment} {sign} {span(f'({interval}) % {_DAY_MILLISECONDS}', by)})"
        case Kind.TIMESTAMP:
            return f"({moment} {sign} {amount})"
        case _ if is_months:
            return move_clocks(moment, lambda local: f"({local} {sign} {amount})")
        case _:
            return zoned(f"({instant_of(moment)} {sign} {amount})", zone_of(moment))


def _moved_date(call: Invocation, date: str, interval: str, sign: str) -> str:
    verb, preposition = ("add", "to") if sign == "+" else ("subtract", "from")
    message = f"Cannot {verb} hour, minutes or seconds {preposition} a date"

    def build(values: Sequence[str]) -> str:
        failing = call.fail(InvalidArgument, message)
        days = f"CAST({values[1]} // {_DAY_MILLISECONDS} AS INTEGER)"
        odd = f"{values[1]} % {_DAY_MILLISECONDS} <> 0"
        return _unless(odd, values, failing, f"{values[0]} {sign} {days}")

    return once([date, interval], build)


def _of_day(time: str) -> str:
    """Spell a time as microseconds since midnight."""
    return f"epoch_us({time})"


def _milliseconds(microseconds: str) -> str:
    """Round a difference in microseconds; halves up."""
    return f"({floor_to_multiple(f'({microseconds}) + 500', 1000)} // 1000)"


def _between_instants(left: str, right: str) -> str:
    """Subtract whole milliseconds, then round the difference of the rest away from zero."""

    def build(values: Sequence[str]) -> str:
        whole = [floor_to_multiple(value, 1000) for value in values]
        rest = f"(({values[0]} - {whole[0]}) - ({values[1]} - {whole[1]}))"
        return (
            f"(({whole[0]} - {whole[1]}) // 1000"
            f" + CASE WHEN {rest} >= 500 THEN 1 WHEN {rest} <= -500 THEN -1 ELSE 0 END)"
        )

    return once([f"epoch_us({instant_of(left)})", f"epoch_us({instant_of(right)})"], build)
