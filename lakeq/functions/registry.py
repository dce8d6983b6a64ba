"""Looking functions up: from a written name to the signatures it may mean."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from lakeq.functions import signatures
from lakeq.functions.patterns import Pattern, parse_pattern


class FunctionKind(Enum):
    """Where a function may stand."""

    SCALAR = "scalar"
    AGGREGATE = "aggregate"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Signature:
    """One overload: the patterns of its arguments and of its result.

    ``variadic`` lets the last argument stand any number of times, none included.
    """

    name: str
    kind: FunctionKind
    arguments: tuple[Pattern, ...]
    result: Pattern
    variadic: bool = False


_SOURCES = (
    (FunctionKind.SCALAR, signatures.OPERATORS),
    (FunctionKind.SCALAR, signatures.SCALARS),
    (FunctionKind.AGGREGATE, signatures.AGGREGATES),
    (FunctionKind.WINDOW, signatures.WINDOWS),
)
_LINE = re.compile(r"^(\w+)\((.*)\) -> (.+)$")
_ARGUMENT = re.compile(r"\s*,\s*(?![^(]*\))")


def find(name: str) -> tuple[Signature, ...]:
    """Find a function's overloads by a name as written; none when there is no such function.

    >>> [signature.kind.value for signature in find("POW")]
    ['scalar']
    """
    lowered = name.lower()
    return overloads(signatures.ALIASES.get(lowered, lowered))


def find_callable(name: str) -> tuple[Signature, ...]:
    """Find like ``find``, but only what a person may call: operators' own names are left out."""
    lowered = name.lower()
    return () if lowered in signatures.HIDDEN else find(lowered)


@cache
def overloads(name: str) -> tuple[Signature, ...]:
    """Find the overloads of a registry name."""
    kind_and_lines = _lines().get(name)
    if kind_and_lines is None:
        return ()
    kind, lines = kind_and_lines
    return tuple(_parse(line, kind) for line in lines)


@cache
def names() -> tuple[str, ...]:
    """List every name a person may call, aliases included."""
    return tuple(sorted((_lines().keys() | signatures.ALIASES.keys()) - signatures.HIDDEN))


@cache
def _lines() -> dict[str, tuple[FunctionKind, tuple[str, ...]]]:
    found: dict[str, tuple[FunctionKind, tuple[str, ...]]] = {}
    for kind, text in _SOURCES:
        for line in text.strip().splitlines():
            name = line.strip().split("(", 1)[0]
            found[name] = (kind, (*found.get(name, (kind, ()))[1], line.strip()))
    return found


def _parse(line: str, kind: FunctionKind) -> Signature:
    match = _LINE.match(line)
    assert match is not None, line
    name, arguments, result = match.groups()
    parts = [part for part in _ARGUMENT.split(arguments) if part]
    variadic = bool(parts) and parts[-1].endswith("...")
    if variadic:
        parts[-1] = parts[-1].removesuffix("...")
    patterns = tuple(parse_pattern(part) for part in parts)
    return Signature(name, kind, patterns, parse_pattern(result), variadic)
