"""Gathering: aggregates that keep their values, in arrays, maps or one text."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from lakeq.engines.duckdb.failures import failure
from lakeq.engines.duckdb.functions.aggregation import Aggregation
from lakeq.engines.duckdb.functions.equality import has_own_identity, holds, identity
from lakeq.engines.duckdb.spelling import captured, fresh, shared, text
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.errors import InvalidArgument, NotSupported
from lakeq.model.bound import ColumnReference, Lambda
from lakeq.model.traversal import walk
from lakeq.model.types import FLOAT_KINDS, DataType

_LONGEST_TEXT = 1 << 20
_Gather: TypeAlias = Callable[[Sequence[str], str, str], str]
"""Is given entries, their places sorted by key, and a key's first and last among the places."""


def array_agg(call: Aggregation) -> str:
    """Spell array_agg."""
    return call.spell("list", *call.sql)


def listagg(call: Aggregation) -> str:
    """Spell listagg, whose text is bounded."""
    separator = str(call.constant(1)) if len(call.sql) > 1 else ""
    joined = call.spell("string_agg", call.sql[0], text(separator))
    beyond = failure(
        InvalidArgument,
        "Concatenated string has the length in bytes larger than the maximum output length "
        f"{_LONGEST_TEXT}",
        "VARCHAR",
    )
    if len(call.sql) > 2:
        beyond = _truncated(call, separator)
    return shared(
        joined,
        lambda found: f"CASE WHEN strlen({found}) > {_LONGEST_TEXT} THEN {beyond} ELSE {found} END",
    )


def _truncated(call: Aggregation, separator: str) -> str:
    """Join as many values as fit, and say that there are more."""
    gap = len(separator.encode())
    values = call.spell("list", call.sql[0], where=f"{call.sql[0]} IS NOT NULL")

    def build(operands: Sequence[str]) -> str:
        (items,) = operands
        one, other = fresh("one", items), fresh("other", items)
        start = f"struct_pack(n := CAST(1 AS BIGINT), l := strlen({one}), b := strlen({one}))"
        size = f"{one}.b + {gap} + {other}.l"
        step = (
            f"CASE WHEN {one}.n < 0 OR {size} > {_LONGEST_TEXT} "
            f"THEN struct_pack(n := -abs({one}.n), l := {other}.l, b := {one}.b) "
            f"ELSE struct_pack(n := {one}.n + 1, l := {other}.l, b := {size}) END"
        )
        sizes = f"list_transform({items}, lambda {one}: {start})"
        fitting = f"abs((list_reduce({sizes}, lambda {one}, {other}: {step})).n)"
        # A first value that does not fit by itself is left out, too.
        count = f"CASE WHEN strlen({items}[1]) > {_LONGEST_TEXT} THEN 0 ELSE {fitting} END"
        return captured([items, count], ending)

    def ending(operands: Sequence[str]) -> str:
        items, count = operands
        kept = f"array_to_string(list_slice({items}, 1, {count}), {text(separator)})"
        gap_text = f"CASE WHEN {count} > 0 THEN {text(separator)} ELSE '' END"
        filler = text(str(call.constant(2)))
        rest = f" || '(' || (len({items}) - {count}) || ')'" if call.constant(3) else ""
        return f"({kept} || {gap_text} || {filler}{rest})"

    return captured([values], build)


def histogram(call: Aggregation) -> str:
    """Spell histogram; DuckDB's own loses values beside a NaN."""
    if not holds(call.first, FLOAT_KINDS) and has_own_identity(call.first):
        return f"CAST({call.spell('histogram', call.sql[0])} AS {call.type_name})"
    value = call.sql[0]
    rows = call.spell("list", f"struct_pack(key := {value})", where=f"{value} IS NOT NULL")
    return _grouped(call, rows, lambda _, first, last: f"({last} - {first} + 1)")


def most_frequent(call: Aggregation) -> str:
    """Spell approx_most_frequent, from the counts of all values."""
    buckets, capacity = call.constant(0), call.constant(2)
    if not isinstance(buckets, int) or buckets < 2:
        raise InvalidArgument(
            f"approx_most_frequent bucket count must be greater than one, input bucket count: {buckets}"
        )
    if not isinstance(capacity, int) or capacity < buckets:
        raise InvalidArgument("approx_most_frequent capacity must be at least the bucket count")
    counts = f"map_entries({call.spell('histogram', call.sql[1])})"
    entry = fresh("entry", counts)
    ranked = f"list_transform({counts}, lambda {entry}: struct_pack(n := {entry}.value, k := {entry}.key))"
    chosen = f"list_slice(list_reverse_sort({ranked}), 1, {buckets})"
    pairs = f"list_transform({chosen}, lambda {entry}: struct_pack(key := {entry}.k, value := {entry}.n))"
    return f"CAST(map_from_entries({pairs}) AS {call.type_name})"


def map_agg(call: Aggregation) -> str:
    """Spell map_agg; only the first of equal entries counts anyway."""
    return _map_of_first(_entries(call, distinct=False), call)


