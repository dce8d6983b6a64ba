"""From text to tokens, in either of Athena's two spellings.

It knows quoting, escapes, numbers and comments, and where each token stands. Hive's strings take
backslash escapes and either quote; Trino's double the quote and know nothing else.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum

from lakeq.errors import QuerySyntaxError


class Spelling(Enum):
    """Whose lexical rules apply: DDL is Hive's, queries are Trino's."""

    HIVE = "hive"
    TRINO = "trino"


class TokenKind(Enum):
    """What a token is."""

    WORD = "word"
    QUOTED = "double-quoted"
    BACKQUOTED = "backquoted"
    STRING = "string"
    NUMBER = "number"
    HEX = "hexadecimal string"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text from offset ``start`` up to ``end``; ``text`` has quotes and escapes undone."""

    kind: TokenKind
    text: str
    start: int
    end: int
    word: str = ""
    """The upper-cased text of a bare word, empty for every other kind."""


class Source:
    """A statement's text, and where its lines begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._line_starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

    def position(self, offset: int) -> tuple[int, int]:
        r"""Turn an offset into line and column, both from one.

        >>> Source("a\nbc").position(3)
        (2, 2)
        """
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def error(self, message: str, offset: int, *, hint: str | None = None) -> QuerySyntaxError:
        """Make a syntax error that points at an offset."""
        line, column = self.position(offset)
        return QuerySyntaxError(message, line=line, column=column, hint=hint)


_TOKEN = re.compile(
    r"""
    (?P<space>\s+|--[^\r\n]*|/\*.*?\*/)
  | (?P<hex>[xX]'[^']*')
  | (?P<unicode>[uU]&'(?:[^']|'')*')
  | (?P<number>(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<backquoted>`(?:[^`]|``)*`)
  | (?P<symbol><>|!=|<=|>=|\|\||->|=>|[^'"`])
    """,
    re.VERBOSE | re.DOTALL,
)
_TRINO_QUOTES = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")
_HIVE_QUOTES = re.compile(r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*\"""", re.DOTALL)
_HIVE_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|[0-3][0-7]{2}|.)", re.DOTALL)
_HIVE_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a"}
_UNICODE_ESCAPE = re.compile(r"\\(\\|\+[0-9A-Fa-f]{6}|[0-9A-Fa-f]{4})|(\\)")
# Hive's names may begin with a digit, but must not be a number.
_DIGIT_LED_NAME = re.compile(r"(?![0-9]+([eE][0-9]+)?(?![A-Za-z0-9_]))[0-9][A-Za-z0-9_]*")


def scan(source: Source, spelling: Spelling, start: int = 0) -> list[Token]:
    """Cut the text from ``start`` into tokens, the last of them END.

    Raises QuerySyntaxError for a quote or comment that is never closed.
    """
    tokens = []
    offset = start
    while offset < len(source.text):
        token, offset = _scan_one(source, spelling, offset)
        if token is not None:
            tokens.append(token)
    tokens.append(Token(TokenKind.END, "<EOF>", len(source.text), len(source.text)))
    return tokens


def leading_words(source: Source, count: int, start: int = 0) -> list[str]:
    """Give the first bare words from ``start`` on, upper-cased, up to the first other token."""
    words: list[str] = []
    offset = start
    while offset < len(source.text) and len(words) < count:
        token, offset = _scan_one(source, Spelling.TRINO, offset)
        if token is None:
            continue
        if not token.word:
            break
        words.append(token.word)
    return words


def statement_end(source: Source, spelling: Spelling, start: int) -> tuple[int, bool]:
    """Find the semicolon that ends a statement, and tell whether nothing stands before it."""
    is_empty = True
    offset = start
    while offset < len(source.text):
        token, after = _scan_one(source, spelling, offset)
        if token is not None:
            if token.kind is TokenKind.SYMBOL and token.text == ";":
                return offset, is_empty
            is_empty = False
        offset = after
    return len(source.text), is_empty


