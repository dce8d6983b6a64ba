"""Arrays: with Trino's bounds and NULLs."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.comparisons import check_comparable
from lakeq.engines.duckdb.functions.containers import map_value
from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.spelling import once, shared
from lakeq.errors import InvalidArgument
from lakeq.model.types import Kind


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
            f"CASE WHEN {values[1]} = 0 THEN {failing} "
            f"ELSE list_extract({values[0]}, {values[1]}) END"
        ),
    )


def contains(call: Invocation) -> str:
    """Spell contains: unknown where only a NULL element might be the one."""
    check_comparable("eq", call.first.element)
    if call.first.element.is_float or call.first.element.fields:
        raise call.refuse()

    def build(values: Sequence[str]) -> str:
        found = f"list_contains({values[0]}, {values[1]})"
        unknown = f"{values[1]} IS NULL OR list_count({values[0]}) < len({values[0]})"
        return f"CASE WHEN {found} THEN true WHEN {unknown} THEN NULL ELSE {found} END"

    return once(call.sql, build)


def array_join(call: Invocation) -> str:
    """Spell array_join, which leaves NULLs out, or puts a third argument in their place."""
    if call.first.element.kind is not Kind.VARCHAR:
        raise call.refuse()
    array, delimiter = call.sql[:2]
    if len(call.sql) > 2:
        return (
            f"array_to_string(list_transform({array}, "
            f"lambda element: coalesce(element, {call.sql[2]})), {delimiter})"
        )
    return shared(
        array,
        lambda value: (
            f"CASE WHEN {value} IS NOT NULL AND {delimiter} IS NOT NULL "
            f"THEN coalesce(array_to_string({value}, {delimiter}), '') END"
        ),
    )


TEMPLATES: dict[str, Template] = {
    "cardinality": cardinality,
    "element_at": element_at,
    "contains": contains,
    "array_join": array_join,
}
