r"""Java patterns: regular expressions as Trino reads them, rewritten for other engines.

Trino runs Joni with Java's syntax: ``\d``, ``\w`` and ``\s`` know ASCII alone, ``\b`` and ``(?i)`` know
Unicode, ``$`` also matches before a last line feed, and only a line feed ends a line. Each pattern is
rewritten twice: for RE2, which DuckDB runs at its own speed but which cannot say everything, and for
Python's ``regex``, which can say nearly all. What means something else there is refused by name.
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache

from lakeq.engines.duckdb.patterns.java_classes import (
    SHORTHANDS,
    ClassReader,
    Reader,
    invalid,
    literal,
    unsupported,
)

_END = "\ue000"
"""Stands for ``$`` until it is known how it has to be written."""

_DEEPEST = 60
_LARGEST_COUNT = 1000
_MANY = 1 << 31
_FLAGS = frozenset("imsx")
_LOOKAROUND = {"?=": "(?=", "?!": "(?!", "?<=": "(?<=", "?<!": "(?<!", "?>": "(?>"}


@dataclass(frozen=True, slots=True)
class JavaPattern:
    """A pattern rewritten.

    ``python`` is for ``regex``. ``width`` is the length of the shortest match. ``group_widths`` are
    those of the groups, ``None`` for a group that need not take part. ``ascii_only`` says that RE2
    means the same only on ASCII; ``end`` whether ``$`` stands nowhere, last, or elsewhere.
    """

    python: str
    width: int
    group_widths: tuple[int | None, ...]
    names: dict[str, int] = field(hash=False)
    ascii_only: bool
    end: int
    _re2: str | None

    @property
    def re2(self) -> str | None:
        """The pattern for RE2, right for text that does not end in a line feed, if there is any."""
        return None if self._re2 is None else self._re2.replace(_END, r"\z")

    @property
    def re2_test(self) -> str | None:
        """The pattern for RE2 to test any text with; it may take the last line feed along."""
        if self._re2 is None or self.end == _ELSEWHERE:
            return None
        return self._re2.replace(_END, r"(?:\n?\z)")


_NOWHERE, _LAST, _ELSEWHERE = range(3)


@lru_cache(maxsize=256)
def read_pattern(pattern: str) -> JavaPattern:
    r"""Rewrite a pattern. Raises InvalidArgument where Trino does, NotSupported where we cannot.

    >>> read_pattern(r"^(\d+)$").re2
    '\\A([0-9]+)\\z'
    """
    return _PatternReader(pattern).pattern()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a pattern: how both engines write it, and what is known of it."""

    re2: str = ""
    python: str = ""
    width: int = 0
    end: int = _NOWHERE
    repeats: int = 1
    is_assertion: bool = False


_ASSERTIONS = {
    "b": _Piece(r"\b", r"\b", is_assertion=True),
    "B": _Piece(r"\B", r"\B", is_assertion=True),
    "A": _Piece(r"\A", r"\A", is_assertion=True),
    "z": _Piece(r"\z", r"\Z", is_assertion=True),
    "Z": _Piece(_END, r"(?=\n?\Z)", end=_LAST, is_assertion=True),
}


@dataclass(frozen=True, slots=True)
class _Flags:
    ignore_case: bool = False
    multiline: bool = False
    dot_all: bool = False
    extended: bool = False


