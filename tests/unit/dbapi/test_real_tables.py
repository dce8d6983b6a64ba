"""The driver over real tables: types, parameters, limits, hand-over, cancelling, memory."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lakeq
from lakeq.errors import QueryCancelled, ScanLimitExceeded

TYPE_NAMES = {
    "flag": "boolean",
    "tiny": "tinyint",
    "small": "smallint",
    "number": "integer",
    "big": "bigint",
    "single": "real",
    "twice": "double",
    "price": "decimal(10,2)",
    "large": "decimal(38,10)",
    "word": "varchar",
    "short": "varchar(5)",
    "code": "char(4)",
    "raw": "varbinary",
    "day": "date",
    "moment": "timestamp(3)",
    "list": "array(integer)",
    "lookup": "map(varchar, integer)",
    "place": "row(name varchar, at double)",
}
VALUES = (
    *(True, -1, 300, 70000, 2**40, 0.1, 0.25, Decimal("1.50"), Decimal("1.5000000000")),
    *("naïve", "abc", "ab  ", b"\x00\xff", date(2024, 2, 29)),
    *(datetime(2024, 2, 29, 1, 2, 3, 4000), [1, None], {"a": 1}, ("x", 1.5)),
)


def test_a_description_names_trinos_types(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT * FROM everything")
    assert cursor.description is not None
    assert {name: type_name for name, type_name, *_ in cursor.description} == TYPE_NAMES


def test_values_have_the_python_types_of_the_trino_client(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT * FROM everything WHERE flag")
    rows = cursor.fetchall()
    assert rows == [VALUES]
    assert rows[0][-1].name == "x"


def test_nulls_are_none(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT * FROM everything WHERE flag IS NULL")
    assert cursor.fetchone() == (None,) * len(VALUES)


@pytest.mark.parametrize(
    ("value", "type_name"),
    [
        (None, "unknown"),
        (True, "boolean"),
        (5, "integer"),
        (2**40, "bigint"),
        (-(2**63), "bigint"),
        (0.5, "double"),
        (Decimal("1.50"), "decimal(3,2)"),
        ("it's ? \\ naïve", "varchar(14)"),
        (b"\x00\xff", "varbinary"),
        (date(2024, 2, 29), "date"),
        (datetime(2024, 2, 29, 1, 2, 3, 4000), "timestamp(3)"),
        (datetime(2024, 2, 29, 1, 2, 3, 4005), "timestamp(6)"),
        (datetime(2024, 2, 29, 1, 2, 3), "timestamp(0)"),
        (time(1, 2, 3, 4000), "time(3)"),
    ],
)
def test_a_parameter_comes_back_as_it_went_in(
    cursor: lakeq.Cursor, value: Any, type_name: str
) -> None:
    cursor.execute("SELECT ? AS x", [value])
    assert cursor.description is not None
    assert (cursor.fetchone(), cursor.description[0][1]) == ((value,), type_name)


@pytest.mark.parametrize(
    "zone", [UTC, ZoneInfo("Asia/Kathmandu"), timezone(timedelta(hours=-3), "-03:00")]
)
def test_a_parameter_keeps_its_zone(cursor: lakeq.Cursor, zone: tzinfo) -> None:
    value = datetime(2024, 2, 29, 1, 2, 3, tzinfo=zone)
    cursor.execute("SELECT ? AS x", [value])
    (found,) = cursor.fetchone() or ()
    assert (found, str(found.tzinfo)) == (value, str(zone))


def test_a_time_is_a_parameter_with_an_offset_but_not_with_a_region(cursor: lakeq.Cursor) -> None:
    for offset in (UTC, timezone(-timedelta(hours=5, minutes=45))):
        value = time(1, 2, 3, 456_000, tzinfo=offset)
        cursor.execute("SELECT ? AS x", [value])
        assert cursor.fetchone() == (value,)
        assert cursor.description is not None
        assert cursor.description[0][1] == "time(3) with time zone"
    with pytest.raises(lakeq.NotSupportedError, match="is no offset"):
        cursor.execute("SELECT ? AS x", [time(1, 2, 3, tzinfo=ZoneInfo("Asia/Kathmandu"))])


def test_parameters_are_values_and_never_text_of_the_statement(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT count(*) FROM numbers WHERE text = ?", ["' OR '1' = '1"])
    assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("parameters", [[], [1], [1, 2, 3]])
def test_a_wrong_number_of_parameters_is_a_programming_error(
    cursor: lakeq.Cursor, parameters: list[Any]
) -> None:
    with pytest.raises(lakeq.ProgrammingError):
        cursor.execute("SELECT ?, ?", parameters)


def test_an_estimate_is_what_the_query_is_billed_for(cursor: lakeq.Cursor) -> None:
    text = "SELECT max(n) FROM numbers WHERE n > ?"
    estimate = cursor.estimate(text, [9_000])
    cursor.execute(text, [9_000]).fetchall()
    assert cursor.statistics is not None
    assert estimate.scanned_bytes == cursor.data_scanned_in_bytes == cursor.statistics.scanned_bytes
    assert estimate.cost_usd == cursor.cost_usd
    assert 0 < estimate.scanned_bytes < cursor.estimate("SELECT n FROM numbers").scanned_bytes


def copy_with_unreadable_pages(lake_folder: Path, folder: Path) -> None:
    """Copy ``numbers``, its pages overwritten and its footer as it was."""
    data = (lake_folder / "numbers" / "data.parquet").read_bytes()
    footer = int.from_bytes(data[-8:-4], "little") + 8
    folder.mkdir()
    (folder / "data.parquet").write_bytes(
        data[:4] + b"\xff" * (len(data) - footer - 4) + data[-footer:]
    )


@pytest.mark.parametrize("limits", [{"max_scan": 100}, {"max_cost": "$0.00001"}])
def test_a_query_over_a_limit_is_refused_before_it_reads(
    lake_folder: Path, tmp_path: Path, limits: dict[str, Any]
) -> None:
    copy_with_unreadable_pages(lake_folder, tmp_path / "numbers")
    metastore = tmp_path / "lake.sqlite"
    with lakeq.connect(metastore, cache_dir="none", history="none", **limits) as connection:
        connection.execute(
            "CREATE EXTERNAL TABLE numbers (n bigint, text string) "
            f"STORED AS PARQUET LOCATION '{tmp_path}/numbers/'"
        )
        with pytest.raises(ScanLimitExceeded):
            connection.execute("SELECT sum(n) FROM numbers")
        cursor = connection.cursor()
        with pytest.raises(lakeq.DataError):
            cursor.execute(
                "SELECT sum(n) FROM numbers", max_scan="1GB", max_cost=Decimal(1)
            ).fetchall()


def test_arrow_keeps_the_types(cursor: lakeq.Cursor) -> None:
    table = cursor.execute("SELECT big, price, day, word FROM everything").fetch_arrow_table()
    assert table.schema.types == [pa.int64(), pa.decimal128(10, 2), pa.date32(), pa.string()]


def test_a_stream_of_batches_holds_every_row(cursor: lakeq.Cursor) -> None:
    reader = cursor.execute("SELECT n FROM numbers").fetch_record_batch()
    assert sum(batch.num_rows for batch in reader) == 10_000


def test_pyarrow_reads_a_cursor(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT n FROM numbers WHERE n < 3 ORDER BY n")
    assert pa.table(cursor).to_pydict() == {"n": [0, 1, 2]}


def test_polars_reads_a_cursor(cursor: lakeq.Cursor) -> None:
    frame = pl.DataFrame(cursor.execute("SELECT n, text FROM numbers WHERE n < 2 ORDER BY n"))
    assert frame.to_dict(as_series=False) == {"n": [0, 1], "text": ["number 0", "number 1"]}


def test_duckdb_reads_a_cursor(cursor: lakeq.Cursor) -> None:
    cursor.execute("SELECT n FROM numbers")
    assert duckdb.from_arrow(cursor).sum("n").fetchall() == [(sum(range(10_000)),)]


def test_a_data_frame_keeps_integers_beside_nulls(cursor: lakeq.Cursor) -> None:
    frame = cursor.execute("SELECT big, price FROM everything ORDER BY big").df()
    assert list(frame.dtypes) == [
        pd.ArrowDtype(pa.int64()),
        pd.ArrowDtype(pa.decimal128(10, 2)),
    ]
    assert frame["big"][0] == 2**40
    assert frame["big"].isna().tolist() == [False, True]


def test_pandas_reads_a_cursor(cursor: lakeq.Cursor) -> None:
    frame = pd.DataFrame.from_arrow(cursor.execute("SELECT n FROM numbers WHERE n < 3"))
    assert sorted(frame["n"]) == [0, 1, 2]


def test_a_query_is_cancelled_from_another_thread(cursor: lakeq.Cursor) -> None:
    timer = Timer(0.2, cursor.cancel)
    timer.start()
    with pytest.raises(QueryCancelled):
        cursor.execute(
            "SELECT count(*) FROM numbers a, numbers b, numbers c WHERE a.n + b.n + c.n < 0"
        ).fetchall()
    timer.join()
    assert cursor.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("milliseconds", range(0, 40, 2))
def test_a_cancel_is_heard_whenever_it_comes(cursor: lakeq.Cursor, milliseconds: int) -> None:
    timer = Timer(milliseconds / 1000, cursor.cancel)
    started = Event()
    raised: list[QueryCancelled] = []

    def run() -> None:
        started.set()
        try:
            cursor.execute(
                "SELECT count(*) FROM numbers a, numbers b, numbers c WHERE a.n + b.n + c.n < 0"
            ).fetchall()
        except QueryCancelled as error:
            raised.append(error)

    thread = Thread(target=run)
    thread.start()
    assert started.wait(10)
    timer.start()
    thread.join(0.2)
    # A cancel that came before the statement had nothing to stop; this one has.
    cursor.cancel()
    thread.join(30)
    assert len(raised) == 1


def test_threads_share_a_connection(connection: lakeq.Connection) -> None:
    ready = Event()
    found: list[Any] = []

    def run(limit: int) -> None:
        ready.wait(10)
        with connection.cursor() as own:
            own.execute("SELECT count(*), sum(n) FROM numbers WHERE n < ?", [limit])
            found.append((limit, own.fetchone()))

    threads = [Thread(target=run, args=(limit,)) for limit in range(10, 18)]
    for thread in threads:
        thread.start()
    ready.set()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == [(limit, (limit, sum(range(limit)))) for limit in range(10, 18)]


def test_unqualified_names_are_those_of_the_database(lake_folder: Path) -> None:
    metastore = lake_folder / "lake.sqlite"
    with (
        lakeq.connect(metastore, database="other", cache_dir="none", history="none") as connection,
        pytest.raises(lakeq.ProgrammingError),
    ):
        connection.execute("SELECT * FROM numbers")


def test_a_lake_may_be_opened_by_itself(lake_folder: Path) -> None:
    lake = lakeq.open(lake_folder / "lake.sqlite", cache_dir="none", history="none")
    assert isinstance(lake, lakeq.Lake)
    assert isinstance(lake.estimate("SELECT n FROM numbers"), lakeq.Estimate)
    lake.close()


STREAM = """
import sys, lakeq
with lakeq.connect(sys.argv[1], cache_dir="none", history="none") as connection:
    cursor = connection.execute("SELECT n, text FROM many")
    total = 0
    while rows := cursor.fetchmany(10_000):
        total += len(rows)
    # Not getrusage: its maximum begins with that of the process that started this one.
    [peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
    print(total, int(peak) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read as Linux tells")
def test_ten_million_rows_stream_within_500_megabytes(tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    table = pa.table({"n": range(1_000_000), "text": [f"number {n}" for n in range(1_000_000)]})
    for number in range(10):
        pq.write_table(table, tmp_path / "many" / f"{number}.parquet")
    metastore = tmp_path / "lake.sqlite"
    with lakeq.connect(metastore, cache_dir="none", history="none") as connection:
        connection.execute(
            "CREATE EXTERNAL TABLE many (n bigint, text string) "
            f"STORED AS PARQUET LOCATION '{tmp_path}/many/'"
        )
    printed = subprocess.run(
        [sys.executable, "-c", STREAM, str(metastore)], capture_output=True, text=True, check=True
    )
    total, megabytes = map(int, printed.stdout.split())
    assert total == 10_000_000
    assert megabytes < 500
