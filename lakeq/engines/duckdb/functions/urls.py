"""URLs."""

from lakeq.engines.duckdb.functions.invocation import Template

TEMPLATES: dict[str, Template] = {}
