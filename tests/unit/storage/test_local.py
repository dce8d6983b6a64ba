import os
from pathlib import Path

import pytest

from lakeq.errors import AccessDenied, FileChanged, StorageError
from lakeq.model.files import DataFile
from lakeq.storage import LocalFileSystem


def paths(folder: Path) -> list[str]:
    files = LocalFileSystem().list_files(f"{folder}/")
    return [str(Path(file.path).relative_to(folder)) for file in files]


def test_a_file_url_is_answered_with_plain_paths(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"12345")
    storage = LocalFileSystem()

    (file,) = storage.list_files(f"file://{tmp_path}/")

    assert file.path == f"{tmp_path}/a.parquet"
    assert storage.status(f"file://{file.path}") == file


def test_the_version_is_the_modification_time_in_nanoseconds(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"12345")
    os.utime(path, ns=(1, 1_700_000_000_123_456_789))

    assert LocalFileSystem().status(str(path)) == DataFile(str(path), 5, "1700000000123456789")


def test_a_file_written_in_place_at_the_same_size_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"12345")
    storage = LocalFileSystem()
    (file,) = storage.list_files(str(tmp_path))
    path.write_bytes(b"54321")
    os.utime(path, ns=(1, int(file.version) + 1))

    with pytest.raises(FileChanged):
        storage.read_range(file, 0, 5)


def test_links_to_files_and_folders_are_followed(tmp_path: Path) -> None:
    outside, table = tmp_path / "outside", tmp_path / "table"
    outside.mkdir()
    table.mkdir()
    (outside / "a.parquet").write_bytes(b"x")
    (table / "folder").symlink_to(outside)
    (table / "b.parquet").symlink_to(outside / "a.parquet")

    assert paths(table) == ["b.parquet", "folder/a.parquet"]


def test_a_link_back_to_a_folder_above_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.parquet").write_bytes(b"x")
    (tmp_path / "d" / "loop").symlink_to(tmp_path)

    assert paths(tmp_path) == ["d/a.parquet"]


def test_a_link_to_nothing_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").symlink_to(tmp_path / "gone")

    assert paths(tmp_path) == []


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    storage = LocalFileSystem()

    assert paths(tmp_path) == []
    assert storage.status(str(tmp_path / "pipe")) is None


def test_a_file_is_no_location(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"x")
    storage = LocalFileSystem()

    assert list(storage.list_files(f"{tmp_path}/a.parquet/")) == []
    assert storage.status(f"{tmp_path}/a.parquet/b") is None


def test_a_name_that_is_no_text_is_an_error_that_can_be_shown(tmp_path: Path) -> None:
    (tmp_path / "a\udcff.parquet").write_bytes(b"")

    with pytest.raises(StorageError, match="not valid Unicode") as error:
        paths(tmp_path)

    assert str(error.value).encode()


def test_a_name_too_long_to_exist_is_an_error_of_storage(tmp_path: Path) -> None:
    storage = LocalFileSystem()

    with pytest.raises(StorageError, match="name too long"):
        storage.status(str(tmp_path / ("a" * 5000)))
    with pytest.raises(StorageError, match="name too long"):
        storage.read_range(DataFile(str(tmp_path / ("a" * 5000)), 1, "1"), 0, 1)
    with pytest.raises(StorageError, match="name too long"):
        list(storage.list_files(str(tmp_path / ("a" * 5000))))


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is permitted to root")
def test_a_folder_one_may_not_read_is_denied(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir(mode=0o000)

    with pytest.raises(AccessDenied):
        paths(tmp_path)
