"""Containers: arrays, maps and rows, with Trino's bounds and NULLs."""

from collections.abc import Sequence

from lakeq.engines.duckdb.failures import failure_about
from lakeq.engines.duckdb.functions.comparisons import check_comparable
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import once, quote
from lakeq.engines.duckdb.types import duckdb_type, member_names
from lakeq.errors import InvalidArgument
from lakeq.model.types import Kind


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
            f"CASE WHEN {index} = 0 THEN {zero} WHEN {index} < 0 THEN {negative} "
            f"WHEN {index} > {length} THEN {call.fail_about(InvalidArgument, above)} "
            f"ELSE list_extract({value}, {index}) END"
        )

    return once(call.sql, build)


def map_value(call: Invocation) -> str:
    """Spell the value of a key; NULL where there is none."""
    check_key(call)
    return f"({call.sql[0]})[{call.sql[1]}]"


def _present_value(call: Invocation) -> str:
    check_key(call)

    def build(values: Sequence[str]) -> str:
        key = f"CAST({values[1]} AS VARCHAR)"
        missing = failure_about(
            InvalidArgument, f"'Key not present in map: ' || {key}", duckdb_type(call.result)
        )
        absent = f"NOT list_contains(map_keys({values[0]}), {values[1]})"
        return f"CASE WHEN {absent} THEN {missing} ELSE ({values[0]})[{values[1]}] END"

    return once(call.sql, build)


def check_key(call: Invocation) -> None:
    """Refuse keys that DuckDB compares otherwise than Trino."""
    check_comparable("eq", call.first.key)
    if call.first.key.is_float or call.first.key.fields:
        raise call.refuse()
