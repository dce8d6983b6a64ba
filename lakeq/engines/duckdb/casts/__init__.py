"""Casts: Trino's conversions between types, and its refusals."""

from lakeq.engines.duckdb.casts.casting import cast, is_free
from lakeq.engines.duckdb.casts.text import pad

__all__ = ["cast", "is_free", "pad"]
