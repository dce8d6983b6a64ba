"""Operators: the table of those that SQL writes without a function's name, and a few that have one."""

from lakeq.engines.duckdb.functions import (
    arithmetic,
    comparisons,
    containers,
    likes,
)
from lakeq.engines.duckdb.functions.connectives import connective
from lakeq.engines.duckdb.functions.invocation import Invocation, Template, pattern
from lakeq.engines.duckdb.moments.timestamps import instant_of, zoned
from lakeq.engines.duckdb.spelling import coalesced


def _conditional(call: Invocation) -> str:
    otherwise = call.sql[2] if len(call.sql) > 2 else "NULL"
    return f"CASE WHEN {call.sql[0]} THEN {call.sql[1]} ELSE {otherwise} END"


def _at_time_zone(call: Invocation) -> str:
    moment, zone = call.sql
    return zoned(instant_of(moment), zone)


TEMPLATES: dict[str, Template] = {
    "and": connective("AND"),
    "or": connective("OR"),
    "not": pattern("(NOT {0})"),
    **{name: comparisons.comparison(name) for name in comparisons.SYMBOLS},
    "is_null": pattern("({0} IS NULL)"),
    "is_distinct_from": comparisons.is_distinct_from,
    "between": comparisons.between,
    "overlaps": comparisons.overlaps,
    "in": comparisons.in_list,
    "like": likes.like,
    "add": arithmetic.add,
    "subtract": arithmetic.subtract,
    "multiply": arithmetic.multiply,
    "divide": arithmetic.divide,
    "modulus": arithmetic.modulus,
    "mod": arithmetic.modulus,
    "negate": arithmetic.negate,
    "at_time_zone": _at_time_zone,
    "on_date": pattern("({0} + {1})"),
    "array": containers.array,
    "row": containers.row,
    "subscript": containers.subscript,
    "coalesce": lambda call: coalesced(*call.sql),
    "nullif": comparisons.nullif,
    "if": _conditional,
}
