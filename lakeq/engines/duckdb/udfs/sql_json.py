"""SQL/JSON functions: JSON_VALUE, JSON_QUERY, JSON_EXISTS, JSON_OBJECT and JSON_ARRAY.

What a call says about itself comes as one text, its ``clauses``. Values come as text too, each with
the kind that says how to take it.
"""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lakeq.engines.duckdb.udfs.base import Udf
from lakeq.engines.duckdb.udfs.json_paths import Item, Number, PathFailed, evaluate
from lakeq.engines.duckdb.udfs.json_paths.items import parse_item, write_item
from lakeq.engines.duckdb.udfs.json_paths.scalars import convert
from lakeq.errors import (
    DataError,
    InvalidArgument,
    InvalidJson,
    InvalidJsonResult,
    InvalidJsonScalar,
    LakeqError,
    NotSupported,
    PathEvaluationFailed,
)
from lakeq.functions.json_text import check_characters, may_hold_halves, too_deep
from lakeq.model.types import INTEGER_KINDS, Kind
from lakeq.sql.json_paths import parse_path
from lakeq.sql.json_paths.nodes import Path

_SCALAR = "cannot extract SQL scalar from JSON: "
_OUTPUT = "conversion from JSON failed: "


@lru_cache(maxsize=256)
def _clauses(text: str) -> dict[str, Any]:
    clauses: dict[str, Any] = json.loads(text)
    return clauses


@lru_cache(maxsize=256)
def _path(text: str) -> Path:
    return parse_path(text)


def exists(clauses_text: str, document: str | None, *values: str | None) -> bool | None:
    """Evaluate JSON_EXISTS."""
    clauses = _clauses(clauses_text)
    if document is None:
        return None
    try:
        return bool(_found(clauses, document, values))
    except DataError:
        if clauses["error"] == "error":
            raise
        answers: dict[str, bool | None] = {"true": True, "false": False, "unknown": None}
        return answers[clauses["error"]]


def query(clauses_text: str, document: str | None, *values: str | None) -> str | None:
    """Evaluate JSON_QUERY."""
    clauses = _clauses(clauses_text)
    if document is None:
        return None
    try:
        found = _found(clauses, document, values)
    except DataError as error:
        return _instead(clauses["error"], error)
    if not found:
        return _instead(clauses["empty"], InvalidJsonResult(f"{_OUTPUT}JSON path found no items"))
    wrapper = clauses["wrapper"]
    if wrapper == "unconditional" or (wrapper == "conditional" and not _is_whole(found)):
        return write_item(found)
    if len(found) > 1:
        many = InvalidJsonResult(f"{_OUTPUT}JSON path found multiple items")
        return _instead(clauses["error"], many)
    if clauses["quotes"] == "omit" and isinstance(found[0], str):
        return found[0]
    return write_item(found[0])


def value(udf: Udf) -> Callable[..., Any]:
    """Make JSON_VALUE for the type it returns."""

    def evaluate_value(
        clauses_text: str,
        document: str | None,
        if_empty: Any,
        if_error: Any,
        *values: str | None,
    ) -> Any:
        clauses = _clauses(clauses_text)
        if document is None:
            return None
        try:
            found = _found(clauses, document, values)
            answer = _scalar(found, udf) if found else None
        except DataError:
            if clauses["error"] == "error":
                raise
            return if_error
        if found:
            return answer
        if clauses["empty"] == "error":
            raise InvalidJsonScalar(f"{_SCALAR}JSON path found no items")
        return if_empty

    return evaluate_value


def array(clauses_text: str, *values: str | None) -> str:
    """Evaluate JSON_ARRAY."""
    clauses = _clauses(clauses_text)
    items = [
        _value(kind, text)
        for kind, text in zip(clauses["kinds"], values, strict=True)
        if text is not None or clauses["nulls"]
    ]
    return write_item([None if item is _EMPTY else item for item in items])


