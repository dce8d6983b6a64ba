"""Arrays searched for a value, which is found by SQL's equality: NULL and NaN never are."""

from collections.abc import Sequence

from lakeq.engines.duckdb.failures import failure
from lakeq.engines.duckdb.functions.comparisons import Operand, check_comparable, compare
from lakeq.engines.duckdb.functions.equality import identity
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import captured, fresh, once
from lakeq.errors import NotSupported

_FOUND, _UNKNOWN = 1, 2


def contains(call: Invocation) -> str:
    """Spell contains: unknown where only a NULL element might be the one."""
    element = call.first.element
    check_comparable("eq", element)

    def build(values: Sequence[str]) -> str:
        array, value = values
        found = f"{_position(call, values)} > 0"
        return (
            f"CASE WHEN {array} IS NULL OR {value} IS NULL THEN NULL WHEN {found} THEN true "
            f"WHEN list_count({array}) < len({array}) THEN NULL ELSE false END"
        )

    return (captured if element.fields else once)(call.sql, build)


def array_position(call: Invocation) -> str:
    """Spell array_position."""
    element = call.first.element
    check_comparable("eq", element)

    def build(values: Sequence[str]) -> str:
        array, value = values
        return (
            f"CASE WHEN {array} IS NULL OR {value} IS NULL THEN NULL "
            f"ELSE CAST({_position(call, values)} AS BIGINT) END"
        )

    return (captured if element.fields else once)(call.sql, build)


def array_remove(call: Invocation) -> str:
    """Spell array_remove."""
    element = call.first.element
    check_comparable("eq", element)

    def build(values: Sequence[str]) -> str:
        array, value = values
        item = fresh("item", array, value)
        differs = compare("ne", Operand(item, element), Operand(value, element))
        if element.fields:
            differs = once(
                [differs],
                lambda each: (
                    f"CASE WHEN {each[0]} IS NULL THEN {_doubt(call, 'BOOLEAN')} ELSE {each[0]} END"
                ),
            )
        keep = f"CASE WHEN {item} IS NULL THEN true ELSE {differs} END"
        kept = f"list_filter({array}, lambda {item}: {keep})"
        return f"CASE WHEN {value} IS NOT NULL THEN {kept} END"

    return captured(call.sql, build)


def _position(call: Invocation, values: Sequence[str]) -> str:
    """Spell where the value is, from one, or zero, for an array and a value that are not NULL."""
    array, value = values
    element = call.first.element
    if not element.fields:
        place = (
            f"coalesce(list_position({identity(array, call.first)}, {identity(value, element)}), 0)"
        )
        return f"CASE WHEN isnan({value}) THEN 0 ELSE {place} END" if element.is_float else place
    item = fresh("item", array, value)
    equal = compare("eq", Operand(item, element), Operand(value, element))
    code = f"CASE {equal} WHEN true THEN {_FOUND} WHEN false THEN 0 ELSE {_UNKNOWN} END"
    code = f"CASE WHEN {item} IS NULL THEN 0 ELSE {code} END"
    codes = f"list_transform({array}, lambda {item}: {code})"

    def build(found: Sequence[str]) -> str:
        at = f"coalesce(list_position({found[0]}, {_FOUND}), 0)"
        doubtful = f"list_position({found[0]}, {_UNKNOWN})"
        doubt = _doubt(call, "BIGINT")
        comes_first = f"{doubtful} < {at} OR ({at} = 0 AND {doubtful} > 0)"
        return f"CASE WHEN {comes_first} THEN {doubt} ELSE CAST({at} AS BIGINT) END"

    return once([codes], build)


def _doubt(call: Invocation, type_name: str) -> str:
    message = f"{call.function} does not support arrays with elements that are null or contain null"
    return failure(NotSupported, message, type_name)
