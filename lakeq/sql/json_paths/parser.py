"""From the text of a JSON path to its nodes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from lakeq.sql.json_paths.nodes import (
    Arithmetic,
    Comparison,
    Constant,
    Context,
    Current,
    Descendants,
    Elements,
    Exists,
    Expression,
    Filter,
    IsUnknown,
    Last,
    Logical,
    Member,
    Method,
    Not,
    Path,
    Predicate,
    Sign,
    StartsWith,
    Variable,
)

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<string>"(?:[^"]|"")*")
  | (?P<double>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+)
  | (?P<decimal>[0-9]+\.(?!\.)[0-9]*|\.[0-9]+)
  | (?P<integer>[0-9]+)
  | (?P<variable>\$[A-Za-z_][A-Za-z0-9_]*)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<symbol>==|!=|<>|<=|>=|&&|\|\||\.\.|[$@.*/%+\-\[\]()?!,<>])
    """,
    re.VERBOSE,
)
_METHODS = frozenset(("abs", "ceiling", "double", "floor", "keyvalue", "size", "type"))
_COMPARISONS = frozenset(("==", "!=", "<>", "<", "<=", ">", ">="))
_CONSTANTS = {"true": True, "false": False, "null": None}
_DEEPEST = 200
_MOST_ATTEMPTS = 1000


