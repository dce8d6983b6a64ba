"""Looking functions up: from a written name to the signatures it may mean.

The functions are data in ``lakeq.functions.library``, one module for each area. A module holds

- ``SIGNATURES``: a line for each overload, ``name(argument types) -> result``. A line that begins
  with ``#`` says what the function below it does. Capital letters (``T``, ``K``, ``V2``) stand for
  types: ``N`` for any number, ``O`` for any type with an order, the others for any type, but
  ``A`` for another one at each place. Small ones
  (``p``, ``s``, ``x``) stand for a parameter of a type; a result may add them up, ``char(x + y)``.
  ``function(T, boolean)`` is a lambda from T to boolean. ``...`` repeats the last argument.
- ``ALIASES`` (if any): other names for the same function.
- ``DIFFERENCES`` (if any): where an answer may not be Trino's own, by name.
- ``REFUSED`` (if any): functions of Trino that lakeq does not have, and why.

The engine implements an area in a module of the same name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from types import ModuleType

from lakeq.functions.patterns import Pattern, parse_pattern, split_list
from lakeq.model.types import DataType


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


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a function without calling it.

    ``difference`` says where its answers may not be Trino's; ``refused`` why there is none.
    """

    name: str
    area: str
    kind: FunctionKind
    summary: str = ""
    signatures: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    difference: str | None = None
    refused: str | None = None


OPERATORS = "operators"
_AREAS = {
    OPERATORS: FunctionKind.SCALAR,
    "mathematics": FunctionKind.SCALAR,
    "bitwise": FunctionKind.SCALAR,
    "probability": FunctionKind.SCALAR,
    "strings": FunctionKind.SCALAR,
    "regular_expressions": FunctionKind.SCALAR,
    "conversions": FunctionKind.SCALAR,
    "binary": FunctionKind.SCALAR,
    "urls": FunctionKind.SCALAR,
    "times": FunctionKind.SCALAR,
    "json": FunctionKind.SCALAR,
    "arrays": FunctionKind.SCALAR,
    "maps": FunctionKind.SCALAR,
    "higher_order": FunctionKind.SCALAR,
    "session": FunctionKind.SCALAR,
    "sketches": FunctionKind.SCALAR,
    "geospatial": FunctionKind.SCALAR,
    "aggregates": FunctionKind.AGGREGATE,
    "windows": FunctionKind.WINDOW,
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name's overloads; ``areas`` says of each line where it stands."""

    area: str
    lines: tuple[str, ...]
    areas: tuple[str, ...]
    summary: str


def find(name: str) -> tuple[Signature, ...]:
    """Find a function's overloads by a name as written; none when there is no such function.

    >>> [signature.kind.value for signature in find("POW")]
    ['scalar']
    """
    lowered = name.lower()
    return overloads(_aliases().get(lowered, lowered))


def find_callable(name: str) -> tuple[Signature, ...]:
    """Find like ``find``, but only what a person may call: operators' own names are left out."""
    lowered = name.lower()
    return () if lowered in _hidden() else find(lowered)


@cache
def overloads(name: str) -> tuple[Signature, ...]:
    """Find the overloads of a registry name."""
    entry = _entries().get(name)
    if entry is None:
        return ()
    return tuple(_parse(line, _AREAS[entry.area]) for line in entry.lines)


def areas(name: str, arguments: Sequence[DataType]) -> tuple[str, ...]:
    """Name the areas that a registry name belongs to; operators have names of no area's.

    The one whose overload is for arguments of these types comes first: ``concat`` of arrays belongs
    to the arrays, and that of strings to the strings.
    """
    entry = _entries().get(name)
    if entry is None:
        return (OPERATORS,)
    if len(set(entry.areas)) == 1:
        return (entry.area,)
    pairs = zip(overloads(name), entry.areas, strict=True)
    fitting = [area for signature, area in pairs if _is_for(signature, arguments)]
    return tuple(dict.fromkeys((*fitting, *entry.areas)))


@cache
def names() -> tuple[str, ...]:
    """List every name a person may call, aliases included."""
    return tuple(sorted((_entries().keys() | _aliases().keys()) - _hidden()))


def refusal(name: str) -> str | None:
    """Tell why a function of Trino cannot be called here; ``None`` when it can, or is unknown."""
    for module_area in _AREAS:
        reason = _table(module_area, "REFUSED").get(name.lower())
        if reason is not None:
            return reason
    return None


def descriptions() -> Iterator[Description]:
    """Describe every function, refused ones included, by area and then by name."""
    aliases: dict[str, list[str]] = {}
    for alias, name in _aliases().items():
        aliases.setdefault(name, []).append(alias)
    for module_area, kind in _AREAS.items():
        differences = _table(module_area, "DIFFERENCES")
        found = [
            Description(
                name,
                module_area,
                kind,
                entry.summary,
                entry.lines,
                tuple(sorted(aliases.get(name, ()))),
                differences.get(name),
            )
            for name, entry in _entries().items()
            if entry.area == module_area and name not in _hidden()
        ]
        found.extend(
            Description(name, module_area, kind, refused=reason)
            for name, reason in _table(module_area, "REFUSED").items()
        )
        yield from sorted(found, key=lambda description: description.name)


@cache
def _entries() -> Mapping[str, _Entry]:
    found: dict[str, _Entry] = {}
    for module_area in _AREAS:
        summary = ""
        signatures: str = _module(module_area).SIGNATURES
        for line in signatures.splitlines():
            written = line.strip()
            if written.startswith("#"):
                summary = written[1:].strip()
            elif written:
                name = written.split("(", 1)[0]
                known = found.get(name)
                if known is None:
                    found[name] = _Entry(module_area, (written,), (module_area,), summary)
                else:
                    lines, areas = (*known.lines, written), (*known.areas, module_area)
                    found[name] = _Entry(known.area, lines, areas, known.summary)
                summary = ""
    return found


@cache
def _aliases() -> Mapping[str, str]:
    return {
        alias: name
        for module_area in _AREAS
        for alias, name in _table(module_area, "ALIASES").items()
    }


@cache
def _hidden() -> frozenset[str]:
    """Name the operators, so that no one can call them as functions."""
    operators = {name for name, entry in _entries().items() if entry.area == OPERATORS}
    callable_ones: frozenset[str] = _module(OPERATORS).CALLABLE
    return frozenset(operators - callable_ones)


def _is_for(signature: Signature, arguments: Sequence[DataType]) -> bool:
    """Whether an overload is for arguments of these types, which it was matched to already."""
    patterns = signature.arguments
    if not signature.variadic and len(patterns) != len(arguments):
        return False
    return all(
        bool(pattern.variable) or pattern.kind is argument.kind
        for pattern, argument in zip(patterns, arguments, strict=False)
    )


def _table(module_area: str, name: str) -> Mapping[str, str]:
    table: Mapping[str, str] = getattr(_module(module_area), name, {})
    return table


def _module(module_area: str) -> ModuleType:
    return import_module(f"lakeq.functions.library.{module_area}")


def _parse(line: str, kind: FunctionKind) -> Signature:
    head, _, result = line.rpartition(" -> ")
    name, _, arguments = head.removesuffix(")").partition("(")
    parts = split_list(arguments)
    variadic = bool(parts) and parts[-1].endswith("...")
    if variadic:
        parts[-1] = parts[-1].removesuffix("...")
    patterns = tuple(parse_pattern(part) for part in parts)
    return Signature(name, kind, patterns, parse_pattern(result), variadic)
