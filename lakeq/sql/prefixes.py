"""Prefixes: the strings that a LIKE pattern's beginning allows, as a range."""

import sys
from enum import Enum

from lakeq.model.domains import Domain, Range

_SURROGATES = range(0xD800, 0xE000)


class Rest(Enum):
    """What may follow the literal prefix of a pattern."""

    NOTHING = "nothing"
    ANYTHING = "anything"
    UNKNOWN = "unknown"


def literal_prefix(pattern: str, escape: str) -> tuple[str, Rest]:
    """Take the characters of a LIKE pattern that stand for themselves, up to the first wildcard."""
    prefix: list[str] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if escape and character == escape:
            position += 1
            if position == len(pattern):
                return "", Rest.UNKNOWN
            character = pattern[position]
        elif character in "%_":
            only_anything = not pattern[position:].strip("%")
            return "".join(prefix), Rest.ANYTHING if only_anything else Rest.UNKNOWN
        prefix.append(character)
        position += 1
    return "".join(prefix), Rest.NOTHING


def with_prefix(prefix: str) -> Domain:
    """Hold the strings that start so; they compare by code point, as their UTF-8 does by byte."""
    end = prefix.rstrip(chr(sys.maxunicode))
    if not end:
        return Domain.of_range(Range(low=prefix or None)) if prefix else Domain.not_null()
    following = ord(end[-1]) + 1
    if following in _SURROGATES:
        following = _SURROGATES.stop
    return Domain.of_range(Range(prefix, end[:-1] + chr(following), high_inclusive=False))
