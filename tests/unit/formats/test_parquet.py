import datetime as dt
import struct
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lakeq.errors import BadDataFile
from lakeq.formats.parquet import ParquetReader
from lakeq.model.files import ColumnStatistics, DataFile, FileLayout
from lakeq.storage import LocalFileSystem

ROWS = 5000


def layout_of(path: Path, reader: ParquetReader | None = None) -> FileLayout:
    storage = LocalFileSystem()
    file = storage.status(str(path))
    assert file is not None
    return (reader or ParquetReader()).read_layout(file, storage)


def layout_of_column(tmp_path: Path, values: pa.Array, **options: Any) -> FileLayout:
    path = tmp_path / "column.parquet"
    pq.write_table(pa.table({"c": values}), path, **options)
    return layout_of(path)


def statistics_of(tmp_path: Path, values: pa.Array, **options: Any) -> ColumnStatistics | None:
    return layout_of_column(tmp_path, values, **options).row_groups[0].chunks[0].statistics


def plain_table() -> pa.Table:
    return pa.table(
        {
            "id": pa.array(range(ROWS), pa.int64()),
            "name": [f"name {number % 97}" if number % 5 else None for number in range(ROWS)],
            "price": [number / 7 for number in range(ROWS)],
            "day": [dt.date(2024, 1, 1) + dt.timedelta(number % 365) for number in range(ROWS)],
            "flag": [number % 2 == 0 for number in range(ROWS)],
        }
    )


