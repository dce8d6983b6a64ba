"""Pieces: tokens with the comments around them, nested as brackets and CASE nest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, Union

from lakeq.sql.scanner import Source, Token, TokenKind

COMMENT = re.compile(r"--[^\r\n]*|/\*.*?\*/", re.DOTALL)
_CLOSING = {"(": ")", "[": "]", "CASE": "END"}
_TYPES = {"<": ">"}


@dataclass(slots=True)
class Piece:
    """A token as it is to be printed, and its comments.

    ``above`` stand on lines of their own before it, ``before`` on its line, and ``after`` is one that
    ends its line. ``spaced`` tells whether there was a gap before it in the text, and ``in_type``
    whether it stands between angle brackets.
    """

    kind: TokenKind
    text: str
    word: str = ""
    spaced: bool = False
    above: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    in_type: bool = False

    @property
    def breaks(self) -> bool:
        """Whether a comment forces a line to end here."""
        return bool(self.above or self.after)


@dataclass(slots=True)
class Group:
    """What stands between brackets, or between CASE and END."""

    open: Piece
    nodes: "list[Node]"
    close: Piece


Node: TypeAlias = Union[Piece, Group]


def pieces(source: Source, tokens: Sequence[Token], start: int, end: int) -> list[Piece]:
    """Give the tokens between two offsets as pieces; the last, without text, ends them."""
    found: list[Piece] = []
    offset = start
    for token in tokens:
        if token.start >= end or token.kind is TokenKind.END:
            break
        piece = Piece(token.kind, source.text[token.start : token.end], token.word)
        _take_comments(source.text[offset : token.start], found, piece)
        found.append(piece)
        offset = token.end
    last = Piece(TokenKind.END, "")
    _take_comments(source.text[offset:end] + "\n", found, last)
    return [*found, last]


def _take_comments(gap: str, found: list[Piece], piece: Piece) -> None:
    piece.spaced = bool(gap)
    previous = found[-1] if found else None
    offset = 0
    for match in COMMENT.finditer(gap):
        comment = match.group().rstrip()
        starts_line = "\n" in gap[offset : match.start()] or previous is None or bool(piece.above)
        ends_line = (
            comment.startswith("--") or "\n" in gap[match.end() :].split("/*", maxsplit=1)[0]
        )
        offset = match.end()
        if previous is not None and not starts_line and ends_line:
            previous.after.append(comment)
        elif (starts_line and ends_line) or "\n" in comment:
            piece.above.append(comment)
        else:
            piece.before.append(comment)


def nested(flat: Sequence[Piece], *, types: bool) -> list[Node]:
    """Nest pieces by their brackets; one that is never closed just stands where it stands.

    ``types`` says that angle brackets are brackets.
    """
    closing = {**_CLOSING, **_TYPES} if types else _CLOSING
    nodes, _ = _nested(list(flat), 0, None, closing)
    return nodes


def _nested(
    flat: list[Piece], index: int, until: str | None, brackets: Mapping[str, str]
) -> tuple[list[Node], int]:
    nodes: list[Node] = []
    while index < len(flat):
        piece = flat[index]
        mark = _mark(piece)
        if mark == until and until is not None:
            return nodes, index
        closing = brackets.get(mark)
        if closing is None:
            nodes.append(piece)
            index += 1
            continue
        inside, index = _nested(flat, index + 1, closing, brackets)
        if index >= len(flat):
            return [*nodes, piece, *inside], index
        if mark in _TYPES:
            for each in all_pieces(inside):
                each.in_type = True
        nodes.append(Group(piece, inside, flat[index]))
        index += 1
    return nodes, index


def _mark(piece: Piece) -> str:
    return piece.text if piece.kind is TokenKind.SYMBOL else piece.word


def all_pieces(nodes: Sequence[Node]) -> Iterator[Piece]:
    """Yield the pieces of nodes in their order."""
    for node in nodes:
        if isinstance(node, Piece):
            yield node
        else:
            yield node.open
            yield from all_pieces(node.nodes)
            yield node.close


def split(nodes: Sequence[Node], symbol: str) -> list[list[Node]]:
    """Split nodes after each symbol of their own level; the symbol ends its part."""
    parts: list[list[Node]] = [[]]
    for node in nodes:
        parts[-1].append(node)
        if isinstance(node, Piece) and node.kind is TokenKind.SYMBOL and node.text == symbol:
            parts.append([])
    return parts if parts[-1] or len(parts) == 1 else parts[:-1]


def word_at(nodes: Sequence[Node], index: int) -> str:
    """Give the bare word that stands at an index; empty where none does."""
    if not 0 <= index < len(nodes):
        return ""
    node = nodes[index]
    return node.word if isinstance(node, Piece) else ""
