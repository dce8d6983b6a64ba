"""Equality of arrays, maps and rows: SQL's three-valued kind, and that of "not distinct".

DuckDB's own equality of containers takes a NULL or a NaN inside for equal to another. That is what
IS NOT DISTINCT FROM means, but not what ``=`` means.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from lakeq.engines.duckdb.moments.precise import comparable
from lakeq.engines.duckdb.spelling import captured, fresh, once, quote, shared, text
from lakeq.engines.duckdb.types import ZONED_KINDS, member_names
from lakeq.model.types import DataType, Kind

Test: TypeAlias = Callable[[str, str, DataType], str]
"""Spells the equality of two members of a type."""


def equal(test: Test, left: str, right: str, data_type: DataType) -> str:
    """Spell ``left = right`` for two containers, whose members a test compares."""
    if data_type.kind is Kind.ROW:
        return once([left, right], lambda values: _equal_rows(test, values, data_type))
    spell = _equal_arrays if data_type.kind is Kind.ARRAY else _equal_maps
    return captured([left, right], lambda values: spell(test, values, data_type))


def identity(value: str, data_type: DataType) -> str:
    """Spell what is equal to DuckDB for just the values that Trino does not call distinct."""
    if has_own_identity(data_type):
        return value
    match data_type.kind:
        case Kind.TIME_WITH_TIME_ZONE | Kind.TIMESTAMP_WITH_TIME_ZONE:
            return comparable(value, data_type)
        case Kind.ARRAY:
            item = fresh("item", value)
            inner = identity(item, data_type.element)
            return f"list_transform({value}, lambda {item}: {inner})"
        case Kind.MAP:
            item = fresh("item", value)
            key = identity(f"{item}.key", data_type.key)
            inner = identity(f"{item}.value", data_type.value)
            entry = f"struct_pack(k := {key}, v := {inner})"
            return f"list_sort(list_transform(map_entries({value}), lambda {item}: {entry}))"
        case _:
            return shared(value, lambda row: _row_identity(row, data_type))


def has_own_identity(data_type: DataType) -> bool:
    """Whether DuckDB takes just those values for equal that Trino does not call distinct."""
    if data_type.kind in (Kind.MAP, Kind.FUNCTION, *ZONED_KINDS):
        return False
    return all(has_own_identity(field.type) for field in data_type.fields)


def holds(data_type: DataType, kinds: Sequence[Kind]) -> bool:
    """Whether a type is one of these kinds, or holds one."""
    return data_type.kind in kinds or any(holds(field.type, kinds) for field in data_type.fields)


def holds_null(value: str, data_type: DataType) -> str:
    """Spell whether a NULL is inside of an array, a map or a row, which itself may be NULL."""
    match data_type.kind:
        case Kind.ARRAY:
            return _any_null(value, data_type.element)
        case Kind.MAP:
            keys, values = (field.type for field in data_type.fields)
            return f"({_any_null(f'map_keys({value})', keys)} OR {_any_null(f'map_values({value})', values)})"
        case _:
            tests = [
                f"{member} IS NULL"
                + (f" OR {holds_null(member, member_type)}" if member_type.fields else "")
                for member, member_type in members(value, data_type)
            ]
            return f"({value} IS NOT NULL AND ({' OR '.join(tests)}))"


def _any_null(array: str, element: DataType) -> str:
    missing = f"coalesce(list_count({array}) < len({array}), false)"
    if not element.fields:
        return missing
    item = fresh("item", array)
    inner = holds_null(item, element)
    deeper = f"list_bool_or(list_transform({array}, lambda {item}: {inner}))"
    return f"({missing} OR coalesce({deeper}, false))"


def members(value: str, row: DataType) -> list[tuple[str, DataType]]:
    """Spell the members of a row, with their types."""
    pairs = zip(member_names(row), row.fields, strict=True)
    return [(f"struct_extract({value}, {text(name)})", field.type) for name, field in pairs]


def _row_identity(value: str, data_type: DataType) -> str:
    inner = ", ".join(
        f"{quote(name)} := {identity(member, member_type)}"
        for name, (member, member_type) in zip(
            member_names(data_type), members(value, data_type), strict=True
        )
    )
    return f"CASE WHEN {value} IS NOT NULL THEN struct_pack({inner}) END"


def _equal_rows(test: Test, values: Sequence[str], data_type: DataType) -> str:
    pairs = zip(*(members(value, data_type) for value in values), strict=True)
    tests = [test(left, right, member_type) for (left, member_type), (right, _) in pairs]
    missing = " OR ".join(f"{value} IS NULL" for value in values)
    return f"CASE WHEN {missing} THEN NULL ELSE {' AND '.join(tests)} END"


def _equal_arrays(test: Test, values: Sequence[str], data_type: DataType) -> str:
    left, right = values
    pair = fresh("pair", left, right)
    inner = test(f"{pair}[1]", f"{pair}[2]", data_type.element)
    tests = f"list_transform(list_zip({left}, {right}, true), lambda {pair}: {inner})"
    return _all(values, f"len({left}) <> len({right})", tests)


def _equal_maps(test: Test, values: Sequence[str], data_type: DataType) -> str:
    left, right = values
    entry = fresh("entry", left, right)
    place = position_of_key(right, f"{entry}.key", data_type)
    other = f"map_values({right})[{place}]"
    inner = f"CASE WHEN {place} IS NULL THEN false ELSE {test(f'{entry}.value', other, data_type.value)} END"
    tests = f"list_transform(map_entries({left}), lambda {entry}: {inner})"
    return _all(values, f"cardinality({left}) <> cardinality({right})", tests)


def position_of_key(value: str, key: str, data_type: DataType) -> str:
    """Spell where in a map a key is, counted from one; NULL when it is not."""
    keys = identity(f"map_keys({value})", DataType(Kind.ARRAY, fields=data_type.fields[:1]))
    return f"list_position({keys}, {identity(key, data_type.key)})"


def _all(values: Sequence[str], unlike: str, tests: str) -> str:
    """Gather tests as SQL's AND does."""
    missing = " OR ".join(f"{value} IS NULL" for value in values)
    return shared(
        tests,
        lambda found: (
            f"CASE WHEN {missing} THEN NULL WHEN {unlike} OR list_contains({found}, false) "
            f"THEN false WHEN list_count({found}) < len({found}) THEN NULL ELSE true END"
        ),
    )
