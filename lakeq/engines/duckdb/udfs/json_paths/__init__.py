"""Evaluating JSON paths."""

from lakeq.engines.duckdb.udfs.json_paths.evaluation import evaluate
from lakeq.engines.duckdb.udfs.json_paths.items import Item, Number, PathFailed

__all__ = ["Item", "Number", "PathFailed", "evaluate"]
