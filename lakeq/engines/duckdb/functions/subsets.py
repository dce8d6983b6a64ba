"""Subsets of arrays: combinations of elements, and runs of neighbors."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import captured, fresh
from lakeq.errors import InvalidArgument

_LONGEST = 5
_MOST_ELEMENTS = 100_000


def combinations(call: Invocation) -> str:
    """Spell combinations, ordered by their last element, then by the one before it, and so on."""

    def build(values: Sequence[str]) -> str:
        array, size = values
        negative = f"'combination size must not be negative: ' || {size}"
        long = f"'combination size must not exceed {_LONGEST}: ' || {size}"
        branches = " ".join(
            f"WHEN {size} = {length} THEN {_of_length(call, array, length)}"
            for length in range(_LONGEST + 1)
        )
        return (
            f"CASE WHEN {array} IS NULL OR {size} IS NULL THEN NULL "
            f"WHEN {size} < 0 THEN {call.fail_about(InvalidArgument, negative)} "
            f"WHEN {size} > {_LONGEST} THEN {call.fail_about(InvalidArgument, long)} "
            f"WHEN {size} > len({array}) THEN CAST([] AS {call.type_name}) {branches} END"
        )

    return captured(call.sql, build)


def ngrams(call: Invocation) -> str:
    """Spell ngrams; an array shorter than that is one run."""

    def build(values: Sequence[str]) -> str:
        array, size = values
        place = fresh("place", array, size)
        length = f"least({size}, len({array}))"
        run = f"list_slice({array}, {place}, {place} + {length} - 1)"
        runs = f"list_transform(range(1, len({array}) - {length} + 2), lambda {place}: {run})"
        return (
            f"CASE WHEN {array} IS NULL OR {size} IS NULL THEN NULL "
            f"WHEN {size} <= 0 THEN {call.fail(InvalidArgument, 'N must be positive')} "
            f"WHEN len({array}) = 0 THEN CAST([[]] AS {call.type_name}) ELSE {runs} END"
        )

    return captured(call.sql, build)


def _of_length(call: Invocation, array: str, length: int) -> str:
    if length == 0:
        return f"CAST([[]] AS {call.type_name})"
    terms = [f"(CAST(len({array}) AS DOUBLE) - {index})" for index in range(length)]
    count = "/".join(["*".join(terms), *(str(number) for number in range(1, length + 1))])
    failed = call.fail(InvalidArgument, "combinations exceed max size")
    spelled = _before(array, length, f"len({array}) + 1")
    return f"CASE WHEN {count} * {length} > {_MOST_ELEMENTS} THEN {failed} ELSE {spelled} END"


def _before(array: str, length: int, end: str) -> str:
    """Spell the combinations of elements before a place."""
    last, part = fresh(f"last{length}_", array), fresh(f"part{length}_", array)
    if length == 1:
        return f"list_transform(range(1, {end}), lambda {last}: [{array}[{last}]])"
    longer = f"list_transform({_before(array, length - 1, last)}, lambda {part}: {part} || [{array}[{last}]])"
    return f"flatten(list_transform(range({length}, {end}), lambda {last}: {longer}))"
