"""Arrays: with Trino's bounds and NULLs."""

from collections.abc import Sequence

from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.functions import array_sets, array_sorting, sequences, vectors
from lakeq.engines.duckdb.functions.array_search import array_position, array_remove, contains
from lakeq.engines.duckdb.functions.containers import map_value, zipped
from lakeq.engines.duckdb.functions.guards import Check, checked
from lakeq.engines.duckdb.functions.invocation import Invocation, Template, named, pattern
from lakeq.engines.duckdb.functions.subsets import combinations, ngrams
from lakeq.engines.duckdb.spelling import coalesced, fresh, joined, once
from lakeq.errors import InvalidArgument
from lakeq.model.types import VARCHAR, Kind

_MOST_REPEATED = 10_000


def cardinality(call: Invocation) -> str:
    """Spell cardinality."""
    name = "len" if call.first.kind is Kind.ARRAY else "cardinality"
    return f"CAST({name}({call.sql[0]}) AS BIGINT)"


def element_at(call: Invocation) -> str:
    """Spell element_at: NULL beyond the ends, an error at zero."""
    if call.first.kind is Kind.MAP:
        return map_value(call)
    index = call.constant(1)
    if isinstance(index, int) and index != 0:
        return f"list_extract({call.sql[0]}, {index})"
    failing = call.fail(InvalidArgument, "SQL array indices start at 1")
    return once(
        call.sql,
        lambda values: (
            f"CASE WHEN {values[0]} IS NULL THEN NULL WHEN {values[1]} = 0 THEN {failing} "
            f"ELSE list_extract({values[0]}, {values[1]}) END"
        ),
    )


def array_first(call: Invocation) -> str:
    """Spell array_first."""
    array = call.sql[0]
    found = f"list_filter({array}, {call.function_of(1)})" if len(call.sql) > 1 else array
    return f"list_extract({found}, 1)"


def array_join(call: Invocation) -> str:
    """Spell array_join, which leaves NULLs out, or puts a third argument in their place."""
    array, *texts = call.sql
    item = fresh("item", *call.sql)
    spelled = cast(item, call.first.element, VARCHAR, timezone=call.timezone, udfs=call.udfs)
    if len(texts) > 1:
        spelled = coalesced(spelled, texts[1])
    together = joined(f"list_transform({array}, lambda {item}: {spelled})", texts[0])
    present = " AND ".join(f"{each} IS NOT NULL" for each in call.sql)
    return f"CASE WHEN {present} THEN coalesce({together}, '') END"


def concat(call: Invocation) -> str:
    """Spell concat of arrays, one of which may be an element instead."""
    parts = [
        sql if argument.type == call.result else f"CAST([{sql}] AS {call.type_name})"
        for sql, argument in zip(call.sql, call.arguments, strict=True)
    ]
    return f"({' || '.join(parts)})"


def repeat(call: Invocation) -> str:
    """Spell repeat, whose element may be NULL."""

    def build(values: Sequence[str]) -> str:
        element, count = values
        most = f"count argument of repeat function must be less than or equal to {_MOST_REPEATED}"
        least = "count argument of repeat function must be greater than or equal to 0"
        empty = f"CAST([] AS {call.type_name})"
        return (
            f"CASE WHEN {count} IS NULL THEN NULL "
            f"WHEN {count} > {_MOST_REPEATED} THEN {call.fail(InvalidArgument, most)} "
            f"WHEN {count} < 0 THEN {call.fail(InvalidArgument, least)} "
            f"ELSE list_resize({empty}, {count}, {element}) END"
        )

    return once(call.sql, build)


def shuffle(call: Invocation) -> str:
    """Spell shuffle."""

    def build(values: Sequence[str]) -> str:
        item = fresh("item", values[0])
        numbers = f"list_transform({values[0]}, lambda {item}: random())"
        return f"list_select({values[0]}, list_grade_up({numbers}))"

    return once(call.sql, build)


def slice_array(call: Invocation) -> str:
    """Spell slice."""

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        array, start, length = values
        first = f"CASE WHEN {start} < 0 THEN len({array}) + {start} + 1 ELSE {start} END"
        last = f"least(CAST({first} AS HUGEINT) + {length} - 1, len({array}))"
        part = f"list_slice({array}, {first}, CAST({last} AS BIGINT))"
        empty = f"CAST([] AS {call.type_name})"
        answer = f"CASE WHEN ({first}) < 1 OR {last} < ({first}) THEN {empty} ELSE {part} END"
        return (
            (f"{length} < 0", "length must be greater than or equal to 0"),
            (f"{start} = 0", "SQL array indices start at 1"),
        ), answer

    return checked(call, build)


def trim_array(call: Invocation) -> str:
    """Spell trim_array."""

    def build(values: Sequence[str]) -> str:
        array, size = values
        negative = call.fail_about(InvalidArgument, f"'size must not be negative: ' || {size}")
        beyond = call.fail_about(
            InvalidArgument,
            f"'size must not exceed array cardinality ' || len({array}) || ': ' || {size}",
        )
        return (
            f"CASE WHEN {array} IS NULL OR {size} IS NULL THEN NULL "
            f"WHEN {size} < 0 THEN {negative} WHEN {size} > len({array}) THEN {beyond} "
            f"WHEN {size} = len({array}) THEN CAST([] AS {call.type_name}) "
            f"ELSE list_slice({array}, 1, len({array}) - {size}) END"
        )

    return once(call.sql, build)


def zip_arrays(call: Invocation) -> str:
    """Spell zip."""

    def build(values: Sequence[str]) -> str:
        present = " AND ".join(f"{each} IS NOT NULL" for each in values)
        rows = zipped(values, [each.type for each in call.arguments])
        return f"CASE WHEN {present} THEN CAST({rows} AS {call.type_name}) END"

    return once(call.sql, build)


TEMPLATES: dict[str, Template] = {
    "cardinality": cardinality,
    "element_at": element_at,
    "array_first": array_first,
    "array_last": pattern("list_extract({0}, -1)"),
    "contains": contains,
    "contains_sequence": array_sets.contains_sequence,
    "array_position": array_position,
    "array_remove": array_remove,
    "array_distinct": array_sets.array_distinct,
    "array_intersect": array_sets.array_intersect,
    "array_union": array_sets.array_union,
    "array_except": array_sets.array_except,
    "arrays_overlap": array_sets.arrays_overlap,
    "array_histogram": array_sets.array_histogram,
    "array_join": array_join,
    "array_max": array_sorting.array_extreme,
    "array_min": array_sorting.array_extreme,
    "array_sort": array_sorting.array_sort,
    "combinations": combinations,
    "concat": concat,
    "flatten": named("flatten"),
    "ngrams": ngrams,
    "repeat": repeat,
    "reverse": named("list_reverse"),
    "sequence": sequences.sequence,
    "shuffle": shuffle,
    "slice": slice_array,
    "trim_array": trim_array,
    "zip": zip_arrays,
    **vectors.TEMPLATES,
}
