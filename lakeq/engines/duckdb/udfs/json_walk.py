"""Walking into JSON texts as Trino does: only as far as a path leads.

What comes after the value that was looked for is not read, so it need not be JSON. Of members with
one name the first one counts. A token of a path is a member's name or, in an array, an index.
"""

from collections.abc import Iterator
from functools import lru_cache

from lakeq.errors import InvalidArgument
from lakeq.functions.json_paths import path_tokens
from lakeq.functions.json_text import (
    ORDERED,
    SPACE,
    Fraction,
    JsonError,
    Value,
    Whole,
    too_deep,
)

_ENDS = frozenset(" \t\n\r,]}")


@lru_cache(maxsize=256)
def tokens(path: str) -> tuple[str, ...]:
    """Take a path apart. Raises InvalidArgument."""
    found = path_tokens(path)
    if found is None:
        raise InvalidArgument(f"Invalid JSON path: '{path}'")
    return found


def find(text: str, path: str) -> tuple[Value] | None:
    """Find the value at a path; ``None`` when there is none. Raises JsonError."""
    start = _space(text, 0)
    for token in tokens(path):
        letter = text[start : start + 1]
        if letter == "{":
            found = _member(text, start, token)
        elif letter == "[":
            found = _element(text, start, token)
        else:
            value_at(text, start)
            return None
        if found is None:
            return None
        start = found
    return (value_at(text, start)[0],)


def elements(text: str) -> Iterator[Value]:
    """Give an array's elements one by one, and JsonError where the text ceases to be an array."""
    start = _space(text, 0)
    if text[start : start + 1] != "[":
        raise JsonError("not an array")
    for offset in _element_starts(text, start):
        yield value_at(text, offset)[0]


def value_at(text: str, start: int) -> tuple[Value, int]:
    """Read the value that begins at an offset; give the offset behind it. Raises JsonError."""
    try:
        value, end = ORDERED.raw_decode(text, start)
    except ValueError as error:
        raise JsonError(str(error)) from error
    except RecursionError as error:
        raise too_deep() from error
    if isinstance(value, Whole | Fraction) and end < len(text) and text[end] not in _ENDS:
        raise JsonError("letters after a number")
    return value, end


def _member(text: str, start: int, name: str) -> int | None:
    start = _space(text, start + 1)
    if text[start : start + 1] == "}":
        return None
    while True:
        if text[start : start + 1] != '"':
            raise JsonError("a name is missing")
        key, start = value_at(text, start)
        start = _space(text, start)
        if text[start : start + 1] != ":":
            raise JsonError("a colon is missing")
        start = _space(text, start + 1)
        if key == name:
            return start
        following = _next(text, value_at(text, start)[1], "}")
        if following is None:
            return None
        start = following


def _element(text: str, start: int, token: str) -> int | None:
    wanted = int(token) if token.isascii() and token.lstrip("+").isdigit() else -1
    for index, offset in enumerate(_element_starts(text, start)):
        if index == wanted:
            return offset
    return None


def _element_starts(text: str, start: int) -> Iterator[int]:
    first = _space(text, start + 1)
    following = None if text[first : first + 1] == "]" else first
    while following is not None:
        yield following
        following = _next(text, value_at(text, following)[1], "]")


def _next(text: str, end: int, closing: str) -> int | None:
    """Go to the next member or element; ``None`` when there are no more."""
    end = _space(text, end)
    letter = text[end : end + 1]
    if letter == closing:
        return None
    if letter != ",":
        raise JsonError("a comma is missing")
    return _space(text, end + 1)


def _space(text: str, start: int) -> int:
    found = SPACE.match(text, start)
    assert found is not None
    return found.end()
