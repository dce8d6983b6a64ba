"""Parquet: from a footer to a layout.

pyarrow decodes the footer, about four times faster than Python could. Its ``_parquet`` module is
used directly: ``pyarrow.parquet`` imports file systems besides, which costs a cold start 30 ms.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyarrow import _parquet

from lakeq.errors import BadDataFile
from lakeq.formats.parquet_schema import ParquetColumns, Primitive, read_columns
from lakeq.formats.tail import FileTail
from lakeq.model.files import ColumnChunk, ColumnStatistics, DataFile, FileLayout, RowGroup
from lakeq.storage.base import FileSystem

_MAGIC = b"PAR1"
_ENCRYPTED_MAGIC = b"PARE"
# The footer's length and the magic follow the footer.
_END_BYTES = 8
# What pyarrow raises for a footer that does not decode, or decodes to nonsense.
_DECODING_ERRORS = (
    pa.ArrowException,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    MemoryError,
)


class ParquetReader:
    """Reads Parquet footers. Files of one schema share its columns and leaves."""

    def __init__(self) -> None:
        self._known: dict[object, ParquetColumns] = {}

    def read_layout(self, file: DataFile, storage: FileSystem) -> FileLayout:
        """Read a footer; see ``FormatReader``."""
        tail = FileTail(file, storage, "Parquet")
        footer = _footer(tail, file)
        try:
            metadata = _decode(footer)
            columns = read_columns(metadata.schema, self._known)
            row_groups = tuple(_row_groups(metadata, columns, tail, file))
            row_count = metadata.num_rows
        except BadDataFile:
            raise
        except _DECODING_ERRORS as error:
            raise tail.malformed("its footer cannot be decoded") from error
        if row_count != sum(group.row_count for group in row_groups):
            raise tail.malformed("its row groups do not add up to its rows")
        return FileLayout(row_count, columns.columns, columns.leaves, row_groups, len(footer) + 8)


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


def _decode(footer: bytes) -> Any:
    # To pyarrow, a file that holds nothing but its footer is a file like any other.
    whole = b"".join([_MAGIC, footer, len(footer).to_bytes(4, "little"), _MAGIC])
    reader = _parquet.ParquetReader()
    reader.open(pa.BufferReader(whole))
    return reader.metadata


def _row_groups(
    metadata: Any, columns: ParquetColumns, tail: FileTail, file: DataFile
) -> Iterator[RowGroup]:
    primitives = columns.primitives
    for index in range(metadata.num_row_groups):
        group = metadata.row_group(index)
        row_count = group.num_rows
        if group.num_columns != len(primitives) or row_count < 0:
            raise tail.malformed("a row group does not fit its schema")
        chunks = []
        for position, primitive in enumerate(primitives):
            chunk = group.column(position)
            offset, length = _span(chunk)
            if offset < 0 or length < 0 or offset + length > file.size:
                raise tail.malformed("a column chunk lies outside of the file")
            chunks.append(ColumnChunk(offset, length, _statistics(chunk, primitive)))
        yield RowGroup(row_count, tuple(chunks))


def _span(chunk: Any) -> tuple[int, int]:
    offset: int = chunk.data_page_offset
    # Some writers say 0 where there is no dictionary.
    dictionary = chunk.dictionary_page_offset
    if dictionary is not None and 0 < dictionary < offset:
        offset = dictionary
    return offset, chunk.total_compressed_size


def _statistics(chunk: Any, primitive: Primitive) -> ColumnStatistics | None:
    if primitive.is_repeated:
        return None
    # pyarrow leaves out what must not be trusted: statistics of writers known to be wrong, and the
    # old ends of strings, which were ordered as signed bytes.
    found = chunk.statistics
    if found is None:
        return None
    null_count = found.null_count if found.has_null_count else None
    if null_count is not None and not 0 <= null_count <= chunk.num_values:
        null_count = None
    if not found.has_min_max or primitive.decode is None:
        return None if null_count is None else ColumnStatistics(null_count=null_count)
    minimum, maximum = primitive.decode(found.min_raw, found.max_raw)
    return ColumnStatistics(minimum, maximum, null_count)
