import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeq.errors import OutOfRange
from lakeq.formats.arrow import arrow_type
from lakeq.model.bound import OutputColumn
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    INTERVAL_DAY_TO_SECOND,
    JSON,
    REAL,
    SMALLINT,
    TIME,
    TIME_WITH_TIME_ZONE,
    TIMESTAMP,
    TIMESTAMP_WITH_TIME_ZONE,
    TINYINT,
    UNKNOWN,
    VARBINARY,
    VARCHAR,
    DataType,
    Field,
    Kind,
    array_of,
    char,
    decimal,
    map_of,
    row_of,
    timestamp,
    varchar,
)
from lakeq.results.rows import Row, batch_rows, column_values

MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
TIMES = st.times()
SCALARS: list[tuple[DataType, st.SearchStrategy[Any]]] = [
    (BOOLEAN, st.booleans()),
    (TINYINT, st.integers(-(2**7), 2**7 - 1)),
    (SMALLINT, st.integers(-(2**15), 2**15 - 1)),
    (INTEGER, st.integers(-(2**31), 2**31 - 1)),
    (BIGINT, st.integers(-(2**63), 2**63 - 1)),
    (DOUBLE, st.floats(allow_nan=False)),
    (decimal(10, 2), st.decimals(-99999999, 99999999, places=2)),
    (decimal(18, 0), st.integers(-(10**18) + 1, 10**18 - 1).map(Decimal)),
    (decimal(38, 10), st.decimals(-(10**27), 10**27, places=10)),
    (VARCHAR, st.text()),
    (varchar(5), st.text(max_size=5)),
    (JSON, st.text()),
    (VARBINARY, st.binary()),
    (DATE, st.dates()),
    (TIME, TIMES),
    (TIMESTAMP, MOMENTS),
    (timestamp(6), st.datetimes()),
    (TIMESTAMP_WITH_TIME_ZONE, MOMENTS.map(lambda moment: moment.replace(tzinfo=UTC))),
]


@given(st.data())
@pytest.mark.parametrize("case", SCALARS, ids=lambda case: case[0].trino)
def test_scalars_come_out_as_they_went_in(
    case: tuple[DataType, st.SearchStrategy[Any]], data: st.DataObject
) -> None:
    data_type, values = case
    given_values = data.draw(st.lists(st.none() | values, max_size=20))
    array = pa.array(given_values, arrow_type(data_type))
    found = column_values(array, data_type)
    assert found == given_values
    assert [type(value) for value in found] == [type(value) for value in given_values]


@given(st.data())
@pytest.mark.parametrize("case", SCALARS, ids=lambda case: case[0].trino)
def test_a_slice_of_nested_values_comes_out_as_it_went_in(
    case: tuple[DataType, st.SearchStrategy[Any]], data: st.DataObject
) -> None:
    data_type, values = case
    lists = st.lists(st.none() | st.lists(st.none() | values, max_size=4), max_size=8)
    given_values = data.draw(lists)
    start = data.draw(st.integers(0, len(given_values)))
    length = data.draw(st.integers(0, len(given_values)))
    array = pa.array(given_values, arrow_type(array_of(data_type))).slice(start, length)
    assert column_values(array, array_of(data_type)) == given_values[start : start + length]


ZONED = pa.struct([("instant", pa.timestamp("us")), ("zone", pa.string())])


@given(st.data())
def test_a_moment_has_the_zone_that_it_carries(data: st.DataObject) -> None:
    names = st.sampled_from(["UTC", "Asia/Kathmandu", "+05:45", "America/New_York"])
    years = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1))
    given_values = data.draw(st.lists(st.none() | st.tuples(years, names), max_size=10))
    carried = [value and {"instant": value[0], "zone": value[1]} for value in given_values]
    start = data.draw(st.integers(0, len(carried)))
    array = pa.array(carried, ZONED).slice(start)
    found = column_values(array, DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 6))
    for value, wanted in zip(found, given_values[start:], strict=True):
        assert (value is None) == (wanted is None)
        if wanted is not None:
            assert value.astimezone(UTC).replace(tzinfo=None) == wanted[0]
            assert str(value.tzinfo) == wanted[1]


def test_a_real_is_the_shortest_number_that_rounds_to_it() -> None:
    array = pa.array([0.1, None, 1e20, float("inf")], pa.float32())
    assert column_values(array, REAL) == [0.1, None, 1e20, float("inf")]


def test_a_char_is_padded_to_its_length() -> None:
    assert column_values(pa.array(["ab", None, ""]), char(4)) == ["ab  ", None, " " * 4]


def test_a_null_of_no_type_is_none() -> None:
    assert column_values(pa.nulls(2), UNKNOWN) == [None, None]


def test_what_python_is_too_coarse_for_is_text() -> None:
    array = pa.array([1_500, None, -1_500], pa.timestamp("ns"))
    assert column_values(array, timestamp(9)) == [
        "1970-01-01 00:00:00.000001500",
        None,
        "1969-12-31 23:59:59.999998500",
    ]
    assert column_values(array, timestamp(7))[0] == "1970-01-01 00:00:00.0000015"
    zoned = DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 9)
    published = pa.array([1_500], pa.timestamp("ns", "UTC"))
    assert column_values(published, zoned) == ["1970-01-01 00:00:00.000001500 UTC"]


