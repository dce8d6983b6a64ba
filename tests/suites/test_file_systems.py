"""What every file system promises, run against the local disk and against S3 over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import boto3
import pytest
from moto.server import ThreadedMotoServer

from lakeq.errors import FileChanged, InternalError
from lakeq.model.files import DataFile
from lakeq.storage import FileSystem, LocalFileSystem, S3Config, S3Credentials, open_file_system

pytestmark = pytest.mark.s3


class Lake(Protocol):
    """A place to put files, and the file system that should see them."""

    location: str
    storage: FileSystem

    def put(self, name: str, data: bytes) -> None: ...

    def remove(self, name: str) -> None: ...


class LocalLake:
    def __init__(self, folder: Path) -> None:
        self.location = f"{folder}/"
        self.storage: FileSystem = LocalFileSystem()
        self._folder = folder

    def put(self, name: str, data: bytes) -> None:
        path = self._folder / name
        if name.endswith("/"):
            path.mkdir(parents=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        # As a writer does: a new file takes the old one's place.
        replacement = path.with_name(path.name + ".new")
        replacement.write_bytes(data)
        replacement.replace(path)

    def remove(self, name: str) -> None:
        (self._folder / name).unlink()


class S3Lake:
    def __init__(self, endpoint: str, client: Any, bucket: str) -> None:
        self.location = f"s3://{bucket}/tables/t/"
        config = S3Config(
            region="us-east-1",
            endpoint=endpoint,
            path_style=True,
            credentials=S3Credentials("key", "secret"),
        )
        self.storage: FileSystem = open_file_system(config)
        self._client = client
        self._bucket = bucket

    def put(self, name: str, data: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=f"tables/t/{name}", Body=data)

    def remove(self, name: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=f"tables/t/{name}")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["local", "s3"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lake]:
    if request.param == "local":
        yield LocalLake(tmp_path)
        return
    endpoint = request.getfixturevalue("endpoint")
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    bucket = f"lake-{abs(hash(tmp_path))}"
    client.create_bucket(Bucket=bucket)
    yield S3Lake(endpoint, client, bucket)
    client.close()


def listed(lake: Lake) -> list[str]:
    return [
        file.path.removeprefix(lake.location) for file in lake.storage.list_files(lake.location)
    ]


def only_file(lake: Lake) -> DataFile:
    (file,) = lake.storage.list_files(lake.location)
    return file


def test_files_are_listed_at_any_depth_sorted_by_path(lake: Lake) -> None:
    for name in ["b.parquet", "a/c.parquet", "a.parquet", "a/b/d.parquet", "a-b.parquet"]:
        lake.put(name, b"x")

    assert listed(lake) == ["a-b.parquet", "a.parquet", "a/b/d.parquet", "a/c.parquet", "b.parquet"]


def test_a_listed_file_has_its_size_and_a_version(lake: Lake) -> None:
    lake.put("a.parquet", b"12345")

    file = only_file(lake)

    assert file.size == 5
    assert file.version


def test_the_version_changes_with_the_content(lake: Lake) -> None:
    lake.put("a.parquet", b"12345")
    before = only_file(lake)
    lake.put("a.parquet", b"54321")

    assert only_file(lake).version != before.version


def test_hidden_names_are_left_out_at_every_level(lake: Lake) -> None:
    for name in ["_SUCCESS", ".crc", "_tmp/a.parquet", "d/.hive/a.parquet", "d/_b", "d/a.parquet"]:
        lake.put(name, b"x")

    assert listed(lake) == ["d/a.parquet"]


def test_hidden_names_above_the_location_do_not_matter(lake: Lake) -> None:
    lake.put("_versions/.3/a.parquet", b"x")

    below = lake.storage.list_files(lake.location + "_versions/.3/")

    assert [file.path for file in below] == [lake.location + "_versions/.3/a.parquet"]


def test_folder_markers_are_left_out(lake: Lake) -> None:
    lake.put("d/", b"")
    lake.put("d_$folder$", b"")
    lake.put("d/a.parquet", b"x")

    assert listed(lake) == ["d/a.parquet"]


def test_an_empty_data_file_is_listed(lake: Lake) -> None:
    lake.put("a.parquet", b"")

    assert only_file(lake).size == 0


def test_a_location_that_does_not_exist_has_no_files_and_no_folders(lake: Lake) -> None:
    lake.put("a.parquet", b"x")

    assert list(lake.storage.list_files(lake.location + "nowhere/")) == []
    assert list(lake.storage.list_folders(lake.location + "nowhere/")) == []


def test_a_location_does_not_hold_what_merely_begins_like_it(lake: Lake) -> None:
    lake.put("orders/a.parquet", b"x")
    lake.put("orders_old/a.parquet", b"x")

    below = list(lake.storage.list_files(lake.location + "orders"))

    assert [file.path for file in below] == [lake.location + "orders/a.parquet"]


def test_folders_are_listed_by_name_without_what_lies_below(lake: Lake) -> None:
    for name in ["dt=2/h=1/a", "dt=1/a", "file", "_tmp/a"]:
        lake.put(name, b"x")

    assert list(lake.storage.list_folders(lake.location)) == ["_tmp", "dt=1", "dt=2"]


def test_names_with_unusual_characters_can_be_listed_and_read(lake: Lake) -> None:
    names = ["dt=a%3Ab/x y.parquet", "é+&='\".parquet", "[a]*.parquet"]
    for name in names:
        lake.put(name, name.encode())

    files = list(lake.storage.list_files(lake.location))

    assert sorted(listed(lake)) == sorted(names)
    assert [lake.storage.read_range(file, 0, file.size).decode() for file in files] == listed(lake)


def test_the_status_of_a_file_is_as_it_was_listed(lake: Lake) -> None:
    lake.put("a.parquet", b"12345")
    file = only_file(lake)

    assert lake.storage.status(file.path) == file


def test_a_file_that_is_gone_has_no_status(lake: Lake) -> None:
    assert lake.storage.status(lake.location + "a.parquet") is None


def test_a_range_is_read_exactly(lake: Lake) -> None:
    lake.put("a.parquet", b"0123456789")
    file = only_file(lake)

    assert lake.storage.read_range(file, 2, 5) == b"23456"
    assert lake.storage.read_range(file, 0, 10) == b"0123456789"
    assert lake.storage.read_range(file, 10, 0) == b""


def test_a_range_outside_of_the_file_is_a_defect_of_the_caller(lake: Lake) -> None:
    lake.put("a.parquet", b"0123456789")
    file = only_file(lake)

    with pytest.raises(InternalError):
        lake.storage.read_range(file, 8, 3)


def test_a_file_that_was_removed_since_the_listing_has_changed(lake: Lake) -> None:
    lake.put("a.parquet", b"0123456789")
    file = only_file(lake)
    lake.remove("a.parquet")

    with pytest.raises(FileChanged, match=r"a\.parquet"):
        lake.storage.read_range(file, 0, 4)


@pytest.mark.parametrize("replacement", [b"9876543210", b"012", b"0123456789abc"])
def test_a_file_that_was_replaced_since_the_listing_has_changed(
    lake: Lake, replacement: bytes
) -> None:
    lake.put("a.parquet", b"0123456789")
    file = only_file(lake)
    lake.put("a.parquet", replacement)

    with pytest.raises(FileChanged, match=r"a\.parquet"):
        lake.storage.read_range(file, 0, 2)
