"""Parquet's schema in our types: its groups, lists and maps made out, and its leaves.

Source: the Parquet format's logical types, with the older shapes of lists that readers must accept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from lakeq.formats.parquet.thrift import Struct, ThriftError
from lakeq.model import types
from lakeq.model.files import FileColumn, Leaf
from lakeq.model.types import DataType, Field, Kind

_MAX_DEPTH = 100
_REPEATED = 2


class Physical(IntEnum):
    """How a value is stored, as footers number it."""

    BOOLEAN = 0
    INT32 = 1
    INT64 = 2
    INT96 = 3
    FLOAT = 4
    DOUBLE = 5
    BYTE_ARRAY = 6
    FIXED_LEN_BYTE_ARRAY = 7


class Order(IntEnum):
    """How a leaf's values are ordered, which decides whether its old statistics can be used."""

    SIGNED = 0
    UNSIGNED = 1
    UNDEFINED = 2


@dataclass(frozen=True, slots=True)
class Primitive:
    """What a footer says of a leaf."""

    physical: Physical
    type: DataType
    order: Order
    is_repeated: bool


@dataclass(slots=True)
class ParquetColumns:
    """A schema: its top-level columns, its leaves and, beside each, its primitive."""

    columns: tuple[FileColumn, ...] = ()
    leaves: list[Leaf] = field(default_factory=list)
    primitives: list[Primitive] = field(default_factory=list)


# Logical types of a leaf by their number in the footer's union, and the converted types that came
# before them by theirs, as far as neither has parameters.
_LOGICAL = {
    1: types.VARCHAR,
    4: types.VARCHAR,
    6: types.DATE,
    11: types.UNKNOWN,
    12: types.VARCHAR,
    15: types.REAL,
}
_CONVERTED = {
    0: types.VARCHAR,
    4: types.VARCHAR,
    6: types.DATE,
    7: DataType(Kind.TIME, 3),
    8: DataType(Kind.TIME, 6),
    9: types.timestamp(3),
    10: types.timestamp(6),
    19: types.VARCHAR,
}
_CONVERTED_INTEGERS = {
    11: (8, False),
    12: (16, False),
    13: (32, False),
    14: (64, False),
    15: (8, True),
    16: (16, True),
    17: (32, True),
    18: (64, True),
}
_INTEGERS = {
    (8, True): types.TINYINT,
    (16, True): types.SMALLINT,
    (32, True): types.INTEGER,
    (64, True): types.BIGINT,
    (8, False): types.SMALLINT,
    (16, False): types.INTEGER,
    (32, False): types.BIGINT,
    (64, False): types.decimal(20, 0),
}
_PLAIN = {
    Physical.BOOLEAN: types.BOOLEAN,
    Physical.INT32: types.INTEGER,
    Physical.INT64: types.BIGINT,
    Physical.INT96: types.timestamp(9),
    Physical.FLOAT: types.REAL,
    Physical.DOUBLE: types.DOUBLE,
    Physical.BYTE_ARRAY: types.VARBINARY,
    Physical.FIXED_LEN_BYTE_ARRAY: types.VARBINARY,
}
_LOGICAL_DECIMAL, _LOGICAL_TIME, _LOGICAL_TIMESTAMP, _LOGICAL_INTEGER = 5, 7, 8, 10
_LOGICAL_LISTS, _LOGICAL_MAPS = {3}, {2}
_CONVERTED_LISTS, _CONVERTED_MAPS = {3}, {1, 2}
_CONVERTED_DECIMAL, _CONVERTED_INTERVAL = 5, 21
_DIGITS = {1: 3, 2: 6, 3: 9}


@dataclass(frozen=True, slots=True)
class _Node:
    element: Struct
    name: str
    children: tuple["_Node", ...]

    @property
    def is_repeated(self) -> bool:
        return bool(self.element.get(3) == _REPEATED)

    def is_annotated(self, logical: set[int], converted: set[int]) -> bool:
        annotations: Struct = self.element.get(10) or {}
        return not logical.isdisjoint(annotations) or self.element.get(6) in converted


def read_columns(elements: Sequence[Struct]) -> ParquetColumns:
    """Describe a schema, given as the footer lists it: each group before its children."""
    root, after = _tree(elements, 0, 0)
    if after != len(elements):
        raise ThriftError("the schema has elements that belong nowhere")
    described = ParquetColumns()
    columns = []
    for index, node in enumerate(root.children):
        walk = _Walk(described, index)
        data_type = walk.field_type(node, (node.name,), is_repeated=False)
        columns.append(FileColumn(node.name, data_type))
    described.columns = tuple(columns)
    return described


def _tree(elements: Sequence[Struct], position: int, depth: int) -> tuple[_Node, int]:
    if position >= len(elements) or depth > _MAX_DEPTH:
        raise ThriftError("the schema is cut short")
    element = elements[position]
    position += 1
    children = []
    for _ in range(element.get(5, 0)):
        child, position = _tree(elements, position, depth + 1)
        children.append(child)
    return _Node(element, element[4].decode(), tuple(children)), position


