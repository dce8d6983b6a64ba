"""Outputs: results as everyone outside of this room knows them.

Inside, a char is kept without its padding and intervals are DuckDB's; the last SELECT of a query
puts that right, and its batches are brought to Arrow's canonical types.
"""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from lakeq.engines.duckdb.casts import pad
from lakeq.engines.duckdb.moments import floor_to_multiple
from lakeq.engines.duckdb.spelling import quote, shared, text
from lakeq.engines.duckdb.types import member_names
from lakeq.formats.arrow import arrow_type
from lakeq.model.bound import OutputColumn
from lakeq.model.types import DataType, Kind


def finish(query: str, columns: Sequence[OutputColumn]) -> str:
    """Wrap a compiled query so that its columns are fit to leave, if any is not."""
    if not any(_is_changed(column.type) for column in columns):
        return query
    spelled = ", ".join(
        f"{_outward(f'q.c{index}', column.type)} AS c{index}"
        for index, column in enumerate(columns)
    )
    return f"SELECT {spelled} FROM ({query}) AS q"


def result_schema(columns: Sequence[OutputColumn]) -> Any:
    """Give the Arrow schema of a result; names may repeat."""
    return pa.schema([pa.field(column.name, arrow_type(column.type)) for column in columns])


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
    if pa.types.is_null(wanted):
        return pa.nulls(len(array))
    if pa.types.is_struct(wanted):
        members = [
            conform(member, field.type)
            for member, field in zip(array.flatten(), wanted, strict=True)
        ]
        return pa.StructArray.from_arrays(members, fields=list(wanted), mask=array.is_null())
    if pa.types.is_list(wanted) and _is_rebuilt(wanted.value_type):
        values = conform(array.flatten(), wanted.value_type)
        return pa.ListArray.from_arrays(_offsets(array), values, wanted, mask=array.is_null())
    return array.cast(wanted)


def _is_rebuilt(element: Any) -> bool:
    return bool(pa.types.is_nested(element) or pa.types.is_null(element))


def _offsets(array: Any) -> Any:
    """Give where each list starts among the flattened values, in which NULL lists have none."""
    lengths = array.value_lengths().fill_null(0)
    ends = pa.compute.cumulative_sum(lengths.cast(pa.int32()))
    return pa.concat_arrays([pa.array([0], pa.int32()), ends])


def _is_changed(data_type: DataType) -> bool:
    if data_type.kind in (Kind.CHAR, Kind.INTERVAL_DAY_TO_SECOND):
        return True
    return any(_is_changed(field.type) for field in data_type.fields)


def _outward(operand: str, data_type: DataType) -> str:
    if not _is_changed(data_type):
        return operand
    match data_type.kind:
        case Kind.CHAR:
            return pad(operand, data_type)
        case Kind.INTERVAL_DAY_TO_SECOND:
            # Trino's has milliseconds; halves round up.
            return floor_to_multiple(f"epoch_us({operand}) + 500", 1000) + " // 1000"
        case Kind.ARRAY:
            element = _outward("element", data_type.element)
            return f"list_transform({operand}, lambda element: {element})"
        case Kind.MAP:
            key = _outward("entry.key", data_type.key)
            value = _outward("entry.value", data_type.value)
            pair = f"struct_pack(key := {key}, value := {value})"
            entries = f"list_transform(map_entries({operand}), lambda entry: {pair})"
            return f"map_from_entries({entries})"
        case _:
            return shared(operand, lambda value: _outward_row(value, data_type))


def _outward_row(value: str, data_type: DataType) -> str:
    members = ", ".join(
        f"{quote(name)} := {_outward(f'struct_extract({value}, {text(name)})', field.type)}"
        for name, field in zip(member_names(data_type), data_type.fields, strict=True)
    )
    return f"CASE WHEN {value} IS NULL THEN NULL ELSE struct_pack({members}) END"
