"""Shapes of schemas that today's writers no longer make, given as decoded footers have them."""

from typing import Any

import pytest

from lakeq.formats.parquet.schema import Order, Physical, Primitive, read_columns
from lakeq.formats.parquet.statistics import StatisticsReader
from lakeq.formats.parquet.thrift import ThriftError
from lakeq.model import types
from lakeq.model.files import ColumnStatistics
from lakeq.model.types import DataType

REQUIRED, OPTIONAL, REPEATED = range(3)
INT32, BYTE_ARRAY = 1, 6
CONVERTED_LIST, CONVERTED_MAP, CONVERTED_MAP_KEY_VALUE = 3, 1, 2


def group(
    name: str, children: int, repetition: int = OPTIONAL, **annotation: Any
) -> dict[int, Any]:
    return {4: name.encode(), 5: children, 3: repetition, **_numbered(annotation)}


def leaf(name: str, physical: int = INT32, repetition: int = OPTIONAL, **a: Any) -> dict[int, Any]:
    return {4: name.encode(), 1: physical, 3: repetition, **_numbered(a)}


def _numbered(annotation: dict[str, Any]) -> dict[int, Any]:
    numbers = {"converted": 6, "scale": 7, "precision": 8, "logical": 10}
    return {numbers[name]: value for name, value in annotation.items()}


def described(*elements: dict[int, Any]) -> list[tuple[str, list[tuple[str, ...]]]]:
    columns = read_columns(elements)
    return [
        (column.type.trino, [leaf.path for leaf in columns.leaves if leaf.column == index])
        for index, column in enumerate(columns.columns)
    ]


def test_a_field_repeated_by_itself_is_an_array() -> None:
    assert described(group("root", 1), leaf("c", repetition=REPEATED)) == [
        ("array(integer)", [("c",)])
    ]


def test_a_list_of_two_levels_has_the_repeated_field_as_its_element() -> None:
    assert described(
        group("root", 1),
        group("c", 1, converted=CONVERTED_LIST),
        leaf("element", repetition=REPEATED),
    ) == [("array(integer)", [("c", "element")])]


@pytest.mark.parametrize("name", ["array", "c_tuple"])
def test_a_repeated_group_of_an_old_writer_is_a_row(name: str) -> None:
    assert described(
        group("root", 1),
        group("c", 1, converted=CONVERTED_LIST),
        group(name, 1, REPEATED),
        leaf("x"),
    ) == [("array(row(x integer))", [("c", name, "x")])]


def test_a_repeated_group_of_several_fields_is_a_row() -> None:
    assert described(
        group("root", 1),
        group("c", 1, logical={3: {}}),
        group("list", 2, REPEATED),
        leaf("x"),
        leaf("y"),
    ) == [("array(row(x integer, y integer))", [("c", "list", "x"), ("c", "list", "y")])]


@pytest.mark.parametrize("converted", [CONVERTED_MAP, CONVERTED_MAP_KEY_VALUE])
def test_a_map_is_known_by_either_of_its_old_marks(converted: int) -> None:
    assert described(
        group("root", 1),
        group("c", 1, converted=converted),
        group("map", 2, REPEATED),
        leaf("k", BYTE_ARRAY, REQUIRED, converted=0),
        leaf("v"),
    ) == [("map(varchar, integer)", [("c", "map", "k"), ("c", "map", "v")])]


def test_a_repeated_group_without_a_mark_is_an_array_of_rows() -> None:
    assert described(group("root", 1), group("c", 1, REPEATED), leaf("x")) == [
        ("array(row(x integer))", [("c", "x")])
    ]


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ({"converted": 15}, "tinyint"),
        ({"converted": 13}, "bigint"),
        ({"converted": 6}, "date"),
        ({"converted": 5, "precision": 5, "scale": 2}, "decimal(5,2)"),
        ({"logical": {5: {1: 2, 2: 5}}}, "decimal(5,2)"),
        ({"logical": {10: {1: 16, 2: True}}}, "smallint"),
    ],
)
def test_an_annotation_names_the_type(annotation: dict[str, Any], expected: str) -> None:
    assert described(group("root", 1), leaf("c", **annotation)) == [(expected, [("c",)])]


@pytest.mark.parametrize(
    "elements",
    [
        [],
        [group("root", 2), leaf("c")],
        [group("root", 1), leaf("c"), leaf("d")],
        [group("root", 1)] + [group("c", 1)] * 200 + [leaf("d")],
    ],
)
def test_a_schema_that_does_not_add_up_is_damaged(elements: list[dict[int, Any]]) -> None:
    with pytest.raises(ThriftError):
        read_columns(elements)


def read(primitive: Primitive, statistics: dict[int, Any], *, ordered: bool = True) -> Any:
    return StatisticsReader(primitive, is_ordered=ordered).read(statistics, 10)


def number(data_type: DataType = types.INTEGER, order: Order = Order.SIGNED) -> Primitive:
    return Primitive(Physical.INT32, data_type, order, is_repeated=False)


TEXT = Primitive(Physical.BYTE_ARRAY, types.VARCHAR, Order.UNSIGNED, is_repeated=False)
ONE, TWO = b"\1\0\0\0", b"\2\0\0\0"


def test_the_old_ends_of_signed_numbers_are_believed() -> None:
    assert read(number(), {1: TWO, 2: ONE}, ordered=False) == ColumnStatistics(1, 2)


def test_the_old_ends_of_strings_are_not_believed() -> None:
    assert read(TEXT, {1: b"b", 2: b"a"}) is None
    assert read(TEXT, {1: b"b", 2: b"a", 3: 4}) == ColumnStatistics(null_count=4)


def test_the_old_ends_of_unsigned_numbers_are_not_believed() -> None:
    assert read(number(types.BIGINT, Order.UNSIGNED), {1: TWO, 2: ONE}) is None


def test_the_ends_of_strings_need_a_defined_order() -> None:
    assert read(TEXT, {5: b"b", 6: b"a"}, ordered=True) == ColumnStatistics("a", "b")
    assert read(TEXT, {5: b"b", 6: b"a"}, ordered=False) is None


def test_ends_out_of_order_tell_nothing() -> None:
    assert read(number(), {5: ONE, 6: TWO}) is None
    assert read(TEXT, {5: b"a", 6: b"b"}) is None


def test_a_value_of_another_length_than_its_type_tells_nothing() -> None:
    assert read(number(), {5: b"\1", 6: b"\1"}) is None


def test_more_nulls_than_values_tell_nothing() -> None:
    assert read(number(), {3: 11}) is None
    assert read(number(), {3: -1}) is None


def test_an_end_cut_within_a_character_is_mended_or_given_up() -> None:
    half = "é".encode()[:1]

    assert read(TEXT, {5: b"b" + half, 6: b"a" + half}) == ColumnStatistics("a", None)
    assert read(TEXT, {5: b"b", 6: b"\xff"}) is None
    assert read(TEXT, {5: b"b", 6: b"a\xff"}) == ColumnStatistics(None, "b")
