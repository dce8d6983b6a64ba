"""Rows: Arrow batches as tuples of Python values, chosen by Trino type.

Values are those the Trino client gives: ``Decimal``, ``date``, naive and aware ``datetime``, ``bytes``,
``list``, ``dict``, and ``None`` for NULL. Times and timestamps of more than six digits, which the
client would round, are their texts. A whole column is converted at once, because a
conversion chosen anew for every cell is what makes fetching slow.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal
from itertools import pairwise
from typing import Any, TypeAlias
from uuid import UUID

import pyarrow as pa

from lakeq.errors import OutOfRange
from lakeq.formats.arrow import arrow_type, carried_type
from lakeq.model.bound import OutputColumn
from lakeq.model.types import DataType, Kind
from lakeq.model.zones import zone


class Row(tuple[Any, ...]):
    """The value of a row type: a tuple whose named members are attributes too.

    >>> place = Row((48.9, 2.4), ("latitude", "longitude"))
    >>> place == (48.9, 2.4), place.latitude
    (True, 48.9)
    """

    _names: tuple[str | None, ...] = ()

    def __new__(cls, values: Sequence[Any], names: Sequence[str | None] = ()) -> "Row":
        """Hold ``values``, each under the name at its place in ``names``."""
        row = super().__new__(cls, values)
        row._names = tuple(names)
        return row

    def __getattr__(self, name: str) -> Any:
        if name in self._names:
            return self[self._names.index(name)]
        raise AttributeError(f"this row has no member '{name}'")


def batch_rows(batch: pa.RecordBatch, columns: Sequence[OutputColumn]) -> Iterator[tuple[Any, ...]]:
    """Yield the batch's rows, one tuple each, in order.

    Raises OutOfRange for a date or timestamp that Python's cannot hold (before year 1 or after 9999).
    """
    if not columns:
        return iter([()] * batch.num_rows)
    return zip(
        *(
            column_values(array, column.type)
            for array, column in zip(batch.columns, columns, strict=True)
        ),
        strict=True,
    )


def column_values(array: pa.Array, data_type: DataType) -> list[Any]:
    """Convert one column to Python values."""
    return _values(conformed(array, data_type), data_type)


def conformed(array: pa.Array, data_type: DataType) -> pa.Array:
    """Cast a column to the type a result's has, with zones or without, if it has another."""
    expected = arrow_type(data_type)
    if array.type in (expected, carried_type(data_type)):
        return array
    return array.cast(expected)


def _values(array: pa.Array, data_type: DataType) -> list[Any]:
    if data_type.is_precise:
        return _precise_texts(array, data_type)
    return _CONVERTERS.get(data_type.kind, _as_arrow_does)(array, data_type)


def _as_arrow_does(array: pa.Array, _: DataType) -> list[Any]:
    values: list[Any] = array.to_pylist()
    return values


def _with_nulls(values: list[Any], array: pa.Array) -> list[Any]:
    """Put ``None`` where the column is NULL, whatever was converted there."""
    if array.null_count:
        for position, missing in enumerate(array.is_null().to_pylist()):
            if missing:
                values[position] = None
    return values


def _integers(array: pa.Array, width: pa.DataType) -> list[int]:
    """Read the integers that a column is stored as, zeros for NULLs."""
    integers = array.view(width)
    if integers.null_count:
        integers = integers.fill_null(0)
    values: list[int] = integers.to_pylist()
    return values


def _reals(array: pa.Array, _: DataType) -> list[Any]:
    # Through text, because the shortest spelling of the 32-bit value is what Trino sends: 0.1, where
    # the exact value is 0.10000000149.
    texts = array.cast(pa.string()).to_pylist()
    return [None if text is None else float(text) for text in texts]


def _decimals(array: pa.Array, data_type: DataType) -> list[Any]:
    context = Context(prec=76)
    shift = -data_type.scale
    lows, highs = _halves(array)
    if (data_type.precision or 38) <= 18:
        return _with_nulls([Decimal(low).scaleb(shift, context) for low in lows], array)
    wholes = (
        (high << 64) | (low & 0xFFFFFFFFFFFFFFFF) for low, high in zip(lows, highs, strict=True)
    )
    return _with_nulls([Decimal(whole).scaleb(shift, context) for whole in wholes], array)


def _halves(array: pa.Array) -> tuple[list[int], list[int]]:
    """Split 128-bit integers into their lower and upper 64 bits, both as signed numbers."""
    data = memoryview(array.buffers()[1] or b"").cast("B")
    halves = data[array.offset * 16 : (array.offset + len(array)) * 16].cast("q")
    return halves[::2].tolist(), halves[1::2].tolist()


def _padded_texts(array: pa.Array, data_type: DataType) -> list[Any]:
    length = data_type.precision or 0
    return [None if text is None else text.ljust(length) for text in array.to_pylist()]


_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a timestamp without zone is naive.
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)


def _dates(array: pa.Array, data_type: DataType) -> list[Any]:
    try:
        dates = [date.fromordinal(day + _EPOCH_ORDINAL) for day in _integers(array, pa.int32())]
    except (ValueError, OverflowError) as error:
        raise _outside_python(data_type) from error
    return _with_nulls(dates, array)


def _zoned_timestamps(array: pa.Array, data_type: DataType) -> list[Any]:
    """Give each moment its zone; a column without zones is in UTC."""
    if not pa.types.is_struct(array.type):
        return _timestamps(array, data_type)
    instants, zone_names = array.flatten()  # NULL where the whole is, unlike the plain members.
    names = zone_names.to_pylist()
    zones = {name: UTC if name is None else zone(name) for name in set(names)}
    try:
        moments = [
            (_EPOCH_UTC + distance).astimezone(zones[name])
            for distance, name in zip(_distances(instants), names, strict=True)
        ]
    except OverflowError as error:
        raise _outside_python(data_type) from error
    return _with_nulls(moments, array)