class PathSyntaxError(Exception):
    """A text that is no path; ``offset`` says where it ceases to be one."""

    def __init__(self, message: str, offset: int, *, supported: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.supported = supported


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def parse_path(text: str) -> Path:
    """Read a path. Raises PathSyntaxError."""
    parser = _Parser(_scan(text))
    return parser.path()


def _scan(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            raise PathSyntaxError(f"unexpected character '{text[offset]}'", offset)
        kind = match.lastgroup or ""
        if kind != "space":
            tokens.append(_Token(kind, match.group(), offset))
        offset = match.end()
    return [*tokens, _Token("end", "<EOF>", offset)]


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._index = 0
        self._depth = 0
        self._attempts = 0

    @property
    def _token(self) -> _Token:
        return self._tokens[self._index]

    def path(self) -> Path:
        if self._token.text not in ("lax", "strict"):
            raise self._mismatch("{'lax', 'strict'}")
        mode = self._advance()
        root = self._sum()
        if self._token.kind != "end":
            raise self._mismatch("<EOF>")
        return Path(mode.text == "lax", root)

    def _sum(self) -> Expression:
        self._enter()
        left = self._product()
        while self._at("+") or self._at("-"):
            operator = self._advance().text
            left = Arithmetic(operator, left, self._product())
        self._depth -= 1
        return left

    def _product(self) -> Expression:
        left = self._signed()
        while self._at("*") or self._at("/") or self._at("%"):
            operator = self._advance().text
            left = Arithmetic(operator, left, self._signed())
        return left

    def _signed(self) -> Expression:
        signs = []
        while self._at("+") or self._at("-"):
            signs.append(self._advance().text)
        node = self._accessed(self._primary())
        for sign in reversed(signs):
            node = Sign(sign, node)
        return node

    def _accessed(self, node: Expression) -> Expression:
        for _ in range(_DEEPEST):
            if self._accept("."):
                node = self._member(node)
            elif self._accept(".."):
                node = Descendants(node, self._name())
            elif self._accept("["):
                node = Elements(node, self._subscripts())
            elif self._accept("?"):
                self._expect("(")
                node = Filter(node, self._predicate())
                self._expect(")")
            else:
                return node
        raise PathSyntaxError("the path is nested too deeply", self._token.offset)

    def _member(self, base: Expression) -> Expression:
        token = self._token
        if self._accept("*"):
            return Member(base, None)
        name = self._name()
        if token.kind != "word" or not self._at("("):
            return Member(base, name)
        if name == "datetime":
            raise PathSyntaxError("datetime() is not supported", token.offset, supported=False)
        if name not in _METHODS:
            raise self._mismatch("<EOF>")
        self._advance()
        self._expect(")")
        return Method(base, name)

    def _subscripts(self) -> tuple[tuple[Expression, Expression | None], ...] | None:
        if self._accept("*"):
            self._expect("]")
            return None
        found = [self._subscript()]
        while self._accept(","):
            found.append(self._subscript())
        self._expect("]")
        return tuple(found)

    def _subscript(self) -> tuple[Expression, Expression | None]:
        start = self._sum()
        return start, self._sum() if self._accept("to") else None

    def _primary(self) -> Expression:
        token = self._token
        if token.kind in _READERS:
            return _READERS[token.kind](self._advance())
        if token.kind == "word" and token.text in _CONSTANTS:
            return Constant(_CONSTANTS[self._advance().text])
        if self._accept("last"):
            return Last()
        if self._accept("$"):
            return Context()
        if self._accept("@"):
            return Current()
        if self._accept("("):
            node = self._sum()
            self._expect(")")
            return node
        raise self._mismatch("<path>")

    def _predicate(self) -> Predicate:
        self._enter()
        left = self._conjunction()
        while self._accept("||"):
            left = Logical("||", left, self._conjunction())
        self._depth -= 1
        return left

    def _conjunction(self) -> Predicate:
        left = self._negation()
        while self._accept("&&"):
            left = Logical("&&", left, self._negation())
        return left

    def _negation(self) -> Predicate:
        if self._accept("!"):
            if not (self._at("(") or self._at("exists")):
                raise self._mismatch("'('", "'exists'")
            return Not(self._negation())
        if self._accept("exists"):
            self._expect("(")
            operand = self._sum()
            self._expect(")")
            return Exists(operand)
        return self._grouped() if self._at("(") else self._comparison()

    def _grouped(self) -> Predicate:
        """Read a predicate in parentheses, unless they hold the left side of a comparison."""
        start, depth = self._index, self._depth
        self._attempts += 1
        if self._attempts > _MOST_ATTEMPTS:
            raise PathSyntaxError("the path is nested too deeply", self._token.offset)
        try:
            return self._comparison()
        except PathSyntaxError as error:
            if not error.supported:
                raise
            self._index, self._depth = start, depth
        self._expect("(")
        node = self._predicate()
        self._expect(")")
        if self._accept("is"):
            self._expect("unknown")
            return IsUnknown(node)
        return node

    def _comparison(self) -> Predicate:
        left = self._sum()
        token = self._token
        if token.text in _COMPARISONS and token.kind == "symbol":
            self._advance()
            operator = "!=" if token.text == "<>" else token.text
            return Comparison(operator, left, self._sum())
        if self._accept("starts"):
            self._expect("with")
            if self._token.kind not in ("string", "variable"):
                raise self._mismatch("<string>")
            return StartsWith(left, self._primary())
        if token.text == "like_regex":
            raise PathSyntaxError("like_regex is not supported", token.offset, supported=False)
        raise self._mismatch("<comparison operator>")

    def _name(self) -> str:
        token = self._token
        if token.kind == "string":
            return _unquoted(self._advance())
        if token.kind != "word":
            raise self._mismatch("<identifier>")
        return self._advance().text

    def _at(self, text: str) -> bool:
        return self._token.text == text and self._token.kind in ("symbol", "word")

    def _accept(self, text: str) -> bool:
        if self._at(text):
            self._index += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._mismatch(f"'{text}'")

    def _advance(self) -> _Token:
        token = self._token
        self._index += 1
        return token

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise PathSyntaxError("the path is nested too deeply", self._token.offset)

    def _mismatch(self, *expected: str) -> PathSyntaxError:
        message = f"mismatched input '{self._token.text}' expecting {', '.join(expected)}"
        return PathSyntaxError(message, self._token.offset)


def _unquoted(token: _Token) -> str:
    return token.text[1:-1].replace('""', '"')


_READERS: dict[str, Callable[[_Token], Expression]] = {
    "string": lambda token: Constant(_unquoted(token)),
    "integer": lambda token: Constant(int(token.text)),
    "decimal": lambda token: Constant(Decimal(token.text)),
    "double": lambda token: Constant(float(token.text)),
    "variable": lambda token: Variable(token.text[1:]),
}