class _Walk:
    """Goes through one top-level column, and adds a leaf for each primitive it meets."""

    def __init__(self, described: ParquetColumns, column: int) -> None:
        self._described = described
        self._column = column

    def field_type(self, node: _Node, path: tuple[str, ...], *, is_repeated: bool) -> DataType:
        """Name the type of a field; one that is repeated by itself is an array."""
        if node.is_repeated:
            return types.array_of(self.value_type(node, path, is_repeated=True))
        return self.value_type(node, path, is_repeated=is_repeated)

    def value_type(self, node: _Node, path: tuple[str, ...], *, is_repeated: bool) -> DataType:
        """Name the type of a field's value, or of its elements."""
        if not node.children:
            return self._leaf(node, path, is_repeated=is_repeated)
        if len(node.children) == 1 and node.children[0].is_repeated:
            child = node.children[0]
            if node.is_annotated(_LOGICAL_LISTS, _CONVERTED_LISTS):
                return types.array_of(self._element_type(node, child, (*path, child.name)))
            if node.is_annotated(_LOGICAL_MAPS, _CONVERTED_MAPS) and len(child.children) == 2:
                key, value = child.children
                inside = (*path, child.name)
                key_type = self.field_type(key, (*inside, key.name), is_repeated=True)
                value_type = self.field_type(value, (*inside, value.name), is_repeated=True)
                return types.map_of(key_type, value_type)
        return self._row(node, path, is_repeated=is_repeated)

    def _row(self, node: _Node, path: tuple[str, ...], *, is_repeated: bool) -> DataType:
        return types.row_of(
            *(
                Field(
                    child.name, self.field_type(child, (*path, child.name), is_repeated=is_repeated)
                )
                for child in node.children
            )
        )

    def _element_type(self, array: _Node, repeated: _Node, path: tuple[str, ...]) -> DataType:
        # Some older writers leave out the level between a list and its elements.
        is_element = len(repeated.children) == 1 and (
            repeated.name in ("array", f"{array.name}_tuple") or repeated.children[0].is_repeated
        )
        if is_element or len(repeated.children) > 1:
            return self._row(repeated, path, is_repeated=True)
        if not repeated.children:
            return self._leaf(repeated, path, is_repeated=True)
        element = repeated.children[0]
        return self.value_type(element, (*path, element.name), is_repeated=True)

    def _leaf(self, node: _Node, path: tuple[str, ...], *, is_repeated: bool) -> DataType:
        physical = Physical(node.element[1])
        data_type = _leaf_type(node.element, physical)
        order = _order(node.element, physical, data_type)
        self._described.leaves.append(Leaf(self._column, path, data_type))
        self._described.primitives.append(Primitive(physical, data_type, order, is_repeated))
        return data_type


def _leaf_type(element: Struct, physical: Physical) -> DataType:
    logical: Struct = element.get(10) or {}
    converted = element.get(6)
    known = [_LOGICAL[number] for number in logical if number in _LOGICAL]
    if known:
        return known[0]
    if _LOGICAL_DECIMAL in logical or converted == _CONVERTED_DECIMAL:
        parameters = logical.get(_LOGICAL_DECIMAL, {})
        scale = parameters.get(1, element.get(7, 0))
        return types.decimal(parameters.get(2, element.get(8, 0)), scale)
    integer = _integer(element)
    if integer is not None:
        return _INTEGERS.get(integer, _PLAIN[physical])
    for number, kind in ((_LOGICAL_TIMESTAMP, Kind.TIMESTAMP), (_LOGICAL_TIME, Kind.TIME)):
        if number in logical:
            units = logical[number].get(2, {})
            return DataType(kind, next((_DIGITS[unit] for unit in units if unit in _DIGITS), 9))
    if converted in _CONVERTED and not logical:
        return _CONVERTED[converted]
    return _PLAIN[physical]


def _integer(element: Struct) -> tuple[int, bool] | None:
    """Give an annotated integer's width in bits, and whether it has a sign."""
    parameters = (element.get(10) or {}).get(_LOGICAL_INTEGER)
    if parameters is not None:
        return parameters.get(1), bool(parameters.get(2))
    return _CONVERTED_INTEGERS.get(element.get(6, -1))


def _order(element: Struct, physical: Physical, data_type: DataType) -> Order:
    if physical is Physical.INT96 or element.get(6) == _CONVERTED_INTERVAL:
        return Order.UNDEFINED
    integer = _integer(element)
    if integer is not None and not integer[1]:
        return Order.UNSIGNED
    is_bytes = physical in (Physical.BYTE_ARRAY, Physical.FIXED_LEN_BYTE_ARRAY)
    if is_bytes and data_type.kind not in (Kind.DECIMAL, Kind.REAL):
        return Order.UNSIGNED
    return Order.SIGNED
