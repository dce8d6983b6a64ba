from datetime import UTC, datetime

import pyarrow as pa
import pytest

from lakeq.errors import NotSupported, OutOfRange
from lakeq.formats.arrow import (
    arrow_type,
    carried_schema,
    data_type,
    published,
    result_schema,
)
from lakeq.model import types
from lakeq.model.bound import OutputColumn
from lakeq.model.types import DataType, Field, Kind


@pytest.mark.parametrize(
    ("ours", "arrow"),
    [
        (types.UNKNOWN, pa.null()),
        (types.BOOLEAN, pa.bool_()),
        (types.TINYINT, pa.int8()),
        (types.SMALLINT, pa.int16()),
        (types.INTEGER, pa.int32()),
        (types.BIGINT, pa.int64()),
        (types.REAL, pa.float32()),
        (types.DOUBLE, pa.float64()),
        (types.VARCHAR, pa.string()),
        (types.VARBINARY, pa.binary()),
        (types.DATE, pa.date32()),
        (types.decimal(38, 10), pa.decimal128(38, 10)),
        (types.timestamp(3), pa.timestamp("ms")),
        (types.timestamp(6), pa.timestamp("us")),
        (types.timestamp(9), pa.timestamp("ns")),
        (types.TIMESTAMP_WITH_TIME_ZONE, pa.timestamp("ms", "UTC")),
        (types.INTERVAL_DAY_TO_SECOND, pa.duration("ms")),
        (types.INTERVAL_YEAR_TO_MONTH, pa.month_day_nano_interval()),
        (types.array_of(types.INTEGER), pa.list_(pa.field("element", pa.int32()))),
        (types.map_of(types.VARCHAR, types.DATE), pa.map_(pa.string(), pa.date32())),
        (types.row_of(Field("a", types.DATE)), pa.struct({"a": pa.date32()})),
    ],
)
def test_a_type_goes_to_arrow_and_back(ours: DataType, arrow: pa.DataType) -> None:
    assert arrow_type(ours) == arrow
    assert data_type(arrow) == ours


@pytest.mark.parametrize(
    ("ours", "arrow"),
    [
        (types.varchar(5), pa.string()),
        (types.char(5), pa.string()),
        (types.JSON, pa.string()),
        (types.TIME, pa.time64("us")),
        (types.timestamp(0), pa.timestamp("ms")),
        (types.timestamp(4), pa.timestamp("us")),
        (types.timestamp(7), pa.timestamp("ns")),
        (types.timestamp(12), pa.string()),
        (DataType(Kind.TIME, 9), pa.time64("ns")),
        (types.TIME_WITH_TIME_ZONE, pa.string()),
        (DataType(Kind.TIMESTAMP), pa.timestamp("ms")),
        (
            types.row_of(Field(None, types.DATE), Field("b", types.DATE)),
            pa.struct({"field0": pa.date32(), "b": pa.date32()}),
        ),
    ],
)
def test_types_that_arrow_does_not_tell_apart_share_one(ours: DataType, arrow: pa.DataType) -> None:
    assert arrow_type(ours) == arrow


@pytest.mark.parametrize(
    ("arrow", "ours"),
    [
        (pa.uint8(), types.SMALLINT),
        (pa.uint16(), types.INTEGER),
        (pa.uint32(), types.BIGINT),
        (pa.uint64(), types.decimal(20)),
        (pa.float16(), types.REAL),
        (pa.large_string(), types.VARCHAR),
        (pa.string_view(), types.VARCHAR),
        (pa.large_binary(), types.VARBINARY),
        (pa.binary(3), types.VARBINARY),
        (pa.date64(), types.DATE),
        (pa.time32("s"), DataType(Kind.TIME, 0)),
        (pa.dictionary(pa.int8(), pa.string()), types.VARCHAR),
        (pa.large_list(pa.int8()), types.array_of(types.TINYINT)),
        (pa.list_(pa.int8(), 2), types.array_of(types.TINYINT)),
        (pa.uuid(), types.VARBINARY),
        (pa.duration("ns"), types.INTERVAL_DAY_TO_SECOND),
        (pa.decimal256(20, 1), types.decimal(20, 1)),
    ],
)
def test_arrows_other_types_have_a_nearest_of_ours(arrow: pa.DataType, ours: DataType) -> None:
    assert data_type(arrow) == ours


