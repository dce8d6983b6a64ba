import datetime as dt
import os
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from lakeq.errors import BadDataFile, FileChanged, NotSupported
from lakeq.formats.encoding import LayoutEncoding
from lakeq.formats.layouts import LayoutReader
from lakeq.formats.orc import OrcReader
from lakeq.formats.parquet import ParquetReader
from lakeq.model.files import DataFile
from lakeq.model.table import FileFormat
from lakeq.storage import LocalFileSystem
from lakeq.storage.cache import FooterCache

TABLE = pa.table(
    {
        "i": [1, None, 3],
        "f": [1.5, float("-inf"), 0.1],
        "s": ["é", "\u2028", "\x00"],
        "b": [b"\x00\xff", b"", b"a"],
        "flag": [True, False, None],
        "d": [Decimal("-0.10"), Decimal("99999999999999999999.99"), None],
        "day": [dt.date(1, 1, 1), dt.date(9999, 12, 31), None],
        "at": pa.array([dt.datetime(1900, 1, 1), None, dt.datetime(2100, 1, 1, 1, 1, 1, 1)]),
        "row": [{"x": 1, "y": [{"z": "a"}]}, None, {"x": None, "y": None}],
        "map": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int64())),
    }
)


class CountingFileSystem(LocalFileSystem):
    def __init__(self) -> None:
        self.reads = 0

    def read_range(self, file: DataFile, offset: int, length: int) -> bytes:
        self.reads += 1
        return super().read_range(file, offset, length)


def parquet_files(folder: Path, count: int = 3) -> list[DataFile]:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        pq.write_table(TABLE.slice(0, number + 1), folder / f"{number}.parquet")
    return list(LocalFileSystem().list_files(str(folder)))


def test_layouts_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    files = parquet_files(tmp_path / "t")
    reader = LayoutReader(LocalFileSystem(), FooterCache(None))

    layouts = reader.layouts([files[2], files[0], files[2]], FileFormat.PARQUET)

    assert [layout.row_count for layout in layouts] == [3, 1, 3]


def test_a_file_is_read_once_in_a_process(tmp_path: Path) -> None:
    files = parquet_files(tmp_path / "t")
    storage = CountingFileSystem()
    reader = LayoutReader(storage, FooterCache(None))

    first = reader.layouts(files, FileFormat.PARQUET)
    second = reader.layouts(files, FileFormat.PARQUET)

    assert storage.reads == 3
    assert all(a is b for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("file_format", [FileFormat.PARQUET, FileFormat.ORC])
def test_a_file_is_read_once_across_processes(file_format: FileFormat, tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    if file_format is FileFormat.ORC:
        orc.write_table(TABLE, tmp_path / "t" / "a")
    else:
        pq.write_table(TABLE, tmp_path / "t" / "a")
    storage = CountingFileSystem()
    files = list(storage.list_files(str(tmp_path / "t")))

    first = LayoutReader(storage, FooterCache(tmp_path / "cache")).layouts(files, file_format)
    reads = storage.reads
    second = LayoutReader(storage, FooterCache(tmp_path / "cache")).layouts(files, file_format)

    assert reads > 0
    assert storage.reads == reads
    assert first == second


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    files = parquet_files(tmp_path / "t")
    reader = LayoutReader(LocalFileSystem(), FooterCache(tmp_path / "cache"))
    reader.layouts(files, FileFormat.PARQUET)
    pq.write_table(TABLE.slice(0, 0), files[0].path)

    changed = next(LocalFileSystem().list_files(str(tmp_path / "t")))

    assert reader.layouts([changed], FileFormat.PARQUET)[0].row_count == 0


def test_a_file_that_changed_since_it_was_listed_is_not_read(tmp_path: Path) -> None:
    files = parquet_files(tmp_path / "t")
    os.utime(files[1].path, ns=(1, 1))
    reader = LayoutReader(LocalFileSystem(), FooterCache(None))

    with pytest.raises(FileChanged, match=r"1\.parquet"):
        reader.layouts(files, FileFormat.PARQUET)


def test_what_was_cached_as_one_format_is_not_taken_for_another(tmp_path: Path) -> None:
    files = parquet_files(tmp_path / "t", 1)
    cache = FooterCache(tmp_path / "cache")
    LayoutReader(LocalFileSystem(), cache).layouts(files, FileFormat.PARQUET)

    with pytest.raises(BadDataFile, match="ORC"):
        LayoutReader(LocalFileSystem(), cache).layouts(files, FileFormat.ORC)


@pytest.mark.parametrize("file_format", [FileFormat.CSV, FileFormat.JSON, FileFormat.AVRO])
def test_a_format_without_layouts_is_named(file_format: FileFormat) -> None:
    reader = LayoutReader(LocalFileSystem(), FooterCache(None))

    with pytest.raises(NotSupported, match=file_format.value):
        reader.layouts([], file_format)


def test_memory_keeps_what_was_used_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lakeq.formats.layouts._MEMORY_CHUNKS", 30)
    files = parquet_files(tmp_path / "t")
    storage = CountingFileSystem()
    reader = LayoutReader(storage, FooterCache(None))

    first = reader.layouts(files, FileFormat.PARQUET)
    second = reader.layouts(files, FileFormat.PARQUET)

    assert first == second
    assert storage.reads == 3
    assert second[0] is not first[0]


@pytest.mark.parametrize("name", ["t.parquet", "t.orc"])
def test_a_layout_is_encoded_without_loss(name: str, tmp_path: Path) -> None:
    if name.endswith("orc"):
        orc.write_table(TABLE, tmp_path / name)
    else:
        pq.write_table(TABLE, tmp_path / name)
    storage = LocalFileSystem()
    (file,) = storage.list_files(str(tmp_path))
    formats = OrcReader() if name.endswith("orc") else ParquetReader()
    layout = formats.read_layout(file, storage)
    encoding = LayoutEncoding(b"tag1")

    encoded = encoding.encode(layout)

    assert LayoutEncoding(b"tag1").decode(encoded) == layout
    assert LayoutEncoding(b"tag2").decode(encoded) is None
    first, second = encoding.decode(encoded), encoding.decode(encoded)
    assert first is not None
    assert second is not None
    assert first.leaves is second.leaves
