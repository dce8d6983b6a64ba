from collections.abc import Iterator
from pathlib import Path

from lakeq.model.files import DataFile
from lakeq.storage import FileSystem, FileSystemRouter

OBJECT = DataFile("s3://lake/a", 1, "etag")


class FakeS3:
    def list_files(self, prefix: str) -> Iterator[DataFile]:
        yield OBJECT

    def list_folders(self, prefix: str) -> Iterator[str]:
        yield "folder"

    def status(self, path: str) -> DataFile | None:
        return OBJECT

    def read_range(self, file: DataFile, offset: int, length: int) -> bytes:
        return b"s3"


def test_s3_is_opened_once_and_only_when_a_path_needs_it(tmp_path: Path) -> None:
    opened: list[FileSystem] = []

    def open_s3() -> FileSystem:
        opened.append(FakeS3())
        return opened[-1]

    router = FileSystemRouter(open_s3)
    (tmp_path / "a.parquet").write_bytes(b"local")

    (file,) = router.list_files(str(tmp_path))
    assert router.read_range(file, 0, 5) == b"local"
    assert router.status(file.path) == file
    assert list(router.list_folders(str(tmp_path))) == []
    assert opened == []

    assert list(router.list_files("s3://lake/")) == [OBJECT]
    assert list(router.list_folders("s3://lake/")) == ["folder"]
    assert router.status("s3://lake/a") == OBJECT
    assert router.read_range(OBJECT, 0, 2) == b"s3"
    assert len(opened) == 1
