"""A column chunk's statistics as Python values; what cannot be trusted stays unknown."""

import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lakeq.formats.ends import UNKNOWN, Ends, dates, in_order, texts, timestamps
from lakeq.formats.parquet.schema import Order, Physical, Primitive
from lakeq.formats.parquet.thrift import Struct
from lakeq.model.files import ColumnStatistics
from lakeq.model.types import Kind

_FORMATS = {
    Physical.INT32: "<i",
    Physical.INT64: "<q",
    Physical.FLOAT: "<f",
    Physical.DOUBLE: "<d",
}
_BIG_ENDIAN = frozenset({Physical.BYTE_ARRAY, Physical.FIXED_LEN_BYTE_ARRAY})
_EndsReader = Callable[[bytes, bytes], Ends]


class StatisticsReader:
    """Reads the statistics of one leaf, in any row group of a file.

    ``is_ordered`` says that the footer defines the leaf's order. Where it does not, only numbers
    with a sign are believed: other values were once ordered as if they had one.
    """

    def __init__(self, primitive: Primitive, *, is_ordered: bool) -> None:
        self._is_repeated = primitive.is_repeated
        self._is_number = primitive.order is Order.SIGNED and primitive.physical not in _BIG_ENDIAN
        self._read_ends: _EndsReader | None = None
        if primitive.order is not Order.UNDEFINED and (is_ordered or self._is_number):
            self._read_ends = _ends_reader(primitive)

    def read(self, statistics: Struct | None, value_count: int) -> ColumnStatistics | None:
        """Read a chunk's statistics; ``None`` if they say nothing."""
        if not statistics or self._is_repeated:
            return None
        null_count = statistics.get(3)
        if null_count is not None and not 0 <= null_count <= value_count:
            null_count = None
        minimum, maximum = self._ends(statistics)
        if minimum is None and maximum is None and null_count is None:
            return None
        return ColumnStatistics(minimum, maximum, null_count)

    def _ends(self, statistics: Struct) -> Ends:
        if self._read_ends is None:
            return UNKNOWN
        maximum, minimum = statistics.get(5), statistics.get(6)
        if (minimum is None or maximum is None) and self._is_number:
            maximum, minimum = statistics.get(1), statistics.get(2)
        if minimum is None or maximum is None:
            return UNKNOWN
        try:
            return self._read_ends(minimum, maximum)
        except struct.error:
            # The value has another length than its type.
            return UNKNOWN


def _ends_reader(primitive: Primitive) -> _EndsReader | None:
    physical, data_type = primitive.physical, primitive.type
    kind: Kind = data_type.kind
    match kind:
        case Kind.UNKNOWN | Kind.TIME:
            return None
        case Kind.VARCHAR:
            return texts
        case Kind.VARBINARY:
            return in_order
        case Kind.DECIMAL:
            return _decimals(primitive)
        case Kind.REAL if physical is Physical.FIXED_LEN_BYTE_ARRAY:
            return _unpacked("<e")
        case Kind.BOOLEAN:
            return _unpacked("<?")
        case _:
            return _number_reader(primitive)


def _number_reader(primitive: Primitive) -> _EndsReader | None:
    data_type = primitive.type
    code = _FORMATS.get(primitive.physical)
    if code is None:
        return None
    unpack = struct.Struct(code if primitive.order is Order.SIGNED else code.upper()).unpack
    kind: Kind = data_type.kind
    match kind:
        case Kind.DATE:
            return lambda low, high: dates(*unpack(low), *unpack(high))
        case Kind.TIMESTAMP:
            digits = data_type.precision or 0
            return lambda low, high: timestamps(unpack(low)[0], unpack(high)[0], digits)
        case _:
            return lambda low, high: in_order(*unpack(low), *unpack(high))


def _unpacked(code: str) -> _EndsReader:
    unpack = struct.Struct(code).unpack
    return lambda low, high: in_order(*unpack(low), *unpack(high))


def _decimals(primitive: Primitive) -> _EndsReader:
    scale = primitive.type.scale
    is_signed = primitive.order is Order.SIGNED
    order: Any = "big" if primitive.physical in _BIG_ENDIAN else "little"

    def value(raw: bytes) -> Decimal:
        # Arithmetic would round to the context's precision; a literal is exact.
        return Decimal(f"{int.from_bytes(raw, order, signed=is_signed)}E{-scale}")

    return lambda low, high: in_order(value(low), value(high))
