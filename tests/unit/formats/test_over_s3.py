from collections.abc import Iterator
from pathlib import Path

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from moto.server import ThreadedMotoServer
from pyarrow import orc

from lakeq.errors import FileChanged
from lakeq.formats.layouts import LayoutReader
from lakeq.formats.orc.stripes import StripeReader
from lakeq.model.table import FileFormat
from lakeq.storage import FileSystem, LocalFileSystem, S3Config, S3Credentials, open_file_system
from lakeq.storage.cache import FooterCache

pytestmark = pytest.mark.s3

TABLE = pa.table({"id": list(range(30_000)), "name": [str(n * 7919) for n in range(30_000)]})


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FileSystem, Path]]:
    folder = tmp_path_factory.mktemp("lake")
    (folder / "parquet").mkdir()
    (folder / "orc").mkdir()
    for number in range(5):
        pq.write_table(TABLE.slice(number), folder / "parquet" / f"{number}.parquet")
        orc.write_table(
            TABLE.slice(number), folder / "orc" / f"{number}.orc", compression="zlib", stripe_size=1
        )
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    client.create_bucket(Bucket="lake")
    for path in folder.glob("*/*"):
        client.upload_file(str(path), "lake", str(path.relative_to(folder)))
    config = S3Config(
        region="us-east-1",
        endpoint=endpoint,
        path_style=True,
        credentials=S3Credentials("key", "secret"),
    )
    yield open_file_system(config), folder
    client.close()
    server.stop()


@pytest.mark.parametrize("file_format", [FileFormat.PARQUET, FileFormat.ORC])
def test_layouts_are_the_same_wherever_the_files_lie(
    file_format: FileFormat, bucket: tuple[FileSystem, Path]
) -> None:
    storage, folder = bucket
    local = LocalFileSystem()

    remote_files = list(storage.list_files(f"s3://lake/{file_format.value}/"))
    local_files = list(local.list_files(f"{folder}/{file_format.value}/"))

    assert len(remote_files) == 5
    remote = LayoutReader(storage, FooterCache(None)).layouts(remote_files, file_format)
    assert remote == LayoutReader(local, FooterCache(None)).layouts(local_files, file_format)


def test_stripes_are_read_over_http(bucket: tuple[FileSystem, Path]) -> None:
    storage, folder = bucket
    (file, *_) = storage.list_files("s3://lake/orc/")
    (layout,) = LayoutReader(storage, FooterCache(None)).layouts([file], FileFormat.ORC)
    reader = StripeReader(file, storage, layout)

    batches = reader.batches(range(len(layout.row_groups)), [(1, ((),)), (0, ((),))])

    assert len(layout.row_groups) > 1
    assert pa.Table.from_batches(batches).equals(
        orc.read_table(folder / "orc" / "0.orc").select(["name", "id"])
    )
    assert reader.read_bytes > 0


def test_a_stripe_of_a_replaced_object_is_not_read(bucket: tuple[FileSystem, Path]) -> None:
    storage, _ = bucket
    files = list(storage.list_files("s3://lake/orc/"))
    (layout,) = LayoutReader(storage, FooterCache(None)).layouts(files[:1], FileFormat.ORC)
    # As if the object had been replaced by the next one since it was listed.
    stale = type(files[0])(files[1].path, files[1].size, files[0].version)

    with pytest.raises(FileChanged):
        list(StripeReader(stale, storage, layout).batches([0], [(0, ((),))]))
