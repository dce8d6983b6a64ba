"""Files from Arrow batches: Parquet and Arrow itself, with a bounded amount held in memory.

A writer does not own what it writes to: whoever opened that closes it, after ``close``.
"""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from lakeq.model.bound import OutputColumn
from lakeq.results.layout import distinct_names
from lakeq.results.writers import Sink

ROW_GROUP_ROWS = 122_880
ROW_GROUP_BYTES = 64 << 20


class ParquetWriter:
    """Writes Parquet, compressed with zstd, in row groups of a useful size.

    Columns of one name are told apart by numbers, because a Parquet reader finds columns by name.
    """

    def __init__(self, sink: Sink, schema: pa.Schema, columns: Sequence[OutputColumn]) -> None:
        self._schema = _renamed(schema, columns)
        self._writer = pq.ParquetWriter(sink, self._schema, compression="zstd")
        self._held: list[pa.RecordBatch] = []

    def write(self, batch: pa.RecordBatch) -> None:
        """Write a batch, once there are enough of them for a row group."""
        self._held.append(batch.rename_columns(self._schema.names))
        rows = sum(held.num_rows for held in self._held)
        if rows >= ROW_GROUP_ROWS or sum(held.nbytes for held in self._held) >= ROW_GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        """Write the last row group and the footer."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(pa.Table.from_batches(self._held, self._schema))
            self._held = []


class ArrowStreamWriter:
    """Writes Arrow's streaming format, which a reader can follow while it is written."""

    def __init__(self, sink: Sink, schema: pa.Schema) -> None:
        self._writer = pa.ipc.new_stream(sink, schema)

    def write(self, batch: pa.RecordBatch) -> None:
        """Write a batch."""
        self._writer.write_batch(batch)

    def close(self) -> None:
        """Write the end of the stream."""
        self._writer.close()


class ArrowFileWriter:
    """Writes Arrow's file format (Feather), which has a footer to find batches by."""

    def __init__(self, sink: Sink, schema: pa.Schema, columns: Sequence[OutputColumn]) -> None:
        self._schema = _renamed(schema, columns)
        self._writer = pa.ipc.new_file(sink, self._schema)

    def write(self, batch: pa.RecordBatch) -> None:
        """Write a batch."""
        self._writer.write_batch(batch.rename_columns(self._schema.names))

    def close(self) -> None:
        """Write the footer."""
        self._writer.close()


def _renamed(schema: pa.Schema, columns: Sequence[OutputColumn]) -> pa.Schema:
    names = distinct_names(columns)
    return pa.schema(field.with_name(name) for field, name in zip(schema, names, strict=True))
