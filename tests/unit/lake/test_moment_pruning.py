"""Pruning by moments: comparing columns and keys with zones loses no row, in any session's zone."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lakeq

CONDITIONS = (
    "ts >= TIMESTAMP '2020-01-02 00:00:00 UTC'",
    "ts = TIMESTAMP '2020-01-01 12:00:00 UTC'",
    "dt = TIMESTAMP '2020-01-01 00:00:00 UTC'",
    "dt IN (TIMESTAMP '2020-01-01 00:00:00 UTC', TIMESTAMP '2020-01-01 05:00:00 UTC')",
    "dt BETWEEN TIMESTAMP '2019-12-31 20:00:00 UTC' AND TIMESTAMP '2020-01-01 01:00:00 UTC'",
    "dt = CAST(TIMESTAMP '2020-01-01 23:00 America/New_York' AS date)",
    "dt = CAST('2020-01-01 00:00:00' AS timestamp with time zone)",
    "dt = (SELECT max(TIMESTAMP '2020-01-01 00:00 UTC'))",
    "dt = DATE '2020-01-02' - INTERVAL '1' DAY",
    "dt + INTERVAL '1' DAY = DATE '2020-01-02'",
    "dt - DATE '2020-01-01' = INTERVAL '1' DAY",
    "dt < current_date AND dt < now()",
    "ts - TIMESTAMP '2020-01-01 00:00:00' < INTERVAL '13' HOUR",
    "ts AT TIME ZONE 'Asia/Kathmandu' > TIMESTAMP '2020-01-01 13:00:00 UTC'",
    "CAST(ts AS time) = TIME '12:00'",
    "CAST(ts AS timestamp(0)) = CAST('2020-01-01 12:00:00 Europe/Warsaw' AS timestamp)",
)
ROWS = [(datetime(2020, 1, day, hour), day * 100 + hour) for day in (1, 2) for hour in (0, 12)]


@pytest.fixture(scope="module")
def metastore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("moments")
    for day in (1, 2):
        (folder / "t" / f"dt=2020-01-0{day}").mkdir(parents=True)
        rows = [row for row in ROWS if row[0].day == day]
        table = pa.table(
            {
                "ts": pa.array([moment for moment, _ in rows], pa.timestamp("us")),
                "n": pa.array([number for _, number in rows], pa.int64()),
            }
        )
        pq.write_table(table, folder / "t" / f"dt=2020-01-0{day}" / "a.parquet")
    with lakeq.connect(str(folder / "lake.sqlite"), cache_dir="none", history="none") as connection:
        cursor = connection.cursor()
        cursor.execute(
            "CREATE EXTERNAL TABLE t (ts timestamp, n bigint) PARTITIONED BY (dt date) "
            f"STORED AS PARQUET LOCATION '{folder}/t/'"
        )
        cursor.execute("MSCK REPAIR TABLE t")
    return folder / "lake.sqlite"


@pytest.fixture(scope="module", params=["UTC", "Pacific/Apia", "-05:00"])
def cursor(metastore: Path, request: pytest.FixtureRequest) -> Iterator[lakeq.Cursor]:
    zone: str = request.param
    options = {"cache_dir": "none", "history": "none"}
    with lakeq.connect(str(metastore), timezone=zone, **options) as connection:
        yield connection.cursor()


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_over_files_holds_for_the_rows_it_holds_for_without_them(
    cursor: lakeq.Cursor, condition: str
) -> None:
    rows = ", ".join(
        f"(TIMESTAMP '{moment}.000', {number}, DATE '{moment.date()}')" for moment, number in ROWS
    )
    cursor.execute(f"SELECT n FROM (VALUES {rows}) t (ts, n, dt) WHERE {condition} ORDER BY n")
    expected = cursor.fetchall()
    cursor.execute(f"SELECT n FROM t WHERE {condition} ORDER BY n")
    assert cursor.fetchall() == expected
