import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import orc

from lakeq.errors import BadDataFile, FileChanged
from lakeq.formats.orc import OrcReader
from lakeq.formats.orc.layout import OrcTail
from lakeq.formats.orc.stripes import BATCH_ROWS, TAIL_BYTES, StripeReader
from lakeq.formats.tail import FileTail
from lakeq.model.files import DataFile, FileLayout
from lakeq.storage import LocalFileSystem

ROWS = 50_000
ALL: tuple[tuple[str, ...], ...] = ((),)
TABLE = pa.table(
    {
        "id": pa.array(range(ROWS), pa.int64()),
        "name": [f"name {number * 7919 % 9973}" if number % 5 else None for number in range(ROWS)],
        "Row": [
            {"X": number, "y": {"z": f"z{number % 11}", "w": number}} if number % 4 else None
            for number in range(ROWS)
        ],
        "list": [[{"e": number, "f": number}] * (number % 3) for number in range(ROWS)],
        "map": pa.array(
            [[("k", {"v": number})] for number in range(ROWS)],
            pa.map_(pa.string(), pa.struct({"v": pa.int64()})),
        ),
    }
)


class CountingFileSystem(LocalFileSystem):
    def __init__(self) -> None:
        self.ranges: list[tuple[int, int]] = []

    def read_range(self, file: DataFile, offset: int, length: int) -> bytes:
        self.ranges.append((offset, length))
        return super().read_range(file, offset, length)


def opened(
    path: Path, table: pa.Table = TABLE, **options: Any
) -> tuple[StripeReader, FileLayout, CountingFileSystem]:
    orc.write_table(table, path, **{"stripe_size": 1 << 14, "compression": "zlib", **options})
    storage = CountingFileSystem()
    (file,) = storage.list_files(str(path.parent))
    layout = OrcReader().read_layout(file, storage)
    storage.ranges.clear()
    return StripeReader(file, storage, layout), layout, storage


def tail_of(path: Path) -> OrcTail:
    storage = LocalFileSystem()
    file = storage.status(str(path))
    assert file is not None
    return OrcTail(FileTail(file, storage, "ORC"), file)


def read(
    reader: StripeReader, stripes: list[int], columns: list[tuple[int, tuple[tuple[str, ...], ...]]]
) -> pa.Table:
    return pa.Table.from_batches(reader.batches(stripes, columns))


@pytest.mark.parametrize("codec", ["uncompressed", "zlib", "snappy", "lz4", "zstd"])
def test_all_stripes_and_columns_are_the_table(codec: str, tmp_path: Path) -> None:
    reader, layout, _ = opened(tmp_path / "t.orc", compression=codec)
    stripes = list(range(len(layout.row_groups)))

    assert len(stripes) > 1
    assert read(reader, stripes, [(index, ALL) for index in range(5)]).equals(TABLE)


def test_columns_come_in_the_order_asked_for(tmp_path: Path) -> None:
    reader, _, _ = opened(tmp_path / "t.orc", stripe_size=1 << 26)

    assert read(reader, [0], [(3, ALL), (0, ALL)]).equals(TABLE.select(["list", "id"]))


def test_stripes_come_in_the_order_asked_for(tmp_path: Path) -> None:
    reader, layout, _ = opened(tmp_path / "t.orc")
    first = layout.row_groups[0].row_count
    second = layout.row_groups[1].row_count

    rows = read(reader, [1, 0], [(0, ALL)])["id"].to_pylist()

    assert rows == [*range(first, first + second), *range(first)]


def test_only_the_members_asked_for_are_read_whatever_their_case(tmp_path: Path) -> None:
    reader, _, _ = opened(tmp_path / "t.orc", stripe_size=1 << 26)

    found = read(reader, [0], [(2, (("x",), ("Y", "Z")))])

    assert found.schema.field("Row").type == pa.struct(
        {"X": pa.int64(), "y": pa.struct({"z": pa.string()})}
    )
    assert found["Row"].to_pylist()[:2] == [None, {"X": 1, "y": {"z": "z1"}}]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((("nowhere",),), {"X": pa.int64()}),
        ((("nowhere",), ("y", "w")), {"y": pa.struct({"w": pa.int64()})}),
        ((("y", "nowhere"),), {"X": pa.int64()}),
    ],
)
def test_a_member_the_file_lacks_is_left_out_but_the_row_stays(
    members: tuple[tuple[str, ...], ...], expected: dict[str, pa.DataType], tmp_path: Path
) -> None:
    reader, _, _ = opened(tmp_path / "t.orc", stripe_size=1 << 26)

    found = read(reader, [0], [(2, members)])

    assert found.schema.field("Row").type == pa.struct(expected)
    assert found["Row"].null_count == TABLE["Row"].null_count


@pytest.mark.parametrize(("column", "member"), [(3, "e"), (4, "v"), (4, "value")])
def test_arrays_and_maps_are_read_whole(column: int, member: str, tmp_path: Path) -> None:
    # Asking the C++ reader for a part of a map ends the process.
    reader, _, _ = opened(tmp_path / "t.orc", stripe_size=1 << 26)

    found = read(reader, [0], [(column, ((member,),))])

    assert found.equals(TABLE.select([column]))


def charged(layout: FileLayout, stripes: list[int], *paths: tuple[str, ...]) -> int:
    return sum(
        chunk.length
        for stripe in stripes
        for leaf, chunk in zip(layout.leaves, layout.row_groups[stripe].chunks, strict=True)
        if any(path[: len(leaf.path)] == leaf.path[: len(path)] for path in paths)
    )


