"""Casts to JSON: a function for each type, made once."""

import math
from collections.abc import Callable
from typing import Any, TypeAlias

from lakeq.engines.duckdb.types import member_names
from lakeq.engines.duckdb.udfs.base import Udf
from lakeq.engines.duckdb.udfs.json_readers import caster
from lakeq.errors import DataError
from lakeq.functions.json_text import double_text, quote, real_text
from lakeq.model.types import DataType, Kind

Write: TypeAlias = Callable[[Any], str]
"""Writes a value that is not NULL."""


def to_json(udf: Udf) -> Write:
    """Make the cast of a type to JSON."""
    return _writer(udf.parameters[0])


def from_json(udf: Udf) -> Callable[[str], Any]:
    """Make the cast of JSON to a type. It raises InvalidCast and OutOfRange."""
    return caster(udf.result)


def from_text(udf: Udf) -> Callable[[str], Any]:
    """Make the cast to a type of text that need not be JSON. It raises InvalidCast."""
    return caster(udf.result, trusted=False)


def try_from_json(udf: Udf) -> Callable[[str], Any]:
    """Make the cast of JSON to a type that gives NULL where it fails."""
    return _safely(from_json(udf))


def try_from_text(udf: Udf) -> Callable[[str], Any]:
    """Make the cast of text to a type that gives NULL where it fails."""
    return _safely(from_text(udf))


def _safely(cast: Callable[[str], Any]) -> Callable[[str], Any]:
    def attempt(text: str) -> Any:
        try:
            return cast(text)
        except DataError:
            return None

    return attempt


def _writer(data_type: DataType) -> Write:
    match data_type.kind:
        case Kind.BOOLEAN:
            return _boolean
        case Kind.REAL:
            return lambda value: _float(value, real_text)
        case Kind.DOUBLE:
            return lambda value: _float(value, double_text)
        case Kind.DECIMAL:
            return lambda value: format(value, "f")
        case Kind.VARCHAR:
            return quote
        case Kind.ARRAY:
            return _array(data_type)
        case Kind.MAP:
            return _map(data_type)
        case Kind.ROW:
            return _row(data_type)
        case _:
            return str


def _boolean(value: bool) -> str:  # noqa: FBT001 - a value.
    return "true" if value else "false"


def _float(value: float, spell: Callable[[float], str]) -> str:
    if math.isnan(value):
        return '"NaN"'
    if value in (float("inf"), float("-inf")):
        return '"Infinity"' if value > 0 else '"-Infinity"'
    return spell(value)


def _array(data_type: DataType) -> Write:
    element = _or_null(_writer(data_type.element))
    return lambda values: f"[{','.join(map(element, values))}]"


def _map(data_type: DataType) -> Write:
    is_text = data_type.key.kind is Kind.VARCHAR
    key = str if is_text else _writer(data_type.key)
    value = _or_null(_writer(data_type.value))

    def write(entries: Any) -> str:
        spelled = ((key(name).strip('"') if not is_text else name, item) for name, item in entries)
        members = sorted(spelled, key=lambda entry: entry[0].encode("utf-16-be", "surrogatepass"))
        return f"{{{','.join(f'{quote(name)}:{value(item)}' for name, item in members)}}}"

    return write


def _row(data_type: DataType) -> Write:
    members = [
        (stored, quote(field.name or ""), _or_null(_writer(field.type)))
        for stored, field in zip(member_names(data_type), data_type.fields, strict=True)
    ]

    def write(row: Any) -> str:
        inner = ",".join(f"{name}:{member(row[stored])}" for stored, name, member in members)
        return f"{{{inner}}}"

    return write


def _or_null(write: Write) -> Write:
    return lambda value: "null" if value is None else write(value)
