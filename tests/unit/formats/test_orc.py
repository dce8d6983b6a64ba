import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import orc

from lakeq.errors import BadDataFile
from lakeq.formats.orc import OrcReader
from lakeq.formats.orc.layout import OrcTail
from lakeq.formats.tail import FileTail
from lakeq.model.files import ColumnStatistics, FileLayout, Leaf
from lakeq.storage import LocalFileSystem

ROWS = 20_000
CODECS = ["uncompressed", "zlib", "snappy", "lz4", "zstd"]


def layout_of(path: Path) -> FileLayout:
    storage = LocalFileSystem()
    file = storage.status(str(path))
    assert file is not None
    return OrcReader().read_layout(file, storage)


def tail_of(path: Path) -> OrcTail:
    storage = LocalFileSystem()
    file = storage.status(str(path))
    assert file is not None
    return OrcTail(FileTail(file, storage, "ORC"), file)


def statistics_of(tmp_path: Path, values: pa.Array) -> ColumnStatistics | None:
    orc.write_table(pa.table({"c": values}), tmp_path / "column.orc")
    return layout_of(tmp_path / "column.orc").row_groups[0].chunks[0].statistics


def mixed_table() -> pa.Table:
    numbers = range(ROWS)
    return pa.table(
        {
            "id": pa.array(numbers, pa.int64()),
            "small": pa.array([number % 100 - 50 for number in numbers], pa.int8()),
            "name": [f"name {number * 7919 % 9973}" if number % 5 else None for number in numbers],
            "price": [number * 0.37 % 101 for number in numbers],
            "amount": pa.array([Decimal(number) / 100 for number in numbers], pa.decimal128(12, 2)),
            "day": [dt.date(2024, 1, 1) + dt.timedelta(number % 365) for number in numbers],
            "at": pa.array([number * 1_000_003 for number in numbers], pa.timestamp("us")),
            "flag": [number % 3 == 0 for number in numbers],
            "row": [
                {"x": number % 9, "y": {"z": f"z{number % 11}"}} if number % 4 else None
                for number in numbers
            ],
            "list": [[number, None] * (number % 3) for number in numbers],
            "map": pa.array(
                [[("k", {"v": number})] if number % 2 else None for number in numbers],
                pa.map_(pa.string(), pa.struct({"v": pa.int64()})),
            ),
        }
    )


MIXED = mixed_table()


@pytest.mark.parametrize("codec", CODECS)
def test_the_data_streams_of_all_leaves_are_the_data_of_the_stripe(
    codec: str, tmp_path: Path
) -> None:
    path = tmp_path / "t.orc"
    orc.write_table(MIXED, path, compression=codec, stripe_size=1 << 14)
    stripes = tail_of(path).footer.stripes

    layout = layout_of(path)

    assert len(stripes) == orc.ORCFile(path).nstripes > 1
    assert [sum(chunk.length for chunk in group.chunks) for group in layout.row_groups] == [
        stripe.data_length for stripe in stripes
    ]
    assert [group.row_count for group in layout.row_groups] == [
        orc.ORCFile(path).read_stripe(index).num_rows for index in range(len(stripes))
    ]


@pytest.mark.parametrize("codec", CODECS)
def test_data_and_indexes_and_metadata_make_up_the_file(codec: str, tmp_path: Path) -> None:
    path = tmp_path / "t.orc"
    orc.write_table(MIXED, path, compression=codec, stripe_size=1 << 14)

    layout = layout_of(path)

    data_bytes = sum(chunk.length for group in layout.row_groups for chunk in group.chunks)
    index_bytes = sum(stripe.index_length for stripe in tail_of(path).footer.stripes)
    # A file begins with the three bytes of its mark.
    assert 3 + index_bytes + data_bytes + layout.metadata_bytes == path.stat().st_size


