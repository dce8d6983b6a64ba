"""Results: streamed once, with statistics that are final when they end, however they end."""

import gc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pytest

from lakeq.errors import BadDataFile, ConfigurationError, InterfaceError, QueryCancelled
from lakeq.lake import QueryResult
from lakeq.model.query import Progress, QueryContext
from tests.unit.lake.damage import parquet_pages
from tests.unit.lake.home import Home, opened

ROWS = 200_000
LONG = "SELECT count(*) FROM t a CROSS JOIN t b WHERE a.id + b.id < 0"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Open a lake with a table of more rows than a batch has; no test changes it."""
    with opened(tmp_path_factory.mktemp("many")) as home:
        home.table("t", "id bigint, word string")
        home.write("t/1.parquet", {"id": range(ROWS), "word": [f"{n}" for n in range(ROWS)]})
        home.table("e", "id bigint, word string")
        home.table("p", "id bigint", keys="day bigint")
        for day in range(3):
            home.write(f"p/day={day}/1.parquet", {"id": range(1000)})
        home.run("MSCK REPAIR TABLE p")
        yield home


def test_rows_come_in_several_batches_of_the_schema(many: Home) -> None:
    result = many.lake.execute("SELECT id, word FROM t")
    batches = list(result.batches())
    assert len(batches) > 1
    assert {batch.schema for batch in batches} == {result.schema}
    assert sum(batch.num_rows for batch in batches) == result.statistics.row_count == ROWS


def test_statistics_are_final_when_the_batches_are_exhausted(many: Home) -> None:
    estimate = many.lake.estimate("SELECT id FROM t")
    result = many.lake.execute("SELECT id FROM t")
    batches = result.batches()
    next(batches)
    assert result.statistics.read_bytes is None
    list(batches)
    statistics = result.statistics
    assert statistics.scanned_bytes == estimate.scanned_bytes > 0
    assert statistics.billed_bytes == estimate.billed_bytes == 10_000_000
    assert statistics.cost_usd == estimate.cost_usd == Decimal("0.00005")
    assert statistics.table_bytes == (many.folder / "t/1.parquet").stat().st_size
    assert statistics.read_bytes is not None
    assert statistics.read_bytes >= statistics.scanned_bytes
    assert statistics.elapsed_ms >= statistics.planning_ms >= 0
    assert statistics.exact


def test_an_empty_result_has_columns_and_a_schema(many: Home) -> None:
    result = many.run("SELECT id, upper(word) AS w FROM e")
    assert [column.name for column in result.columns] == ["id", "w"]
    assert result.schema == pa.schema([("id", pa.int64()), ("w", pa.string())])
    assert result.statistics.row_count == 0
    assert result.statistics.read_bytes == 0


def test_columns_may_share_a_name(many: Home) -> None:
    result = many.lake.execute("SELECT id, id, word AS id FROM t WHERE id = 1")
    assert result.schema.names == ["id", "id", "id"]
    assert list(result.rows()) == [(1, 1, "1")]


def test_batches_can_be_taken_once(many: Home) -> None:
    result = many.run("SELECT id FROM t")
    with pytest.raises(InterfaceError, match="taken already"):
        list(result.batches())
    with pytest.raises(InterfaceError, match="taken already"):
        list(result.rows())


def test_any_library_takes_a_result_without_copies(many: Home) -> None:
    sql = "SELECT id, word FROM t ORDER BY id LIMIT 3"
    assert pa.table(many.lake.execute(sql)).to_pylist()[1] == {"id": 1, "word": "1"}
    assert pl.DataFrame(many.lake.execute(sql))["word"].to_list() == ["0", "1", "2"]


def test_a_result_handed_over_is_recorded_when_it_is_exhausted(many: Home) -> None:
    result = many.lake.execute("SELECT max(id) FROM t")
    pa.table(result)
    assert recorded(many, result) == ("SUCCEEDED", 10_000_000)


def recorded(home: Home, result: QueryResult) -> tuple[str, int] | None:
    """Give the state and the bill that the history has of a result."""
    for entry in home.history():
        if entry.query_id == result.query_id:
            return entry.state, entry.billed_bytes
    return None


def test_a_query_that_succeeded_is_recorded_with_all_it_did(many: Home) -> None:
    sql = "SELECT a.id FROM t a JOIN t b ON a.id = b.id JOIN p ON a.id = p.id"
    result = many.run(sql)
    entry = next(entry for entry in many.history() if entry.query_id == result.query_id)
    assert (entry.text, entry.database, entry.state) == (sql, "d", "SUCCEEDED")
    assert entry.row_count == result.statistics.row_count == 3000
    assert entry.scanned_bytes == result.statistics.scanned_bytes
    assert entry.cost_usd == result.statistics.cost_usd
    assert entry.tables.keys() == {"d.t", "d.p"}
    assert sum(entry.tables.values()) == entry.scanned_bytes
    assert entry.elapsed_ms >= 0


def test_a_statement_starts_when_it_is_executed_not_when_its_context_was_made(many: Home) -> None:
    context = many.lake.context()
    time.sleep(0.01)  # Anything between the two that takes time.
    result = many.lake.execute("SELECT 1", context)
    list(result.rows())
    (entry,) = (entry for entry in many.history() if entry.query_id == result.query_id)
    assert entry.started_at > context.now


def test_a_result_closed_early_is_cancelled_and_bills_its_plan(many: Home) -> None:
    result = many.lake.execute("SELECT id, word FROM t")
    next(result.batches())
    result.close()
    assert recorded(many, result) == ("CANCELLED", 10_000_000)
    assert result.statistics.billed_bytes == 10_000_000
    assert result.statistics.row_count < ROWS
    assert result.statistics.read_bytes is None


def test_a_result_closed_before_it_read_is_free(many: Home) -> None:
    result = many.lake.execute("SELECT id, word FROM t")
    result.close()
    assert recorded(many, result) == ("CANCELLED", 0)
    assert (result.statistics.scanned_bytes, result.statistics.cost_usd) == (0, Decimal(0))
    with pytest.raises(QueryCancelled):
        list(result.batches())


def test_a_result_closed_after_its_end_stays_as_it_was(many: Home) -> None:
    result = many.run("SELECT max(id) FROM t")
    statistics = result.statistics
    result.close()
    result.close()
    result.cancel()
    assert result.statistics == statistics
    assert recorded(many, result) == ("SUCCEEDED", 10_000_000)


def test_leaving_a_with_block_closes_the_result(many: Home) -> None:
    with many.lake.execute("SELECT id FROM t") as result:
        next(result.batches())
    assert recorded(many, result) == ("CANCELLED", 10_000_000)


def test_a_loop_that_is_left_closes_the_result(many: Home) -> None:
    result = many.lake.execute("SELECT id FROM t")
    for _ in result.batches():
        break
    gc.collect()
    assert recorded(many, result) == ("CANCELLED", 10_000_000)


def test_rows_that_are_left_close_the_result(many: Home) -> None:
    result = many.lake.execute("SELECT id FROM t")
    rows = result.rows()
    next(rows)
    rows.close()  # type: ignore[attr-defined]  # it is a generator.
    gc.collect()
    assert recorded(many, result) == ("CANCELLED", 10_000_000)


def test_a_consumers_own_failure_passes_through(many: Home) -> None:
    class OwnError(Exception):
        pass

    def consume() -> None:
        for _ in many.lake.execute("SELECT id FROM t").batches():
            raise OwnError

    with pytest.raises(OwnError):
        consume()


def test_a_query_cancelled_before_it_read_is_free(many: Home) -> None:
    result = many.lake.execute("SELECT id FROM t")
    result.cancel()
    with pytest.raises(QueryCancelled) as raised:
        list(result.rows())
    assert raised.value.trino_name == "USER_CANCELED"
    assert recorded(many, result) == ("CANCELLED", 0)


def test_a_query_cancelled_while_it_reads_bills_its_plan(many: Home) -> None:
    result = many.lake.execute("SELECT id, word FROM t")
    batches = result.batches()
    next(batches)
    result.cancel()
    with pytest.raises(QueryCancelled):
        list(batches)
    assert recorded(many, result) == ("CANCELLED", 10_000_000)
    assert result.statistics.billed_bytes == 10_000_000


STOPS: list[Callable[[QueryResult], None]] = [QueryResult.cancel, QueryResult.close]


@pytest.mark.parametrize("stop", STOPS, ids=["cancel", "close"])
@pytest.mark.parametrize(
    "sql",
    [
        LONG,
        f"SELECT sum(id) FROM p WHERE day = ({LONG})",
        f"EXPLAIN ANALYZE {LONG}",
    ],
    ids=["query", "subquery that decides the plan", "explain analyze"],
)
def test_another_thread_stops_a_query_within_a_second(
    many: Home, sql: str, stop: Callable[[QueryResult], None]
) -> None:
    result = many.lake.execute(sql)
    with ThreadPoolExecutor() as pool:
        consumer = pool.submit(lambda: list(result.batches()))
        with pytest.raises(TimeoutError):
            consumer.result(0.3)
        stopped_at = time.monotonic()
        stop(result)
        with pytest.raises(QueryCancelled):
            consumer.result(10)
        assert time.monotonic() - stopped_at < 1
    assert recorded(many, result) == ("CANCELLED", 10_000_000)
    assert many.value("SELECT count(*) FROM t") == ROWS


def test_a_failed_query_is_free_however_much_it_read(home: Home) -> None:
    home.table("t", "id bigint, word string")
    home.write("t/1.parquet", {"id": range(ROWS), "word": [f"{n}" for n in range(ROWS)]})
    path = home.write("t/2.parquet", {"id": range(ROWS), "word": [f"{n}" for n in range(ROWS)]})
    path.write_bytes(parquet_pages(path.read_bytes()))
    result = home.lake.execute("SELECT id, word FROM t")
    with pytest.raises(BadDataFile):
        list(result.batches())
    assert (result.statistics.billed_bytes, result.statistics.cost_usd) == (0, Decimal(0))
    assert recorded(home, result) == ("FAILED", 0)


@pytest.mark.parametrize(
    "sql",
    ["SHOW TABLES", "DESCRIBE t", "EXPLAIN SELECT id FROM t", "CREATE DATABASE IF NOT EXISTS d"],
)
def test_a_statement_that_reads_nothing_is_recorded_whether_rows_are_taken_or_not(
    many: Home, sql: str
) -> None:
    result = many.lake.execute(sql)
    assert recorded(many, result) == ("SUCCEEDED", 0)
    result.close()
    assert recorded(many, result) == ("SUCCEEDED", 0)
    again = many.run(sql)
    assert (again.statistics.scanned_bytes, again.statistics.billed_bytes) == (0, 0)
    assert again.statistics.read_bytes == 0
    assert again.estimate is None


def test_a_history_that_cannot_be_written_fails_no_query(home: Home) -> None:
    home.table("t", "id bigint")
    home.write("t/1.parquet", {"id": [1]})
    for path in home.folder.glob("history.sqlite*"):
        path.unlink()
    (home.folder / "history.sqlite").mkdir()
    assert home.rows("SELECT id FROM t") == [(1,)]
    assert home.run("SHOW TABLES").statistics.row_count == 1
    home.failure("SELECT nothing FROM t")


def test_threads_share_a_lake(many: Home) -> None:
    def work(number: int) -> None:
        for turn in range(6):
            low = (number * 1000 + turn * 100) % ROWS
            sql = f"SELECT count(*), min(id), max(word) FROM t WHERE id BETWEEN {low} AND {low + 9}"
            assert many.rows(sql) == [(10, low, max(str(n) for n in range(low, low + 10)))]
            assert many.rows(f"SELECT count(*) FROM p WHERE day = {number % 3}") == [(1000,)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8), timeout=60))


def test_threads_change_and_query_a_lake_at_once(home: Home) -> None:
    home.table("p", "id bigint", keys="day int")
    for day in range(8):
        home.write(f"p/day={day}/1.parquet", {"id": range(100)})

    def work(day: int) -> None:
        home.run(f"ALTER TABLE p ADD PARTITION (day = {day})")
        assert home.value(f"SELECT sum(id) FROM p WHERE day = {day}") == 4950
        assert home.value("SELECT count(*) FROM p") % 100 == 0

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8), timeout=60))
    assert home.value("SELECT count(*) FROM p") == 800


def test_two_results_are_read_side_by_side(many: Home) -> None:
    first = many.lake.execute("SELECT id FROM t ORDER BY id").rows()
    second = many.lake.execute("SELECT id FROM t ORDER BY id DESC").rows()
    pairs = [(next(first), next(second)) for _ in range(3)]
    assert pairs == [((n,), (ROWS - 1 - n,)) for n in range(3)]


def test_progress_is_told_in_bytes_of_the_plan(many: Home) -> None:
    told: list[tuple[int, int]] = []

    def on_progress(progress: Progress) -> None:
        told.append((progress.scanned_bytes, progress.total_bytes))
        result.cancel()

    result = many.lake.execute(LONG, on_progress=on_progress)
    with pytest.raises(QueryCancelled):
        list(result.batches())
    assert {total for _, total in told} == {result.statistics.scanned_bytes}
    assert all(0 <= read <= total for read, total in told)


def test_a_closed_lake_refuses_to_work(home: Home) -> None:
    home.table("t", "id bigint")
    home.write("t/1.parquet", {"id": [1]})
    home.lake.close()
    for sql in ("SELECT id FROM t", "SHOW TABLES", "SELECT 1"):
        with pytest.raises(InterfaceError, match="closed"):
            home.lake.execute(sql)
        with pytest.raises(InterfaceError, match="closed"):
            home.lake.estimate(sql)
    home.lake.close()


def test_closing_a_lake_ends_what_runs_and_what_waits(home: Home) -> None:
    home.table("t", "id bigint")
    home.write("t/1.parquet", {"id": range(ROWS)})
    waiting = home.lake.execute("SELECT id FROM t")
    batches = waiting.batches()
    next(batches)
    with ThreadPoolExecutor() as pool:
        running = [pool.submit(home.rows, LONG) for _ in range(3)]
        with pytest.raises(TimeoutError):
            running[0].result(0.3)
        closed_at = time.monotonic()
        home.lake.close()
        for each in running:
            with pytest.raises(QueryCancelled):
                each.result(10)
        assert time.monotonic() - closed_at < 1
    with pytest.raises(QueryCancelled):
        list(batches)


@pytest.mark.parametrize("zone", ["Mars/Phobos", "../../etc/passwd", "+15:00"])
def test_a_time_zone_that_nobody_knows_is_refused(many: Home, zone: str) -> None:
    with pytest.raises(ConfigurationError, match="is no time zone"):
        many.lake.context(timezone=zone)


def test_a_context_carries_database_parameters_and_zone(many: Home) -> None:
    context: QueryContext = many.lake.context(database="D", parameters=[7, "x"], timezone="UTC")
    assert (context.database, context.parameters) == ("d", (7, "x"))
    assert list(many.lake.execute("SELECT ? + 1, ?", context).rows()) == [(8, "x")]
