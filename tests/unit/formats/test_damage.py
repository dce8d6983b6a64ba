"""Damaged files: whatever is wrong with one, it is bad data, or was not damaged where it matters."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from lakeq.errors import BadDataFile
from lakeq.formats.base import FormatReader
from lakeq.formats.orc import OrcReader
from lakeq.formats.parquet import ParquetReader
from lakeq.model.files import DataFile, FileLayout

TABLE = pa.table(
    {
        "id": list(range(300)),
        "name": [f"name {number}" for number in range(300)],
        "price": [number / 3 for number in range(300)],
        "row": [{"x": number, "y": {"z": "z"}} for number in range(300)],
        "list": [[1, 2]] * 300,
    }
)


class Held:
    """A file system of one file, held in memory."""

    def __init__(self, data: bytes) -> None:
        self.file = DataFile("/lake/damaged", len(data), "1")
        self._data = data

    def list_files(self, prefix: str) -> Iterator[DataFile]:
        yield self.file

    def list_folders(self, prefix: str) -> Iterator[str]:
        yield from ()

    def status(self, path: str) -> DataFile | None:
        return self.file

    def read_range(self, file: DataFile, offset: int, length: int) -> bytes:
        assert 0 <= offset <= offset + length <= len(self._data)
        return self._data[offset : offset + length]


def parquet(path: Path) -> FormatReader:
    pq.write_table(TABLE, path, row_group_size=100)
    return ParquetReader()


def orc_with(codec: str) -> Callable[[Path], FormatReader]:
    def write(path: Path) -> FormatReader:
        orc.write_table(TABLE, path, compression=codec)
        return OrcReader()

    return write


formats = pytest.mark.parametrize(
    "write",
    [parquet, *(orc_with(codec) for codec in ("uncompressed", "zlib", "snappy", "lz4", "zstd"))],
    ids=["parquet", "orc", "orc-zlib", "orc-snappy", "orc-lz4", "orc-zstd"],
)


def layout_or_none(reader: FormatReader, data: bytes) -> FileLayout | None:
    storage = Held(data)
    try:
        return reader.read_layout(storage.file, storage)
    except BadDataFile:
        return None


@formats
def test_a_file_cut_anywhere_is_bad_data(
    write: Callable[[Path], FormatReader], tmp_path: Path
) -> None:
    reader = write(tmp_path / "t")
    whole = (tmp_path / "t").read_bytes()

    for length in [*range(0, len(whole), 97), *range(len(whole) - 300, len(whole))]:
        assert layout_or_none(reader, whole[:length]) is None, length


@formats
def test_a_file_whose_start_was_lost_is_bad_data(
    write: Callable[[Path], FormatReader], tmp_path: Path
) -> None:
    reader = write(tmp_path / "t")
    whole = (tmp_path / "t").read_bytes()
    metadata_bytes = reader.read_layout(Held(whole).file, Held(whole)).metadata_bytes

    # Only what lies before the metadata may go unnoticed.
    for start in range(len(whole) - metadata_bytes + 1, len(whole), 7):
        assert layout_or_none(reader, whole[start:]) is None, start


@formats
def test_a_changed_byte_is_bad_data_or_a_layout(
    write: Callable[[Path], FormatReader], tmp_path: Path
) -> None:
    reader = write(tmp_path / "t")
    whole = (tmp_path / "t").read_bytes()
    chance = random.Random(11)
    outcomes = set()

    for position in range(len(whole) - 1500, len(whole)):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 1, 3))):
            damaged[min(position + chance.randrange(40), len(whole) - 1)] = chance.randrange(256)
        outcomes.add(layout_or_none(reader, bytes(damaged)) is None)

    assert True in outcomes


@formats
def test_a_layout_never_points_outside_of_its_file(
    write: Callable[[Path], FormatReader], tmp_path: Path
) -> None:
    reader = write(tmp_path / "t")
    whole = (tmp_path / "t").read_bytes()
    chance = random.Random(12)

    for _ in range(1000):
        damaged = bytearray(whole)
        damaged[len(whole) - 1 - chance.randrange(1500)] = chance.randrange(256)
        layout = layout_or_none(reader, bytes(damaged))
        if layout is None:
            continue
        for group in layout.row_groups:
            assert len(group.chunks) == len(layout.leaves)
            for chunk in group.chunks:
                assert 0 <= chunk.offset <= chunk.offset + chunk.length <= len(whole)


@formats
def test_bytes_that_were_never_a_file_are_bad_data(
    write: Callable[[Path], FormatReader], tmp_path: Path
) -> None:
    reader = write(tmp_path / "t")
    chance = random.Random(13)

    for length in range(200):
        garbage = bytes(chance.randrange(256) for _ in range(length))
        for end in (
            b"",
            b"PAR1",
            b"\x08\x00\x00\x00PAR1",
            b"\x03ORC\x04",
            b"\x82\xf4\x03\x03ORC\x07",
        ):
            assert layout_or_none(reader, garbage + end) is None
