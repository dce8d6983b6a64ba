"""Maps: their keys are never NULL, and never come twice."""

from collections.abc import Sequence

from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.failures import failure, failure_about
from lakeq.engines.duckdb.functions.equality import holds, holds_null, identity, members
from lakeq.engines.duckdb.functions.invocation import Invocation, Template, named
from lakeq.engines.duckdb.spelling import captured, fresh, quote, text
from lakeq.engines.duckdb.types import duckdb_type, member_names
from lakeq.errors import InvalidArgument
from lakeq.model.types import FLOAT_KINDS, VARCHAR, DataType, Kind, array_of

_NULL_KEY = "map key cannot be null"


def map_of(keys: str, values: str, data_type: DataType) -> str:
    """Spell a map of lists of as many keys and values. Fails where a key is NULL or comes twice."""
    name = duckdb_type(data_type)

    def build(operands: Sequence[str]) -> str:
        key, value = operands
        branches = [
            f"WHEN {key} IS NULL OR {value} IS NULL THEN NULL",
            f"WHEN list_count({key}) < len({key}) THEN {failure(InvalidArgument, _NULL_KEY, name)}",
        ]
        if data_type.key.fields:
            failed = failure(InvalidArgument, "map key cannot be indeterminate", name)
            branches.append(f"WHEN {holds_null(key, array_of(data_type.key))} THEN {failed}")
        twice, message = _twice(key, data_type.key)
        branches.append(f"WHEN {twice} THEN {failure_about(InvalidArgument, message, name)}")
        return f"CASE {' '.join(branches)} ELSE CAST(map({key}, {value}) AS {name}) END"

    return captured([keys, values], build)


def make_map(call: Invocation) -> str:
    """Spell map."""
    if not call.sql:
        return f"CAST(map([], []) AS {call.type_name})"

    def build(operands: Sequence[str]) -> str:
        keys, values = operands
        failed = call.fail(InvalidArgument, "Key and value arrays must be the same length")
        made = map_of(keys, values, call.result)
        return f"CASE WHEN len({keys}) <> len({values}) THEN {failed} ELSE {made} END"

    return captured(call.sql, build)


def map_from_entries(call: Invocation) -> str:
    """Spell map_from_entries."""

    def build(operands: Sequence[str]) -> str:
        keys, values = _columns(operands[0], call.first.element)
        return _checked(call, operands[0], map_of(keys, values, call.result))

    return captured(call.sql, build)


def multimap_from_entries(call: Invocation) -> str:
    """Spell multimap_from_entries."""

    def build(operands: Sequence[str]) -> str:
        keys, values = _columns(operands[0], call.first.element)
        alike = identity(keys, array_of(call.result.key))
        lists = [keys, values, alike]
        return _checked(call, operands[0], captured(lists, lambda each: _grouped(call, each)))

    return captured(call.sql, build)


def map_entries(call: Invocation) -> str:
    """Spell map_entries."""
    entry = fresh("entry", call.sql[0])
    key, value = (quote(name) for name in member_names(call.result.element))
    packed = f"struct_pack({key} := {entry}.key, {value} := {entry}.value)"
    return f"list_transform(map_entries({call.sql[0]}), lambda {entry}: {packed})"


def map_concat(call: Invocation) -> str:
    """Spell map_concat: a later map's value stands for an earlier one's."""
    *earlier, merged = call.sql
    for each in reversed(earlier):
        merged = _merged(each, merged, call.result)
    return merged


def keys_alike(value: str, data_type: DataType) -> str:
    """Spell what to compare instead of a map's keys."""
    return identity(f"map_keys({value})", array_of(data_type.key))


def _merged(first: str, second: str, data_type: DataType) -> str:
    def build(operands: Sequence[str]) -> str:
        mine, theirs = operands
        entry = fresh("entry", mine, theirs)
        key = identity(f"{entry}.key", data_type.key)
        absent = f"list_position({keys_alike(theirs, data_type)}, {key}) IS NULL"
        rest = f"list_filter(map_entries({mine}), lambda {entry}: {absent})"
        return f"map_from_entries(map_entries({theirs}) || {rest})"

    return captured([first, second], build)


def _twice(keys: str, key_type: DataType) -> tuple[str, str]:
    """Spell whether a key comes twice, and what to say of it."""
    alike = identity(keys, array_of(key_type))
    item, place = fresh("item", keys), fresh("place", keys)
    repeated = f"list_position({alike}, {identity(item, key_type)}) < {place}"
    found = f"list_filter({keys}, lambda {item}, {place}: {repeated})"
    # DuckDB counts each NaN as another value.
    unique = not holds(key_type, FLOAT_KINDS)
    twice = f"list_unique({alike}) < len({keys})" if unique else f"len({found}) > 0"
    if not (key_type.is_numeric or key_type.is_text or key_type.kind is Kind.DATE):
        return twice, text("Duplicate map keys are not allowed")
    spelled = cast(f"{found}[1]", key_type, VARCHAR)
    return twice, f"'Duplicate map keys (' || {spelled} || ') are not allowed'"


def _columns(entries: str, row: DataType) -> tuple[str, str]:
    """Spell the keys and the values of a list of entries."""
    entry = fresh("entry", entries)
    (key, _), (value, _) = members(entry, row)
    return (
        f"list_transform({entries}, lambda {entry}: {key})",
        f"list_transform({entries}, lambda {entry}: {value})",
    )


def _checked(call: Invocation, entries: str, made: str) -> str:
    failed = call.fail(InvalidArgument, "map entry cannot be null")
    return f"CASE WHEN list_count({entries}) < len({entries}) THEN {failed} ELSE {made} END"


def _grouped(call: Invocation, lists: Sequence[str]) -> str:
    keys, values, alike = lists
    place, other = fresh("place", *lists), fresh("other", *lists)
    every = f"range(1, len({keys}) + 1)"
    is_first = f"list_position({alike}, {alike}[{place}]) = {place}"
    firsts = f"list_filter({every}, lambda {place}: {is_first})"
    same = f"list_filter({every}, lambda {other}: {alike}[{other}] = {alike}[{place}])"
    group = f"list_transform({same}, lambda {other}: {values}[{other}])"
    failed = call.fail(InvalidArgument, _NULL_KEY)
    made = map_of(
        f"list_transform({firsts}, lambda {place}: {keys}[{place}])",
        f"list_transform({firsts}, lambda {place}: {group})",
        call.result,
    )
    return f"CASE WHEN list_count({keys}) < len({keys}) THEN {failed} ELSE {made} END"


TEMPLATES: dict[str, Template] = {
    "map": make_map,
    "map_from_entries": map_from_entries,
    "multimap_from_entries": multimap_from_entries,
    "map_entries": map_entries,
    "map_concat": map_concat,
    "map_keys": named("map_keys"),
    "map_values": named("map_values"),
}