def by_pyarrow(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", row_group_size=1500)


def by_polars(table: pa.Table, path: Path) -> None:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    frame.write_parquet(path, row_group_size=1500)


def by_duckdb(table: pa.Table, path: Path) -> None:
    with duckdb.connect() as connection:
        connection.register("t", table)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")


Writer = Callable[[pa.Table, Path], None]
writers = pytest.mark.parametrize("write", [by_pyarrow, by_polars, by_duckdb])


@writers
def test_chunks_are_as_large_as_pyarrow_says_they_are(write: Writer, tmp_path: Path) -> None:
    write(plain_table(), tmp_path / "t.parquet")
    metadata = pq.read_metadata(tmp_path / "t.parquet")

    layout = layout_of(tmp_path / "t.parquet")

    assert layout.row_count == ROWS
    assert len(layout.row_groups) == metadata.num_row_groups > 1
    assert layout.metadata_bytes == metadata.serialized_size + 8
    for group, expected in zip(
        layout.row_groups, map(metadata.row_group, range(metadata.num_row_groups)), strict=True
    ):
        columns = [expected.column(index) for index in range(expected.num_columns)]
        assert group.row_count == expected.num_rows
        assert [chunk.length for chunk in group.chunks] == [
            column.total_compressed_size for column in columns
        ]
        assert [chunk.offset for chunk in group.chunks] == [
            min(filter(None, (column.dictionary_page_offset, column.data_page_offset)))
            for column in columns
        ]


@writers
def test_statistics_hold_every_value(write: Writer, tmp_path: Path) -> None:
    table = plain_table()
    write(table, tmp_path / "t.parquet")

    layout = layout_of(tmp_path / "t.parquet")

    offset = 0
    for group in layout.row_groups:
        rows = table.slice(offset, group.row_count)
        offset += group.row_count
        for leaf, chunk in zip(layout.leaves, group.chunks, strict=True):
            values = rows[leaf.path[0]].to_pylist()
            present = [value for value in values if value is not None]
            assert chunk.statistics == ColumnStatistics(
                min(present), max(present), values.count(None)
            ), leaf


@writers
def test_columns_have_our_types_whoever_wrote_them(write: Writer, tmp_path: Path) -> None:
    write(plain_table(), tmp_path / "t.parquet")

    layout = layout_of(tmp_path / "t.parquet")

    assert [(column.name, column.type.trino) for column in layout.columns] == [
        ("id", "bigint"),
        ("name", "varchar"),
        ("price", "double"),
        ("day", "date"),
        ("flag", "boolean"),
    ]


@pytest.mark.parametrize(
    ("arrow", "expected"),
    [
        (pa.bool_(), "boolean"),
        (pa.int8(), "tinyint"),
        (pa.int16(), "smallint"),
        (pa.int32(), "integer"),
        (pa.int64(), "bigint"),
        (pa.uint8(), "smallint"),
        (pa.uint16(), "integer"),
        (pa.uint32(), "bigint"),
        (pa.uint64(), "decimal(20,0)"),
        (pa.float16(), "real"),
        (pa.float32(), "real"),
        (pa.float64(), "double"),
        (pa.string(), "varchar"),
        (pa.large_string(), "varchar"),
        (pa.binary(), "varbinary"),
        (pa.binary(4), "varbinary"),
        (pa.date32(), "date"),
        (pa.time32("ms"), "time(3)"),
        (pa.time64("us"), "time(6)"),
        (pa.time64("ns"), "time(9)"),
        (pa.timestamp("ms"), "timestamp(3)"),
        (pa.timestamp("us"), "timestamp(6)"),
        (pa.timestamp("ns"), "timestamp(9)"),
        (pa.timestamp("us", "UTC"), "timestamp(6)"),
        (pa.decimal128(5, 2), "decimal(5,2)"),
        (pa.decimal128(38, 38), "decimal(38,38)"),
        (pa.null(), "unknown"),
        (pa.list_(pa.int32()), "array(integer)"),
        (pa.list_(pa.list_(pa.string())), "array(array(varchar))"),
        (pa.map_(pa.string(), pa.int32()), "map(varchar, integer)"),
        (
            pa.struct({"A": pa.int32(), "b": pa.list_(pa.int8())}),
            "row(A integer, b array(tinyint))",
        ),
        (
            pa.map_(pa.string(), pa.struct({"x": pa.list_(pa.struct({"y": pa.date32()}))})),
            "map(varchar, row(x array(row(y date))))",
        ),
    ],
)
def test_every_type_has_a_name(arrow: pa.DataType, expected: str, tmp_path: Path) -> None:
    layout = layout_of_column(tmp_path, pa.nulls(3, arrow))

    assert layout.columns[0].type.trino == expected


@pytest.mark.parametrize(("version", "expected"), [("1.0", "bigint"), ("2.6", "bigint")])
def test_the_older_annotations_mean_the_same(version: str, expected: str, tmp_path: Path) -> None:
    layout = layout_of_column(tmp_path, pa.nulls(3, pa.uint32()), version=version)

    assert layout.columns[0].type.trino == expected


def test_leaves_lead_through_the_files_own_steps(tmp_path: Path) -> None:
    table = pa.table(
        {
            "a.b": [1],
            "s": [{"x": 1, "y.z": {"q": "u"}}],
            "l": [[{"e": 1}]],
            "m": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int8())),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")

    layout = layout_of(tmp_path / "t.parquet")

    assert [(leaf.column, leaf.path, leaf.type.trino) for leaf in layout.leaves] == [
        (0, ("a.b",), "bigint"),
        (1, ("s", "x"), "bigint"),
        (1, ("s", "y.z", "q"), "varchar"),
        (2, ("l", "list", "element", "e"), "bigint"),
        (3, ("m", "key_value", "key"), "varchar"),
        (3, ("m", "key_value", "value"), "tinyint"),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([3, None, -2], pa.int16()), (-2, 3, 1)),
        (pa.array([1, 2**32 - 1], pa.uint32()), (1, 2**32 - 1, 0)),
        (pa.array([1, 2**64 - 1], pa.uint64()), (Decimal(1), Decimal(2**64 - 1), 0)),
        (pa.array([1.5, -2.25], pa.float32()), (-2.25, 1.5, 0)),
        (pa.array([1.5, -2.25], pa.float16()), (-2.25, 1.5, 0)),
        (pa.array([float("-inf"), 1.0]), (float("-inf"), 1.0, 0)),
        (pa.array(["é", "Z", ""]), ("", "é", 0)),
        (pa.array([b"\xff", b"\x00"]), (b"\x00", b"\xff", 0)),
        (pa.array([b"ab", b"cd"], pa.binary(2)), (b"ab", b"cd", 0)),
        (pa.array([True, False]), (False, True, 0)),
        (pa.array([dt.date(1, 1, 1), dt.date(9999, 12, 31)]), (dt.date.min, dt.date.max, 0)),
        (
            pa.array([dt.datetime(1969, 12, 31, 23, 59, 59, 999999)], pa.timestamp("us", "UTC")),
            (dt.datetime(1969, 12, 31, 23, 59, 59, 999999),) * 2 + (0,),
        ),
        (
            pa.array([Decimal("-0.01"), Decimal("12345678901234567890123456789012345.678")]),
            (Decimal("-0.01"), Decimal("12345678901234567890123456789012345.678"), 0),
        ),
        (pa.nulls(3, pa.int32()), (None, None, 3)),
        (pa.array([dt.time(1, 2)]), (None, None, 0)),
    ],
)
def test_ends_are_values_of_the_columns_type(
    values: pa.Array, expected: tuple[Any, Any, int], tmp_path: Path
) -> None:
    assert statistics_of(tmp_path, values) == ColumnStatistics(*expected)


def test_decimals_stored_as_integers_read_the_same(tmp_path: Path) -> None:
    values = pa.array([Decimal("-1.25"), Decimal("9.99")], pa.decimal128(9, 2))

    found = statistics_of(tmp_path, values, store_decimal_as_integer=True)

    assert found == ColumnStatistics(Decimal("-1.25"), Decimal("9.99"), 0)


def test_nanoseconds_are_widened_to_microseconds(tmp_path: Path) -> None:
    found = statistics_of(tmp_path, pa.array([-1, 1], pa.timestamp("ns")))

    epoch = dt.datetime(1970, 1, 1)
    microsecond = dt.timedelta(microseconds=1)
    assert found == ColumnStatistics(epoch - microsecond, epoch + microsecond, 0)


def test_an_end_that_python_cannot_hold_is_unknown(tmp_path: Path) -> None:
    found = statistics_of(tmp_path, pa.array([0, 2**62], pa.timestamp("ms")))

    assert found == ColumnStatistics(dt.datetime(1970, 1, 1), None, 0)