def test_every_node_of_the_type_tree_is_a_leaf_in_order(tmp_path: Path) -> None:
    orc.write_table(MIXED.slice(0, 10), tmp_path / "t.orc")

    layout = layout_of(tmp_path / "t.orc")

    nested = [(leaf.column, leaf.path, leaf.type.trino) for leaf in layout.leaves[8:]]
    assert nested == [
        (8, ("row",), "row(x bigint, y row(z varchar))"),
        (8, ("row", "x"), "bigint"),
        (8, ("row", "y"), "row(z varchar)"),
        (8, ("row", "y", "z"), "varchar"),
        (9, ("list",), "array(bigint)"),
        (9, ("list", "element"), "bigint"),
        (10, ("map",), "map(varchar, row(v bigint))"),
        (10, ("map", "key"), "varchar"),
        (10, ("map", "value"), "row(v bigint)"),
        (10, ("map", "value", "v"), "bigint"),
    ]
    assert layout.leaves[:2] == (
        Leaf(0, ("id",), layout.columns[0].type),
        Leaf(1, ("small",), layout.columns[1].type),
    )


def test_a_rows_own_stream_is_charged_to_the_row(tmp_path: Path) -> None:
    orc.write_table(MIXED, tmp_path / "t.orc")

    layout = layout_of(tmp_path / "t.orc")

    lengths = {
        leaf.path: chunk.length
        for leaf, chunk in zip(layout.leaves, layout.row_groups[0].chunks, strict=True)
    }
    assert lengths["row",] > 0
    assert lengths["list",] > 0
    assert lengths["row", "x"] > 0


@pytest.mark.parametrize(
    ("arrow", "expected"),
    [
        (pa.bool_(), "boolean"),
        (pa.int8(), "tinyint"),
        (pa.int16(), "smallint"),
        (pa.int32(), "integer"),
        (pa.int64(), "bigint"),
        (pa.float32(), "real"),
        (pa.float64(), "double"),
        (pa.string(), "varchar"),
        (pa.binary(), "varbinary"),
        (pa.date32(), "date"),
        (pa.timestamp("ns"), "timestamp(9)"),
        (pa.timestamp("us", "UTC"), "timestamp(9)"),
        (pa.decimal128(18, 3), "decimal(18,3)"),
        (pa.list_(pa.list_(pa.int32())), "array(array(integer))"),
        (pa.map_(pa.int32(), pa.string()), "map(integer, varchar)"),
        (pa.struct({"A": pa.struct({"b": pa.int8()})}), "row(A row(b tinyint))"),
    ],
)
def test_every_type_has_a_name(arrow: pa.DataType, expected: str, tmp_path: Path) -> None:
    orc.write_table(pa.table({"c": pa.nulls(3, arrow)}), tmp_path / "t.orc")

    assert layout_of(tmp_path / "t.orc").columns[0].type.trino == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([3, None, -2], pa.int16()), (-2, 3, 1)),
        (pa.array([-(2**63), 2**63 - 1]), (-(2**63), 2**63 - 1, 0)),
        (pa.array([1.5, -2.25], pa.float32()), (-2.25, 1.5, 0)),
        (pa.array([1.0, float("nan")]), (None, None, 0)),
        (pa.array(["é", "Z", ""]), ("", "é", 0)),
        (pa.array([b"a", None]), (None, None, 1)),
        (pa.array([True, None, False]), (False, True, 1)),
        (pa.array([True, True]), (True, True, 0)),
        (pa.array([False, None]), (False, False, 1)),
        (pa.array([dt.date(1, 1, 1), dt.date(9999, 12, 31)]), (dt.date.min, dt.date.max, 0)),
        (pa.array([Decimal("-0.01"), Decimal("99.50")]), (Decimal("-0.01"), Decimal("99.50"), 0)),
        (pa.nulls(3, pa.int32()), (None, None, 3)),
    ],
)
def test_ends_are_values_of_the_columns_type(
    values: pa.Array, expected: tuple[Any, Any, int], tmp_path: Path
) -> None:
    assert statistics_of(tmp_path, values) == ColumnStatistics(*expected)


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_timestamps_are_widened_to_whole_milliseconds(zone: str | None, tmp_path: Path) -> None:
    moments = pa.array([1_499_999, 1_234_567_891_500], pa.timestamp("ns", zone))

    found = statistics_of(tmp_path, moments)

    epoch = dt.datetime(1970, 1, 1)
    assert found is not None
    assert found.minimum == epoch + dt.timedelta(milliseconds=1)
    assert found.maximum == epoch + dt.timedelta(milliseconds=1_234_568)


