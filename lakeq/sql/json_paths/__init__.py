"""JSON paths: the language of SQL/JSON, such as ``lax $.items[*]?(@.price > 10).name``."""

from lakeq.sql.json_paths.parser import PathSyntaxError, parse_path

__all__ = ["PathSyntaxError", "parse_path"]
