r"""Java classes: what stands for one character in a regular expression: ``[a-z&&[^x]]``, ``\p{L}``."""

import re

from lakeq.errors import InvalidArgument, NotSupported

SHORTHANDS = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\x0b\f\r "}
"""The characters of ``\\d``, ``\\w`` and ``\\s``."""

_COMPLEMENTS = {
    "D": ((0x00, 0x2F), (0x3A, 0x10FFFF)),
    "W": ((0x00, 0x2F), (0x3A, 0x40), (0x5B, 0x5E), (0x60, 0x60), (0x7B, 0x10FFFF)),
    "S": ((0x00, 0x08), (0x0E, 0x1F), (0x21, 0x10FFFF)),
}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b", "v": "\v"}
_CATEGORIES = re.compile(r"L[ulmot]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?")
_SCRIPTS = frozenset(
    [
        "latin",
        "greek",
        "cyrillic",
        "han",
        "hiragana",
        "katakana",
        "hangul",
        "arabic",
        "hebrew",
        "thai",
        "devanagari",
        "armenian",
        "georgian",
    ]
)
_PROPERTIES = {
    "alpha": r"\p{Alphabetic}",
    "lower": r"\p{Lowercase}",
    "upper": r"\p{Uppercase}",
    "digit": r"\p{Nd}",
    "alnum": r"[\p{Alphabetic}\p{Nd}]",
    "ascii": r"[\x00-\x7f]",
}


def invalid(reason: str) -> InvalidArgument:
    """Make the error of a pattern that is none."""
    return InvalidArgument(f"Invalid regular expression: {reason}")


def unsupported(pattern: str) -> NotSupported:
    """Make the error of a pattern that we may not read as Trino does."""
    return NotSupported(f"Regular expression is not supported: {pattern}")


def literal(letter: str) -> str:
    r"""Write a character that stands for itself.

    >>> literal("."), literal("a"), literal("\0")
    ('\\.', 'a', '\\x00')
    """
    if letter.isalnum() or letter in "_ " or ord(letter) > 0x7F:
        return letter
    return f"\\x{ord(letter):02x}" if not letter.isprintable() else f"\\{letter}"


