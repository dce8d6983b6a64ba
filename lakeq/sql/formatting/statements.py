"""Statements: a text taken apart, each statement laid out, and what came of it compared.

A statement is printed only if it reads as the same statement, token by token and as a tree. One that
cannot be read is refused.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

from sqlglot import exp

from lakeq.errors import LakeqError, NotSupported
from lakeq.model.query import QueryContext
from lakeq.sql.formatting.casing import capitalize
from lakeq.sql.formatting.layout import Layout
from lakeq.sql.formatting.pieces import COMMENT, nested, pieces
from lakeq.sql.formatting.shapes import show
from lakeq.sql.parse import parse
from lakeq.sql.queries import QueryStatement
from lakeq.sql.scanner import Source, Spelling, TokenKind, leading_words, scan, statement_end
from lakeq.sql.statements import Prepare, Statement

_QUERIES = frozenset({"SELECT", "WITH", "VALUES", "TABLE", "EXPLAIN", "PREPARE", "EXECUTE"})
_SAME_LINE_COMMENT = re.compile(r"[ \t]*(--[^\r\n]*)")
_CONTEXT = QueryContext(datetime(2000, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement of a text: from ``start`` to ``end``, where its semicolon stands if it has one.

    ``comment`` is the one behind its semicolon, on the same line.
    """

    start: int
    end: int
    spelling: Spelling
    is_empty: bool
    has_semicolon: bool
    comment: str = ""


def format_statements(text: str) -> str:
    """Lay out every statement of a text. Raises QuerySyntaxError and NotSupported.

    Statements are parted by an empty line, and end with a semicolon where they did.

    >>> print(format_statements("select a,b from t where x=1"), end="")
    SELECT a, b
    FROM t
    WHERE x = 1
    """
    source = Source(text)
    formatted = [_formatted(source, written) for written in _statements(source)]
    return "".join(f"{part}\n\n" for part in formatted if part)[:-1]


def _statements(source: Source) -> Iterator[_Written]:
    start = 0
    while start < len(source.text):
        spelling = _spelling(leading_words(source, 4, start))
        end, is_empty = statement_end(source, spelling, start)
        comment = _SAME_LINE_COMMENT.match(source.text, end + 1)
        has_semicolon = end < len(source.text)
        shown = comment.group(1).rstrip() if comment is not None else ""
        yield _Written(start, end, spelling, is_empty, has_semicolon, shown)
        start = comment.end() if comment is not None else end + 1


def _spelling(words: Sequence[str]) -> Spelling:
    if not words or words[0] in _QUERIES:
        return Spelling.TRINO
    is_view = words[:2] == ["CREATE", "VIEW"] or words[:4] == ["CREATE", "OR", "REPLACE", "VIEW"]
    return Spelling.TRINO if is_view else Spelling.HIVE


def _formatted(source: Source, written: _Written) -> str:
    own = source.text[written.start : written.end]
    if written.is_empty:
        return "\n".join(line.strip() for line in own.strip().splitlines())
    meant = _essence(_read(source, written, own))
    tokens = _tokens(own, written.spelling)
    for contextual in (True, False):
        text = _laid_out(own, written.spelling, contextual=contextual)
        if _tokens(text, written.spelling) == tokens and _essence(_reread(text)) == meant:
            semicolon = ";" if written.has_semicolon else ""
            return f"{_ended(text, semicolon)}{'  ' * bool(written.comment)}{written.comment}"
    raise _refusal(source, written)


def _ended(text: str, semicolon: str) -> str:
    """Put the semicolon behind a statement; on a line of its own where a comment ends the last."""
    last = text[text.rfind("\n") + 1 :]
    return text + ("\n" if semicolon and "--" in last else "") + semicolon


def _refusal(source: Source, written: _Written) -> NotSupported:
    line, column = source.position(written.start)
    return NotSupported("This statement cannot be formatted", line=line, column=column)


def _laid_out(own: str, spelling: Spelling, *, contextual: bool) -> str:
    source = Source(own)
    *found, last = pieces(source, scan(source, spelling), 0, len(own))
    if last.above or last.before:
        found.append(last)
    capitalize(found, spelling, contextual=contextual)
    layout = Layout(types=spelling is Spelling.HIVE)
    show(layout, nested(found, types=spelling is Spelling.HIVE))
    return layout.text


def _read(source: Source, written: _Written, own: str) -> Statement:
    """Read a statement; one that is wrong once more where it stands, for its place in the text."""
    try:
        return parse(own, _CONTEXT)
    except LakeqError:
        line, column = source.position(written.start)
        return parse("\n" * (line - 1) + " " * (column - 1) + own, _CONTEXT)


def _reread(text: str) -> Statement | None:
    try:
        return parse(text, _CONTEXT)
    except LakeqError:
        return None


def _tokens(text: str, spelling: Spelling) -> tuple[list[tuple[TokenKind, str]], list[str]]:
    """Take a text apart into what must not change: its tokens, but for keywords' case, and comments."""
    source = Source(text)
    tokens = [(t.kind, t.word or t.text) for t in scan(source, spelling)]
    comments: list[str] = []
    offset = 0
    for token in scan(source, spelling):
        comments += COMMENT.findall(text[offset : token.start])
        offset = token.end
    return tokens, [comment.rstrip() for comment in comments]


def _essence(value: Any) -> Any:
    """Give what a statement means, without where it stands and how it is written."""
    if isinstance(value, QueryStatement):
        return _essence(value.tree)
    if isinstance(value, Prepare):
        return value.name, _essence(_reread(value.text))
    if isinstance(value, exp.Expr):
        return value
    if is_dataclass(value):
        return type(value), [
            _essence(getattr(value, each.name)) for each in fields(value) if each.name != "position"
        ]
    if isinstance(value, tuple | list):
        return [_essence(each) for each in value]
    return value
