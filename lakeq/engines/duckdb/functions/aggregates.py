"""Aggregates: sums that overflow where Trino's do, averages of its type, and no NaN from max.

A template is given a way to spell one DuckDB aggregate with the call's own DISTINCT, FILTER, ORDER
BY and OVER, which it may use more than once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from lakeq.engines.duckdb.functions.decimals import as_decimal, unscaled
from lakeq.engines.duckdb.spelling import once
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.errors import NotSupported
from lakeq.model.types import FLOAT_KINDS, INTEGER_KINDS, DataType, Kind

COUNTABLE = frozenset(
    (
        "count",
        "count_if",
        "min",
        "max",
        "bool_and",
        "bool_or",
        "arbitrary",
        "min_by",
        "max_by",
        "approx_distinct",
    )
)
"""Aggregates whose answer over repeated rows follows from the rows and how often they come."""

_NAN = "CAST('NaN' AS DOUBLE)"
_ORDERABLE = (
    Kind.BOOLEAN,
    *INTEGER_KINDS,
    *FLOAT_KINDS,
    Kind.DECIMAL,
    Kind.VARCHAR,
    Kind.CHAR,
    Kind.VARBINARY,
    Kind.DATE,
    Kind.TIME,
    Kind.TIMESTAMP,
    Kind.TIMESTAMP_WITH_TIME_ZONE,
    Kind.INTERVAL_DAY_TO_SECOND,
    Kind.INTERVAL_YEAR_TO_MONTH,
)


class Spell(Protocol):
    """Spells a DuckDB aggregate over some arguments, with a further filter if there is one."""

    def __call__(self, name: str, *arguments: str, where: str | None = None) -> str:
        """Spell it."""
        ...


@dataclass(frozen=True, slots=True)
class Aggregation:
    """An aggregate of the registry: its name, argument types and SQL, and result type."""

    function: str
    types: tuple[DataType, ...]
    sql: tuple[str, ...]
    type: DataType
    distinct: bool
    spell: Spell

    def refuse(self) -> NotSupported:
        """Make the error for arguments that cannot be handled rightly."""
        types = ", ".join(data_type.trino for data_type in self.types)
        return NotSupported(f"{self.function}({types}) is not supported")


def spell_aggregate(call: Aggregation) -> str:
    """Spell an aggregate. Raises NotSupported for what cannot be answered as Trino would."""
    template = _TEMPLATES.get(call.function)
    if template is None:
        raise NotSupported(f"Aggregate function {call.function} is not supported")
    return template(call)


def _named(name: str) -> Callable[[Aggregation], str]:
    return lambda call: call.spell(name, *call.sql)


def _count(call: Aggregation) -> str:
    return call.spell("count", *(call.sql or ("*",)))


def _count_if(call: Aggregation) -> str:
    if call.distinct:
        raise call.refuse()
    return call.spell("count", "*", where=call.sql[0])


def _sum(call: Aggregation) -> str:
    total = call.spell("sum", *call.sql)
    if call.type.kind in (Kind.DOUBLE, Kind.DECIMAL):
        return total
    if call.type.kind not in (Kind.BIGINT, Kind.REAL):
        raise call.refuse()
    # DuckDB adds integers in 128 bits and reals in 64; the cast raises Trino's overflow.
    return f"CAST({total} AS {duckdb_type(call.type)})"


def _avg(call: Aggregation) -> str:
    if call.type.kind is Kind.DECIMAL:
        return _decimal_avg(call)
    if call.type.kind not in FLOAT_KINDS:
        raise call.refuse()
    return f"CAST({call.spell('avg', *call.sql)} AS {duckdb_type(call.type)})"


def _decimal_avg(call: Aggregation) -> str:
    """Divide the exact sum by the count, and round halves away from zero."""
    total_type = DataType(Kind.DECIMAL, 38, call.types[0].scale)

    def build(values: Sequence[str]) -> str:
        total, count = values
        digits = unscaled(total, total_type)
        sign = f"CASE WHEN {total} < 0 THEN -1 ELSE 1 END"
        return as_decimal(f"({digits} + {sign} * ({count} // 2)) // {count}", call.type)

    return once([call.spell("sum", *call.sql), call.spell("count", *call.sql)], build)


def _min(call: Aggregation) -> str:
    if call.types[0].kind not in _ORDERABLE:
        raise call.refuse()
    return call.spell("min", *call.sql)


def _max(call: Aggregation) -> str:
    if call.types[0].kind not in _ORDERABLE:
        raise call.refuse()
    if not call.types[0].is_float:
        return call.spell("max", *call.sql)
    # Trino's max gives NaN only where there is nothing else; to DuckDB NaN is the greatest.
    value = call.sql[0]
    numbers = call.spell("max", f"nullif({value}, {_NAN})")
    return f"CAST(coalesce({numbers}, {call.spell('max', value)}) AS {duckdb_type(call.type)})"


def _by(name: str) -> Callable[[Aggregation], str]:
    def template(call: Aggregation) -> str:
        if len(call.sql) != 2 or call.types[1].kind not in _ORDERABLE or call.distinct:
            raise call.refuse()
        key = call.sql[1]
        if call.types[1].is_float:
            # NaN comes last from either end, as in Trino: it is chosen only among its own kind.
            last = "isnan" if name == "arg_min_null" else "NOT isnan"
            key = (
                f"CASE WHEN {key} IS NOT NULL THEN struct_pack(a := {last}({key}), b := {key}) END"
            )
        return call.spell(name, call.sql[0], key)

    return template


def _deviation(call: Aggregation) -> str:
    return call.spell(call.function, *call.sql)


def _approx_distinct(call: Aggregation) -> str:
    if len(call.sql) != 1:
        raise call.refuse()
    return call.spell("approx_count_distinct", *call.sql)


_Template: TypeAlias = Callable[[Aggregation], str]
_TEMPLATES: dict[str, _Template] = {
    "count": _count,
    "count_if": _count_if,
    "sum": _sum,
    "avg": _avg,
    "min": _min,
    "max": _max,
    "bool_and": _named("bool_and"),
    "bool_or": _named("bool_or"),
    "arbitrary": _named("any_value"),
    "min_by": _by("arg_min_null"),
    "max_by": _by("arg_max_null"),
    "array_agg": _named("list"),
    "stddev_samp": _deviation,
    "stddev_pop": _deviation,
    "var_samp": _deviation,
    "var_pop": _deviation,
    "approx_distinct": _approx_distinct,
}
