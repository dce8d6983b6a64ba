"""Fragments: where a plan is cut between reading tables and the one place that does the rest."""

from dataclasses import dataclass, replace

from lakeq.explaining.nodes import PlanNode

_SCANS = frozenset({"TableScan", "ScanFilter", "ScanProject", "ScanFilterProject"})


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a plan: ``kind`` is SINGLE for the one that answers, SOURCE for one that reads."""

    id: int
    kind: str
    root: PlanNode


def fragments(root: PlanNode) -> list[Fragment]:
    """Cut a plan: each scan is a fragment of its own, and all the rest is the first one."""
    sources: list[Fragment] = []
    return [Fragment(0, "SINGLE", _cut(root, sources, root.id)), *sources]


def _cut(node: PlanNode, sources: list[Fragment], last_id: int) -> PlanNode:
    if node.name in _SCANS:
        fragment = Fragment(len(sources) + 1, "SOURCE", node)
        sources.append(fragment)
        about = {"sourceFragmentIds": f"[{fragment.id}]"}
        return PlanNode(last_id + fragment.id, "RemoteSource", node.outputs, (), about)
    children = tuple(_cut(child, sources, last_id) for child in node.children)
    return replace(node, children=children)