@pytest.mark.parametrize(
    ("columns", "paths"),
    [
        ([(0, ALL)], [("id",)]),
        ([(1, ALL), (4, ALL)], [("name",), ("map",)]),
        ([(2, (("y", "z"),))], [("Row", "y", "z")]),
        ([(2, ALL)], [("Row",)]),
    ],
)
def test_the_bytes_read_are_the_chunks_charged_and_the_metadata(
    columns: list[Any], paths: list[tuple[str, ...]], tmp_path: Path
) -> None:
    path = tmp_path / "t.orc"
    reader, layout, storage = opened(path)
    stripes = [0, 1]
    footers = [
        (stripe.footer_offset, stripe.footer_length) for stripe in tail_of(path).footer.stripes[:2]
    ]
    tail = (path.stat().st_size - TAIL_BYTES, TAIL_BYTES)

    read(reader, stripes, columns)

    assert {tail, *footers} <= set(storage.ranges)
    metadata_bytes = sum(length for _, length in (tail, *footers))
    assert reader.read_bytes == metadata_bytes + charged(layout, stripes, *paths)
    assert reader.read_bytes == sum(length for _, length in storage.ranges)


def test_neighbouring_streams_are_one_read(tmp_path: Path) -> None:
    reader, _, storage = opened(tmp_path / "t.orc")

    read(reader, [0], [(index, ALL) for index in range(5)])

    # The file's tail, the stripe's footer, and all of its data at once.
    assert len(storage.ranges) == 3


def test_without_columns_nothing_is_read_but_rows_are_counted(tmp_path: Path) -> None:
    reader, layout, storage = opened(tmp_path / "t.orc")

    batches = list(reader.batches([0, 2], []))

    assert sum(batch.num_rows for batch in batches) == (
        layout.row_groups[0].row_count + layout.row_groups[2].row_count
    )
    assert all(batch.num_columns == 0 for batch in batches)
    assert (reader.read_bytes, storage.ranges) == (0, [])


def test_without_stripes_nothing_is_read(tmp_path: Path) -> None:
    reader, _, storage = opened(tmp_path / "t.orc")

    assert list(reader.batches([], [(0, ALL)])) == []
    assert storage.ranges == []


@pytest.mark.parametrize("columns", [[], [(0, ALL)]])
def test_no_batch_has_more_rows_than_agreed(columns: list[Any], tmp_path: Path) -> None:
    table = pa.table({"id": pa.array(range(BATCH_ROWS * 2 + 1), pa.int64())})
    reader, _, _ = opened(tmp_path / "t.orc", table, stripe_size=1 << 26)

    sizes = [batch.num_rows for batch in reader.batches([0], columns)]

    assert sizes == [BATCH_ROWS, BATCH_ROWS, 1]


def test_names_with_dots_are_not_mistaken_for_members(tmp_path: Path) -> None:
    table = pa.table({"a.b": [1], "a": [{"b": 2, "c": 3}], "m.v": [4], "": [5]})
    reader, _, _ = opened(tmp_path / "t.orc", table)

    found = read(reader, [0], [(1, (("b",),)), (0, ALL), (3, ALL)])

    assert found["a.b"].to_pylist() == [1]
    assert found["a"].to_pylist()[0]["b"] == 2
    assert found[""].to_pylist() == [5]


def test_a_name_that_occurs_twice_is_read_by_its_place(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array(["x"])], ["c", "c"])
    reader, _, _ = opened(tmp_path / "t.orc", table)

    (batch,) = reader.batches([0], [(1, ALL), (0, ALL)])

    assert [column.to_pylist() for column in batch.columns] == [["x"], [1]]


def test_a_file_replaced_while_it_is_read_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "t.orc"
    reader, _, _ = opened(path)
    batches = reader.batches([0, 1], [(0, ALL)])
    next(batches)
    os.utime(path, ns=(1, 1))

    with pytest.raises(FileChanged):
        list(batches)


def test_a_file_that_changed_before_it_is_read_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "t.orc"
    reader, _, _ = opened(path)
    path.unlink()

    with pytest.raises(FileChanged):
        list(reader.batches([0], [(0, ALL)]))


@pytest.mark.parametrize("codec", ["zlib", "zstd", "snappy"])
def test_a_stripe_that_does_not_decompress_is_bad_data(codec: str, tmp_path: Path) -> None:
    path = tmp_path / "t.orc"
    orc.write_table(TABLE.select(["id"]), path, compression=codec)
    data = bytearray(path.read_bytes())
    storage = LocalFileSystem()
    (file,) = storage.list_files(str(tmp_path))
    layout = OrcReader().read_layout(file, storage)
    chunk = layout.row_groups[0].chunks[0]
    data[chunk.offset : chunk.offset + chunk.length] = b"\xff" * chunk.length
    path.write_bytes(data)
    (file,) = storage.list_files(str(tmp_path))

    with pytest.raises(BadDataFile, match=r"t\.orc"):
        list(StripeReader(file, storage, layout).batches([0], [(0, ALL)]))


def test_a_layout_of_another_file_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    _, _, storage = opened(tmp_path / "a" / "t.orc")
    _, other, _ = opened(tmp_path / "b" / "t.orc", TABLE.slice(0, 10))
    (file,) = storage.list_files(str(tmp_path / "a"))

    with pytest.raises(BadDataFile):
        list(StripeReader(file, storage, other).batches([0], [(0, ALL)]))
