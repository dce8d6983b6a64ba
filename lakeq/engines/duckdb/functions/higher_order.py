"""Higher-order functions: lambdas as those of DuckDB's list functions."""

from lakeq.engines.duckdb.functions.invocation import Template, pattern

TEMPLATES: dict[str, Template] = {
    "transform": pattern("list_transform({0}, {1})"),
}
