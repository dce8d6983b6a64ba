import pytest

from lakeq.formats.parquet.thrift import (
    ThriftError,
    read_first_list,
    read_struct,
    read_struct_after,
)

# A struct of: 1 = i32 -2, 2 = list of two i32, 3 = "ab", 5 = true, 6 = struct {1 = false}.
WHOLE = b"\x15\x03" + b"\x19\x25\x02\x04" + b"\x18\x02ab" + b"\x21" + b"\x1c\x12\x00" + b"\x00"


def test_a_struct_is_its_fields_by_number() -> None:
    assert read_struct(WHOLE) == {1: -2, 2: [1, 2], 3: b"ab", 5: True, 6: {1: False}}


def test_a_struct_can_be_read_in_two_parts() -> None:
    values, position = read_first_list(WHOLE, 2)

    assert values == [1, 2]
    assert read_struct_after(WHOLE, position, 2) == {3: b"ab", 5: True, 6: {1: False}}


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (b"\x06\xc8\x01\x7f\x00", {100: -64}),
        (b"\x13\xff\x00", {1: 255}),
        (b"\x17\0\0\0\0\0\0\xf0\x3f\x00", {1: b"\0\0\0\0\0\0\xf0\x3f"}),
        (b"\x16\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00", {1: 2**63 - 1}),
        (b"\x19\x21\x01\x02\x00", {1: [True, False]}),
        (b"\x19\x13\x07\x00", {1: [7]}),
        (b"\x19\x27" + b"\1" * 16 + b"\x00", {1: [b"\1" * 8, b"\1" * 8]}),
        (b"\x19\x18\x01a\x00", {1: [b"a"]}),
        (b"\x1a\x15\x02\x00", {1: [1]}),
        (b"\x1b\x00\x00", {1: []}),
        (b"\x1b\x01\x85\x01a\x02\x00", {1: [(b"a", 1)]}),
        (b"\x19\xf5\x10" + b"\x02" * 16 + b"\x00", {1: [1] * 16}),
    ],
)
def test_every_type_is_decoded(encoded: bytes, expected: dict[int, object]) -> None:
    assert read_struct(encoded) == expected


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"\x15",
        b"\x15\xff",
        b"\x15" + b"\xff" * 20,
        b"\x18\x05ab\x00",
        b"\x19\xf5\xff\xff\xff\x7f\x00",
        b"\x1b\xff\xff\xff\x7f\x55\x00",
        b"\x1d\x00",
        b"\x1c" * 1000,
        b"\x19\x19" * 1000,
        b"\x19\x18\x05a",
    ],
)
def test_bytes_that_are_no_struct_are_refused(encoded: bytes) -> None:
    with pytest.raises(ThriftError):
        read_struct(encoded)


def test_a_list_that_is_missing_is_refused() -> None:
    with pytest.raises(ThriftError):
        read_first_list(b"\x15\x03\x00", 2)
    with pytest.raises(ThriftError):
        read_first_list(b"\x25\x03\x00", 2)
    with pytest.raises(ThriftError):
        read_first_list(b"\x15", 2)