def _scan_one(source: Source, spelling: Spelling, offset: int) -> tuple[Token | None, int]:
    text = source.text
    if spelling is Spelling.HIVE and (match := _DIGIT_LED_NAME.match(text, offset)):
        return _word(match), match.end()
    quotes = _TRINO_QUOTES if spelling is Spelling.TRINO else _HIVE_QUOTES
    if match := quotes.match(text, offset):
        return _quoted(source, match, spelling), match.end()
    if text.startswith("/*", offset) and text.find("*/", offset + 2) < 0:
        raise source.error("unterminated comment", offset)
    match = _TOKEN.match(text, offset)
    if match is None:
        raise source.error(f"mismatched input '{text[offset]}': the quote is never closed", offset)
    return _unquoted(source, match), match.end()


def _word(match: re.Match[str]) -> Token:
    return Token(TokenKind.WORD, match.group(), match.start(), match.end(), match.group().upper())


def _quoted(source: Source, match: re.Match[str], spelling: Spelling) -> Token:
    quote, inner = match.group()[0], match.group()[1:-1]
    if quote == '"' and not inner and spelling is Spelling.TRINO:
        raise source.error("Zero-length delimited identifier not allowed", match.start())
    inner = inner.replace(quote * 2, quote)
    if quote == '"' or spelling is Spelling.HIVE:
        _refuse_nul(source, match)
    if spelling is Spelling.HIVE:
        inner = _HIVE_ESCAPE.sub(_undo_hive_escape, inner)
    kind = TokenKind.STRING if quote == "'" else TokenKind.QUOTED
    return Token(kind, inner, match.start(), match.end())


def _refuse_nul(source: Source, match: re.Match[str]) -> None:
    if "\0" in match.group():
        raise source.error("a NUL character stands in a name, or in DDL", match.start())


def _unquoted(source: Source, match: re.Match[str]) -> Token | None:
    text, start, end = match.group(), match.start(), match.end()
    match match.lastgroup:
        case "space":
            return None
        case "word":
            return Token(TokenKind.WORD, text, start, end, text.upper())
        case "hex":
            return Token(TokenKind.HEX, _hex_digits(source, text, start), start, end)
        case "unicode":
            return Token(TokenKind.STRING, _undo_unicode(source, text, start), start, end)
        case "number":
            return Token(TokenKind.NUMBER, text, start, end)
        case "backquoted":
            _refuse_nul(source, match)
            return Token(TokenKind.BACKQUOTED, text[1:-1].replace("``", "`"), start, end)
        case _:
            return Token(TokenKind.SYMBOL, text, start, end)


def _hex_digits(source: Source, text: str, start: int) -> str:
    digits = "".join(text[2:-1].split())
    if len(digits) % 2 or not re.fullmatch(r"[0-9A-Fa-f]*", digits):
        fault = "an even number of" if len(digits) % 2 else "only"
        raise source.error(f"Binary literal must contain {fault} hexadecimal digits", start)
    return digits


def _undo_unicode(source: Source, text: str, start: int) -> str:
    def character(match: re.Match[str]) -> str:
        code = match.group(1)
        if code is None or (code != "\\" and int(code.lstrip("+"), 16) > 0x10FFFF):
            raise source.error("Invalid escaped character in a Unicode string", start)
        return "\\" if code == "\\" else chr(int(code.lstrip("+"), 16))

    return _UNICODE_ESCAPE.sub(character, text[3:-1].replace("''", "'"))


def _undo_hive_escape(match: re.Match[str]) -> str:
    code = match.group(1)
    if len(code) == 5:
        return chr(int(code[1:], 16))
    if len(code) == 3:
        return chr(int(code, 8))
    # Hive keeps the backslash of \% and \_, which are LIKE's own escapes.
    return _HIVE_ESCAPED.get(code, match.group() if code in "%_" else code)
