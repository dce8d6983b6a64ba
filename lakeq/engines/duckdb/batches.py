"""Batches: a running query's answer as Arrow batches of Arrow's canonical types."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lakeq.engines.duckdb import client
from lakeq.formats.arrow import carried_schema
from lakeq.model.bound import OutputColumn

_BATCH_ROWS = 65_536


class BatchReader:
    """Reads the batches of the query that a cursor runs."""

    def __init__(self, cursor: client.DuckDBPyConnection, columns: Sequence[OutputColumn]) -> None:
        self.schema = carried_schema(columns)
        self._cursor = cursor
        self._reader: Any = None

    def next_batch(self) -> Any:
        """Give DuckDB's next batch that has rows, or ``None`` after the last."""
        try:
            if self._reader is None:
                self._reader = self._cursor.to_arrow_reader(_BATCH_ROWS)
            while (batch := next(self._reader, None)) is not None:
                if batch.num_rows:
                    return batch
        except pa.ArrowException as error:
            # Its text is DuckDB's, and that is how failures are told apart.
            raise RuntimeError(str(error)) from error
        return None


def finish_batch(batch: Any, schema: Any) -> Any:
    """Bring a batch of DuckDB's to the result's schema, by position."""
    arrays = [
        conform(array, field.type) for array, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.record_batch(arrays, schema=schema)


def conform(array: Any, wanted: Any) -> Any:
    """Bring an array to a type that holds the same values, members of rows by position."""
    if array.type == wanted:
        return array
    if array.null_count == len(array) or pa.types.is_null(wanted):
        # What is NULL for certain has a type of DuckDB's choice.
        return pa.nulls(len(array), wanted)
    if pa.types.is_struct(wanted):
        members = [
            conform(member, field.type)
            for member, field in zip(array.flatten(), wanted, strict=True)
        ]
        return pa.StructArray.from_arrays(members, fields=list(wanted), mask=array.is_null())
    if pa.types.is_list(wanted) and _is_rebuilt(wanted.value_type):
        values = conform(array.flatten(), wanted.value_type)
        return pa.ListArray.from_arrays(_offsets(array), values, wanted, mask=array.is_null())
    if pa.types.is_map(wanted) and any(map(_is_rebuilt, (wanted.key_type, wanted.item_type))):
        return _conform_maps(array, wanted)
    return array.cast(wanted)


def _conform_maps(array: Any, wanted: Any) -> Any:
    first = array.offsets[0].as_py()
    length = array.offsets[-1].as_py() - first
    keys = conform(array.keys.slice(first, length), wanted.key_type)
    items = conform(array.items.slice(first, length), wanted.item_type)
    offsets = pc.subtract(array.offsets, pa.scalar(first, pa.int32()))
    return pa.MapArray.from_arrays(offsets, keys, items, wanted, mask=array.is_null())


def _is_rebuilt(element: Any) -> bool:
    return bool(pa.types.is_nested(element) or pa.types.is_null(element))


def _offsets(array: Any) -> Any:
    """Give where each list starts among the flattened values, in which NULL lists have none."""
    lengths = array.value_lengths().fill_null(0)
    ends = pc.cumulative_sum(lengths.cast(pa.int32()))
    return pa.concat_arrays([pa.array([0], pa.int32()), ends])
