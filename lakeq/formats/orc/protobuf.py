"""Protocol Buffers' wire format, as much of it as ORC uses.

Source: the Protocol Buffers encoding guide.
"""

import struct
from collections.abc import Iterator
from typing import TypeAlias

Value: TypeAlias = int | bytes
"""A varint as it stands, fixed 64 or 32 bits as their bytes, or the bytes of anything longer."""

_MAX_VARINT_BITS = 70
_FIXED_BYTES = {1: 8, 5: 4}
_DOUBLE = struct.Struct("<d")


class WireError(ValueError):
    """The bytes are not a message."""


class Message:
    """A decoded message, its fields by number."""

    __slots__ = ("_fields",)

    def __init__(self, encoded: bytes) -> None:
        self._fields = _read_fields(encoded)

    def has(self, number: int) -> bool:
        """Whether the message holds the field."""
        return number in self._fields

    def unsigned(self, number: int, default: int = 0) -> int:
        """Give an unsigned integer or an enum's number; the last one counts."""
        value = self._last(number)
        if value is None:
            return default
        if isinstance(value, int):
            return value
        raise WireError(f"field {number} is no integer")

    def signed(self, number: int) -> int | None:
        """Give a ``sint32`` or ``sint64``."""
        return zigzag(self.unsigned(number)) if self.has(number) else None

    def double(self, number: int) -> float | None:
        """Give a ``double``."""
        value = self._last(number)
        if value is None:
            return None
        if not isinstance(value, bytes) or len(value) != _DOUBLE.size:
            raise WireError(f"field {number} is no double")
        return float(_DOUBLE.unpack(value)[0])

    def binary(self, number: int) -> bytes | None:
        """Give a string or ``bytes``, as bytes."""
        value = self._last(number)
        if value is None or isinstance(value, bytes):
            return value
        raise WireError(f"field {number} is no string")

    def message(self, number: int) -> "Message | None":
        """Give a message within this one."""
        value = self.binary(number)
        return None if value is None else Message(value)

    def messages(self, number: int) -> Iterator["Message"]:
        """Yield the messages of a repeated field."""
        for value in self.all_binary(number):
            yield Message(value)

    def all_binary(self, number: int) -> Iterator[bytes]:
        """Yield the strings or ``bytes`` of a repeated field."""
        for value in self._fields.get(number, ()):
            if not isinstance(value, bytes):
                raise WireError(f"field {number} is no string")
            yield value

    def all_unsigned(self, number: int) -> list[int]:
        """Give the integers of a repeated field, packed or not."""
        numbers = []
        for value in self._fields.get(number, ()):
            if isinstance(value, int):
                numbers.append(value)
                continue
            position = 0
            while position < len(value):
                unpacked, position = _varint(value, position)
                numbers.append(unpacked)
        return numbers

    def _last(self, number: int) -> Value | None:
        values = self._fields.get(number)
        return None if values is None else values[-1]


def zigzag(value: int) -> int:
    """Decode a signed integer that was stored with its sign in the lowest bit.

    >>> [zigzag(value) for value in (0, 1, 2, 3)]
    [0, -1, 1, -2]
    """
    return (value >> 1) ^ -(value & 1)


def _read_fields(message: bytes) -> dict[int, list[Value]]:
    # Footers hold tens of thousands of fields, nearly all of them with tags, numbers and lengths of
    # one byte: those are decoded here, without a call.
    fields: dict[int, list[Value]] = {}
    position, end = 0, len(message)
    while position < end:
        tag = message[position]
        position += 1
        if tag > 0x7F:
            tag, position = _varint(message, position - 1)
        wire_type = tag & 7
        number = _FIXED_BYTES.get(wire_type, end)
        if wire_type in (0, 2):
            if position < end and message[position] < 0x80:
                number = message[position]
                position += 1
            else:
                number, position = _varint(message, position)
        value: Value = number
        if wire_type:
            length = number
            if position + length > end:
                raise WireError("a field is longer than its message")
            value = message[position : position + length]
            position += length
        if tag >> 3 in fields:
            fields[tag >> 3].append(value)
        else:
            fields[tag >> 3] = [value]
    return fields


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while shift < _MAX_VARINT_BITS:
        try:
            byte = data[position]
        except IndexError:
            raise WireError("a number is cut short") from None
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    raise WireError("a number is too long")
