"""The sample lake answers as its files, read without lakeq, say it should."""

import gzip
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from lakeq.errors import NotSupported
from lakeq.lake import Lake
from lakeq.sql.definitions import DifferenceKind

PROJECT = Path(__file__).parent.parent
SAMPLE_DATA = PROJECT / "sample_data"
DEMO = (
    "SELECT gram, year, sum(count) FROM ngrams.ngram WHERE gram = 'just say no'{} "
    "GROUP BY gram, year ORDER BY year ASC"
)
UNREGISTERED_CLIENT = "203.0.113.99"


def rows(lake: Lake, sql: str) -> list[tuple[Any, ...]]:
    return list(lake.execute(sql, lake.context()).rows())


def scanned(lake: Lake, sql: str) -> int:
    return lake.estimate(sql, lake.context()).scanned_bytes


def read_parquet(folder: str, columns: list[str] | None = None) -> pa.Table:
    files = sorted((SAMPLE_DATA / folder).rglob("*.parquet"))
    parts = [pq.ParquetFile(file).read(columns) for file in files]
    return pa.concat_tables(parts, promote_options="permissive")


def test_the_committed_files_stay_small() -> None:
    files = [path for path in SAMPLE_DATA.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 5_000_000


def test_the_generator_makes_the_rows_that_are_committed(tmp_path: Path) -> None:
    command = [sys.executable, str(SAMPLE_DATA / "generate.py"), "--into", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    committed = {
        path.relative_to(SAMPLE_DATA)
        for path in SAMPLE_DATA.rglob("*")
        if path.is_file() and path.parent.name not in {"sample_data", "__pycache__"}
    }
    assert made == committed
    for path in sorted(made):
        assert content(tmp_path / path) == content(SAMPLE_DATA / path), path


def content(path: Path) -> object:
    match path.suffix:
        case ".parquet":
            return pq.ParquetFile(path).read()
        case ".orc":
            return orc.ORCFile(path).read()
        case _:
            return gzip.decompress(path.read_bytes())


def test_the_demo_query_adds_up_what_the_files_hold(sample_lake: Lake) -> None:
    grams = read_parquet("ngrams/ngram")
    grams = grams.filter(pc.equal(grams["gram"], "just say no")).sort_by("year")
    expected = list(
        zip(
            grams["gram"].to_pylist(),
            grams["year"].to_pylist(),
            grams["count"].to_pylist(),
            strict=True,
        )
    )
    assert len(expected) == 37
    assert rows(sample_lake, DEMO.format("")) == expected


def test_a_partition_filter_keeps_the_demo_rows_of_its_decade(sample_lake: Lake) -> None:
    everything = rows(sample_lake, DEMO.format(""))
    eighties = rows(sample_lake, DEMO.format(" AND decade = 1980"))
    assert eighties == [row for row in everything if 1980 <= row[1] < 1990]


def test_a_partition_filter_saves_nine_tenths_of_the_demo(sample_lake: Lake) -> None:
    everything = scanned(sample_lake, DEMO.format(""))
    assert 0 < 10 * scanned(sample_lake, DEMO.format(" AND decade = 1980")) < everything


@pytest.mark.parametrize("sql", [DEMO.format(""), "SELECT * FROM web.access_logs"])
def test_what_was_estimated_is_what_is_billed(sample_lake: Lake, sql: str) -> None:
    result = sample_lake.execute(sql, sample_lake.context())
    for _ in result.batches():
        pass
    assert result.statistics.scanned_bytes == scanned(sample_lake, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM ngrams.ngram",
        "SELECT count(*) FROM web.access_logs WHERE dt > '2024-03-01'",
        "SELECT max(decade) FROM ngrams.ngram",
        "SELECT DISTINCT region FROM shop.orders",
    ],
)
def test_what_metadata_can_answer_scans_nothing(sample_lake: Lake, sql: str) -> None:
    assert scanned(sample_lake, sql) == 0
    assert rows(sample_lake, sql)


def test_counting_rows_counts_every_file(sample_lake: Lake) -> None:
    assert rows(sample_lake, "SELECT count(*) FROM ngrams.ngram") == [
        (read_parquet("ngrams/ngram", ["year"]).num_rows,)
    ]


def test_a_column_that_widened_reads_the_same_from_old_and_new_files(sample_lake: Lake) -> None:
    total = pc.sum(read_parquet("taxi/trips", ["passengers"])["passengers"]).as_py()
    assert rows(sample_lake, "SELECT sum(passengers) FROM taxi.trips") == [(total,)]


def test_a_column_that_was_added_is_null_in_older_files(sample_lake: Lake) -> None:
    sql = (
        "SELECT year, count(*), count(airport_fee) > 0 FROM taxi.trips GROUP BY year ORDER BY year"
    )
    assert rows(sample_lake, sql) == [(2023, 5000, False), (2024, 10000, True)]


def test_columns_that_changed_places_are_found_by_name(sample_lake: Lake) -> None:
    trips = read_parquet("taxi/trips", ["payment", "fare"])
    totals = trips.group_by("payment").aggregate([("fare", "sum")]).sort_by("payment")
    sql = "SELECT payment, sum(fare) FROM taxi.trips GROUP BY payment ORDER BY payment"
    assert rows(sample_lake, sql) == [tuple(row.values()) for row in totals.to_pylist()]


def test_a_zero_padded_key_stays_text(sample_lake: Lake) -> None:
    sql = "SELECT DISTINCT month FROM taxi.trips WHERE month < '03' ORDER BY month"
    assert rows(sample_lake, sql) == [("01",), ("02",)]


def test_money_is_exact(sample_lake: Lake) -> None:
    ((total,),) = rows(sample_lake, "SELECT sum(tip) FROM taxi.trips")
    assert isinstance(total, Decimal)
    assert total == pc.sum(read_parquet("taxi/trips", ["tip"])["tip"]).as_py()


def test_the_null_partition_reads_as_null(sample_lake: Lake) -> None:
    sql = "SELECT region, count(*) FROM shop.orders GROUP BY region ORDER BY region"
    assert rows(sample_lake, sql) == [
        ("asia/pacific", 800),
        ("europe", 800),
        ("north america", 800),
        (None, 800),
    ]


@pytest.mark.parametrize("condition", ["region IS NULL", "region = 'asia/pacific'"])
def test_a_single_region_is_read_alone(sample_lake: Lake, condition: str) -> None:
    sql = f"SELECT sum(amount) FROM shop.orders WHERE {condition}"
    (scan,) = sample_lake.estimate(sql, sample_lake.context()).plan.scans.values()
    assert (scan.partition_count.total, scan.partition_count.kept) == (4, 1)


def test_the_partition_that_was_moved_is_read_where_it_is_registered(sample_lake: Lake) -> None:
    moved = orc.ORCFile(SAMPLE_DATA / "web/access_logs_moved/2024-03-04/part-00000.orc").read()
    sql = "SELECT count(*), sum(bytes_sent) FROM web.access_logs WHERE dt = '2024-03-04'"
    assert rows(sample_lake, sql) == [(moved.num_rows, pc.sum(moved["bytes_sent"]).as_py())]


def test_folders_that_nobody_registered_are_not_read(sample_lake: Lake) -> None:
    sql = f"SELECT count_if(client = '{UNREGISTERED_CLIENT}'), max(dt) FROM web.access_logs"
    assert rows(sample_lake, sql) == [(0, "2024-03-04")]


def test_a_struct_in_orc_is_read_member_by_member(sample_lake: Lake) -> None:
    status = "SELECT max(request.status) FROM web.access_logs"
    whole = "SELECT request FROM web.access_logs LIMIT 1"
    assert rows(sample_lake, status) == [(500,)]
    assert 0 < scanned(sample_lake, status) < scanned(sample_lake, whole)


def test_an_array_that_is_missing_is_not_an_empty_one(sample_lake: Lake) -> None:
    files = [*sorted((SAMPLE_DATA / "web/access_logs").glob("dt=2024-03-0[123]/*.orc"))]
    files += (SAMPLE_DATA / "web/access_logs_moved").rglob("*.orc")
    tags = pa.concat_tables(orc.ORCFile(file).read(["tags"]) for file in files)["tags"]
    sql = "SELECT count_if(tags IS NULL), count_if(cardinality(tags) = 0) FROM web.access_logs"
    empty = pc.sum(pc.equal(pc.list_value_length(tags), 0)).as_py()
    assert rows(sample_lake, sql) == [(tags.null_count, empty)]


def test_a_view_joins_what_lies_beneath_it(sample_lake: Lake) -> None:
    sql = (
        "SELECT sum(trips) FROM taxi.daily_revenue "
        "WHERE year = 2024 AND month = '02' AND day < date '2024-02-15'"
    )
    february = pq.ParquetFile(SAMPLE_DATA / "taxi/trips/year=2024/month=02/part-00000.parquet")
    pickups = february.read(["pickup_at"])["pickup_at"].cast(pa.date32())
    early = pc.sum(pc.less(pickups, pa.scalar(date(2024, 2, 15)))).as_py()
    assert rows(sample_lake, sql) == [(early,)]


@pytest.mark.parametrize("table", ["web.access_logs_json", "shop.events"])
def test_formats_to_come_are_declared_and_refused(sample_lake: Lake, table: str) -> None:
    assert rows(sample_lake, f"SHOW CREATE TABLE {table}")
    with pytest.raises(NotSupported):
        rows(sample_lake, f"SELECT * FROM {table}")


def test_applying_the_definitions_again_changes_nothing(sample_lake: Lake) -> None:
    variables = {"lake": str(SAMPLE_DATA)}
    partitions = rows(sample_lake, "SHOW PARTITIONS web.access_logs")
    applied = list(sample_lake.apply_definitions(PROJECT / "catalog", variables))
    assert {difference.kind for difference in applied} == {DifferenceKind.SAME}
    assert rows(sample_lake, "SHOW PARTITIONS web.access_logs") == partitions
