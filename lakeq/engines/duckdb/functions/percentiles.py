"""Percentiles: exact ones, of the value that Trino's digests come closest to."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.aggregation import Aggregation
from lakeq.engines.duckdb.functions.invocation import constant_value
from lakeq.engines.duckdb.spelling import captured, fresh
from lakeq.errors import InvalidArgument, NotSupported
from lakeq.model.bound import Call, Cast, Expression
from lakeq.model.types import Kind

_HAIR = 1e-12
"""Trino takes the value after the share, where the share ends between two."""


def percentile(call: Aggregation) -> str:
    """Spell approx_percentile, of one share or of an array of them."""
    place = 1 if len(call.sql) == 2 else 2
    shares = _shares(call, call.arguments[place])
    if place == 1:
        wanted = ", ".join(repr(min(share + _HAIR, 1.0)) for share in shares)
        found = call.spell("quantile_disc", call.sql[0], f"[{wanted}]")
    else:
        found = _weighted(call, shares)
    if call.type.kind is Kind.ARRAY:
        return found
    return f"({found})[1]"


def _shares(call: Aggregation, expression: Expression) -> list[float]:
    parts: Sequence[Expression] = (expression,)
    while isinstance(expression, Cast):
        expression = expression.argument
    if isinstance(expression, Call) and expression.function == "array":
        parts = expression.arguments
    shares = []
    for part in parts:
        value = constant_value(part)
        share = float(str(value)) if value is not None else None
        if share is None:
            raise NotSupported(f"{call.function} is not supported with a percentage that varies")
        if not 0 <= share <= 1:
            raise InvalidArgument("Percentile must be between 0 and 1")
        shares.append(share)
    return shares


def _weighted(call: Aggregation, shares: Sequence[float]) -> str:
    """Sort values with their weights, and go on until the weights make up the share."""
    value, weight = call.sql[:2]
    packed = f"struct_pack(v := {value}, w := CAST({weight} AS DOUBLE))"
    known = f"{value} IS NOT NULL AND {weight} IS NOT NULL"
    rows = f"list_sort({call.spell('list', packed, where=known)})"

    def build(values: Sequence[str]) -> str:
        entries = values[0]
        entry = fresh("entry", entries)
        total = f"list_sum(list_transform({entries}, lambda {entry}: {entry}.w))"
        return captured([entries, total], found)

    def found(values: Sequence[str]) -> str:
        entries, total = values
        chosen = ", ".join(_first_beyond(entries, f"{share!r} * {total}") for share in shares)
        return f"CASE WHEN {entries} IS NOT NULL THEN [{chosen}] END"

    return captured([rows], build)


def _first_beyond(entries: str, limit: str) -> str:
    one, other = fresh("one", entries, limit), fresh("other", entries, limit)
    step = (
        f"CASE WHEN {one}.w > {limit} THEN {one} "
        f"ELSE struct_pack(v := {other}.v, w := {one}.w + {other}.w) END"
    )
    return f"list_reduce({entries}, lambda {one}, {other}: {step}).v"
