"""Tables in S3: declared, priced and read over HTTP, each request to the byte that was planned."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lakeq.engines.duckdb.files.reads import predicted_reads
from lakeq.errors import ScanLimitExceeded
from lakeq.lake import Lake
from lakeq.model.names import TableName
from lakeq.model.query import WorkGroup
from lakeq.settings import Settings
from tests.conftest import OFFLINE, PROJECT
from tests.unit.lake.home import Home
from tests.unit.lake.s3.objects import BUCKET, REGION, ObjectStore, ranges

pytestmark = pytest.mark.s3

FORMATS = pytest.mark.parametrize("suffix", ["parquet", "orc"])
DAYS = ("2024-01-01", "2024-01-02", "2024-01-03")
ROWS = 3000
SMALL = WorkGroup(max_scan_bytes=1000)
COLUMNS = "id bigint, word string, detail struct<code:bigint,note:string>"


@cache
def rows_of(day: int) -> pa.Table:
    """Make a day's rows, which fill several row groups and take more than a footer's guess."""
    ids = range(day * ROWS, (day + 1) * ROWS)
    notes = [f"{n * 7919 % 1_000_003:x}" * 3 for n in ids]
    return pa.table(
        {
            "id": ids,
            "word": [f"{n * 104_729 % 999_983:x} of {n}" for n in ids],
            "detail": [{"code": n % 7, "note": note} for n, note in zip(ids, notes, strict=True)],
        }
    )


SMALL_GROUPS: dict[str, dict[str, int]] = {
    "parquet": {"row_group_size": 1000},
    "orc": {"stripe_size": 60_000},
}


def declare(remote: Home, name: str, suffix: str = "parquet", keys: str = "") -> None:
    """Declare a table over the prefix of its name."""
    remote.run(
        f"CREATE EXTERNAL TABLE {name} ({COLUMNS}) {keys} STORED AS {suffix}"
        f" LOCATION 's3a://{BUCKET}//{name}'"
    )


def days(remote: Home, store: ObjectStore, suffix: str = "parquet") -> None:
    """Store a table ``t`` of three days, and have its partitions found."""
    for number, day in enumerate(DAYS):
        store.put(f"t/dt={day}/a b%20é.{suffix}", rows_of(number), **SMALL_GROUPS[suffix])
    declare(remote, "t", suffix, "PARTITIONED BY (dt string)")
    remote.run("MSCK REPAIR TABLE t")


@pytest.fixture
def sample(store: ObjectStore, tmp_path: Path) -> Iterator[Lake]:
    """Open the sample lake, its files in the bucket."""
    store.upload(PROJECT / "sample_data")
    settings = Settings.load(
        OFFLINE,
        PROJECT,
        catalog=str(tmp_path / "lake.sqlite"),
        s3_endpoint=store.endpoint,
        s3_region=REGION,
    )
    with Lake.open(settings) as lake:
        list(lake.apply_definitions(PROJECT / "catalog", {"lake": f"s3://{BUCKET}"}))
        yield lake


SAMPLES = [
    "SELECT gram, year, sum(count) FROM ngrams.ngram WHERE decade > 1970 GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT vendor, count(*), max(pickup_at) FROM taxi.trips WHERE month = '02' GROUP BY 1 ORDER BY 1",
    "SELECT borough, sum(trips) FROM taxi.daily_revenue WHERE year = 2024 GROUP BY 1 ORDER BY 1",
    "SELECT dt, request.status, count(*) FROM web.access_logs GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT * FROM taxi.zones ORDER BY zone_id",
    "SELECT decade, count(*) FROM ngrams.ngram GROUP BY decade ORDER BY decade",
]


def test_the_sample_lake_answers_and_costs_the_same_in_a_bucket(
    sample: Lake, sample_lake: Lake
) -> None:
    for sql in SAMPLES:
        remote, local = sample.execute(sql), sample_lake.execute(sql)
        assert list(remote.rows()) == list(local.rows())
        assert remote.statistics.scanned_bytes == local.statistics.scanned_bytes
        assert remote.statistics.table_bytes == local.statistics.table_bytes


@FORMATS
def test_partitions_are_found_and_read(remote: Home, store: ObjectStore, suffix: str) -> None:
    days(remote, store, suffix)
    assert remote.column("SHOW PARTITIONS t") == [f"dt={day}" for day in DAYS]
    found = remote.rows("SELECT dt, count(word), sum(id), max(detail.code) FROM t GROUP BY 1")
    assert sorted(found) == [
        (day, ROWS, sum(range(n * ROWS, (n + 1) * ROWS)), 6) for n, day in enumerate(DAYS)
    ]


def test_a_partition_is_read_where_it_was_said_to_be(remote: Home, store: ObjectStore) -> None:
    store.put("t/dt=1/a.parquet", {"id": [1]})
    store.put("elsewhere/[1]/a.parquet", {"id": [2]})
    remote.run(
        "CREATE EXTERNAL TABLE t (id bigint) PARTITIONED BY (dt string) STORED AS PARQUET"
        f" LOCATION 's3n://{BUCKET}/t/'"
    )
    remote.run(f"ALTER TABLE t ADD PARTITION (dt = '1') LOCATION 's3a://{BUCKET}//elsewhere/[1]'")
    assert remote.rows("SELECT id, dt FROM t") == [(2, "1")]
    assert f"  's3://{BUCKET}/t/'" in remote.column("SHOW CREATE TABLE t")


READS = [
    "SELECT sum(id) FROM t",
    "SELECT * FROM t",
    "SELECT max(word), min(detail.note) FROM t WHERE dt <> '2024-01-02'",
    "SELECT count(detail.code) FROM t WHERE id BETWEEN 5500 AND 6500",
    "SELECT a.id FROM t a JOIN t b ON a.id = b.id AND a.dt = b.dt WHERE b.dt = '2024-01-03'",
]


@FORMATS
def test_what_was_seen_to_be_read_is_what_was_sent(
    remote: Home, store: ObjectStore, suffix: str
) -> None:
    days(remote, store, suffix)
    for sql in READS:
        estimate = remote.lake.estimate(sql)
        with store.recording() as requests:
            statistics = remote.run(sql).statistics
        assert statistics.scanned_bytes == estimate.scanned_bytes
        assert statistics.read_bytes == sum(request.sent for request in ranges(requests))
        assert statistics.read_bytes <= predicted_reads(estimate.plan)
        assert all(request.by_engine == (suffix == "parquet") for request in ranges(requests))


def test_reads_without_filters_are_predicted_to_the_byte(remote: Home, store: ObjectStore) -> None:
    days(remote, store)
    plan = remote.lake.estimate("SELECT word, detail.note FROM t").plan
    assert remote.run("SELECT word, detail.note FROM t").statistics.read_bytes == predicted_reads(
        plan
    )


@FORMATS
def test_estimating_reads_listings_and_ends_of_files_alone(
    remote: Home, store: ObjectStore, suffix: str
) -> None:
    # Larger than what is read of an end at first.
    store.put(f"big/a.{suffix}", pa.concat_tables(map(rows_of, range(4))), **SMALL_GROUPS[suffix])
    declare(remote, "big", suffix)
    with store.recording() as requests:
        estimate = remote.lake.estimate("SELECT * FROM big WHERE id < 1000")
    assert estimate.scanned_bytes > 0
    (split,) = next(iter(estimate.plan.scans.values())).splits
    assert split.layout is not None
    data = [
        (chunk.offset, chunk.offset + chunk.length)
        for index in split.row_groups
        for chunk in split.layout.row_groups[index].chunks
    ]
    spans = [request.span for request in ranges(requests)]
    assert spans
    assert all(request.is_listing or request.span for request in requests)
    for start, end in filter(None, spans):
        assert not any(start < stop and begin < end for begin, stop in data)


@FORMATS
def test_a_footer_is_read_once_for_each_version_of_its_object(
    remote: Home, store: ObjectStore, suffix: str
) -> None:
    days(remote, store, suffix)
    first = remote.lake.estimate("SELECT id FROM t")
    with store.recording() as requests:
        assert remote.lake.estimate("SELECT id FROM t").scanned_bytes == first.scanned_bytes
        with Lake.open(remote.settings) as another:
            assert another.estimate("SELECT id FROM t").scanned_bytes == first.scanned_bytes
    assert ranges(requests) == []
    key = f"t/dt={DAYS[1]}/a b%20é.{suffix}"
    store.put(key, rows_of(7).slice(0, 2000))
    with store.recording() as requests:
        assert remote.lake.estimate("SELECT id FROM t").scanned_bytes != first.scanned_bytes
    assert {request.key for request in ranges(requests)} == {key}


def test_objects_of_pruned_partitions_are_never_asked_for(remote: Home, store: ObjectStore) -> None:
    days(remote, store)
    remote.lake.estimate("SELECT id FROM t WHERE dt = '2024-01-01'")
    with store.recording() as requests:
        remote.run("SELECT id FROM t WHERE substr(dt, 9) = '02'")
    assert {request.key for request in requests if not request.is_listing} == {
        f"t/dt={DAYS[1]}/a b%20é.parquet"
    }
    assert all("2024-01-02" in request.address for request in requests)


@FORMATS
def test_pruned_row_groups_and_members_are_never_asked_for(
    remote: Home, store: ObjectStore, suffix: str
) -> None:
    days(remote, store, suffix)
    sql = "SELECT detail.code FROM t WHERE id = 6100"
    scan = next(iter(remote.lake.estimate(sql).plan.scans.values()))
    (split,) = [split for split in scan.splits if split.row_groups]
    assert split.layout is not None
    kept, dropped = split.row_groups, range(1, len(split.layout.row_groups))
    assert kept == (0,)
    note = next(i for i, leaf in enumerate(split.layout.leaves) if leaf.path[-1] == "note")
    chunks = [split.layout.row_groups[index].chunks for index in dropped]
    unwanted = [split.layout.row_groups[0].chunks[note], *(each[0] for each in chunks)]
    with store.recording() as requests:
        assert remote.rows(sql) == [(6100 % 7,)]
    asked = [span for request in requests if (span := request.span) and span[1] < split.file.size]
    assert asked
    for chunk in unwanted:
        overlapping = [
            s for s in asked if s[0] < chunk.offset + chunk.length and chunk.offset < s[1]
        ]
        assert overlapping == []


FREE = {
    "SELECT count(*) FROM t": [(3 * ROWS,)],
    "SELECT count(*) FROM t WHERE dt > '2024-01-01'": [(2 * ROWS,)],
    "SELECT min(dt), max(dt) FROM t": [(DAYS[0], DAYS[-1])],
    "SELECT DISTINCT dt FROM t ORDER BY 1 DESC LIMIT 1": [(DAYS[-1],)],
}


@FORMATS
def test_what_footers_answer_brings_no_byte_of_an_object(
    remote: Home, store: ObjectStore, suffix: str
) -> None:
    days(remote, store, suffix)
    remote.lake.estimate("SELECT * FROM t")
    for sql, answer in FREE.items():
        with store.recording() as requests:
            result = remote.lake.execute(sql)
            assert list(result.rows()) == answer
        assert all(request.is_listing for request in requests)
        assert (result.statistics.scanned_bytes, result.statistics.read_bytes) == (0, 0)


def test_a_query_over_its_budget_brings_no_byte_of_an_object(
    remote: Home, store: ObjectStore
) -> None:
    days(remote, store)
    remote.lake.estimate("SELECT id FROM t")
    with store.recording() as requests:
        where = {"AWS_ENDPOINT_URL_S3": store.endpoint, "LAKEQ_CACHE_DIR": f"{remote.folder}/cache"}
        result = remote.cli("query", "--max-scan", "1KB", "SELECT id FROM t", **where)
        assert isinstance(remote.failure("SELECT id FROM t", workgroup=SMALL), ScanLimitExceeded)
    assert result.exit_code == 4
    assert "Nothing was read" in result.stderr
    assert ranges(requests) == []


def test_a_prefix_without_objects_has_no_rows(remote: Home, store: ObjectStore) -> None:
    location = f"STORED AS PARQUET LOCATION 's3://{BUCKET}/nothing/'"
    remote.run(f"CREATE EXTERNAL TABLE n (id bigint) {location}")
    remote.run(f"CREATE EXTERNAL TABLE p (id bigint) PARTITIONED BY (dt string) {location}")
    remote.run("MSCK REPAIR TABLE p")
    remote.run("ALTER TABLE p ADD PARTITION (dt = 'x')")
    for name in ("n", "p"):
        assert remote.rows(f"SELECT * FROM {name}") == []
        assert remote.value(f"SELECT count(id) FROM {name}") == 0


NAMES = [
    "a b",
    "x+y",
    "é",
    "a&b=c",
    "[x]",
    "a;b,c",
    "'\"",
    "a\\b",
    "ab",
    "a%20b",
    "{a}",
    "日本",
    "^|`~$@!(",
]


def test_objects_of_any_safe_name_are_read_and_no_other(remote: Home, store: ObjectStore) -> None:
    for suffix in ("parquet", "orc"):
        for power, name in enumerate(NAMES):
            store.put(f"{suffix}/{name}/{name}.{suffix}", {"id": [1 << power]})
        remote.run(
            f"CREATE EXTERNAL TABLE {suffix} (id bigint) STORED AS {suffix}"
            f" LOCATION 's3://{BUCKET}/{suffix}/'"
        )
        found = sorted(remote.column(f"SELECT id FROM {suffix}"))
        assert found == [1 << power for power in range(len(NAMES))]


def test_definitions_of_a_table_in_a_bucket_survive_export_and_load(
    remote: Home, store: ObjectStore, tmp_path: Path
) -> None:
    days(remote, store)
    remote.lake.export_definitions(tmp_path / "definitions")
    exported = (tmp_path / "definitions" / "d" / "t.sql").read_text()
    assert f"s3://{BUCKET}/t/" in exported
    assert {each.kind.value for each in remote.lake.diff_definitions(tmp_path / "definitions")} == {
        "same"
    }
    assert remote.lake.catalog.table(TableName("d", "t")).name == TableName("d", "t")


def test_a_file_that_pyarrow_wrote_reads_back_the_same(remote: Home, store: ObjectStore) -> None:
    data = store.put("one/a.parquet", rows_of(0))
    declare(remote, "one")
    expected = pq.read_table(pa.BufferReader(data))
    result = remote.lake.execute("SELECT id, word, detail FROM one ORDER BY id")
    assert pa.Table.from_batches(result.batches()).equals(expected.cast(result.schema))
