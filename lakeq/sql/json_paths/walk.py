"""Walking over the nodes of a JSON path."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from lakeq.sql.json_paths.nodes import Path, Variable


def variables(path: Path) -> list[str]:
    """List the variables that a path names, in the order of its text."""
    return [node.name for node in _nodes(path.root) if isinstance(node, Variable)]


def _nodes(node: object) -> Iterator[object]:
    yield node
    if isinstance(node, tuple):
        for each in node:
            yield from _nodes(each)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _nodes(getattr(node, field.name))
