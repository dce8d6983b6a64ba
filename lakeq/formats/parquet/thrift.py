"""Thrift's compact protocol, in which Parquet writes its footers.

Source: the Thrift compact protocol specification. pyarrow decodes a footer about three times
faster, but ends the whole process at some damaged ones: an exception of its C++ part that nobody
catches. A damaged file must fail one query and nothing else.
"""

from typing import Any, TypeAlias

Struct: TypeAlias = dict[int, Any]
"""A struct's fields by number: bool, int, bytes (also of doubles), a list, or a struct."""

_MAX_DEPTH = 64
_MAX_VARINT_BITS = 70
_DOUBLE_BYTES = 8
_STOP = 0
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_INTEGERS = frozenset({_I16, _I32, _I64})


class ThriftError(ValueError):
    """The bytes are not a struct."""


def read_struct(data: bytes, position: int = 0) -> Struct:
    """Decode the struct that begins at a position."""
    return _guarded(data, position, {}, 0)


def read_struct_after(data: bytes, position: int, number: int) -> Struct:
    """Decode the rest of a struct, whose last field before the position was number ``number``."""
    return _guarded(data, position, {}, number)


def read_first_list(data: bytes, number: int) -> tuple[list[Any], int]:
    """Decode a struct as far as its list ``number``: the list, and the position after it."""
    fields: Struct = {}
    try:
        position = _fields(data, 0, fields, 0, 0, number)
    except (IndexError, RecursionError) as error:
        raise ThriftError("a struct is cut short") from error
    found = fields.get(number)
    if not isinstance(found, list):
        raise ThriftError("a list is missing")
    return found, position


def _guarded(data: bytes, position: int, fields: Struct, number: int) -> Struct:
    try:
        _fields(data, position, fields, number, 0, -1)
    except IndexError as error:
        raise ThriftError("a struct is cut short") from error
    return fields


def _fields(  # noqa: C901, PLR0912 - one loop: a call per field would double its time.
    data: bytes, position: int, fields: Struct, number: int, depth: int, last: int
) -> int:
    """Decode fields until the struct stops, or until the field ``last`` is decoded."""
    if depth > _MAX_DEPTH:
        raise ThriftError("structs are nested too deeply")
    while True:
        header = data[position]
        position += 1
        if header == _STOP:
            return position
        if header > 15:
            number += header >> 4
        else:
            number, position = _integer(data, position)
        kind = header & 15
        if kind in _INTEGERS:
            byte = data[position]
            if byte < 0x80:
                fields[number] = (byte >> 1) ^ -(byte & 1)
                position += 1
            else:
                fields[number], position = _integer(data, position)
        elif kind == _BINARY:
            length = data[position]
            if length < 0x80:
                position += 1
            else:
                length, position = _varint(data, position)
            end = position + length
            if end > len(data):
                raise ThriftError("a value is cut short")
            fields[number] = data[position:end]
            position = end
        elif kind == _STRUCT:
            below: Struct = {}
            position = _fields(data, position, below, 0, depth + 1, -1)
            fields[number] = below
        elif kind in (_TRUE, _FALSE):
            fields[number] = kind == _TRUE
        else:
            fields[number], position = _value(data, position, kind, depth)
        if number == last:
            return position


def _value(data: bytes, position: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind in _INTEGERS:
        return _integer(data, position)
    if kind == _BINARY:
        length, position = _varint(data, position)
        return _slice(data, position, length)
    if kind == _STRUCT:
        below: Struct = {}
        position = _fields(data, position, below, 0, depth + 1, -1)
        return below, position
    if kind in (_LIST, _SET):
        return _list(data, position, depth + 1)
    if kind in (_TRUE, _FALSE):
        # In a list, unlike in a struct, a bool takes a byte.
        return data[position] == _TRUE, position + 1
    if kind == _BYTE:
        return data[position], position + 1
    if kind == _DOUBLE:
        return _slice(data, position, _DOUBLE_BYTES)
    if kind == _MAP:
        return _map(data, position, depth + 1)
    raise ThriftError("a field is of no known type")


def _list(data: bytes, position: int, depth: int) -> tuple[list[Any], int]:
    header = data[position]
    position += 1
    kind = header & 15
    length = header >> 4
    if length == 15:
        length, position = _varint(data, position)
    if length > len(data) - position or depth > _MAX_DEPTH:
        raise ThriftError("a list is longer than what holds it")
    values = []
    for _ in range(length):
        value, position = _value(data, position, kind, depth)
        values.append(value)
    return values, position


def _map(data: bytes, position: int, depth: int) -> tuple[list[Any], int]:
    length, position = _varint(data, position)
    if length == 0:
        return [], position
    if length > len(data) - position or depth > _MAX_DEPTH:
        raise ThriftError("a map is longer than what holds it")
    kinds = data[position]
    position += 1
    entries = []
    for _ in range(length):
        key, position = _value(data, position, kinds >> 4, depth)
        value, position = _value(data, position, kinds & 15, depth)
        entries.append((key, value))
    return entries, position


def _slice(data: bytes, position: int, length: int) -> tuple[bytes, int]:
    end = position + length
    if end > len(data):
        raise ThriftError("a value is cut short")
    return data[position:end], end


def _integer(data: bytes, position: int) -> tuple[int, int]:
    value, position = _varint(data, position)
    return (value >> 1) ^ -(value & 1), position


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while shift < _MAX_VARINT_BITS:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    raise ThriftError("a number is too long")