class Reader:
    """Reads a pattern from left to right, and notes what it needs of an engine."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.beyond_re2 = False
        self.largest_reference = 0
        self._position = 0

    def at_end(self) -> bool:
        """Tell whether everything was read."""
        return self._position >= len(self.text)

    def peek(self) -> str:
        """Look at the next character."""
        return self.text[self._position]

    def take(self) -> str:
        """Read the next character."""
        self._position += 1
        return self.text[self._position - 1]

    def skip(self, count: int) -> None:
        """Go past so many characters."""
        self._position += count

    def rest(self) -> str:
        """Give what is left."""
        return self.text[self._position :]

    def accept(self, wanted: str) -> bool:
        """Read a text, if it stands next."""
        if not self.text.startswith(wanted, self._position):
            return False
        self._position += len(wanted)
        return True

    def accept_match(self, wanted: str) -> re.Match[str] | None:
        """Read what a (Python) pattern matches, if it does so here."""
        found = re.compile(wanted, re.ASCII).match(self.text, self._position)
        if found is not None:
            self._position = found.end()
        return found

    def escaped(self, letter: str) -> str:
        """Read the rest of an escape that stands for one character."""
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        forms = {"x": r"([0-7][0-9A-Fa-f])", "u": r"([0-9A-Fa-f]{4})", "0": r"([0-7]{1,2})"}
        if letter in forms:
            found = self.accept_match(forms[letter])
            code = -1 if found is None else int(found[1], 8 if letter == "0" else 16)
            if code < 0 or 0xD800 <= code < 0xE000:
                raise unsupported(self.text)
            return chr(code)
        if letter == "c" and (found := self.accept_match("[A-Z]")):
            return chr(ord(found[0]) & 0x1F)
        if letter.isalnum():
            raise unsupported(self.text)
        return letter

    def category(self, letter: str) -> tuple[str, str]:
        """Read the name of a category, script or property, for both engines."""
        found = self.accept_match(r"\{(\^?)([A-Za-z_ -]+)\}")
        if found is None:
            raise unsupported(self.text)
        negated = (letter == "P") != bool(found[1])
        mark = "P" if negated else "p"
        name = re.sub("[_ -]", "", found[2])
        if _CATEGORIES.fullmatch(name) or name.lower() in _SCRIPTS:
            written = f"\\{mark}{{{name if len(name) < 3 else name.capitalize()}}}"
            return written, written
        inner = _PROPERTIES.get(name.lower())
        if inner is None:
            raise unsupported(self.text)
        self.beyond_re2 = True
        return "", f"[^{inner}]" if negated else f"[{inner}]"


class ClassReader:
    """Reads a class in brackets, whose opening one was read."""

    def __init__(self, reader: Reader, *, ignore_case: bool) -> None:
        self._reader = reader
        self._ignore_case = ignore_case

    def read(self) -> tuple[str, str]:
        """Read it, for both engines."""
        reader = self._reader
        negation = "^" if reader.accept("^") else ""
        if reader.accept("]"):
            raise unsupported(reader.text)
        re2, python = "", ""
        while not reader.accept("]"):
            if reader.at_end():
                raise invalid("premature end of char-class")
            ours, theirs = self._item()
            re2, python = re2 + ours, python + theirs
        return f"[{negation}{re2}]", f"[{negation}{python}]"

    def _item(self) -> tuple[str, str]:
        reader = self._reader
        if reader.accept("&&"):
            if reader.rest()[:1] in ("]", "&"):
                raise unsupported(reader.text)
            reader.beyond_re2 = True
            return "", "&&"
        letter = reader.take()
        if letter == "[":
            if reader.rest()[:1] in (":", ".", "="):
                raise unsupported(reader.text)
            reader.beyond_re2 = True
            return "", self.read()[1]
        if letter == "\\":
            found = self._set()
            if found is not None:
                if reader.rest().startswith("-") and not reader.rest().startswith("-]"):
                    raise unsupported(reader.text)
                return found
        first = self._member(letter)
        if letter == "-" and not self._is_edge():
            raise unsupported(reader.text)
        return (self._range(first),) * 2

    def _set(self) -> tuple[str, str] | None:
        """Read an escape that stands for several characters."""
        reader = self._reader
        letter = reader.rest()[:1]
        if letter in ("p", "P"):
            reader.skip(1)
            return reader.category(letter)
        if letter and letter in SHORTHANDS:
            reader.skip(1)
            return SHORTHANDS[letter], SHORTHANDS[letter]
        if letter and letter in _COMPLEMENTS:
            if self._ignore_case:
                raise unsupported(reader.text)
            reader.skip(1)
            ranges = _COMPLEMENTS[letter]
            re2 = "".join(f"\\x{{{low:x}}}-\\x{{{high:x}}}" for low, high in ranges)
            python = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)
            return re2, python
        return None

    def _member(self, letter: str) -> str:
        if letter != "\\":
            return letter
        reader = self._reader
        if reader.at_end():
            raise invalid("end pattern at escape")
        following = reader.take()
        if following in "bQE":
            raise unsupported(reader.text)
        return reader.escaped(following)

    def _range(self, first: str) -> str:
        reader = self._reader
        if not reader.rest().startswith("-") or reader.rest()[1:2] in ("]", ""):
            return literal(first)
        reader.skip(1)
        letter = reader.take()
        if letter in "[&" or (letter == "\\" and reader.rest()[:1] in tuple("dDwWsSpP")):
            raise unsupported(reader.text)
        last = self._member(letter)
        if last < first:
            raise invalid("empty range in char class")
        if reader.rest().startswith("-") and not reader.rest().startswith("-]"):
            raise unsupported(reader.text)
        return f"{literal(first)}-{literal(last)}"

    def _is_edge(self) -> bool:
        """Whether the hyphen just read stands first or last in the class."""
        reader = self._reader
        before = reader.text[: len(reader.text) - len(reader.rest()) - 1]
        return before.endswith(("[", "[^")) or reader.rest().startswith("]")
