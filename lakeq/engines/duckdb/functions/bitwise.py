"""Bits: infix operators of DuckDB's, and shifts."""

from lakeq.engines.duckdb.functions.invocation import Template, named, pattern


def _infix(symbol: str) -> Template:
    return lambda call: f"({call.sql[0]} {symbol} {call.sql[1]})"


TEMPLATES: dict[str, Template] = {
    "bitwise_and": _infix("&"),
    "bitwise_or": _infix("|"),
    "bitwise_xor": named("xor"),
    "bitwise_not": pattern("(~({0}))"),
}
