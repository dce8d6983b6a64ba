"""Spacing: which two pieces on one line have a space between them."""

from lakeq.sql.formatting.pieces import Piece
from lakeq.sql.grammar.words import RESERVED
from lakeq.sql.scanner import TokenKind

_CALLED = frozenset(
    {
        "CAST",
        "CUBE",
        "EXTRACT",
        "GROUPING",
        "JSON_ARRAY",
        "JSON_EXISTS",
        "JSON_OBJECT",
        "JSON_QUERY",
        "JSON_TABLE",
        "JSON_VALUE",
        "LISTAGG",
        "NORMALIZE",
        "ROLLUP",
        "TRIM",
        "UNNEST",
        "CURRENT_TIME",
        "CURRENT_TIMESTAMP",
        "LOCALTIME",
        "LOCALTIMESTAMP",
    }
)
"""Reserved words that are written as functions are."""

_BEFORE_LISTS = frozenset({"OVER", "FILTER", "TBLPROPERTIES", "SERDEPROPERTIES", "DBPROPERTIES"})
_AFTER_CALLS = frozenset({"OVER", "FILTER"})
_AS_WRITTEN = frozenset({"<", ">", ":", "&", "@", "$", "{", "}", "|", "^"})
_OPERATORS = frozenset(
    {"+", "-", "*", "/", "%", "=", "<>", "!=", "<", "<=", ">", ">=", "||", "->", "=>"}
)


def is_spaced(before: Piece | None, left: Piece, right: Piece, *, types: bool) -> bool:
    """Tell whether a space stands between two pieces; ``before`` is the one left of them.

    ``types`` says that angle brackets enclose types, as in Hive's DDL, and are left as written.
    """
    if right.kind is not TokenKind.SYMBOL and left.kind is not TokenKind.SYMBOL:
        return True
    if left.text in ("(", "[", ".") or right.text in (")", "]", ".", ",", ";"):
        return False
    if left.text == ",":
        as_written = right.in_type or (types and right.kind is TokenKind.NUMBER)
        return right.spaced if as_written else True
    if (left.text in _AS_WRITTEN or right.text in _AS_WRITTEN) and (
        types or left.text not in _OPERATORS
    ):
        return right.spaced if right.text not in _OPERATORS or types else True
    if right.text in ("(", "["):
        return not _is_sign(before, left) and _opens_apart(before, left, right)
    if _is_sign(before, left):
        return right.text in ("+", "-")
    return True


def _opens_apart(before: Piece | None, left: Piece, right: Piece) -> bool:
    if left.text in (")", "]") or (left.kind is TokenKind.QUOTED and right.text == "["):
        return right.text == "(" and right.spaced
    if left.kind is TokenKind.SYMBOL:
        return left.text in _OPERATORS or right.spaced
    if right.text == "[":
        return left.word in RESERVED
    if left.word in _BEFORE_LISTS:
        return before is None or before.text == ")" or left.word not in _AFTER_CALLS
    if left.word in RESERVED:
        return left.word not in _CALLED
    return right.spaced


def _is_sign(before: Piece | None, piece: Piece) -> bool:
    """Whether a plus or minus has nothing on its left to be added to."""
    if piece.text not in ("+", "-") or piece.kind is not TokenKind.SYMBOL:
        return False
    if before is None:
        return True
    if before.kind is TokenKind.SYMBOL:
        return before.text not in (")", "]", "?")
    return before.word in RESERVED and before.word not in ("NULL", "TRUE", "FALSE", "END")
