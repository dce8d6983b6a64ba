"""Extremes: the least and the greatest values, by Trino's order of them.

NaN comes last from either end: it is chosen only among its own kind.
"""

from lakeq.engines.duckdb.functions.aggregation import Aggregation
from lakeq.engines.duckdb.functions.ordering import is_ordered_alike, order_key
from lakeq.engines.duckdb.spelling import fresh
from lakeq.errors import InvalidArgument

_NAN = "CAST('NaN' AS DOUBLE)"
_MOST = 10000


def minimum(call: Aggregation) -> str:
    """Spell min."""
    if len(call.sql) == 2:
        return _several(call, "min", call.sql[0])
    if is_ordered_alike(call.first):
        return call.spell("min", call.sql[0])
    return call.spell("arg_min", call.sql[0], order_key(call.sql[0], call.first))


def maximum(call: Aggregation) -> str:
    """Spell max."""
    value = call.sql[0]
    if len(call.sql) == 2:
        return _several(call, "max", value)
    if call.first.is_float:
        numbers = call.spell("max", f"nullif({value}, {_NAN})")
        return f"CAST(coalesce({numbers}, {call.spell('max', value)}) AS {call.type_name})"
    if is_ordered_alike(call.first, nan_first=True):
        return call.spell("max", value)
    return call.spell("arg_max", value, order_key(value, call.first, nan_first=True))


def by_key(call: Aggregation) -> str:
    """Spell min_by or max_by."""
    end = "min" if call.function == "min_by" else "max"
    value = call.sql[0]
    key = order_key(call.sql[1], call.arguments[1].type, nan_first=end == "max")
    if len(call.sql) == 2:
        return call.spell(f"arg_{end}_null", value, key)
    # DuckDB leaves out NULLs, but not rows that hold them.
    found = call.spell(f"arg_{end}", f"struct_pack(v := {value})", key, str(_count(call, 2)))
    entry = fresh("entry", found)
    return f"list_transform({found}, lambda {entry}: {entry}.v)"


def _several(call: Aggregation, end: str, value: str) -> str:
    key = order_key(value, call.first, nan_first=end == "max")
    count = str(_count(call, 1))
    if key == value:
        return call.spell(end, value, count)
    return call.spell(f"arg_{end}", value, key, count)


def _count(call: Aggregation, index: int) -> int:
    wanted = call.constant(index)
    place = "second" if index == 1 else "third"
    name = f"{place} argument of {call.function.removesuffix('_by')}" + (
        "_n" if index == 1 else "_by"
    )
    if not isinstance(wanted, int) or wanted <= 0:
        raise InvalidArgument(f"{name} must be a positive integer")
    if wanted > _MOST:
        raise InvalidArgument(f"{name} must be less than or equal to {_MOST}; found {wanted}")
    return wanted
