"""Shapes: how each kind of statement is laid out as a whole."""

from collections.abc import Sequence

from lakeq.sql.formatting.clauses import definition_clauses, is_query
from lakeq.sql.formatting.layout import Layout
from lakeq.sql.formatting.pieces import Group, Node, Piece, word_at

_DEFINED = frozenset({"TABLE", "DATABASE", "SCHEMA"})
_STEP = 2


def show(layout: Layout, nodes: Sequence[Node]) -> None:
    """Print a statement."""
    match word_at(nodes, 0):
        case "EXPLAIN":
            _under(layout, nodes, _explained(nodes))
        case "PREPARE":
            _under(layout, nodes, 3)
        case "CREATE" if "VIEW" in _leading(nodes):
            _under(layout, nodes, _index_of(nodes, "AS") + 1)
        case "CREATE" if _DEFINED & _leading(nodes):
            _definition(layout, nodes)
        case "ALTER":
            _alteration(layout, nodes)
        case _ if is_query(nodes):
            layout.query(nodes, 0)
        case _:
            layout.run(nodes, _STEP)


def _under(layout: Layout, nodes: Sequence[Node], length: int) -> None:
    """Print a heading of some nodes, and below it the statement that follows."""
    layout.run(nodes[:length], _STEP)
    layout.newline(0)
    show(layout, nodes[length:])


def _leading(nodes: Sequence[Node]) -> set[str]:
    return {word_at(nodes, index) for index in range(4)}


def _index_of(nodes: Sequence[Node], word: str) -> int:
    return next((i for i in range(len(nodes)) if word_at(nodes, i) == word), len(nodes))


def _explained(nodes: Sequence[Node]) -> int:
    length = 1
    while word_at(nodes, length) in ("ANALYZE", "VERBOSE"):
        length += 1
    options = nodes[length] if length < len(nodes) else None
    if isinstance(options, Group) and word_at(options.nodes, 0) in ("FORMAT", "TYPE"):
        length += 1
    return length


def _definition(layout: Layout, nodes: Sequence[Node]) -> None:
    for number, clause in enumerate(definition_clauses(nodes)):
        if number:
            layout.newline(0)
            layout.run([*clause.header, *clause.body], 0)
        else:
            _columns(layout, clause.body)


def _columns(layout: Layout, nodes: Sequence[Node]) -> None:
    """Print the beginning of a definition, its columns always on lines of their own."""
    for node in nodes:
        if isinstance(node, Piece):
            layout.line([node], 0)
        else:
            layout.group(node, 0)


def _alteration(layout: Layout, nodes: Sequence[Node]) -> None:
    if layout.fits(nodes):
        layout.line(nodes, _STEP)
        return
    part: list[Node] = []
    for node in nodes:
        if isinstance(node, Piece) and node.word == "PARTITION":
            layout.run(part, _STEP)
            layout.newline(_STEP)
            part = []
        part.append(node)
    layout.run(part, _STEP)