def _timestamps(array: pa.Array, data_type: DataType) -> list[Any]:
    is_zoned = data_type.kind is Kind.TIMESTAMP_WITH_TIME_ZONE
    epoch = _EPOCH_UTC if is_zoned else _EPOCH
    try:
        moments = [epoch + distance for distance in _distances(array)]
    except OverflowError as error:
        raise _outside_python(data_type) from error
    return _with_nulls(moments, array)


def _precise_texts(array: pa.Array, data_type: DataType) -> list[Any]:
    """Give the texts of what Python's own times are too coarse for."""
    if pa.types.is_temporal(array.type):
        texts = array.cast(pa.string()).to_pylist()
        return [None if text is None else _published_text(text, data_type) for text in texts]
    carried: list[Any] = (
        array.flatten()[1] if pa.types.is_struct(array.type) else array
    ).to_pylist()
    return carried


def _published_text(text: str, data_type: DataType) -> str:
    """Leave of Arrow's nine digits those that the type has; a column without zones is in UTC."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    digits = fraction[: data_type.precision]
    is_zoned = data_type.kind is Kind.TIMESTAMP_WITH_TIME_ZONE
    return f"{whole}.{digits}{' UTC' if is_zoned else ''}"


def _zoned_times(array: pa.Array, _: DataType) -> list[Any]:
    return [None if text is None else time.fromisoformat(text) for text in array.to_pylist()]


def _uuids(array: pa.Array, _: DataType) -> list[Any]:
    return [None if text is None else UUID(text) for text in array.to_pylist()]


def _times(array: pa.Array, _: DataType) -> list[Any]:
    return _with_nulls([(_EPOCH + distance).time() for distance in _distances(array)], array)


def _distances(array: pa.Array) -> list[timedelta]:
    ticks = _integers(array, pa.int64())
    if array.type.unit == "ms":
        return [timedelta(0, 0, 0, tick) for tick in ticks]
    return [timedelta(0, 0, tick) for tick in ticks]


def _outside_python(data_type: DataType) -> OutOfRange:
    return OutOfRange(
        f"A {data_type.trino} of the result lies outside the years 1 to 9999 of Python's calendar",
        hint="cast it to varchar, or fetch the result as Arrow",
    )


def _day_intervals(array: pa.Array, _: DataType) -> list[Any]:
    if pa.types.is_duration(array.type):
        return _with_nulls(_distances(array), array)
    return [
        value and timedelta(value.days, 0, value.nanoseconds // 1000) for value in array.to_pylist()
    ]


def _month_intervals(array: pa.Array, _: DataType) -> list[Any]:
    """Spell months as Trino does, ``years-months``: Python has no type for them."""
    counts = (value[0] if isinstance(value, tuple) else value for value in array.to_pylist())
    return [count if count is None else _years_and_months(count) for count in counts]


def _years_and_months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    return f"{'-' if months < 0 else ''}{years}-{rest}"


def _arrays(array: pa.Array, data_type: DataType) -> list[Any]:
    offsets, first, last = _entries(array)
    items = _values(array.values.slice(first, last - first), data_type.element)
    return _with_nulls([items[start:end] for start, end in pairwise(offsets)], array)


def _maps(array: pa.Array, data_type: DataType) -> list[Any]:
    offsets, first, last = _entries(array)
    keys = _values(array.keys.slice(first, last - first), data_type.key)
    if data_type.key.fields:
        keys = [_hashable(key) for key in keys]
    values = _values(array.items.slice(first, last - first), data_type.value)
    maps = [
        dict(zip(keys[start:end], values[start:end], strict=True))
        for start, end in pairwise(offsets)
    ]
    return _with_nulls(maps, array)


def _entries(array: pa.Array) -> tuple[list[int], int, int]:
    """Give the entries' offsets, counted from the first one used, and the range that is used."""
    offsets = array.offsets.to_pylist() if len(array) else [0]
    first = offsets[0]
    return [offset - first for offset in offsets], first, offsets[-1]


def _hashable(value: Any) -> Hashable:
    """Make an array or map fit to be a key of a dict."""
    match value:
        case Row():
            return Row([_hashable(member) for member in value], value.__dict__["_names"])
        case list():
            return tuple(_hashable(item) for item in value)
        case dict():
            return frozenset((key, _hashable(item)) for key, item in value.items())
        case _:
            hashable: Hashable = value
            return hashable


def _rows(array: pa.Array, data_type: DataType) -> list[Any]:
    names = tuple(field.name for field in data_type.fields)
    members = [
        _values(array.field(position), field.type)
        for position, field in enumerate(data_type.fields)
    ]
    return _with_nulls([Row(values, names) for values in zip(*members, strict=True)], array)


_Converter: TypeAlias = Callable[[pa.Array, DataType], list[Any]]

_CONVERTERS: Mapping[Kind, _Converter] = {
    Kind.REAL: _reals,
    Kind.DECIMAL: _decimals,
    Kind.CHAR: _padded_texts,
    Kind.UUID: _uuids,
    Kind.DATE: _dates,
    Kind.TIME: _times,
    Kind.TIME_WITH_TIME_ZONE: _zoned_times,
    Kind.TIMESTAMP: _timestamps,
    Kind.TIMESTAMP_WITH_TIME_ZONE: _zoned_timestamps,
    Kind.INTERVAL_DAY_TO_SECOND: _day_intervals,
    Kind.INTERVAL_YEAR_TO_MONTH: _month_intervals,
    Kind.ARRAY: _arrays,
    Kind.MAP: _maps,
    Kind.ROW: _rows,
}
"""The others are as Arrow converts them, which is fast; the conversions above are faster or differ."""
