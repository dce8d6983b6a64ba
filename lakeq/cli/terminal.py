"""The terminal: whether there is one, how wide it is, and what it can show.

Output makes sense without colors and without a terminal; this module only decides on extras.
"""

import os
import re
import shutil
import sys
import unicodedata
from dataclasses import dataclass
from typing import TextIO

_CODES = {"dim": "2", "bold": "1", "red": "31", "yellow": "33", "cyan": "36"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_CONTROL_NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Terminal:
    """One output stream of this process: whether people look at it, and whether in color."""

    is_terminal: bool
    has_color: bool
    width: int | None

    @classmethod
    def of(cls, stream: TextIO, color: str) -> "Terminal":
        """Look at a stream. ``color`` is the setting: auto, always or never.

        What is piped has no width, so that nothing in it is cut.
        """
        is_terminal = stream.isatty()
        return cls(
            is_terminal=is_terminal,
            has_color=color == "always" or (color == "auto" and is_terminal),
            width=shutil.get_terminal_size().columns if is_terminal else None,
        )

    def paint(self, text: str, style: str) -> str:
        """Color a text, where colors are shown."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.has_color else text


PLAIN = Terminal(is_terminal=False, has_color=False, width=None)
"""What is no terminal: a file."""


def visible(text: str) -> str:
    r"""Replace what would move the cursor or change the terminal's state by its escape.

    >>> visible("a\nb\x1b[31m")
    'a\\nb\\x1b[31m'
    """
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    mark = match[0]
    return _CONTROL_NAMES.get(mark) or (
        f"\\x{ord(mark):02x}" if ord(mark) < 256 else f"\\u{ord(mark):04x}"
    )


def text_width(text: str) -> int:
    """Count the terminal cells a text takes: wide letters two, combining marks none.

    >>> text_width("abc"), text_width("東京"), text_width("e\u0301")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def cut(text: str, width: int) -> str:
    """Shorten a text to some cells, its end shown as an ellipsis.

    >>> cut("abcdef", 4), cut("abcd", 4)
    ('abc…', 'abcd')
    """
    if text_width(text) <= width:
        return text
    taken = 0
    for position, letter in enumerate(text):
        taken += _cells(letter)
        if taken > width - 1:
            return text[:position] + "…"
    return text


def abandon_output() -> None:
    """Let nothing more be written to standard output, whose reader has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
