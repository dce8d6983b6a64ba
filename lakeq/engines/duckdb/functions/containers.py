"""Containers: arrays, maps and rows, with Trino's bounds and NULLs."""

from collections.abc import Sequence

from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.failures import failure_about
from lakeq.engines.duckdb.functions.comparisons import check_comparable
from lakeq.engines.duckdb.functions.equality import (
    has_own_identity,
    holds_null,
    position_of_key,
)
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import captured, once, quote, text
from lakeq.engines.duckdb.types import duckdb_type, is_struct, member_names
from lakeq.errors import InvalidArgument, NotSupported
from lakeq.model.types import VARCHAR, DataType, Kind


def array(call: Invocation) -> str:
    """Spell an array constructor."""
    if not call.sql:
        return f"CAST([] AS {call.type_name})"
    return f"CAST([{', '.join(call.sql)}] AS {call.type_name})"


def row(call: Invocation) -> str:
    """Spell a row constructor."""
    members = zip(member_names(call.result), call.sql, strict=True)
    return f"struct_pack({', '.join(f'{quote(name)} := {value}' for name, value in members)})"


def subscript(call: Invocation) -> str:
    """Spell ``a[i]``, which fails where there is nothing."""
    if call.first.kind is Kind.MAP:
        return _present_value(call)

    def build(values: Sequence[str]) -> str:
        value, index = values
        length = f"len({value})"
        above = (
            f"'Array subscript must be less than or equal to array length: ' || {index} "
            f"|| ' > ' || {length}"
        )
        zero = call.fail(InvalidArgument, "SQL array indices start at 1")
        negative = call.fail_about(InvalidArgument, f"'Array subscript is negative: ' || {index}")
        return (
            f"CASE WHEN {value} IS NULL THEN NULL WHEN {index} = 0 THEN {zero} WHEN {index} < 0 THEN {negative} "
            f"WHEN {index} > {length} THEN {call.fail_about(InvalidArgument, above)} "
            f"ELSE list_extract({value}, {index}) END"
        )

    return once(call.sql, build)


def map_value(call: Invocation) -> str:
    """Spell the value of a key; NULL where there is none."""
    check_comparable("eq", call.first.key)
    if _is_plain(call.first.key):
        return f"({call.sql[0]})[{call.sql[1]}]"
    return captured(call.sql, lambda values: _checked_key(call, values, _value(call, values)))


def _present_value(call: Invocation) -> str:
    key_type = call.first.key
    check_comparable("eq", key_type)

    def build(values: Sequence[str]) -> str:
        message = text("Key not present in map")
        if not key_type.fields:
            key = cast(values[1], key_type, VARCHAR, timezone=call.timezone, udfs=call.udfs)
            message = f"'Key not present in map: ' || {key}"
        missing = failure_about(InvalidArgument, message, duckdb_type(call.result))
        place = position_of_key(values[0], values[1], call.first)
        found = f"({values[0]})[{values[1]}]" if _is_plain(key_type) else _value(call, values)
        absent = f"{values[0]} IS NOT NULL AND {values[1]} IS NOT NULL AND {place} IS NULL"
        return _checked_key(call, values, f"CASE WHEN {absent} THEN {missing} ELSE {found} END")

    return (once if _is_plain(key_type) else captured)(call.sql, build)


def _is_plain(key_type: DataType) -> bool:
    """Whether DuckDB finds just the keys that Trino finds."""
    return not key_type.is_float and not key_type.fields and has_own_identity(key_type)


def _value(call: Invocation, values: Sequence[str]) -> str:
    return f"map_values({values[0]})[{position_of_key(values[0], values[1], call.first)}]"


def _checked_key(call: Invocation, values: Sequence[str], found: str) -> str:
    """Refuse to look up NaN, and what holds a NULL."""
    key, key_type = values[1], call.first.key
    if key_type.fields:
        failed = call.fail(NotSupported, "map key cannot be null or contain nulls")
        return f"CASE WHEN {holds_null(key, key_type)} THEN {failed} ELSE {found} END"
    if key_type.is_float:
        failed = call.fail(NotSupported, "NaN as a map key is not supported")
        return f"CASE WHEN isnan({key}) THEN {failed} ELSE {found} END"
    return found


def zipped(arrays: Sequence[str], types: Sequence[DataType]) -> str:
    """Spell the rows of arrays' elements, NULL where an array has none left.

    There DuckDB 1.5 makes a NULL struct whose members are those of another, so structs get theirs
    before. Arrays are named more than once.
    """
    longest = f"greatest({', '.join(f'len({array})' for array in arrays)})"
    padded = (
        f"list_resize({array}, {longest})" if is_struct(data_type.element) else array
        for array, data_type in zip(arrays, types, strict=True)
    )
    return f"list_zip({', '.join(padded)})"
