"""Casts from JSON: a function for each type, with Trino's messages."""

import math
import re
import struct
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import Any, TypeAlias

from lakeq.engines.duckdb.types import member_names
from lakeq.errors import InvalidCast, OutOfRange
from lakeq.functions.json_text import (
    ORDERED,
    Fraction,
    Members,
    Value,
    Whole,
    check_characters,
    scientific_text,
    too_deep,
    write,
)
from lakeq.model.types import DataType, Kind

Read: TypeAlias = Callable[[Value], Any]
"""Reads a value that is not null. Raises _Refused."""

_BITS = {Kind.TINYINT: 7, Kind.SMALLINT: 15, Kind.INTEGER: 31, Kind.BIGINT: 63}
_WHOLE = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(r"\s*([+-]?(NaN|Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?))\s*")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_TRUE, _FALSE = ("t", "true", "1"), ("f", "false", "0")
_CONTAINERS = (Kind.ARRAY, Kind.MAP, Kind.ROW)
_LONGEST_EXPONENT = 400


class _Refused(Exception):
    """A value that the type cannot hold; ``beyond`` if it is a number that is too large."""

    def __init__(self, detail: str, *, beyond: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.beyond = beyond


def caster(target: DataType, *, trusted: bool = True) -> Callable[[str], Any]:
    """Make the cast of JSON to a type, of ``trusted`` JSON or of any text."""
    read = reader(target)
    is_container = target.kind in _CONTAINERS

    def cast(text: str) -> Any:
        try:
            value = ORDERED.decode(text)
            if not trusted:
                check_characters(write(value))
            return None if value is None else read(value)
        except _Refused as refused:
            if is_container:
                message = f"Cannot cast to {target.trino}. {refused.detail}\n{text}"
                raise InvalidCast(message) from refused
            if refused.beyond:
                raise OutOfRange(refused.detail) from refused
            raise InvalidCast(f"Cannot cast '{text}' to {_name(target)}") from refused
        except ValueError as error:
            raise InvalidCast(f"Cannot cast to {target.trino}.\n{text}") from error
        except RecursionError as error:
            raise too_deep() from error

    return cast


def reader(target: DataType) -> Read:
    """Make the reader of a type."""
    match target.kind:
        case Kind.BOOLEAN:
            return _boolean
        case Kind.TINYINT | Kind.SMALLINT | Kind.INTEGER | Kind.BIGINT:
            return lambda value: _integer(value, target.kind)
        case Kind.REAL:
            return lambda value: _real(_float(value, target))
        case Kind.DOUBLE:
            return lambda value: _float(value, target)
        case Kind.DECIMAL:
            return lambda value: _decimal(value, target)
        case Kind.VARCHAR:
            return lambda value: _varchar(value, target)
        case Kind.JSON:
            return write
        case Kind.ARRAY:
            return _array(target)
        case Kind.MAP:
            return _map(target)
        case _:
            return _row(target)


def _boolean(value: Value) -> bool:
    match value:
        case bool():
            return value
        case Whole():
            if not -(2**63) <= int(value) < 2**63:
                raise _Refused(f"Unexpected token when cast to boolean: {value}")
            return int(value) != 0
        case Fraction():
            return float(value) != 0
        case str() if value.lower() in (*_TRUE, *_FALSE):
            return value.lower() in _TRUE
        case str():
            raise _Refused(f"Cannot cast '{value}' to BOOLEAN")
        case _:
            raise _unexpected(value, "boolean")


def _integer(value: Value, kind: Kind) -> int:
    match value:
        case bool():
            return int(value)
        case Fraction():
            return _rounded(float(value), kind)
        case str() if not isinstance(value, Whole) and not _WHOLE.fullmatch(value):
            raise _Refused(f"Cannot cast '{value}' to {_short(kind)}")
        case str():
            number = int(value) if len(value) < _LONGEST_EXPONENT else 2**64
            if not _fits(number, kind):
                raise _Refused(f"Out of range for {kind.value}: {value}")
            return number
        case _:
            raise _unexpected(value, kind.value)


def _rounded(value: float, kind: Kind) -> int:
    beyond = _Refused(f"Out of range for {kind.value}: {_spelled(value)}", beyond=True)
    if math.isinf(value):
        raise beyond
    whole = math.floor(abs(value) + 0.5) if abs(value) < 2**52 else int(abs(value))
    number = -whole if value < 0 else whole
    if not _fits(number, kind):
        raise beyond
    return number


def _float(value: Value, target: DataType) -> float:
    match value:
        case bool() | Whole() | Fraction():
            return float(value)
        case str():
            found = _FLOAT.fullmatch(value)
            if found is None:
                raise _Refused(f"Cannot cast '{value}' to {_name(target)}")
            return float(found[1])
        case _:
            raise _unexpected(value, target.kind.value)


def _real(value: float) -> float:
    try:
        narrowed: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return narrowed


def _decimal(value: Value, target: DataType) -> Decimal:
    match value:
        case bool():
            number = Decimal(int(value))
        case str():
            number = _number(value, target)
        case _:
            raise _unexpected(value, target.trino)
    with localcontext() as context:
        context.prec = 100
        try:
            fitted = number.quantize(Decimal(1).scaleb(-target.scale), ROUND_HALF_UP)
        except InvalidOperation:
            raise _Refused(_beyond(target), beyond=True) from None
        if abs(fitted) >= Decimal(10) ** ((target.precision or 0) - target.scale):
            raise _Refused(_beyond(target), beyond=True)
    return fitted


def _number(value: str, target: DataType) -> Decimal:
    if isinstance(value, Whole | Fraction):
        return Decimal(str(value))
    if _NUMBER.fullmatch(value) is None:
        raise _Refused(f"Cannot cast '{value}' to {_name(target)}")
    return Decimal(value)


def _varchar(value: Value, target: DataType) -> str:
    match value:
        case bool():
            spelled = "true" if value else "false"
        case Fraction():
            spelled = _spelled(float(value))
        case str():
            spelled = str(value)
        case _:
            raise _unexpected(value, target.trino)
    return spelled if target.precision is None else spelled[: target.precision]


def _array(target: DataType) -> Read:
    element = _member(target.element)

    def read(value: Value) -> list[Any]:
        if not isinstance(value, list) or isinstance(value, Members):
            raise _Refused(f"Expected a json array, but got {_token(value)}")
        return [element(item) for item in value]

    return read


def _map(target: DataType) -> Read:
    key, item = reader(target.key), _member(target.value)

    def read(value: Value) -> list[tuple[Any, Any]]:
        if not isinstance(value, Members):
            raise _Refused(f"Expected a json object, but got {_token(value)}")
        entries: dict[Any, Any] = {}
        for name, member in value:
            found = key(name)
            if found in entries:
                raise _Refused("Duplicate map keys are not allowed")
            entries[found] = item(member)
        return list(entries.items())

    return read


def _row(target: DataType) -> Read:
    stored = member_names(target)
    readers = [_member(field.type) for field in target.fields]
    named = {field.name.lower(): index for index, field in enumerate(target.fields) if field.name}

    def read(value: Value) -> dict[str, Any]:
        if isinstance(value, Members):
            return _from_members(value)
        if not isinstance(value, list):
            raise _Refused(f"Expected a json array or object, but got {_token(value)}")
        if len(value) != len(readers):
            raise _Refused(f"Expected a json array of {len(readers)} elements")
        pairs = zip(stored, readers, value, strict=True)
        return {name: member(item) for name, member, item in pairs}

    def _from_members(members: Members) -> dict[str, Any]:
        if len(named) < len(readers):
            raise _Refused(
                "Cannot cast a JSON object to anonymous row type. Input must be a JSON array."
            )
        row: dict[str, Any] = dict.fromkeys(stored)
        seen: set[int] = set()
        for name, item in members:
            index = named.get(name.lower())
            if index is None:
                continue
            if index in seen:
                raise _Refused(f"Duplicate field: {name.lower()}")
            seen.add(index)
            row[stored[index]] = readers[index](item)
        return row

    return read


def _member(data_type: DataType) -> Read:
    """Read what may be null, which JSON has a value of its own for."""
    read = reader(data_type)
    if data_type.kind is Kind.JSON:
        return read
    return lambda value: None if value is None else read(value)


def _fits(number: int, kind: Kind) -> bool:
    limit = 1 << _BITS[kind]
    return -limit <= number < limit


def _spelled(value: float) -> str:
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return scientific_text(value)


def _beyond(target: DataType) -> str:
    return f"Cannot cast input json to {_name(target)}"


def _name(target: DataType) -> str:
    return target.trino.upper() if target.kind is not Kind.INTEGER else "INTEGER"


def _short(kind: Kind) -> str:
    return "INT" if kind is Kind.INTEGER else kind.value.upper()


def _unexpected(value: Value, target: str) -> _Refused:
    return _Refused(f"Unexpected token when cast to {target}: {_token(value)}")


def _token(value: Value) -> str:
    match value:
        case Members():
            return "{"
        case list():
            return "["
        case _:
            return write(value).strip('"')