def test_a_time_with_time_zone_is_an_aware_time() -> None:
    texts = pa.array(["01:02:03.456-05:45", None])
    offset = timezone(-timedelta(hours=5, minutes=45))
    assert column_values(texts, TIME_WITH_TIME_ZONE) == [time(1, 2, 3, 456_000, offset), None]


def test_an_interval_of_days_is_a_timedelta() -> None:
    expected = [timedelta(days=2, milliseconds=5), None, timedelta(seconds=-1)]
    array = pa.array(expected, pa.duration("us"))
    arrow = arrow_type(INTERVAL_DAY_TO_SECOND)
    if not pa.types.is_duration(arrow):
        parts = [value and (0, value.days, 0) for value in expected]
        array = pa.array(parts, arrow)
        expected = [value and timedelta(days=value.days) for value in expected]
    assert column_values(array, INTERVAL_DAY_TO_SECOND) == expected


def test_a_date_beyond_pythons_calendar_is_out_of_range() -> None:
    with pytest.raises(OutOfRange, match="A date of the result lies outside the years 1 to 9999"):
        column_values(pa.array([3_000_000], pa.date32()), DATE)


def test_a_timestamp_beyond_pythons_calendar_is_out_of_range() -> None:
    array = pa.array([2**62], pa.timestamp("ms"))
    with pytest.raises(OutOfRange, match=r"A timestamp\(3\) of the result"):
        column_values(array, TIMESTAMP)


def test_what_stands_below_a_null_is_never_converted() -> None:
    validity = pa.py_buffer(b"\x01")
    days = pa.Array.from_buffers(
        pa.date32(), 2, [validity, pa.py_buffer(pa.array([0, 2**31 - 1], pa.int32()).buffers()[1])]
    )
    assert column_values(days, DATE) == [date(1970, 1, 1), None]


def test_a_map_is_a_dict() -> None:
    data_type = map_of(VARCHAR, BIGINT)
    array = pa.array([[("a", 1), ("b", None)], None, []], arrow_type(data_type))
    assert column_values(array, data_type) == [{"a": 1, "b": None}, None, {}]


def test_a_map_may_have_keys_that_python_cannot_hash() -> None:
    data_type = map_of(array_of(row_of(Field("x", array_of(INTEGER)))), INTEGER)
    array = pa.array([[([{"x": [1]}], 2)]], arrow_type(data_type))
    assert column_values(array, data_type) == [{(((1,),),): 2}]


def test_a_map_may_have_maps_for_keys() -> None:
    data_type = map_of(map_of(VARCHAR, INTEGER), INTEGER)
    array = pa.array([[([("a", 1)], 2)]], arrow_type(data_type))
    assert column_values(array, data_type) == [{frozenset({("a", 1)}): 2}]


def test_a_row_is_a_tuple_with_names() -> None:
    data_type = row_of(Field("name", VARCHAR), Field("size", BIGINT))
    array = pa.array([{"name": "a", "size": 1}, None], arrow_type(data_type))
    row, missing = column_values(array, data_type)
    assert (row, row.name, row.size, missing) == (("a", 1), "a", 1, None)


def test_a_row_knows_no_other_names() -> None:
    with pytest.raises(AttributeError, match="this row has no member 'other'"):
        Row((1,), ("name",)).other  # noqa: B018


def test_a_row_of_anonymous_members_is_read_by_position() -> None:
    data_type = row_of(Field(None, INTEGER), Field(None, VARCHAR))
    array = pa.array([{"field0": 1, "field1": "a"}], arrow_type(data_type)).slice(0, 1)
    assert column_values(array, data_type) == [(1, "a")]


def test_a_slice_of_rows_starts_where_it_should() -> None:
    data_type = row_of(Field("x", INTEGER))
    array = pa.array([{"x": 1}, {"x": 2}, None, {"x": 4}], arrow_type(data_type)).slice(1, 3)
    assert column_values(array, data_type) == [(2,), None, (4,)]


def test_a_row_survives_pickling() -> None:
    row = pickle.loads(pickle.dumps(Row((1, 2), ("x", "y"))))
    assert (row, row.y) == ((1, 2), 2)


def test_a_batch_is_read_row_by_row_in_order() -> None:
    batch = pa.record_batch({"x": pa.array([1, 2]), "when": pa.array([time(1), None])})
    columns = (OutputColumn("x", BIGINT), OutputColumn("when", TIME))
    assert list(batch_rows(batch, columns)) == [(1, time(1)), (2, None)]


def test_a_batch_of_another_arrow_type_is_read_as_the_column_says() -> None:
    batch = pa.record_batch({"x": pa.array([1, 2], pa.int32())})
    assert list(batch_rows(batch, (OutputColumn("x", DOUBLE),))) == [(1.0,), (2.0,)]


def test_a_batch_without_columns_still_has_rows() -> None:
    batch = pa.record_batch({"x": pa.array([1, 2])}).select([])
    assert len(list(batch_rows(batch, ()))) == batch.num_rows
