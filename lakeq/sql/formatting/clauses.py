"""Clauses: where the parts of a query, and of a definition, begin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lakeq.sql.formatting.pieces import Node, Piece, word_at
from lakeq.sql.scanner import TokenKind

_JOINS = frozenset({"JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "OUTER"})
_LISTS = frozenset({"SELECT", "FROM", "GROUP", "ORDER", "VALUES", "WITH", "WINDOW"})
_QUERIES = frozenset({"SELECT", "WITH", "VALUES", "TABLE"})
_ENDS = frozenset({"SELECT", "FROM", "WHERE", "HAVING", "VALUES", "UNION", "INTERSECT", "EXCEPT"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: the words that begin it, and the rest."""

    header: list[Piece]
    body: list[Node]

    @property
    def is_list(self) -> bool:
        """Whether commas part it."""
        return bool(self.header) and self.header[0].word in _LISTS


def is_query(nodes: Sequence[Node]) -> bool:
    """Whether a query begins here, perhaps with its first term in parentheses."""
    if not nodes:
        return False
    first = nodes[0]
    if isinstance(first, Piece):
        return first.word in _QUERIES
    is_term = first.open.text == "(" and is_query(first.nodes)
    return is_term and word_at(nodes, 1) in ("", "UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT")


def clauses(nodes: Sequence[Node]) -> list[Clause]:
    """Split a query before each clause."""
    return _split(nodes, _header_length)


def definition_clauses(nodes: Sequence[Node]) -> list[Clause]:
    """Split the definition of a table or database before each of its clauses."""
    return _split(nodes, _definition_header_length)


def _split(
    nodes: Sequence[Node], header_length: Callable[[Sequence[Node], int], int]
) -> list[Clause]:
    found: list[Clause] = []
    index = 0
    while index < len(nodes):
        length = header_length(nodes, index)
        if length:
            header = [node for node in nodes[index : index + length] if isinstance(node, Piece)]
            found.append(Clause(header, []))
            index += length
            continue
        if not found:
            found.append(Clause([], []))
        found[-1].body.append(nodes[index])
        index += 1
    return found


def _header_length(nodes: Sequence[Node], index: int) -> int:
    word, following = word_at(nodes, index), word_at(nodes, index + 1)
    match word:
        case "FROM" if word_at(nodes, index - 1) == "DISTINCT" and index >= 2:
            return 0 if word_at(nodes, index - 2) in ("IS", "NOT") else 1
        case "SELECT":
            return 2 if following in ("DISTINCT", "ALL") else 1
        case "FROM" | "WHERE" | "HAVING" | "VALUES":
            return 1
        case "WITH":
            return (2 if following == "RECURSIVE" else 1) if index == 0 else 0
        case "GROUP" | "ORDER" if following == "BY":
            return 2
        case "UNION" | "INTERSECT" | "EXCEPT":
            return 2 if following in ("ALL", "DISTINCT") else 1
        case "LIMIT" | "OFFSET":
            return 1 if following == "ALL" or _is_count(nodes, index + 1) else 0
        case "FETCH":
            return 2 if following in ("FIRST", "NEXT") else 0
        case "WINDOW":
            return 1 if word_at(nodes, index + 2) == "AS" else 0
        case _:
            return _join_length(nodes, index)


def _join_length(nodes: Sequence[Node], index: int) -> int:
    if index == 0 or word_at(nodes, index) not in _JOINS:
        return 0
    length = 1
    while word_at(nodes, index + length - 1) != "JOIN":
        if word_at(nodes, index + length) not in _JOINS:
            return 0
        length += 1
    return length


def _is_count(nodes: Sequence[Node], index: int) -> bool:
    node = nodes[index] if index < len(nodes) else None
    return isinstance(node, Piece) and (node.kind is TokenKind.NUMBER or node.text == "?")


def _definition_header_length(nodes: Sequence[Node], index: int) -> int:
    word, following = word_at(nodes, index), word_at(nodes, index + 1)
    match word:
        case "COMMENT" | "LOCATION" | "TBLPROPERTIES" if index > 2:
            return 1
        case "PARTITIONED" | "CLUSTERED" if following == "BY":
            return 2
        case "ROW" if following == "FORMAT":
            return 2
        case "STORED":
            return 1
        case "WITH" if following in ("SERDEPROPERTIES", "DBPROPERTIES"):
            return 2
        case _:
            return 0


def boolean_parts(nodes: Sequence[Node]) -> list[list[Node]]:
    """Split before each OR of this level; where there is none, before each AND."""
    for word in ("OR", "AND"):
        parts = _parts(nodes, word)
        if len(parts) > 1:
            return parts
    return [list(nodes)]


def _parts(nodes: Sequence[Node], word: str) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    betweens = 0
    for node in nodes:
        found = node.word if isinstance(node, Piece) else ""
        if found == "BETWEEN":
            betweens += 1
        elif found == "AND" and betweens:
            betweens -= 1
        elif found == word and parts[-1]:
            parts.append([])
        parts[-1].append(node)
    return parts
