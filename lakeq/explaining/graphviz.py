"""A plan as a graph, for Graphviz's dot."""

from collections.abc import Iterator, Sequence

from lakeq.explaining.fragments import Fragment
from lakeq.explaining.nodes import PlanNode

_COLORS = {"Output": "white", "Values": "deepskyblue", "Aggregate": "chartreuse3"}


def plan_graph(parts: Sequence[Fragment], name: str) -> list[str]:
    """Draw the fragments of a plan as clusters, and an edge from each node to what it reads."""
    lines = [f"digraph {name} {{"]
    for part in parts:
        lines += [f"subgraph cluster_{part.id} {{", f'label = "{part.kind}"']
        lines += _nodes(part.root)
        lines.append("}")
    for part in parts:
        lines += _edges(part.root, parts)
    return [*lines, "}"]


def _nodes(node: PlanNode) -> Iterator[str]:
    label = f"{{{_escaped(node.name)}|{_escaped(node.described)}}}"
    color = "deepskyblue" if node.scan is not None else _COLORS.get(node.name, "gold")
    yield (
        f'{_key(node)}[label="{label}", style="rounded, filled", shape=record, fillcolor={color}];'
    )
    for child in node.children:
        yield from _nodes(child)


def _edges(node: PlanNode, parts: Sequence[Fragment]) -> Iterator[str]:
    for child in node.children:
        yield f"{_key(node)} -> {_key(child)};"
        yield from _edges(child, parts)
    wanted = node.descriptor.get("sourceFragmentIds")
    for part in parts:
        if wanted == f"[{part.id}]":
            yield f"{_key(node)} -> {_key(part.root)};"


def _key(node: PlanNode) -> str:
    return f"plannode_{node.id}"


def _escaped(text: str) -> str:
    """Escape what has a meaning in a record's label."""
    for mark in '\\{}|<>"':
        text = text.replace(mark, "\\" + mark)
    return text.replace("\n", "\\n")
