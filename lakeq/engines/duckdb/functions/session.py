"""The session."""

from lakeq.engines.duckdb.functions.invocation import Template, pattern

TEMPLATES: dict[str, Template] = {"current_groups": pattern("CAST([] AS {type})")}
