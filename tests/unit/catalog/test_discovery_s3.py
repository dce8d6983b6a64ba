"""Partitions found by listing a real S3 endpoint on this machine, many listings at a time."""

from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from lakeq.catalog.discovery import find_partitions
from lakeq.errors import BucketNotFound
from lakeq.model.names import TableName
from lakeq.model.table import Column, Storage, Table
from lakeq.model.types import INTEGER, VARCHAR
from lakeq.storage import FileSystem, S3Config, S3Credentials, open_file_system

KEY, SECRET = "test", "test"


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def open_s3(endpoint: str) -> FileSystem:
    return open_file_system(
        S3Config("us-east-1", endpoint, path_style=True, credentials=S3Credentials(KEY, SECRET))
    )


def logs(location: str) -> Table:
    keys = (Column("dt", VARCHAR), Column("hour", INTEGER))
    return Table(TableName("default", "logs"), Storage((), location, "serde"), keys)


@pytest.mark.s3
@pytest.mark.slow
def test_partitions_in_a_bucket_are_found_in_order(endpoint: str) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
    )
    client.create_bucket(Bucket="lake")
    days = [f"a b%3A{day:02d}" for day in range(20)]
    for day in days:
        for hour in ("1", "2"):
            client.put_object(Bucket="lake", Key=f"logs/dt={day}/hour={hour}/f", Body=b"x")
    client.close()
    found = find_partitions(logs("s3://lake/logs/"), open_s3(endpoint))
    assert [spec.location for spec in found] == [
        f"s3://lake/logs/dt={day}/hour={hour}/" for day in days for hour in (1, 2)
    ]
    assert found[0].values == (("dt", "a b:00"), ("hour", "1"))


@pytest.mark.s3
@pytest.mark.slow
def test_a_bucket_that_does_not_exist_is_an_error(endpoint: str) -> None:
    with pytest.raises(BucketNotFound):
        find_partitions(logs("s3://nowhere/logs/"), open_s3(endpoint))
