"""JSON functions of whole texts: parsing, extracting, and looking into arrays."""

from collections.abc import Callable
from itertools import islice

from lakeq.engines.duckdb.udfs.json_walk import elements, find
from lakeq.errors import InvalidArgument
from lakeq.functions.json_text import (
    Fraction,
    JsonError,
    Members,
    Value,
    Whole,
    canonical,
    check_characters,
    read,
    too_deep,
    write,
)

_SHOWN = 100


def parse(text: str) -> str:
    """Evaluate json_parse. Raises InvalidArgument for what is not JSON."""
    try:
        return canonical(text)
    except JsonError as error:
        raise InvalidArgument(f"Cannot convert value to JSON: '{_shown(text)}'") from error


def extract(text: str, path: str) -> str | None:
    """Evaluate json_extract: the value at a path, rewritten; NULL where there is none."""
    try:
        found = find(text, path)
        if found is None:
            return None
        written = write(found[0])
        check_characters(written)
    except JsonError:
        return None
    return written


def extract_scalar(text: str, path: str) -> str | None:
    """Evaluate json_extract_scalar: a scalar as it is written, a string without quotes."""
    try:
        found = find(text, path)
        value = None if found is None else found[0]
        if isinstance(value, list | dict):
            return None
        spelled = _spelled(value)
        check_characters(spelled or "")
    except JsonError:
        return None
    return spelled


def size(text: str, path: str) -> int | None:
    """Evaluate json_size: how many members or elements; a scalar has none."""
    try:
        found = find(text, path)
    except JsonError:
        return None
    if found is None:
        return None
    return len(found[0]) if isinstance(found[0], list | dict) else 0


def array_length(text: str) -> int | None:
    """Evaluate json_array_length; NULL for what is no array."""
    try:
        return sum(1 for _ in elements(text))
    except JsonError:
        return None


def array_get(text: str, index: int) -> str | None:
    """Evaluate json_array_get, which gives strings without their quotes and null as NULL."""
    try:
        if index >= 0:
            found = next(islice(elements(text), index, None), None)
        else:
            everything = list(elements(text))
            found = everything[index] if -index <= len(everything) else None
        written = write(_plain(found)) if isinstance(found, list) else _spelled(found)
        check_characters(written or "")
    except JsonError:
        return None
    except RecursionError as error:
        raise too_deep() from error
    return written


def array_contains_boolean(text: str, wanted: bool) -> bool | None:  # noqa: FBT001 - a value.
    """Evaluate json_array_contains of a boolean."""
    return _contains(text, lambda value: value is wanted)


def array_contains_bigint(text: str, wanted: int) -> bool | None:
    """Evaluate json_array_contains of a whole number: one with a point never equals it."""
    return _contains(text, lambda value: isinstance(value, Whole) and int(value) == wanted)


def array_contains_double(text: str, wanted: float) -> bool | None:
    """Evaluate json_array_contains of a double: a whole number never equals it."""
    return _contains(text, lambda value: isinstance(value, Fraction) and float(value) == wanted)


def array_contains_varchar(text: str, wanted: str) -> bool | None:
    """Evaluate json_array_contains of a string."""
    return _contains(
        text,
        lambda value: (
            isinstance(value, str) and not isinstance(value, Whole | Fraction) and value == wanted
        ),
    )


def is_scalar(text: str) -> bool:
    """Evaluate is_json_scalar. Raises InvalidArgument for what is not JSON."""
    try:
        return not isinstance(read(text), list | dict)
    except JsonError as error:
        raise InvalidArgument(f"Invalid JSON value: {_shown(text)}") from error


def _contains(text: str, matches: Callable[[Value], bool]) -> bool | None:
    try:
        return any(matches(value) for value in elements(text))
    except JsonError:
        return None


def _spelled(value: Value) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def _plain(value: Value) -> Value:
    """Drop all but the last of members with one name."""
    if isinstance(value, Members):
        return Members((name, _plain(item)) for name, item in dict(value).items())
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "...(truncated)"