def object_of(clauses_text: str, *names_and_values: str | None) -> str:
    """Evaluate JSON_OBJECT: names and values take turns."""
    clauses = _clauses(clauses_text)
    members: dict[str, Item] = {}
    names, values = names_and_values[::2], names_and_values[1::2]
    for name, kind, text in zip(names, clauses["kinds"], values, strict=True):
        if name is None:
            raise InvalidArgument("null value passed for JSON object key to JSON_OBJECT function")
        if text is None and not clauses["nulls"]:
            continue
        if name in members:
            if clauses["unique"]:
                raise InvalidArgument("duplicate key passed to JSON_OBJECT function")
            raise NotSupported("cannot construct a JSON object with duplicate key")
        item = _value(kind, text)
        members[name] = None if item is _EMPTY else item
    return write_item({name: members[name] for name in _hashed(list(members))})


class _Empty(list[Any]):
    """What NULL becomes where JSON was announced: no item at all."""


_EMPTY = _Empty()


def _found(clauses: dict[str, Any], document: str, values: Sequence[str | None]) -> list[Item]:
    """Follow the path. Raises InvalidJson, PathEvaluationFailed."""
    context = _parsed(document)
    variables: dict[str, list[Item]] = {}
    for name, kind, text in zip(clauses["names"], clauses["kinds"], values, strict=True):
        item = _value(kind, text)
        variables[name] = [] if item is _EMPTY else [item]
    try:
        return evaluate(_path(clauses["path"]), context, variables)
    except PathFailed as error:
        raise PathEvaluationFailed(f"path evaluation failed: {error}") from error
    except RecursionError as error:
        raise too_deep() from error


def _value(kind: str, text: str | None) -> Item:
    """Take an argument for an item, as its kind says. Raises InvalidJson."""
    if text is None:
        return _EMPTY if kind == "json" else None
    match kind:
        case "json":
            return _parsed(text)
        case "text":
            return text
        case "boolean":
            return text == "true"
        case _:
            return _number(Kind(kind), text)


def _number(kind: Kind, text: str) -> Number:
    if kind in INTEGER_KINDS:
        return Number(kind, int(text))
    return Number(kind, Decimal(text) if kind is Kind.DECIMAL else float(text))


def _parsed(text: str) -> Item:
    try:
        item = parse_item(text)
        if may_hold_halves(text):
            check_characters(write_item(item))
    except (ValueError, PathFailed) as error:
        raise InvalidJson("conversion to JSON failed: the text is not JSON") from error
    except RecursionError as error:
        raise too_deep() from error
    return item


def _scalar(found: list[Item], udf: Udf) -> Any:
    if len(found) > 1:
        raise InvalidJsonScalar(f"{_SCALAR}JSON path found multiple items")
    item = found[0]
    if item is None:
        return None
    unfit = InvalidJsonScalar(
        f"{_SCALAR}JSON path found an item that cannot be converted to an SQL value"
    )
    if isinstance(item, list | dict):
        raise unfit
    try:
        return convert(item, udf.result)
    except ValueError as error:
        raise unfit from error


def _instead(behavior: str, error: LakeqError) -> str | None:
    if behavior == "error":
        raise error
    answers = {"null": None, "array": "[]", "object": "{}"}
    return answers[behavior]


def _is_whole(found: list[Item]) -> bool:
    return len(found) == 1 and isinstance(found[0], list | dict)


def _hashed(names: list[str]) -> list[str]:
    """Put names in the order of Java's ``HashMap``, which Trino builds an object with."""
    size = 16
    while len(names) > size * 3 // 4:
        size *= 2
    return sorted(names, key=lambda name: _bucket(name) & (size - 1))


def _bucket(name: str) -> int:
    units = name.encode("utf-16-be", "surrogatepass")
    code = 0
    for index in range(0, len(units), 2):
        code = (31 * code + units[index] * 256 + units[index + 1]) & 0xFFFFFFFF
    return code ^ (code >> 16)