def map_union(call: Aggregation) -> str:
    """Spell map_union; only the first of equal maps counts anyway."""
    value = call.sql[0]
    known = f"{value} IS NOT NULL"
    lists = call.spell("list", f"map_entries({value})", where=known, distinct=False)
    return _map_of_first(f"flatten({lists})", call)


def multimap_agg(call: Aggregation) -> str:
    """Spell multimap_agg."""

    def gather(operands: Sequence[str], first: str, last: str) -> str:
        entries, places = operands
        place = fresh("place", *operands, first, last)
        value = f"{entries}[{places}[{place}].i].value"
        return f"list_transform(range({first}, {last} + 1), lambda {place}: {value})"

    return _grouped(call, _entries(call, distinct=call.distinct), gather)


def reduce(call: Aggregation) -> str:
    """Spell reduce_agg: the values in a list, reduced one after another.

    DuckDB's list_reduce wants a state of the elements' type, so both travel in a row.
    """
    function = call.arguments[2]
    assert isinstance(function, Lambda), function
    if any(isinstance(node, ColumnReference) for node in walk(function.body)):
        raise NotSupported("A lambda that uses columns is not supported in an aggregate")
    value, start = call.sql[:2]
    no_value, no_state = (
        f"CAST(NULL AS {duckdb_type(call.first)})",
        f"CAST(NULL AS {call.type_name})",
    )
    steps = call.spell(
        "list", f"struct_pack(s := {no_state}, e := {value})", where=f"{value} IS NOT NULL"
    )
    initial = f"CAST({call.spell('any_value', start)} AS {call.type_name})"
    body = f"CAST({call.spell_lambda(function, ['state.s', 'step.e'])} AS {call.type_name})"
    changed = f"struct_pack(s := {body}, e := {no_value})"
    first = f"struct_pack(s := {initial}, e := {no_value})"
    return f"list_reduce({steps}, lambda state, step: {changed}, {first}).s"


def _entries(call: Aggregation, *, distinct: bool) -> str:
    if distinct and call.sorted:
        raise call.refuse()
    key, value = call.sql
    packed = f"struct_pack(key := {key}, value := {value})"
    return call.spell("list", packed, where=f"{key} IS NOT NULL", distinct=distinct)


def _places(entries: str, key: DataType) -> str:
    """Spell where each key is, sorted by key and then by place."""
    entry, place = fresh("entry", entries), fresh("place", entries)
    packed = f"struct_pack(a := {identity(f'{entry}.key', key)}, i := {place})"
    return f"list_sort(list_transform({entries}, lambda {entry}, {place}: {packed}))"


def _map_of_first(entries: str, call: Aggregation) -> str:
    """Spell a map of entries, in their order, without those whose key came before."""

    def build(values: Sequence[str]) -> str:
        rows, places = values
        one, at = fresh("one", *values), fresh("at", *values)
        is_first = f"{at} = 1 OR {places}[{at} - 1].a IS DISTINCT FROM {one}.a"
        firsts = f"list_filter({places}, lambda {one}, {at}: {is_first})"
        numbers = f"list_sort(list_transform({firsts}, lambda {one}: {one}.i))"
        kept = f"list_transform({numbers}, lambda {at}: {rows}[{at}])"
        return (
            f"CASE WHEN {rows} IS NOT NULL "
            f"THEN CAST(map_from_entries({kept}) AS {call.type_name}) END"
        )

    return captured(
        [entries],
        lambda each: captured([each[0], _places(each[0], call.type.key)], build),
    )


def _grouped(call: Aggregation, entries: str, gather: _Gather) -> str:
    """Spell a map of keys to what ``gather`` makes of each.

    The places of entries are sorted by key, and cut where another key begins.
    """

    def build(values: Sequence[str]) -> str:
        rows, places = values
        at, number, group = (fresh(stem, *values) for stem in ("at", "number", "group"))
        begins = f"{at} = 1 OR {places}[{at} - 1].a IS DISTINCT FROM {places}[{at}].a"
        starts = f"list_filter(range(1, len({places}) + 1), lambda {at}: {begins})"

        def cut(firsts: Sequence[str]) -> str:
            end = f"coalesce({firsts[0]}[{number} + 1], len({places}) + 1) - 1"
            bounds = (
                f"list_sort(list_transform({firsts[0]}, lambda {at}, {number}: "
                f"struct_pack(i := {places}[{at}].i, f := {at}, t := {end})))"
            )
            return captured([bounds], fill)

        def fill(bounds: Sequence[str]) -> str:
            keys = f"list_transform({bounds[0]}, lambda {group}: {rows}[{group}.i].key)"
            value = gather(values, f"{group}.f", f"{group}.t")
            made = f"list_transform({bounds[0]}, lambda {group}: {value})"
            return f"CAST(map({keys}, {made}) AS {call.type_name})"

        return f"CASE WHEN {rows} IS NOT NULL THEN {captured([starts], cut)} END"

    key = call.type.key
    return captured([entries], lambda each: captured([each[0], _places(each[0], key)], build))
