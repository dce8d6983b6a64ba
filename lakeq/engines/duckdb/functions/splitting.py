"""Splitting: strings into parts and maps, by delimiters."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.guards import Check, checked
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import shared
from lakeq.engines.duckdb.udfs.base import Udf
from lakeq.model.bound import Lambda
from lakeq.model.types import VARCHAR, array_of, map_of

_LONGEST = 2**31 - 1


def split(call: Invocation) -> str:
    """Spell split: with a limit, the last part is all that is left."""

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        parts = f"string_split({values[0]}, {values[1]})"
        checks = []
        if len(values) > 2:
            limit = values[2]
            if not _is_limit(call.constant(2)):
                checks = [
                    (f"{limit} <= 0", "Limit must be positive"),
                    (f"{limit} > {_LONGEST}", "Limit is too large"),
                ]
            parts = shared(parts, lambda found: _limited(found, values[1], limit))
        if not call.constant_text(1):
            empty = "The delimiter may not be the empty string"
            checks.append((f"{values[1]} = ''", empty))
        return checks, parts

    return checked(call, build)


def split_part(call: Invocation) -> str:
    """Spell split_part: NULL beyond the last part; an empty delimiter gives every character."""

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        source, delimiter, index = values
        part = f"string_split({source}, {delimiter})[{index}]"
        if not call.constant_text(1):
            part = f"CASE WHEN {delimiter} = '' THEN nullif({part}, '') ELSE {part} END"
        known = call.constant(2)
        if isinstance(known, int) and known > 0:
            return [], part
        return [(f"{index} <= 0", "Index must be greater than zero")], part

    return checked(call, build)


def split_to_map(call: Invocation) -> str:
    """Spell split_to_map; with a lambda, the values of each key are brought to one by it."""
    if len(call.sql) == 3:
        return call.udf("strings.split_to_map")
    texts = tuple(argument.type for argument in call.arguments[:3])
    udf = Udf("strings.split_to_multimap", texts, map_of(VARCHAR, array_of(VARCHAR)))
    grouped = f"{call.udfs.name(udf)}({', '.join(call.sql[:3])})"
    resolve = call.arguments[3]
    assert isinstance(resolve, Lambda), resolve
    entry, left, right = (f"{name}{resolve.parameters[0].id}" for name in ("e", "a", "b"))
    value = (
        f"list_reduce({entry}.value, "
        f"lambda {left}, {right}: {call.apply(3, f'{entry}.key', left, right)})"
    )
    entries = (
        f"list_transform(map_entries({grouped}), "
        f"lambda {entry}: struct_pack(key := {entry}.key, value := {value}))"
    )
    return f"map_from_entries({entries})"


def _limited(parts: str, delimiter: str, limit: str) -> str:
    rest = f"array_to_string(list_slice({parts}, {limit}, len({parts})), {delimiter})"
    return (
        f"CASE WHEN len({parts}) <= {limit} THEN {parts} "
        f"ELSE list_append(list_slice({parts}, 1, {limit} - 1), {rest}) END"
    )


def _is_limit(value: object) -> bool:
    return isinstance(value, int) and 0 < value <= _LONGEST
