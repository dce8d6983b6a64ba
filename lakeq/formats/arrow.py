"""Arrow's name for each of our types, and back.

Results are Arrow batches, so ``arrow_type`` is what every engine must answer with and every driver
may rely on. An ``interval day to second`` is a ``duration`` of milliseconds, which Arrow can compare
and which pandas and polars know; an ``interval year to month`` is a ``month_day_nano_interval``,
the only Arrow interval of months that pyarrow can build. JSON and UUIDs are their
text.

A ``timestamp with time zone`` is a timestamp in UTC: Arrow has one zone for a whole column, where
every value of SQL has its own. Until a result leaves us its batches carry the zones, each timestamp
as a struct of ``instant`` and ``zone``; ``published`` takes them off.

A time or timestamp of seven to nine digits is one of nanoseconds, whose years are 1677 to 2262, and
OutOfRange beyond. What has more digits than nanoseconds, and a time with time zone, is text. All of
these are carried as their texts: none is rounded.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lakeq.errors import NotSupported, OutOfRange
from lakeq.model import types
from lakeq.model.bound import OutputColumn
from lakeq.model.types import DataType, Field, Kind, has_nanoseconds

_TO_ARROW = {
    Kind.UNKNOWN: pa.null(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.TINYINT: pa.int8(),
    Kind.SMALLINT: pa.int16(),
    Kind.INTEGER: pa.int32(),
    Kind.BIGINT: pa.int64(),
    Kind.REAL: pa.float32(),
    Kind.DOUBLE: pa.float64(),
    Kind.VARCHAR: pa.string(),
    Kind.CHAR: pa.string(),
    Kind.JSON: pa.string(),
    Kind.VARBINARY: pa.binary(),
    Kind.UUID: pa.string(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time64("us"),
    Kind.TIME_WITH_TIME_ZONE: pa.string(),
    Kind.INTERVAL_DAY_TO_SECOND: pa.duration("ms"),
    Kind.INTERVAL_YEAR_TO_MONTH: pa.month_day_nano_interval(),
}
_FROM_ARROW = {
    pa.null(): types.UNKNOWN,
    pa.bool_(): types.BOOLEAN,
    pa.int8(): types.TINYINT,
    pa.int16(): types.SMALLINT,
    pa.int32(): types.INTEGER,
    pa.int64(): types.BIGINT,
    pa.uint8(): types.SMALLINT,
    pa.uint16(): types.INTEGER,
    pa.uint32(): types.BIGINT,
    pa.uint64(): types.decimal(20, 0),
    pa.float16(): types.REAL,
    pa.float32(): types.REAL,
    pa.float64(): types.DOUBLE,
    pa.string(): types.VARCHAR,
    pa.large_string(): types.VARCHAR,
    pa.string_view(): types.VARCHAR,
    pa.binary(): types.VARBINARY,
    pa.large_binary(): types.VARBINARY,
    pa.binary_view(): types.VARBINARY,
    pa.date32(): types.DATE,
    pa.date64(): types.DATE,
    pa.month_day_nano_interval(): types.INTERVAL_YEAR_TO_MONTH,
}
_ZONED = pa.struct([("instant", pa.timestamp("us")), ("zone", pa.string())])
_ZONED_TEXTS = pa.struct([("instant", pa.string()), ("text", pa.string())])
_DIGITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}


def result_schema(columns: Iterable[OutputColumn]) -> pa.Schema:
    """Give the Arrow schema of a result; names may repeat."""
    return pa.schema([pa.field(column.name, arrow_type(column.type)) for column in columns])


def carried_schema(columns: Iterable[OutputColumn]) -> pa.Schema:
    """Give the Arrow schema of a result whose timestamps carry their zones."""
    return pa.schema([pa.field(column.name, carried_type(column.type)) for column in columns])


def published(batch: pa.RecordBatch, columns: Sequence[OutputColumn]) -> pa.RecordBatch:
    """Give a batch the schema that ``result_schema`` says, without the zones it carries."""
    if not any(_is_carried(column.type) for column in columns):
        return batch
    schema = result_schema(columns)
    arrays = [
        _published(array, column.type) if _is_carried(column.type) else array
        for array, column in zip(batch.columns, columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _is_carried(data_type: DataType) -> bool:
    """Whether values of a type, or some in them, are carried otherwise than published."""
    if data_type.kind is Kind.TIMESTAMP_WITH_TIME_ZONE:
        return not data_type.is_precise or has_nanoseconds(data_type)
    if has_nanoseconds(data_type):
        return data_type.kind is not Kind.TIME_WITH_TIME_ZONE
    return any(_is_carried(field.type) for field in data_type.fields)


def result_batch(columns: Sequence[OutputColumn], rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    """Make one batch of rows whose values have the Python types of their columns."""
    schema = result_schema(columns)
    arrays = [
        pa.array([row[position] for row in rows], field.type)
        for position, field in enumerate(schema)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def carried_type(data_type: DataType) -> pa.DataType:
    """Name the Arrow type of a result column whose timestamps carry their zones."""
    return _named(data_type, carrying_zones=True)


def arrow_type(data_type: DataType) -> pa.DataType:
    """Name the Arrow type of a result column of this type.

    >>> arrow_type(types.timestamp(3)), arrow_type(types.array_of(types.VARCHAR))
    (TimestampType(timestamp[ms]), ListType(list<element: string>))
    """
    return _named(data_type, carrying_zones=False)


def _named(data_type: DataType, *, carrying_zones: bool) -> pa.DataType:
    def inner(field: Field) -> pa.DataType:
        return _named(field.type, carrying_zones=carrying_zones)

    if data_type.is_precise:
        return _precise_type(data_type, carrying_zones=carrying_zones)
    match data_type.kind:
        case Kind.DECIMAL:
            return pa.decimal128(data_type.precision or types.MAX_DECIMAL_DIGITS, data_type.scale)
        case Kind.TIMESTAMP:
            return pa.timestamp(_unit(data_type))
        case Kind.TIMESTAMP_WITH_TIME_ZONE:
            return _ZONED if carrying_zones else pa.timestamp(_unit(data_type), "UTC")
        case Kind.ARRAY:
            return pa.list_(pa.field("element", inner(data_type.fields[0])))
        case Kind.MAP:
            key, value = data_type.fields
            # Arrow's keys are never NULL, so they cannot be of the type that has only NULL.
            key_type = pa.int32() if key.type.kind is Kind.UNKNOWN else inner(key)
            return pa.map_(key_type, inner(value))
        case Kind.ROW:
            return pa.struct(
                pa.field(field.name or f"field{position}", inner(field))
                for position, field in enumerate(data_type.fields)
            )
        case Kind.FUNCTION:
            raise NotSupported("A function is not a value that a query can return")
        case kind:
            return _TO_ARROW[kind]


def _precise_type(data_type: DataType, *, carrying_zones: bool) -> pa.DataType:
    if not _is_carried(data_type):
        return pa.string()
    match data_type.kind:
        case Kind.TIMESTAMP_WITH_TIME_ZONE:
            return _ZONED_TEXTS if carrying_zones else pa.timestamp("ns", "UTC")
        case Kind.TIMESTAMP if not carrying_zones:
            return pa.timestamp("ns")
        case Kind.TIME if not carrying_zones:
            return pa.time64("ns")
        case _:
            return pa.string()


def data_type(arrow: pa.DataType) -> DataType:
    """Name our type for an Arrow one; unsigned integers take the next wider type.

    Raises NotSupported for a type that SQL has no name for.
    """
    known = _FROM_ARROW.get(arrow)
    if known is not None:
        return known
    if isinstance(arrow, pa.BaseExtensionType):
        return data_type(arrow.storage_type)
    if pa.types.is_nested(arrow):
        return _nested(arrow)
    if pa.types.is_dictionary(arrow):
        return data_type(arrow.value_type)
    if pa.types.is_decimal(arrow) and 0 <= arrow.scale <= arrow.precision <= 38:
        return types.decimal(arrow.precision, arrow.scale)
    if pa.types.is_timestamp(arrow):
        kind = Kind.TIMESTAMP if arrow.tz is None else Kind.TIMESTAMP_WITH_TIME_ZONE
        return DataType(kind, _DIGITS[arrow.unit])
    if pa.types.is_time(arrow):
        return DataType(Kind.TIME, _DIGITS[arrow.unit])
    if pa.types.is_duration(arrow):
        return types.INTERVAL_DAY_TO_SECOND
    if pa.types.is_fixed_size_binary(arrow):
        return types.VARBINARY
    raise NotSupported(f"Arrow's type {arrow} has no counterpart in SQL")


def _nested(arrow: pa.DataType) -> DataType:
    if pa.types.is_struct(arrow):
        return types.row_of(*(Field(member.name, data_type(member.type)) for member in arrow))
    if pa.types.is_map(arrow):
        return types.map_of(data_type(arrow.key_type), data_type(arrow.item_type))
    if is_array(arrow):
        return types.array_of(data_type(arrow.value_type))
    raise NotSupported(f"Arrow's type {arrow} has no counterpart in SQL")


def is_array(arrow: pa.DataType) -> bool:
    """Whether an Arrow type is one of its several lists."""
    return bool(
        pa.types.is_list(arrow)
        or pa.types.is_large_list(arrow)
        or pa.types.is_fixed_size_list(arrow)
        or pa.types.is_list_view(arrow)
        or pa.types.is_large_list_view(arrow)
    )


def _published(array: pa.Array, data_type: DataType) -> pa.Array:
    wanted = arrow_type(data_type)
    if array.type == wanted:
        return array
    if array.type == _ZONED:
        return pc.struct_field(array, 0).cast(wanted)
    try:
        if array.type == _ZONED_TEXTS:
            naive = pc.struct_field(array, 0).cast(pa.timestamp("ns"))
            return pc.assume_timezone(naive, "UTC")
        if pa.types.is_string(array.type):
            return _dated(array).cast(pa.timestamp("ns")).cast(wanted)
        return pa.array([_bare(value, data_type) for value in array.to_pylist()], wanted)
    except (pa.ArrowInvalid, OverflowError) as error:
        raise OutOfRange(
            f"A {data_type.trino} of the result lies outside the years of Arrow's nanoseconds"
        ) from error


def _bare(value: Any, data_type: DataType) -> Any:
    """Leave the zones out of a value that Arrow gave, and the text of nanoseconds."""
    if value is None or not _is_carried(data_type):
        return value
    match data_type.kind:
        case Kind.ARRAY:
            return [_bare(item, data_type.element) for item in value]
        case Kind.MAP:
            return [(_bare(key, data_type.key), _bare(it, data_type.value)) for key, it in value]
        case Kind.ROW:
            members = zip(value.items(), data_type.fields, strict=True)
            return {name: _bare(member, field.type) for (name, member), field in members}
        case Kind.TIMESTAMP_WITH_TIME_ZONE if not data_type.is_precise:
            return value["instant"].replace(tzinfo=UTC)
        case Kind.TIMESTAMP_WITH_TIME_ZONE:
            return _nanoseconds(value["instant"])
        case _:
            return _nanoseconds(value)


def _nanoseconds(text: str) -> int:
    """Count the nanoseconds to a time or timestamp, of which this is the text."""
    moments = _dated(pa.array([text])).cast(pa.timestamp("ns"))
    counted: int = moments.view(pa.int64())[0].as_py()
    return counted


def _dated(texts: pa.Array) -> pa.Array:
    """Put times, as text, on the day from which Arrow counts; leave timestamps."""
    return pc.replace_substring_regex(texts, "^([0-9]+:)", r"1970-01-01 \1")


def _unit(data_type: DataType) -> str:
    digits = 3 if data_type.precision is None else data_type.precision
    return "ms" if digits <= 3 else "us"
