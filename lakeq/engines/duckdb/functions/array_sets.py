"""Arrays as sets: elements are alike as IS NOT DISTINCT FROM has it, so NULL is like NULL."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.equality import identity
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import captured, fresh
from lakeq.model.types import DataType


def array_distinct(call: Invocation) -> str:
    """Spell array_distinct."""
    return distinct(call.sql[0], call.first)


def array_union(call: Invocation) -> str:
    """Spell array_union."""
    return distinct(f"({call.sql[0]} || {call.sql[1]})", call.first)


def array_except(call: Invocation) -> str:
    """Spell array_except."""
    return captured(call.sql, lambda values: _kept(values, call.first, "IS NULL"))


def array_intersect(call: Invocation) -> str:
    """Spell array_intersect, in the order of the longer array."""

    def build(values: Sequence[str]) -> str:
        left, right = values
        return (
            f"CASE WHEN len({left}) < len({right}) "
            f"THEN {_kept([right, left], call.first, 'IS NOT NULL')} "
            f"ELSE {_kept([left, right], call.first, 'IS NOT NULL')} END"
        )

    return captured(call.sql, build)


def arrays_overlap(call: Invocation) -> str:
    """Spell arrays_overlap: unknown where only a NULL might be the common element."""

    def build(values: Sequence[str]) -> str:
        left, right = values
        item = fresh("item", *values)
        alike = identity(item, call.first.element)
        is_common = f"{item} IS NOT NULL AND {_position(right, call.first, alike)} IS NOT NULL"
        common = f"list_filter({left}, lambda {item}: {is_common})"
        partial = " OR ".join(f"list_count({each}) < len({each})" for each in values)
        return (
            f"CASE WHEN {left} IS NULL OR {right} IS NULL THEN NULL "
            f"WHEN len({left}) = 0 OR len({right}) = 0 THEN false "
            f"WHEN len({common}) > 0 THEN true WHEN {partial} THEN NULL ELSE false END"
        )

    return captured(call.sql, build)


def array_histogram(call: Invocation) -> str:
    """Spell array_histogram."""
    element = call.first.element

    def build(values: Sequence[str]) -> str:
        (array,) = values
        item, other = fresh("item", array), fresh("other", array)
        present = f"list_filter({array}, lambda {item}: {item} IS NOT NULL)"
        keys = distinct(present, call.first)
        same = f"{identity(other, element)} = {identity(item, element)}"
        count = f"CAST(len(list_filter({array}, lambda {other}: {same})) AS BIGINT)"
        counts = f"list_transform({keys}, lambda {item}: {count})"
        return f"CAST(map({keys}, {counts}) AS {call.type_name})"

    return captured(call.sql, build)


def contains_sequence(call: Invocation) -> str:
    """Spell contains_sequence."""
    alike = [identity(value, call.first) for value in call.sql]

    def build(values: Sequence[str]) -> str:
        array, part = values
        place = fresh("place", array, part)
        run = f"{array}[{place}:{place} + len({part}) - 1]"
        runs = f"list_transform(range(1, len({array}) - len({part}) + 2), lambda {place}: {run})"
        return (
            f"CASE WHEN {array} IS NULL OR {part} IS NULL THEN NULL "
            f"ELSE len({part}) = 0 OR list_contains({runs}, {part}) END"
        )

    return captured(alike, build)


def distinct(array: str, data_type: DataType) -> str:
    """Spell the first of each of an array's elements."""

    def build(values: Sequence[str]) -> str:
        item, place = fresh("item", values[0]), fresh("place", values[0])
        first = _position(values[0], data_type, identity(item, data_type.element))
        return f"list_filter({values[0]}, lambda {item}, {place}: {first} = {place})"

    return captured([array], build)


def _kept(values: Sequence[str], data_type: DataType, condition: str) -> str:
    """Spell the elements of one array, each once, by where the other one has them."""
    left, right = values
    item, place = fresh("item", left, right), fresh("place", left, right)
    alike = identity(item, data_type.element)
    first = f"{_position(left, data_type, alike)} = {place}"
    other = f"{_position(right, data_type, alike)} {condition}"
    kept = f"list_filter({left}, lambda {item}, {place}: {first} AND {other})"
    return f"CASE WHEN {right} IS NOT NULL THEN {kept} END"


def _position(array: str, data_type: DataType, alike: str) -> str:
    return f"list_position({identity(array, data_type)}, {alike})"
