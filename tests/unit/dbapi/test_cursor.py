"""Cursors and connections over a lake made by hand, for what a real one does only by chance."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from threading import Event, Thread
from typing import Any, cast

import pyarrow as pa
import pytest

from lakeq.dbapi import Connection, Cursor
from lakeq.errors import (
    ConfigurationError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    ProgrammingError,
    QueryCancelled,
    TableNotFound,
)
from lakeq.lake import Lake
from lakeq.model.bound import OutputColumn
from lakeq.model.plan import ScanPlan
from lakeq.model.query import Estimate, QueryContext, QueryStatistics, WorkGroup
from lakeq.model.types import BIGINT, TIMESTAMP, VARCHAR, decimal

NUMBERS = (OutputColumn("n", BIGINT),)


@dataclass
class FakeResult:
    columns: tuple[OutputColumn, ...] = NUMBERS
    numbers: Sequence[Sequence[int]] = ((1, 2), (3,))
    query_id: str = "an id"
    statistics: QueryStatistics = field(
        default_factory=lambda: QueryStatistics(scanned_bytes=7, cost_usd=Decimal("0.00005"))
    )
    cancelled: bool = False
    closed: bool = False

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, pa.int64()) for column in self.columns])

    def zoned_batches(self) -> Iterator[pa.RecordBatch]:
        for numbers in self.numbers:
            if self.cancelled:
                raise QueryCancelled("Query was canceled")
            yield pa.record_batch([pa.array(numbers, pa.int64())], self.schema)

    def cancel(self) -> None:
        self.cancelled = True

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeLake:
    answer: Callable[[str], FakeResult] = lambda _: FakeResult()
    contexts: list[QueryContext] = field(default_factory=list)
    results: list[FakeResult] = field(default_factory=list)
    closed: bool = False

    def context(self, *, parameters: tuple[Any, ...]) -> QueryContext:
        workgroup = WorkGroup(max_cost_usd=Decimal(1), max_scan_bytes=1000)
        now = datetime(2024, 1, 1, tzinfo=UTC)
        return QueryContext(now=now, workgroup=workgroup, parameters=parameters)

    def execute(self, text: str, context: QueryContext) -> FakeResult:
        self.contexts.append(context)
        self.results.append(self.answer(text))
        return self.results[-1]

    def estimate(self, text: str, context: QueryContext) -> Estimate:
        self.contexts.append(context)
        return Estimate(0, 0, Decimal(0), ScanPlan())

    def close(self) -> None:
        self.closed = True


def connection_to(lake: FakeLake) -> Connection:
    # A hand-made lake has what the driver uses of one, and no more.
    return Connection(cast("Lake", lake))


def cursor_over(result: FakeResult) -> Cursor:
    return connection_to(FakeLake(lambda _: result)).cursor()


def test_a_description_has_seven_items_with_trinos_type_name() -> None:
    columns = (
        OutputColumn("n", BIGINT),
        OutputColumn("price", decimal(10, 2)),
        OutputColumn("at", TIMESTAMP),
        OutputColumn("name", VARCHAR),
    )
    cursor = cursor_over(FakeResult(columns)).execute("SELECT")
    assert cursor.description == [
        ("n", "bigint", None, None, None, None, None),
        ("price", "decimal(10,2)", None, None, 10, 2, None),
        ("at", "timestamp(3)", None, None, 3, None, None),
        ("name", "varchar", None, None, None, None, None),
    ]


def test_a_cursor_that_ran_nothing_describes_nothing() -> None:
    cursor = cursor_over(FakeResult())
    assert (cursor.description, cursor.rownumber, cursor.query_id) == (None, None, None)
    assert (cursor.statistics, cursor.data_scanned_in_bytes, cursor.cost_usd) == (None, None, None)


def test_a_statement_without_columns_has_no_result_to_fetch() -> None:
    cursor = cursor_over(FakeResult(columns=(), numbers=())).execute("DROP TABLE t")
    assert cursor.description is None
    with pytest.raises(InterfaceError, match="There is no result to fetch from"):
        cursor.fetchone()


def test_the_row_count_is_known_after_the_last_row() -> None:
    cursor = cursor_over(FakeResult()).execute("SELECT")
    assert cursor.rowcount == -1
    cursor.fetchall()
    assert cursor.rowcount == 3


def test_the_row_number_is_that_of_the_next_row() -> None:
    cursor = cursor_over(FakeResult()).execute("SELECT")
    assert [cursor.rownumber, *(cursor.rownumber for _ in cursor)] == [0, 1, 2, 3]


def test_fetchmany_gives_arraysize_rows() -> None:
    cursor = cursor_over(FakeResult()).execute("SELECT")
    assert cursor.fetchmany() == [(1,)]
    cursor.arraysize = 2
    assert cursor.fetchmany() == [(2,), (3,)]


def test_a_cursor_tells_what_its_statement_scanned_and_cost() -> None:
    cursor = cursor_over(FakeResult()).execute("SELECT")
    assert (cursor.data_scanned_in_bytes, cursor.cost_usd) == (7, Decimal("0.00005"))
    assert cursor.query_id == "an id"


def test_a_limit_given_with_a_statement_replaces_the_connections() -> None:
    lake = FakeLake()
    connection = connection_to(lake)
    connection.execute("SELECT", max_cost="$0.10")
    connection.execute("SELECT", max_scan="5GB")
    limits = [
        (context.workgroup.max_cost_usd, context.workgroup.max_scan_bytes)
        for context in lake.contexts
    ]
    assert limits == [(Decimal("0.10"), 1000), (Decimal(1), 5 * 10**9)]


def test_a_limit_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="max_cost cannot be 'much'"):
        cursor_over(FakeResult()).execute("SELECT", max_cost="much")


def test_parameters_reach_the_statement() -> None:
    lake = FakeLake()
    connection_to(lake).cursor().execute("SELECT ?", [5])
    assert lake.contexts[0].parameters == (5,)


def test_a_statement_is_text() -> None:
    with pytest.raises(InterfaceError, match="A statement is text, not bytes"):
        cursor_over(FakeResult()).execute(cast("str", b"SELECT"))


def test_executemany_runs_the_statement_for_each_set_of_parameters() -> None:
    lake = FakeLake(lambda _: FakeResult(columns=(), numbers=()))
    connection_to(lake).cursor().executemany("DROP TABLE t", [[1], [2]])
    assert [context.parameters for context in lake.contexts] == [(1,), (2,)]


def test_executemany_refuses_a_statement_that_returns_rows() -> None:
    lake = FakeLake()
    with pytest.raises(ProgrammingError, match="executemany cannot run a statement that returns"):
        connection_to(lake).cursor().executemany("SELECT ?", [[1], [2]])
    assert [result.closed for result in lake.results] == [True]


def test_an_estimate_leaves_the_result_as_it_is() -> None:
    cursor = cursor_over(FakeResult()).execute("SELECT")
    cursor.estimate("SELECT")
    assert cursor.fetchall() == [(1,), (2,), (3,)]


def test_an_unexpected_exception_is_an_internal_error() -> None:
    def fail(_: str) -> FakeResult:
        raise RuntimeError("a defect")

    cursor = connection_to(FakeLake(fail)).cursor()
    with pytest.raises(InternalError, match="Unexpected RuntimeError in lakeq"):
        cursor.execute("SELECT")


def test_after_an_error_the_cursor_works_again() -> None:
    def answer(text: str) -> FakeResult:
        if text == "bad":
            raise TableNotFound("Table 'x' does not exist")
        return FakeResult()

    cursor = connection_to(FakeLake(answer)).cursor().execute("good")
    with pytest.raises(TableNotFound):
        cursor.execute("bad")
    assert cursor.description is None
    assert cursor.execute("good").fetchone() == (1,)


def test_the_next_statement_closes_the_result_before_it() -> None:
    lake = FakeLake()
    cursor = connection_to(lake).cursor()
    cursor.execute("first").execute("second")
    assert [result.closed for result in lake.results] == [True, False]


def test_cancelling_stops_the_result_being_fetched() -> None:
    cursor = cursor_over(FakeResult()).execute("SELECT")
    cursor.fetchone()
    cursor.cancel()
    with pytest.raises(QueryCancelled):
        cursor.fetchall()


def test_cancelling_while_a_statement_starts_stops_it() -> None:
    started, go_on = Event(), Event()

    def answer(_: str) -> FakeResult:
        started.set()
        assert go_on.wait(10)
        return FakeResult()

    lake = FakeLake(answer)
    cursor = connection_to(lake).cursor()
    raised: list[BaseException] = []

    def run() -> None:
        try:
            cursor.execute("SELECT").fetchall()
        except QueryCancelled as error:
            raised.append(error)

    thread = Thread(target=run)
    thread.start()
    assert started.wait(10)
    cursor.cancel()
    go_on.set()
    thread.join(10)
    assert (len(raised), lake.results[0].cancelled) == (1, True)


def test_cancelling_when_nothing_runs_stops_nothing() -> None:
    cursor = cursor_over(FakeResult())
    cursor.cancel()
    assert cursor.execute("SELECT").fetchone() == (1,)


def test_a_closed_cursor_refuses_to_work() -> None:
    cursor = cursor_over(FakeResult()).execute("SELECT")
    cursor.close()
    for use in (cursor.fetchone, lambda: cursor.execute("SELECT"), cursor.fetch_arrow_table):
        with pytest.raises(InterfaceError, match="The cursor is closed"):
            use()


def test_leaving_a_cursors_block_closes_its_result() -> None:
    lake = FakeLake()
    with connection_to(lake).cursor() as cursor:
        cursor.execute("SELECT")
    assert lake.results[0].closed


def test_closing_a_connection_closes_its_cursors_and_its_lake() -> None:
    lake = FakeLake()
    with connection_to(lake) as connection:
        cursor = connection.execute("SELECT")
    assert (lake.results[0].closed, lake.closed) == (True, True)
    with pytest.raises(InterfaceError):
        cursor.fetchone()


def test_a_connection_may_be_closed_twice() -> None:
    connection = connection_to(FakeLake())
    connection.close()
    connection.close()


@pytest.mark.parametrize("use", ["cursor", "commit", "rollback"])
def test_a_closed_connection_refuses_to_work(use: str) -> None:
    connection = connection_to(FakeLake())
    connection.close()
    with pytest.raises(InterfaceError, match="The connection is closed"):
        getattr(connection, use)()


def test_committing_does_nothing() -> None:
    connection_to(FakeLake()).commit()


def test_rolling_back_is_not_supported() -> None:
    with pytest.raises(NotSupportedError, match="A lake has no transactions to roll back"):
        connection_to(FakeLake()).rollback()


def test_threads_may_share_a_connection() -> None:
    connection = connection_to(FakeLake())
    found: list[Any] = []
    threads = [
        Thread(target=lambda: found.append(connection.execute("SELECT").fetchall()))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[(1,), (2,), (3,)]] * 8
