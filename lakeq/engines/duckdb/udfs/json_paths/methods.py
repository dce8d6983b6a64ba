"""Methods of JSON paths: ``size()``, ``type()``, ``double()``, ``keyvalue()`` and numbers' own."""

import re
from collections.abc import Iterator

from lakeq.engines.duckdb.udfs.json_paths.items import Item, Number, PathFailed, kind_name, whole
from lakeq.engines.duckdb.udfs.json_paths.numbers import method
from lakeq.model.types import Kind

_DOUBLE = re.compile(r"\s*[+-]?(NaN|Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)\s*")


def call_method(name: str, item: Item, *, lax: bool) -> Iterator[Item]:
    """Call a method of an item. Raises PathFailed."""
    match name:
        case "type":
            yield kind_name(item)
        case "size":
            if not isinstance(item, list) and not lax:
                raise _unfit("ARRAY", item)
            yield whole(len(item) if isinstance(item, list) else 1)
        case "double":
            yield Number(Kind.DOUBLE, _double(item))
        case "keyvalue":
            if not isinstance(item, dict):
                raise _unfit("OBJECT", item)
            for key, value in item.items():
                yield {"name": key, "value": value, "id": whole(0)}
        case _:
            if not isinstance(item, Number):
                raise _unfit("NUMBER", item)
            yield method(name, item)


def _double(item: Item) -> float:
    if isinstance(item, Number):
        return float(item.value)
    if not isinstance(item, str):
        raise _unfit("NUMBER or TEXT", item)
    if _DOUBLE.fullmatch(item) is None:
        raise PathFailed(f"Cannot cast '{item}' to DOUBLE")
    return float(item)


def _unfit(expected: str, item: Item) -> PathFailed:
    return PathFailed(f"invalid item type. Expected: {expected}, actual: {kind_name(item)}")
