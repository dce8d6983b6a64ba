"""Geospatial functions: none of them is spelled."""

from lakeq.engines.duckdb.functions.invocation import Template

TEMPLATES: dict[str, Template] = {}
