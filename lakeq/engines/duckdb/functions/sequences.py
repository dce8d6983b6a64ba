"""Sequences: of whole numbers, dates and timestamps, by steps."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.guards import Check, checked
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.moments.timestamps import span
from lakeq.engines.duckdb.spelling import fresh
from lakeq.model.types import DataType, Kind

_MOST_ENTRIES = 10_000
_MILLISECONDS_OF_DAY = 86_400_000
_BACKWARDS = (
    "sequence stop value should be greater than or equal to start value if step is greater "
    "than zero otherwise stop should be less than or equal to start"
)


def sequence(call: Invocation) -> str:
    """Spell sequence."""

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        start, stop, *rest = values
        step = rest[0] if rest else f"CASE WHEN {stop} >= {start} THEN 1 ELSE -1 END"
        step_type = call.arguments[2].type if rest else DataType(Kind.UNKNOWN)
        size, distance = _measured(call, step, step_type, start, stop)
        count = f"({distance} // {size} + 1)"
        place = fresh("place", *values)
        entry = _entry(call, step_type, start, f"CAST({place} AS HUGEINT) * {size}")
        entries = f"list_transform(range(CAST({count} AS BIGINT)), lambda {place}: {entry})"
        return _checks(call, step, step_type, values, count), entries

    return checked(call, build)


def _measured(
    call: Invocation, step: str, step_type: DataType, start: str, stop: str
) -> tuple[str, str]:
    """Spell a step, and what lies between the ends, in one unit."""
    if step_type.kind is Kind.INTERVAL_YEAR_TO_MONTH:
        return step, f"datesub('month', {start}, {stop})"
    match call.first.kind:
        case Kind.DATE:
            days = (
                f"({step} // {_MILLISECONDS_OF_DAY})"
                if step_type.kind is not Kind.UNKNOWN
                else step
            )
            return f"({days})", f"({stop} - {start})"
        case Kind.TIMESTAMP:
            return f"({step} * 1000)", f"(epoch_us({stop}) - epoch_us({start}))"
        case _:
            return f"({step})", f"(CAST({stop} AS HUGEINT) - {start})"


def _entry(call: Invocation, step_type: DataType, start: str, distance: str) -> str:
    if step_type.kind is Kind.INTERVAL_YEAR_TO_MONTH:
        moved = f"{start} + {span(f'CAST({distance} AS INTEGER)', step_type)}"
        return f"CAST({moved} AS {'DATE' if call.first.kind is Kind.DATE else 'TIMESTAMP'})"
    match call.first.kind:
        case Kind.DATE:
            return f"{start} + CAST({distance} AS INTEGER)"
        case Kind.TIMESTAMP:
            return f"{start} + to_microseconds(CAST({distance} AS BIGINT))"
        case _:
            return f"CAST({start} + {distance} AS BIGINT)"


def _checks(
    call: Invocation, step: str, step_type: DataType, values: Sequence[str], count: str
) -> list[Check]:
    start, stop, *rest = values
    too_many = (
        f"{count} > {_MOST_ENTRIES}",
        f"result of sequence function must not have more than {_MOST_ENTRIES} entries",
    )
    if not rest:
        return [too_many]
    zero = (f"{step} = 0", "step must not be zero")
    backwards = (
        f"CASE WHEN {step} > 0 THEN {stop} < {start} ELSE {stop} > {start} END",
        _BACKWARDS,
    )
    if call.first.kind is Kind.DATE and step_type.kind is Kind.INTERVAL_DAY_TO_SECOND:
        odd = (
            f"{step} % {_MILLISECONDS_OF_DAY} <> 0",
            "sequence step must be a day interval if start and end values are dates",
        )
        return [odd, zero, backwards, too_many]
    return [zero, backwards, too_many]
