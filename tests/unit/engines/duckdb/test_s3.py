"""S3: objects read by DuckDB itself, over HTTP, with the storage's own credentials."""

from collections.abc import Iterator

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from moto.server import ThreadedMotoServer

from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.engines.duckdb.engine import DuckDBEngine
from lakeq.engines.duckdb.evaluator import DuckDBEvaluator
from lakeq.engines.duckdb.files.reads import predicted_reads
from lakeq.errors import FileChanged, LakeqError
from lakeq.formats.layouts import LayoutReader
from lakeq.model.plan import ScanPlan
from lakeq.planning.plan import plan_scans
from lakeq.storage import S3Config, S3Credentials, open_file_system
from lakeq.storage.cache import FooterCache
from tests.unit.engines.duckdb.lake import EngineLake

pytestmark = pytest.mark.s3

KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


class S3Lake(EngineLake):
    """The same lake, its files in a bucket."""

    def __init__(self, lake: EngineLake, endpoint: str) -> None:
        self.client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **KEYS)
        self.client.create_bucket(Bucket="lake")
        config = S3Config(
            region="us-east-1",
            endpoint=endpoint,
            path_style=True,
            credentials=S3Credentials("key", "secret"),
        )
        self.catalog: SQLiteCatalog = lake.catalog
        self.folder = lake.folder
        self.files = open_file_system(config)
        self.engine = DuckDBEngine(self.files, threads=2, s3=config)
        self.judge = DuckDBEvaluator(self.engine)
        self.layouts = LayoutReader(self.files, FooterCache(None))

    def plan_s3(self, sql: str) -> ScanPlan:
        return plan_scans(self.bind(sql), self.catalog, self.files, self.layouts, self.judge)

    def put(self, key: str, columns: dict[str, object]) -> None:
        sink = pa.BufferOutputStream()
        pq.write_table(pa.table(columns), sink, row_group_size=1000)
        self.client.put_object(Bucket="lake", Key=key, Body=sink.getvalue().to_pybytes())


@pytest.fixture
def remote(lake: EngineLake, endpoint: str) -> Iterator[S3Lake]:
    remote = S3Lake(lake, endpoint)
    remote.run(
        "CREATE EXTERNAL TABLE d.r (id bigint, s string) PARTITIONED BY (day string)"
        " STORED AS PARQUET LOCATION 's3://lake/r/'"
    )
    for day in (1, 2):
        ids = list(range(day * 3000, day * 3000 + 3000))
        remote.put(f"r/day={day}/a b+c%20.parquet", {"id": ids, "s": [f"s {i}" for i in ids]})
        remote.run(f"ALTER TABLE d.r ADD PARTITION (day='{day}')")
    yield remote
    remote.engine.close()


def test_objects_are_read_to_the_byte_that_was_predicted(remote: S3Lake) -> None:
    sql = "SELECT day, sum(id), count(s) FROM d.r GROUP BY day ORDER BY day"
    plan = remote.plan_s3(sql)
    rows, read = remote.run_plan(remote.bind(sql), plan)
    assert rows == [("1", sum(range(3000, 6000)), 3000), ("2", sum(range(6000, 9000)), 3000)]
    assert read == predicted_reads(plan)


def test_pruned_row_groups_are_not_fetched(remote: S3Lake) -> None:
    sql = "SELECT s FROM d.r WHERE id = 7500"
    plan = remote.plan_s3(sql)
    rows, read = remote.run_plan(remote.bind(sql), plan)
    assert rows == [("s 7500",)]
    assert read <= predicted_reads(plan)


def test_an_object_replaced_after_planning_fails_the_query(remote: S3Lake) -> None:
    sql = "SELECT sum(id) FROM d.r"
    plan = remote.plan_s3(sql)
    remote.put("r/day=1/a b+c%20.parquet", {"id": [1], "s": ["x"]})
    with pytest.raises(FileChanged):
        remote.run_plan(remote.bind(sql), plan)


def test_an_object_gone_after_planning_fails_the_query(remote: S3Lake) -> None:
    sql = "SELECT sum(id) FROM d.r"
    plan = remote.plan_s3(sql)
    remote.client.delete_object(Bucket="lake", Key="r/day=1/a b+c%20.parquet")
    with pytest.raises(FileChanged):
        remote.run_plan(remote.bind(sql), plan)


def test_no_secret_is_told_in_an_error(remote: S3Lake) -> None:
    sql = "SELECT 1 / (id - 3000) FROM d.r"
    with pytest.raises(LakeqError) as raised:
        remote.run_plan(remote.bind(sql), remote.plan_s3(sql))
    assert "secret" not in str(raised.value)