class _PatternReader(Reader):
    """Reads a pattern by recursive descent."""

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern)
        self._flags = _Flags()
        self._widths: list[int | None] = []
        self._names: dict[str, int] = {}
        self._depth = 0
        self.ascii_only = False

    def pattern(self) -> JavaPattern:
        piece = self._alternation()
        if not self.at_end():
            raise invalid("unmatched close parenthesis")
        if self.largest_reference > len(self._widths):
            raise unsupported(self.text)
        return JavaPattern(
            piece.python,
            piece.width,
            tuple(self._widths),
            self._names,
            self.ascii_only,
            piece.end,
            None if self.beyond_re2 else piece.re2,
        )

    def _alternation(self) -> _Piece:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise unsupported(self.text)
        first_group = len(self._widths)
        branches = [self._sequence()]
        while self.accept("|"):
            branches.append(self._sequence())
        self._depth -= 1
        if len(branches) == 1:
            return branches[0]
        self._make_optional(first_group)
        return _Piece(
            "|".join(branch.re2 for branch in branches),
            "|".join(branch.python for branch in branches),
            min(branch.width for branch in branches),
            max(branch.end for branch in branches),
            max(branch.repeats for branch in branches),
        )

    def _sequence(self) -> _Piece:
        pieces: list[_Piece] = []
        while not self.at_end() and self.peek() not in "|)":
            if self._flags.extended and self._skip_space():
                continue
            pieces.append(self._repeated())
        if any(piece.end for piece in pieces[:-1]):
            end = _ELSEWHERE
        else:
            end = pieces[-1].end if pieces else _NOWHERE
        return _Piece(
            "".join(piece.re2 for piece in pieces),
            "".join(piece.python for piece in pieces),
            sum(piece.width for piece in pieces),
            end,
            max((piece.repeats for piece in pieces), default=1),
        )

    def _skip_space(self) -> bool:
        if self.peek().isspace():
            self.take()
            return True
        if self.accept("#"):
            while not self.at_end() and self.take() != "\n":
                pass
            return True
        return False

    def _repeated(self) -> _Piece:
        first_group = len(self._widths)
        piece = self._atom()
        bounds = self._bounds()
        if bounds is None:
            return piece
        if piece.is_assertion or not piece.python:
            raise unsupported(self.text)
        low, high, written = bounds
        suffix = "".join(mark for mark in "?+" if self.accept(mark))
        if suffix == "+" or (not piece.width and len(self._widths) > first_group):
            self.beyond_re2 = True
        if len(suffix) > 1 or (not self.at_end() and self.peek() in "*+?{"):
            raise unsupported(self.text)
        if low == 0:
            self._make_optional(first_group)
        repeats = piece.repeats * max(low, high if high != _MANY else 1)
        if repeats > _LARGEST_COUNT:
            self.beyond_re2 = True
        return _Piece(
            piece.re2 + written + suffix,
            piece.python + written + suffix,
            min(piece.width * low, _MANY),
            _ELSEWHERE if piece.end else _NOWHERE,
            repeats,
        )

    def _bounds(self) -> tuple[int, int, str] | None:
        """Read a quantifier, if there is one: how often at least, at most, and how it is written."""
        for mark, low, high in (("*", 0, _MANY), ("+", 1, _MANY), ("?", 0, 1)):
            if self.accept(mark):
                return low, high, mark
        found = self.accept_match(r"\{(\d{1,5})(,?)(\d{0,5})\}")
        if found is None:
            if not self.at_end() and self.peek() == "{":
                raise unsupported(self.text)
            return None
        low = int(found[1])
        if not found[2]:
            return (low, low, found[0]) if not found[3] else None
        high = int(found[3]) if found[3] else _MANY
        if high < low:
            raise unsupported(self.text)
        return low, high, found[0]

    def _atom(self) -> _Piece:
        letter = self.take()
        match letter:
            case "(":
                return self._group()
            case "[":
                re2, python = ClassReader(self, ignore_case=self._flags.ignore_case).read()
                return _Piece(re2, python, 1)
            case ".":
                written = "(?s:.)" if self._flags.dot_all else r"[^\n]"
                return _Piece(written, written, 1)
            case "^":
                return self._line_start()
            case "$":
                return self._line_end()
            case "\\":
                return self._escape()
            case "*" | "+" | "?":
                raise invalid("target of repeat operator is not specified")
            case "{":
                raise unsupported(self.text)
            case _:
                return self._literal(letter)

    def _literal(self, text: str) -> _Piece:
        written = "".join(literal(letter) for letter in text)
        if len(text) > 1 and not self.at_end() and self.peek() in "*+?{":
            raise unsupported(self.text)
        return _Piece(written, written, len(text))

    def _line_start(self) -> _Piece:
        if not self._flags.multiline:
            return _Piece(r"\A", r"\A", is_assertion=True)
        self.beyond_re2 = True
        return _Piece("", r"(?:\A|(?<=\n)(?!\Z))", is_assertion=True)

    def _line_end(self) -> _Piece:
        if not self._flags.multiline:
            return _Piece(_END, r"(?=\n?\Z)", end=_LAST, is_assertion=True)
        self.beyond_re2 = True
        return _Piece("", r"(?=\n|\Z)", is_assertion=True)

    def _escape(self) -> _Piece:
        if self.at_end():
            raise invalid("end pattern at escape")
        letter = self.take()
        if letter in _ASSERTIONS:
            return self._assertion(letter)
        if letter.lower() in SHORTHANDS:
            inner = SHORTHANDS[letter.lower()]
            written = f"[{'^' if letter.isupper() else ''}{inner}]"
            return _Piece(written, written, 1)
        if letter in "123456789":
            return self._reference(letter)
        match letter:
            case "Q":
                quoted, _, _ = self.rest().partition(r"\E")
                self.skip(min(len(quoted) + 2, len(self.rest())))
                return self._literal(quoted)
            case "k":
                return self._named_reference()
            case "p" | "P":
                return _Piece(*self.category(letter), 1)
            case _:
                return self._literal(self.escaped(letter))

    def _assertion(self, letter: str) -> _Piece:
        if letter in "bB":
            self.ascii_only = True
        return _ASSERTIONS[letter]

    def _reference(self, digit: str) -> _Piece:
        more = self.accept_match(r"\d*")
        number = int(digit + (more[0] if more else ""))
        self.beyond_re2 = True
        self.largest_reference = max(self.largest_reference, number)
        return _Piece("", f"(?:\\g<{number}>)" if number > 99 else f"(?:\\{number})")

    def _named_reference(self) -> _Piece:
        found = self.accept_match(r"<([A-Za-z]\w*)>")
        if found is None or found[1] not in self._names:
            raise unsupported(self.text)
        self.beyond_re2 = True
        return _Piece("", f"(?P={found[1]})")

    def _group(self) -> _Piece:
        if self.accept("?#"):
            comment, closing, _ = self.rest().partition(")")
            self.skip(len(comment) + len(closing))
            return _Piece(is_assertion=True)
        for opening in ("?<=", "?<!", "?=", "?!", "?>"):
            if self.accept(opening):
                return self._lookaround(opening)
        name = self.accept_match(r"\?<([A-Za-z]\w*)>")
        if name is not None:
            return self._capture(name[1])
        if self.accept("?:"):
            return self._enclosed()
        if self.accept("?"):
            return self._flagged()
        return self._capture(None)

    def _capture(self, name: str | None) -> _Piece:
        self._widths.append(None)
        index = len(self._widths)
        if name is not None:
            if name in self._names:
                raise unsupported(self.text)
            self._names[name] = index
        piece = self._inside()
        self._widths[index - 1] = piece.width
        opening = "(" if name is None else f"(?P<{name}>"
        return replace(piece, re2=f"({piece.re2})", python=f"{opening}{piece.python})")

    def _enclosed(self) -> _Piece:
        piece = self._inside()
        return replace(piece, re2=f"(?:{piece.re2})", python=f"(?:{piece.python})")

    def _lookaround(self, opening: str) -> _Piece:
        self.beyond_re2 = True
        first_group = len(self._widths)
        piece = self._inside()
        self._make_optional(first_group)
        width = piece.width if opening == "?>" else 0
        return _Piece("", f"{_LOOKAROUND[opening]}{piece.python})", width, is_assertion=not width)

    def _flagged(self) -> _Piece:
        found = self.accept_match(r"([A-Za-z]*)(?:-([A-Za-z]*))?([:)])")
        if found is None or not _FLAGS.issuperset(found[1] + (found[2] or "")):
            raise unsupported(self.text)
        before = self._flags
        names = {"i": "ignore_case", "m": "multiline", "s": "dot_all", "x": "extended"}
        changes = {names[letter]: True for letter in found[1]}
        changes.update({names[letter]: False for letter in found[2] or ""})
        self._flags = replace(before, **changes)
        # Flags by themselves hold for all that is left of the group, its other branches included.
        piece = self._inside() if found[3] == ":" else self._alternation()
        sign = {True: "(?i:", False: "(?-i:"}[self._flags.ignore_case]
        if self._flags.ignore_case:
            self.ascii_only = True
        self._flags = before
        return replace(piece, re2=f"{sign}{piece.re2})", python=f"{sign}{piece.python})")

    def _inside(self) -> _Piece:
        """Read what stands in parentheses, and the closing one."""
        before = self._flags
        piece = self._alternation()
        self._flags = before
        if not self.accept(")"):
            raise invalid("end pattern with unmatched parenthesis")
        return replace(piece, is_assertion=False)

    def _make_optional(self, first_group: int) -> None:
        for index in range(first_group, len(self._widths)):
            self._widths[index] = None
