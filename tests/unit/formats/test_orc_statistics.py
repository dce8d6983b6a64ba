"""Statistics of writers that are not at hand, as messages put together byte by byte."""

import struct

import pytest

from lakeq.formats.orc.protobuf import Message, WireError, zigzag
from lakeq.formats.orc.statistics import read_statistics
from lakeq.model import types
from lakeq.model.files import ColumnStatistics
from lakeq.model.types import DataType

TODAY = 9


def varint(value: int) -> bytes:
    encoded = b""
    while value > 0x7F:
        encoded += bytes([value & 0x7F | 0x80])
        value >>= 7
    return encoded + bytes([value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def signed(field: int, value: int) -> bytes:
    return number(field, value * 2 if value >= 0 else -value * 2 - 1)


def text(field: int, value: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(value)) + value


def double(field: int, value: float) -> bytes:
    return varint(field << 3 | 1) + struct.pack("<d", value)


def read(data_type: DataType, *parts: bytes, writer: int = TODAY) -> ColumnStatistics | None:
    return read_statistics(Message(b"".join(parts)), data_type, 10, writer)


def test_the_ends_of_strings_by_the_oldest_writers_are_not_believed() -> None:
    ends = text(4, text(1, b"a") + text(2, b"z"))

    assert read(types.VARCHAR, ends, writer=0) is None
    assert read(types.VARCHAR, ends, writer=1) == ColumnStatistics("a", "z")


def test_a_bound_stands_in_for_an_end_that_is_too_long() -> None:
    bounds = text(4, text(4, b"a") + text(5, b"z"))

    assert read(types.VARCHAR, bounds) == ColumnStatistics("a", "z")


def test_timestamps_in_the_writers_zone_are_not_believed() -> None:
    assert read(types.timestamp(9), text(9, signed(1, 0) + signed(2, 5))) is None


def test_a_boolean_without_buckets_has_no_ends() -> None:
    assert read(types.BOOLEAN, number(1, 10)) == ColumnStatistics(null_count=0)


def test_doubles_whose_sum_is_no_number_may_hold_nan() -> None:
    ends = double(1, 1.0) + double(2, 2.0)

    assert read(types.DOUBLE, text(3, ends)) == ColumnStatistics(1.0, 2.0)
    assert read(types.DOUBLE, text(3, ends + double(3, float("nan")))) is None


def test_a_char_is_padded_by_some_writers_so_its_ends_are_not_used() -> None:
    assert read(types.char(3), text(4, text(1, b"a") + text(2, b"z"))) is None


@pytest.mark.parametrize(
    ("data_type", "ends"),
    [
        (types.BIGINT, text(2, signed(1, 5) + signed(2, 1))),
        (types.DATE, text(7, signed(1, 5) + signed(2, 1))),
        (types.DATE, text(7, signed(1, 5))),
        (types.timestamp(9), text(9, signed(3, 5) + signed(4, 1))),
        (types.decimal(5, 2), text(6, text(1, b"x") + text(2, b"\xff"))),
        (types.decimal(5, 2), text(6, text(1, b"NaN") + text(2, b"Infinity"))),
        (types.VARCHAR, text(4, text(1, b"\xff") + text(2, b"\xff"))),
    ],
)
def test_ends_that_make_no_sense_are_unknown(data_type: DataType, ends: bytes) -> None:
    assert read(data_type, ends) is None


def test_more_values_than_rows_tell_nothing_of_nulls() -> None:
    assert read(types.BIGINT, number(1, 11)) is None


def test_numbers_are_decoded_with_their_sign() -> None:
    for value in (0, 1, -1, 300, -300, 2**63 - 1, -(2**63)):
        assert Message(signed(20, value)).signed(20) == value
    assert zigzag(2**64 - 1) == -(2**63)


def test_a_repeated_number_is_read_packed_or_not() -> None:
    assert Message(number(3, 5) + text(3, varint(300) + varint(7))).all_unsigned(3) == [5, 300, 7]


@pytest.mark.parametrize(
    "encoded",
    [
        b"\x08",
        b"\x08\xff",
        b"\x08" + b"\xff" * 11,
        b"\x0a\x05ab",
        b"\x09\x00",
        b"\x0b\x00",
        b"\x0f",
        b"\xff\xff",
    ],
)
def test_bytes_that_are_no_message_are_refused(encoded: bytes) -> None:
    with pytest.raises(WireError):
        Message(encoded)


def test_a_field_of_another_type_is_refused() -> None:
    message = Message(number(1, 5) + text(2, b"ab"))

    with pytest.raises(WireError):
        message.binary(1)
    with pytest.raises(WireError):
        message.unsigned(2)
    with pytest.raises(WireError):
        message.double(2)
    with pytest.raises(WireError):
        list(message.all_binary(1))
