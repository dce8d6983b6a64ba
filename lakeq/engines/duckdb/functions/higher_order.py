"""Higher-order functions: lambdas as those of DuckDB's list functions.

Parameters are named after the numbers of the lambda's own, which no lambda around it has.
"""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.containers import zipped
from lakeq.engines.duckdb.functions.equality import identity
from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.functions.maps import keys_alike, map_of
from lakeq.engines.duckdb.spelling import captured, shared
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.model.bound import Lambda


def transform(call: Invocation) -> str:
    """Spell transform."""
    return f"list_transform({call.sql[0]}, {call.function_of(1)})"


def keep(call: Invocation) -> str:
    """Spell filter."""
    return f"list_filter({call.sql[0]}, {call.function_of(1)})"


def all_match(call: Invocation) -> str:
    """Spell all_match."""
    return _matched(call, "list_bool_and", "true")


def any_match(call: Invocation) -> str:
    """Spell any_match."""
    return _matched(call, "list_bool_or", "false")


def none_match(call: Invocation) -> str:
    """Spell none_match."""
    return f"(NOT {any_match(call)})"


def reduce(call: Invocation) -> str:
    """Spell reduce.

    DuckDB's list_reduce wants a state of the elements' type, so both travel in a row.
    """
    state, step = _names(call, 2, "state", "step")
    element, state_type = duckdb_type(call.first.element), duckdb_type(call.arguments[1].type)
    nothing = f"CAST(NULL AS {element})"
    steps = (
        f"list_transform({call.sql[0]}, lambda {step}: "
        f"struct_pack(s := CAST(NULL AS {state_type}), e := {step}))"
    )
    start = f"struct_pack(s := CAST({call.sql[1]} AS {state_type}), e := {nothing})"
    body = call.apply(2, f"{state}.s", f"{step}.e")
    changed = f"struct_pack(s := CAST({body} AS {state_type}), e := {nothing})"
    reduced = f"list_reduce({steps}, lambda {state}, {step}: {changed}, {start})"
    (last,) = _names(call, 3, "last")
    answer = call.apply(3, f"{last}.s")
    return f"list_transform([{reduced}], lambda {last}: CASE WHEN {last} IS NOT NULL THEN {answer} END)[1]"


def zip_with(call: Invocation) -> str:
    """Spell zip_with."""
    (pair,) = _names(call, 2, "pair")

    def build(values: Sequence[str]) -> str:
        left, right = values
        made = call.apply(2, f"{pair}[1]", f"{pair}[2]")
        pairs = zipped(values, [each.type for each in call.arguments[:2]])
        results = f"list_transform({pairs}, lambda {pair}: {made})"
        return f"CASE WHEN {left} IS NOT NULL AND {right} IS NOT NULL THEN {results} END"

    return captured(call.sql[:2], build)


def map_filter(call: Invocation) -> str:
    """Spell map_filter."""
    (entry,) = _names(call, 1, "entry")
    kept = call.apply(1, f"{entry}.key", f"{entry}.value")
    return f"map_from_entries(list_filter(map_entries({call.sql[0]}), lambda {entry}: {kept}))"


def transform_keys(call: Invocation) -> str:
    """Spell transform_keys."""
    (entry,) = _names(call, 1, "entry")
    key = call.apply(1, f"{entry}.key", f"{entry}.value")
    keys = f"list_transform(map_entries({call.sql[0]}), lambda {entry}: {key})"
    return map_of(keys, f"map_values({call.sql[0]})", call.result)


def transform_values(call: Invocation) -> str:
    """Spell transform_values."""
    (entry,) = _names(call, 1, "entry")
    value = call.apply(1, f"{entry}.key", f"{entry}.value")
    packed = f"struct_pack(key := {entry}.key, value := {value})"
    entries = f"list_transform(map_entries({call.sql[0]}), lambda {entry}: {packed})"
    return f"CAST(map_from_entries({entries}) AS {call.type_name})"


def map_zip_with(call: Invocation) -> str:
    """Spell map_zip_with."""
    (key,) = _names(call, 2, "key")

    def build(values: Sequence[str]) -> str:
        left, right = values
        alike = identity(key, call.result.key)
        places = [f"list_position({keys_alike(each, call.first)}, {alike})" for each in values]
        rest = f"list_filter(map_keys({right}), lambda {key}: {places[0]} IS NULL)"
        made = call.apply(
            2, key, *(f"map_values({each})[{at}]" for each, at in zip(values, places, strict=True))
        )
        return shared(
            f"(map_keys({left}) || {rest})",
            lambda keys: (
                f"CASE WHEN {keys} IS NOT NULL THEN "
                f"CAST(map({keys}, list_transform({keys}, lambda {key}: {made})) "
                f"AS {call.type_name}) END"
            ),
        )

    return captured(call.sql[:2], build)


def _matched(call: Invocation, gather: str, otherwise: str) -> str:
    """Gather what a lambda says as SQL's AND or OR does."""
    decisive = "false" if otherwise == "true" else "true"
    return shared(
        transform(call),
        lambda found: (
            f"CASE WHEN {found} IS NULL THEN NULL WHEN {gather}({found}) = {decisive} "
            f"THEN {decisive} WHEN list_count({found}) < len({found}) THEN NULL "
            f"ELSE {otherwise} END"
        ),
    )


def _names(call: Invocation, index: int, *stems: str) -> list[str]:
    argument = call.arguments[index]
    assert isinstance(argument, Lambda)
    return [f"{stem}{argument.parameters[0].id}" for stem in stems]


TEMPLATES: dict[str, Template] = {
    "transform": transform,
    "filter": keep,
    "all_match": all_match,
    "any_match": any_match,
    "none_match": none_match,
    "reduce": reduce,
    "zip_with": zip_with,
    "map_filter": map_filter,
    "transform_keys": transform_keys,
    "transform_values": transform_values,
    "map_zip_with": map_zip_with,
}