@pytest.mark.parametrize(
    "arrow", [pa.decimal256(76, 1), pa.dense_union([pa.field("a", pa.int8())])]
)
def test_a_type_that_sql_has_no_name_for_is_not_supported(arrow: pa.DataType) -> None:
    with pytest.raises(NotSupported):
        data_type(arrow)


def test_a_function_is_no_result() -> None:
    with pytest.raises(NotSupported):
        arrow_type(DataType(Kind.FUNCTION))


def test_a_published_batch_has_the_moments_in_utc_at_any_depth() -> None:
    zoned = types.TIMESTAMP_WITH_TIME_ZONE
    row = types.row_of(Field("at", zoned), Field("n", types.BIGINT))
    columns = [
        OutputColumn("x", zoned),
        OutputColumn("a", types.array_of(zoned)),
        OutputColumn("m", types.map_of(zoned, zoned)),
        OutputColumn("r", row),
        OutputColumn("n", types.BIGINT),
    ]
    moment = datetime(2024, 5, 15, 12, 0, 0, 123000)
    one = {"instant": moment, "zone": "Europe/Warsaw"}
    filled = [one, [one, None], [(one, None)], {"at": one, "n": 1}, 5]
    nulls = [None] * 5
    schema = carried_schema(columns)
    arrays = [
        pa.array([value, None], field.type) for value, field in zip(filled, schema, strict=True)
    ]
    batch = published(pa.RecordBatch.from_arrays(arrays, schema=schema), columns)
    there = moment.replace(tzinfo=UTC)
    assert batch.schema == result_schema(columns)
    assert [column.to_pylist() for column in batch.columns] == [
        [there, None],
        [[there, None], None],
        [[(there, None)], None],
        [{"at": there, "n": 1}, None],
        [5, None],
    ]
    assert [column[1].as_py() for column in batch.columns] == nulls


def test_a_published_batch_has_nanoseconds_where_they_hold_all_digits() -> None:
    zoned = DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 9)
    columns = [
        OutputColumn("z", zoned),
        OutputColumn("t", types.timestamp(7)),
        OutputColumn("c", DataType(Kind.TIME, 8)),
        OutputColumn("a", types.array_of(zoned)),
        OutputColumn("r", types.row_of(Field("c", DataType(Kind.TIME, 9)))),
        OutputColumn("p", types.timestamp(10)),
    ]
    one = {
        "instant": "1970-01-01 00:00:01.000000002",
        "text": "1970-01-01 01:00:01.000000002 +01:00",
    }
    filled = [
        one,
        "1969-12-31 23:59:59.9999999",
        "00:00:00.00000001",
        [one],
        {"c": "00:00:00.000000003"},
        "x",
    ]
    schema = carried_schema(columns)
    arrays = [
        pa.array([value, None], field.type) for value, field in zip(filled, schema, strict=True)
    ]
    batch = published(pa.RecordBatch.from_arrays(arrays, schema=schema), columns)
    assert batch.schema == result_schema(columns)
    assert [column.null_count for column in batch.columns] == [1] * 6
    z, t, c, a, r, p = (column[:1] for column in batch.columns)
    instants = [each.view(pa.int64()).to_pylist() for each in (z, t, c, a.flatten(), r.field(0))]
    assert instants == [[1_000_000_002], [-100], [10], [1_000_000_002], [3]]
    assert p.to_pylist() == ["x"]


@pytest.mark.parametrize("text", ["2262-04-11 23:47:16.9999999", "1677-09-21 00:12:43.0000000"])
def test_nanoseconds_beyond_their_years_are_out_of_range(text: str) -> None:
    columns = [OutputColumn("t", types.timestamp(7))]
    batch = pa.RecordBatch.from_arrays([pa.array([text])], schema=carried_schema(columns))
    with pytest.raises(OutOfRange, match="timestamp"):
        published(batch, columns)


def test_a_batch_without_zones_is_published_as_it_is() -> None:
    columns = [OutputColumn("n", types.BIGINT)]
    batch = pa.RecordBatch.from_arrays([pa.array([1])], names=["n"])
    assert published(batch, columns) is batch
