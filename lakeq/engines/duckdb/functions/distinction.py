"""Distinction: what DISTINCT counts apart in an aggregate's arguments."""

from lakeq.engines.duckdb.functions.equality import has_own_identity, identity
from lakeq.errors import NotSupported
from lakeq.model.bound import AggregateCall, WindowCall

_ALIKE_IF_DISTINCT = ("min", "max", "min_by", "max_by", "arbitrary", "map_agg", "map_union")


def distinct_operands(
    call: AggregateCall | WindowCall, operands: tuple[str, ...]
) -> tuple[str, ...]:
    """Spell an aggregate's operands so that DISTINCT and its kin can tell what is distinct."""
    types = [argument.type for argument in call.arguments]
    is_plain = all(has_own_identity(data_type) for data_type in types)
    if is_plain or not (call.distinct or call.function == "approx_distinct"):
        return operands
    if call.function in ("count", "approx_distinct"):
        return tuple(map(identity, operands, types))
    if call.function in _ALIKE_IF_DISTINCT:
        return operands
    raise NotSupported(f"{call.function} of DISTINCT values is not supported for {types[0].trino}")
