"""Parquet's schema in our types, and how its statistics read as Python values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from lakeq.formats.arrow import is_array
from lakeq.formats.parquet_values import Decoder, decoder
from lakeq.model import types
from lakeq.model.files import FileColumn, Leaf
from lakeq.model.types import DataType, Field

_KNOWN_SCHEMAS = 1000
_TIME_UNIT = re.compile(r"timeUnit=(\w+)")
_DIGITS = {"milliseconds": 3, "microseconds": 6, "nanoseconds": 9}
_PHYSICAL_TYPES = {
    "BOOLEAN": types.BOOLEAN,
    "INT32": types.INTEGER,
    "INT64": types.BIGINT,
    "INT96": types.timestamp(9),
    "FLOAT": types.REAL,
    "DOUBLE": types.DOUBLE,
    "BYTE_ARRAY": types.VARBINARY,
    "FIXED_LEN_BYTE_ARRAY": types.VARBINARY,
}
_LOGICAL_TYPES = {
    "STRING": types.VARCHAR,
    "ENUM": types.VARCHAR,
    "JSON": types.VARCHAR,
    "DATE": types.DATE,
    "FLOAT16": types.REAL,
    "UNKNOWN": types.UNKNOWN,
}
_INTEGERS = {
    "bitWidth=8, isSigned=true": types.TINYINT,
    "bitWidth=16, isSigned=true": types.SMALLINT,
    "bitWidth=32, isSigned=true": types.INTEGER,
    "bitWidth=64, isSigned=true": types.BIGINT,
    "bitWidth=8, isSigned=false": types.SMALLINT,
    "bitWidth=16, isSigned=false": types.INTEGER,
    "bitWidth=32, isSigned=false": types.BIGINT,
    "bitWidth=64, isSigned=false": types.decimal(20, 0),
}


@dataclass(frozen=True, slots=True)
class Primitive:
    """A leaf as the footer describes it; without ``decode`` its ends stay unknown."""

    path: str
    type: DataType
    is_repeated: bool
    decode: Decoder | None


@dataclass(frozen=True, slots=True)
class ParquetColumns:
    """A schema: its top-level columns, its leaves, and for each leaf how to read its footer."""

    columns: tuple[FileColumn, ...]
    leaves: tuple[Leaf, ...]
    primitives: tuple[Primitive, ...]


def read_columns(schema: Any, known: dict[object, ParquetColumns]) -> ParquetColumns:
    """Describe a pyarrow ``ParquetSchema``, or find its description among the known ones."""
    elements = [schema.column(index) for index in range(len(schema))]
    signature = tuple(
        (
            element.path,
            element.physical_type,
            str(element.logical_type),
            element.converted_type,
            element.max_repetition_level,
        )
        for element in elements
    )
    # Only the Arrow schema shows groups; a column without one needs no look at it.
    is_flat = all("." not in path and level == 0 for path, _, _, _, level in signature)
    groups = None if is_flat else schema.to_arrow_schema()
    columns = known.get((signature, groups))
    if columns is None:
        primitives = tuple(_primitive(element) for element in elements)
        columns = _flat(primitives) if groups is None else _nested(primitives, groups)
        if len(known) >= _KNOWN_SCHEMAS:
            known.clear()
        known[signature, groups] = columns
    return columns


def _primitive(element: Any) -> Primitive:
    data_type = _leaf_type(element)
    return Primitive(
        element.path,
        data_type,
        element.max_repetition_level > 0,
        decoder(element.physical_type, str(element.logical_type), data_type),
    )


def _leaf_type(element: Any) -> DataType:
    logical = element.logical_type
    name: str = logical.type
    if name in _LOGICAL_TYPES:
        return _LOGICAL_TYPES[name]
    if name == "DECIMAL":
        return types.decimal(element.precision, element.scale)
    if name == "INT":
        return _INTEGERS[str(logical).removeprefix("Int(").removesuffix(")")]
    if name in ("TIMESTAMP", "TIME"):
        unit = _TIME_UNIT.search(str(logical))
        digits = _DIGITS[unit.group(1)] if unit else 9
        kind = types.Kind.TIMESTAMP if name == "TIMESTAMP" else types.Kind.TIME
        return DataType(kind, digits)
    return _PHYSICAL_TYPES[element.physical_type]


def _flat(primitives: tuple[Primitive, ...]) -> ParquetColumns:
    return ParquetColumns(
        tuple(FileColumn(primitive.path, primitive.type) for primitive in primitives),
        tuple(
            Leaf(index, (primitive.path,), primitive.type)
            for index, primitive in enumerate(primitives)
        ),
        primitives,
    )


def _nested(primitives: tuple[Primitive, ...], groups: pa.Schema) -> ParquetColumns:
    remaining = iter(primitives)
    columns: list[FileColumn] = []
    leaves: list[Leaf] = []
    for index, field in enumerate(groups):
        walk = _Walk(index, remaining, leaves)
        columns.append(FileColumn(field.name, walk.type_of(field.type, (field.name,))))
    if len(leaves) != len(primitives):
        raise ValueError("the groups do not hold all leaves")
    return ParquetColumns(tuple(columns), tuple(leaves), primitives)


class _Walk:
    """Goes through one top-level column in the order of its leaves, and adds them up."""

    def __init__(self, column: int, primitives: Iterator[Primitive], leaves: list[Leaf]) -> None:
        self._column = column
        self._primitives = primitives
        self._leaves = leaves

    def type_of(self, arrow: pa.DataType, rows: tuple[str, ...]) -> DataType:
        """Name a type; ``rows`` are the members of rows, nothing else, that lead to it."""
        if isinstance(arrow, pa.BaseExtensionType):
            arrow = arrow.storage_type
        if pa.types.is_struct(arrow):
            return types.row_of(
                *(Field(m.name, self.type_of(m.type, (*rows, m.name))) for m in arrow)
            )
        if pa.types.is_map(arrow):
            key = self.type_of(arrow.key_type, rows)
            return types.map_of(key, self.type_of(arrow.item_type, rows))
        if is_array(arrow):
            return types.array_of(self.type_of(arrow.value_type, rows))
        primitive = next(self._primitives, None)
        if primitive is None:
            raise ValueError("the groups hold more than the leaves")
        self._leaves.append(Leaf(self._column, _path(primitive.path, rows), primitive.type))
        return primitive.type


def _path(dotted: str, rows: tuple[str, ...]) -> tuple[str, ...]:
    """Take a dotted path apart, although names may have dots in them."""
    known: tuple[str, ...] = ()
    for name in rows:
        if dotted != name and not dotted.startswith(name + "."):
            break
        known = (*known, name)
        dotted = dotted[len(name) + 1 :]
    return (*known, *dotted.split(".")) if dotted else known
