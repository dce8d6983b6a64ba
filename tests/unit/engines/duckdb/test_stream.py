"""Streams: batches as they come, their types, cancelling, progress and closing."""

import threading
import time

import pyarrow as pa
import pytest

from lakeq.engines.duckdb.stream import DuckDBStream
from lakeq.errors import DivisionByZero, QueryCancelled
from lakeq.formats.arrow import arrow_type
from lakeq.model.query import Progress
from tests.unit.engines.duckdb.lake import EngineLake

SLOW = (
    "SELECT count(*) FROM d.n a CROSS JOIN d.n b CROSS JOIN d.n c"
    " WHERE (a.v + b.v * c.v) % 1000003 = 7"
)


@pytest.fixture
def lake(lake: EngineLake) -> EngineLake:
    lake.run("CREATE EXTERNAL TABLE d.n (v bigint) STORED AS PARQUET LOCATION '$/n/'")
    lake.write("n/1.parquet", {"v": list(range(100_000))}, row_group_size=10_000)
    return lake


def start(lake: EngineLake, sql: str, progress: list[Progress] | None = None) -> DuckDBStream:
    query, plan = lake.planned(sql)
    on_progress = None if progress is None else progress.append
    return lake.engine.execute(query, plan, on_progress=on_progress)


def test_batches_have_the_types_that_were_known_before(lake: EngineLake) -> None:
    sql = (
        "SELECT v, v AS v, CAST(v AS varchar) s, CAST(v AS decimal(9,2)) d, NULL u,"
        " ARRAY[ROW(v, CAST('x' AS char(2)))] r, DATE '2020-01-01' + INTERVAL '1' DAY t,"
        " INTERVAL '1' DAY i, INTERVAL '1' MONTH m, TIMESTAMP '2020-01-01 00:00:00.001' p"
        " FROM d.n WHERE v < 3"
    )
    query, plan = lake.planned(sql)
    table = pa.Table.from_batches(lake.engine.execute(query, plan).batches())
    assert table.schema.types == [arrow_type(column.type) for column in query.query.columns]
    assert table.schema.names[:2] == ["v", "v"]
    assert table.num_rows == 3
    assert table.column("r").to_pylist()[0] == [{"field0": 0, "field1": "x "}]


def test_a_large_result_comes_in_many_batches(lake: EngineLake) -> None:
    sizes = [batch.num_rows for batch in start(lake, "SELECT v FROM d.n").batches()]
    assert sum(sizes) == 100_000
    assert len(sizes) > 1


def test_a_failure_among_the_rows_comes_with_the_batches(lake: EngineLake) -> None:
    stream = start(lake, "SELECT 1 / (v - 99999) FROM d.n")
    with pytest.raises(DivisionByZero):
        list(stream.batches())


def test_a_query_that_runs_is_stopped_by_cancel(lake: EngineLake) -> None:
    stream = start(lake, SLOW)
    began = time.monotonic()
    threading.Timer(0.3, stream.cancel).start()
    with pytest.raises(QueryCancelled):
        list(stream.batches())
    assert time.monotonic() - began < 5


def test_a_query_cancelled_between_batches_raises(lake: EngineLake) -> None:
    stream = start(lake, "SELECT v FROM d.n")
    batches = stream.batches()
    next(batches)
    stream.cancel()
    with pytest.raises(QueryCancelled):
        list(batches)


def test_a_stream_can_be_closed_at_any_time(lake: EngineLake) -> None:
    unread = start(lake, SLOW)
    unread.close()
    unread.close()
    half_read = start(lake, "SELECT v FROM d.n")
    next(half_read.batches())
    half_read.close()
    assert lake.rows("SELECT count(*) FROM d.n") == [(100_000,)]


def test_progress_is_told_in_bytes_of_the_plan(lake: EngineLake) -> None:
    told: list[Progress] = []
    stream = start(lake, SLOW, told)
    threading.Timer(0.6, stream.cancel).start()
    with pytest.raises(QueryCancelled):
        list(stream.batches())
    assert told
    assert all(0 <= each.scanned_bytes <= each.total_bytes for each in told)


def test_queries_run_side_by_side(lake: EngineLake) -> None:
    planned = [lake.planned(f"SELECT sum(v) FROM d.n WHERE v % 6 = {n}") for n in range(6)]
    answers: list[int] = []

    def ask(number: int) -> None:
        ((total,),), _ = lake.run_plan(*planned[number])
        answers.append(total)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answers) == sum(range(100_000))