def test_days_that_python_cannot_hold_are_unknown(tmp_path: Path) -> None:
    found = statistics_of(tmp_path, pa.array([-(2**31), 0], pa.int32()).cast(pa.date32()))

    assert found == ColumnStatistics(None, dt.date(1970, 1, 1), 0)


def test_the_old_timestamps_have_no_order(tmp_path: Path) -> None:
    values = pa.array([0, 10**9], pa.timestamp("ns"))

    layout = layout_of_column(tmp_path, values, use_deprecated_int96_timestamps=True)

    assert layout.columns[0].type.trino == "timestamp(9)"
    statistics = layout.row_groups[0].chunks[0].statistics
    assert statistics is None or (statistics.minimum, statistics.maximum) == (None, None)


def test_a_column_of_nan_alone_has_no_ends(tmp_path: Path) -> None:
    found = statistics_of(tmp_path, pa.array([float("nan")] * 3))

    assert found is None or (found.minimum, found.maximum) == (None, None)


def test_without_statistics_nothing_is_known(tmp_path: Path) -> None:
    assert statistics_of(tmp_path, pa.array([1, 2]), write_statistics=False) is None


def test_elements_of_arrays_and_maps_have_no_statistics(tmp_path: Path) -> None:
    layout = layout_of_column(tmp_path, pa.array([[1], [2]]))

    assert layout.row_groups[0].chunks[0].statistics is None


def test_a_member_of_a_null_row_counts_as_null(tmp_path: Path) -> None:
    found = statistics_of(tmp_path, pa.array([{"x": 1}, None, {"x": None}]))

    assert found == ColumnStatistics(1, 1, 2)


def test_files_of_one_schema_share_it(tmp_path: Path) -> None:
    by_pyarrow(plain_table(), tmp_path / "a.parquet")
    by_pyarrow(plain_table().slice(100), tmp_path / "b.parquet")
    pq.write_table(pa.table({"other": [1]}), tmp_path / "c.parquet")
    reader = ParquetReader()

    first, second, other = (layout_of(tmp_path / f"{name}.parquet", reader) for name in "abc")

    assert first.leaves is second.leaves
    assert first.columns is second.columns
    assert [column.name for column in other.columns] == ["other"]


def test_a_file_without_rows_has_a_layout(tmp_path: Path) -> None:
    pq.write_table(plain_table().slice(0, 0), tmp_path / "t.parquet")

    layout = layout_of(tmp_path / "t.parquet")

    assert layout.row_count == 0
    assert len(layout.columns) == 5


class CountingFileSystem(LocalFileSystem):
    def __init__(self) -> None:
        self.ranges: list[tuple[int, int]] = []

    def read_range(self, file: DataFile, offset: int, length: int) -> bytes:
        self.ranges.append((offset, length))
        return super().read_range(file, offset, length)


def test_a_small_footer_is_one_read_and_a_large_one_two(tmp_path: Path) -> None:
    storage = CountingFileSystem()
    pq.write_table(pa.table({f"column {index}": [index] for index in range(10)}), tmp_path / "a")
    pq.write_table(pa.table({f"column {index}": [index] for index in range(2000)}), tmp_path / "b")
    small, large = storage.list_files(str(tmp_path))

    ParquetReader().read_layout(small, storage)
    assert len(storage.ranges) == 1

    storage.ranges.clear()
    layout = ParquetReader().read_layout(large, storage)
    assert len(storage.ranges) == 2
    assert sum(length for _, length in storage.ranges) == layout.metadata_bytes
    assert len(layout.leaves) == 2000


def failing(path: Path) -> str:
    with pytest.raises(BadDataFile) as error:
        layout_of(path)
    assert str(path) in error.value.message
    return error.value.message


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"")

    assert "is empty" in failing(tmp_path / "t.parquet")


def test_a_short_file_is_said_to_be_too_short(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PAR1PAR1")

    assert "too short" in failing(tmp_path / "t.parquet")


def test_a_file_of_another_kind_is_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"id,name\n1,a\n" * 10)

    assert "no Parquet" in failing(tmp_path / "t.parquet")


def test_a_footer_that_claims_too_much_is_malformed(tmp_path: Path) -> None:
    data = b"PAR1" + b"x" * 20 + struct.pack("<I", 1 << 30) + b"PAR1"
    (tmp_path / "t.parquet").write_bytes(data)

    assert "longer than the file" in failing(tmp_path / "t.parquet")


def test_a_footer_of_garbage_cannot_be_decoded(tmp_path: Path) -> None:
    data = b"PAR1" + b"\xff" * 20 + struct.pack("<I", 20) + b"PAR1"
    (tmp_path / "t.parquet").write_bytes(data)

    assert "cannot be decoded" in failing(tmp_path / "t.parquet")


def test_an_encrypted_file_is_said_to_be_encrypted(tmp_path: Path) -> None:
    data = b"PARE" + b"x" * 20 + struct.pack("<I", 20) + b"PARE"
    (tmp_path / "t.parquet").write_bytes(data)

    assert "encrypted" in failing(tmp_path / "t.parquet")