@pytest.mark.parametrize("nanoseconds", [-1, -1_000_001, -999_999_999, -(10**18) - 1])
def test_timestamps_before_1970_lie_within_their_ends(nanoseconds: int, tmp_path: Path) -> None:
    found = statistics_of(tmp_path, pa.array([nanoseconds], pa.timestamp("ns")))

    moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=nanoseconds // 1000)
    microsecond = dt.timedelta(microseconds=1)
    assert found is not None
    assert found.minimum <= moment
    assert moment + microsecond <= found.maximum


def test_long_strings_have_ends_that_hold_them(tmp_path: Path) -> None:
    longest = "é" * 5000

    found = statistics_of(tmp_path, pa.array(["m", longest, "a" * 5000]))

    assert found is not None
    assert found.minimum is None or found.minimum <= "a" * 5000
    assert found.maximum is None or found.maximum >= longest


def test_a_member_of_a_null_row_counts_as_null(tmp_path: Path) -> None:
    values = pa.array([{"x": 1}, None, {"x": None}])
    orc.write_table(pa.table({"c": values}), tmp_path / "t.orc")

    row, member = layout_of(tmp_path / "t.orc").row_groups[0].chunks

    assert row.statistics is None
    assert member.statistics == ColumnStatistics(1, 1, 2)


def test_elements_of_arrays_have_no_statistics(tmp_path: Path) -> None:
    orc.write_table(pa.table({"c": [[1], [2, 3]]}), tmp_path / "t.orc")

    chunks = layout_of(tmp_path / "t.orc").row_groups[0].chunks

    assert [chunk.statistics for chunk in chunks] == [None, None]


def test_columns_that_hive_left_unnamed_keep_their_places(tmp_path: Path) -> None:
    orc.write_table(pa.table({"_col0": [1], "_col1": ["a"]}), tmp_path / "t.orc")

    columns = layout_of(tmp_path / "t.orc").columns

    assert [(column.name, column.type.trino) for column in columns] == [
        ("_col0", "bigint"),
        ("_col1", "varchar"),
    ]


def test_a_file_without_rows_has_no_stripes(tmp_path: Path) -> None:
    orc.write_table(MIXED.slice(0, 0), tmp_path / "t.orc")

    layout = layout_of(tmp_path / "t.orc")

    assert (layout.row_count, layout.row_groups) == (0, ())
    assert len(layout.columns) == 11


def test_a_tail_longer_than_the_first_read_is_read_whole(tmp_path: Path) -> None:
    table = pa.table({f"column {index}": [str(index)] * 3 for index in range(3000)})
    orc.write_table(table, tmp_path / "t.orc", compression="uncompressed")

    layout = layout_of(tmp_path / "t.orc")

    assert layout.metadata_bytes > 64 << 10
    assert layout.row_groups[0].chunks[2999].statistics == ColumnStatistics("2999", "2999", 0)


def failing(path: Path) -> str:
    with pytest.raises(BadDataFile) as error:
        layout_of(path)
    assert str(path) in error.value.message
    return error.value.message


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"ORC", "too short"),
        (b"ORC" + b"x" * 100, "no ORC"),
        (b"x" * 100 + b"\x03OR\x03", "no ORC"),
        (b"x" * 100 + b"\x03ORC\x04", "cannot be decoded"),
        (b"x" * 100 + b"\xff", "no ORC"),
    ],
)
def test_what_is_no_orc_file_is_said_to_be_none(data: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "t.orc").write_bytes(data)

    assert reason in failing(tmp_path / "t.orc")
