"""Items: what a JSON path finds, its numbers typed as in SQL.

An item is JSON's null (None), a boolean, a Number, a string, a list or a dict of items.
"""

import json
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias, Union

from lakeq.functions.json_text import double_text, quote, real_text, refuse_constant
from lakeq.model.types import Kind

_LONGEST = 20
_BITS = {Kind.TINYINT: 7, Kind.SMALLINT: 15, Kind.INTEGER: 31, Kind.BIGINT: 63}


class PathFailed(Exception):
    """A path that cannot be followed, as ON ERROR catches it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its SQL type: an integer, a decimal, a real or a double."""

    kind: Kind
    value: int | Decimal | float

    @property
    def is_whole(self) -> bool:
        """Whether this is of one of the integer types."""
        return self.kind in _BITS


Item: TypeAlias = Union[bool, str, "Number", list["Item"], dict[str, "Item"], None]


def parse_item(text: str) -> Item:
    """Read JSON. Raises ValueError for what is none, PathFailed for integers beyond 64 bits."""
    item: Item = _DECODER.decode(text)
    return item


def whole(value: int, kind: Kind = Kind.INTEGER) -> Number:
    """Type an integer, at least as wide as a kind. Raises PathFailed beyond 64 bits."""
    if kind is Kind.INTEGER and not fits(value, kind):
        kind = Kind.BIGINT
    if not fits(value, kind):
        raise PathFailed(f"{kind.value} overflow: {value}")
    return Number(kind, value)


def fits(value: int, kind: Kind) -> bool:
    """Whether an integer type holds a value."""
    limit = 1 << _BITS[kind]
    return -limit <= value < limit


def write_item(item: Item) -> str:
    """Write an item as JSON; members keep their order."""
    match item:
        case None:
            return "null"
        case bool():
            return "true" if item else "false"
        case Number():
            return _write_number(item)
        case str():
            return quote(item)
        case list():
            return f"[{','.join(map(write_item, item))}]"
        case _:
            members = (f"{quote(name)}:{write_item(each)}" for name, each in item.items())
            return f"{{{','.join(members)}}}"


def kind_name(item: Item) -> str:
    """Name an item's kind as the method ``type()`` does."""
    match item:
        case None:
            return "null"
        case bool():
            return "boolean"
        case Number():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _write_number(number: Number) -> str:
    value = number.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return '"NaN"'
    if math.isinf(value):
        return '"Infinity"' if value > 0 else '"-Infinity"'
    return real_text(value) if number.kind is Kind.REAL else double_text(value)


def _double(text: str) -> Number:
    return Number(Kind.DOUBLE, float(text))


def _integer(text: str) -> Number:
    # No integer of more digits has 64 bits.
    return whole(int(text) if len(text) <= _LONGEST else 2**64)


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_double, parse_constant=refuse_constant)
