"""Columns that nothing above needs, left out of a plan's layouts."""

import re
from collections.abc import Iterable
from dataclasses import replace

from lakeq.explaining.nodes import PlanNode

_BY_POSITION = frozenset({"Union", "Intersect", "Except", "Recursion"})
"""Steps that take all that their inputs give, column by column."""

_FILTERS = frozenset({"Filter", "ScanFilter"})
"""Steps that give what they compare, as they only choose rows."""

_SYMBOL = re.compile(r"[\w$]+")


def without_unused(root: PlanNode) -> PlanNode:
    """Leave out of every node what no node above it names."""
    return _pruned(root, {output.name for output in root.outputs})


def _pruned(node: PlanNode, needed: set[str]) -> PlanNode:
    if node.name in _BY_POSITION:
        children = tuple(without_unused(child) for child in node.children)
        return replace(node, children=children)
    if node.name in _FILTERS:
        needed = needed | _named(node.descriptor.values())
    left_out = {output.name for output in node.outputs} - needed
    details = node.details
    if node.scan is None:
        details = tuple(line for line in details if line.split(" := ")[0] not in left_out)
    below = needed | _named((*node.descriptor.values(), *details))
    return replace(
        node,
        outputs=tuple(output for output in node.outputs if output.name in needed),
        details=details,
        children=tuple(_pruned(child, below) for child in node.children),
    )


def _named(texts: Iterable[str]) -> set[str]:
    """Find whatever may be a symbol in texts, strings in them included: too many do no harm."""
    return {symbol for text in texts for symbol in _SYMBOL.findall(text)}
