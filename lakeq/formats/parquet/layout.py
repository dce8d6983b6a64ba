"""Parquet: from a footer to a layout."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lakeq.errors import BadDataFile
from lakeq.formats.parquet.schema import ParquetColumns, read_columns
from lakeq.formats.parquet.statistics import StatisticsReader
from lakeq.formats.parquet.thrift import Struct, read_first_list, read_struct_after
from lakeq.formats.tail import FileTail
from lakeq.model.files import ColumnChunk, DataFile, FileColumn, FileLayout, Leaf, RowGroup
from lakeq.storage.base import FileSystem

_MAGIC = b"PAR1"
_ENCRYPTED_MAGIC = b"PARE"
# The footer's length and the magic follow the footer.
_END_BYTES = 8
_KNOWN_SCHEMAS = 100
_SCHEMA_FIELD = 2
# What looking for fields in a damaged footer can raise, besides errors of the decoder: fields that
# are missing or of another type.
_DECODING_ERRORS = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    MemoryError,
    RecursionError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class _Schema:
    """A schema that was met, and ``encoded``: all of a footer's bytes as far as it goes."""

    encoded: bytes
    described: ParquetColumns
    columns: tuple[FileColumn, ...]
    leaves: tuple[Leaf, ...]


class ParquetReader:
    """Reads Parquet footers. Files of one schema share its columns and leaves."""

    def __init__(self) -> None:
        self._known: list[_Schema] = []

    def read_layout(self, file: DataFile, storage: FileSystem) -> FileLayout:
        """Read a footer; see ``FormatReader``."""
        tail = FileTail(file, storage, "Parquet")
        footer = _footer(tail, file)
        try:
            return self._layout(footer, tail, file)
        except BadDataFile:
            raise
        except _DECODING_ERRORS as error:
            raise tail.malformed("its footer cannot be decoded") from error

    def _layout(self, footer: bytes, tail: FileTail, file: DataFile) -> FileLayout:
        schema = self._schema(footer)
        metadata = read_struct_after(footer, len(schema.encoded), _SCHEMA_FIELD)
        if 8 in metadata:
            raise tail.malformed("it is encrypted")
        readers = _statistics_readers(schema.described, metadata.get(7))
        row_groups = tuple(
            RowGroup(_row_count(group), tuple(_chunks(group, readers, tail, file)))
            for group in metadata[4]
        )
        row_count: int = metadata[3]
        if row_count != sum(group.row_count for group in row_groups):
            raise tail.malformed("its row groups do not add up to its rows")
        metadata_bytes = len(footer) + _END_BYTES
        return FileLayout(row_count, schema.columns, schema.leaves, row_groups, metadata_bytes)

    def _schema(self, footer: bytes) -> _Schema:
        # What a struct's bytes say never depends on those after them, so that equal bytes at the
        # start are an equal schema.
        for known in self._known:
            if footer.startswith(known.encoded):
                return known
        elements, position = read_first_list(footer, _SCHEMA_FIELD)
        described = read_columns(elements)
        leaves = tuple(described.leaves)
        schema = _Schema(footer[:position], described, described.columns, leaves)
        self._known = [schema, *self._known[: _KNOWN_SCHEMAS - 1]]
        return schema


def _footer(tail: FileTail, file: DataFile) -> bytes:
    if file.size < len(_MAGIC) + _END_BYTES:
        raise tail.malformed("it is too short to be a Parquet file")
    end = tail.last(_END_BYTES)
    magic = end[4:]
    if magic == _ENCRYPTED_MAGIC:
        raise tail.malformed("it is encrypted")
    if magic != _MAGIC:
        raise tail.malformed(
            "it does not end with Parquet's mark, so it is cut short or no Parquet"
        )
    length = int.from_bytes(end[:4], "little")
    if length + _END_BYTES + len(_MAGIC) > file.size:
        raise tail.malformed("its footer is longer than the file")
    return tail.range(file.size - _END_BYTES - length, length)


def _statistics_readers(
    described: ParquetColumns, orders: list[Struct] | None
) -> list[StatisticsReader]:
    is_ordered = [bool(order) for order in orders] if orders is not None else []
    if len(is_ordered) != len(described.primitives):
        is_ordered = [False] * len(described.primitives)
    return [
        StatisticsReader(primitive, is_ordered=ordered)
        for primitive, ordered in zip(described.primitives, is_ordered, strict=True)
    ]


def _row_count(group: Struct) -> int:
    row_count: int = group[3]
    if row_count < 0:
        raise ValueError("a row group has less than no rows")
    return row_count


def _chunks(
    group: Struct, readers: Sequence[StatisticsReader], tail: FileTail, file: DataFile
) -> Iterator[ColumnChunk]:
    chunks = group[1]
    if len(chunks) != len(readers):
        raise tail.malformed("a row group does not fit its schema")
    for chunk, reader in zip(chunks, readers, strict=True):
        if 8 in chunk or 3 not in chunk:
            raise tail.malformed("it is encrypted")
        if chunk.get(1):
            raise tail.malformed("its columns lie in another file")
        column: Struct = chunk[3]
        offset, length = column[9], column[7]
        dictionary = column.get(11, 0)
        # Some writers say 0 where there is no dictionary.
        if 0 < dictionary < offset:
            offset = dictionary
        if offset < 0 or length < 0 or offset + length > file.size:
            raise tail.malformed("a column chunk lies outside of the file")
        yield ColumnChunk(offset, length, reader.read(column.get(12), column[5]))
