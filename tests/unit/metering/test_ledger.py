"""The history of statements, which never fails a query."""

import os
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from lakeq.errors import MetastoreError
from lakeq.metering.ledger import Ledger
from lakeq.model.query import HistoryEntry, StatementKind

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


def entry(number: int, *, minutes: int = 0, error: str = "") -> HistoryEntry:
    return HistoryEntry(
        query_id=f"query {number}",
        text=f"SELECT {number}",
        database="default",
        kind=StatementKind.DML,
        state="FAILED" if error else "SUCCEEDED",
        started_at=NOON + timedelta(minutes=minutes),
        elapsed_ms=12,
        scanned_bytes=1,
        billed_bytes=10_000_000,
        cost_usd=Decimal("0.00005"),
        row_count=3,
        error=error,
        tables={"d.t": 1},
    )


def test_what_is_recorded_is_read_back_newest_first(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "deep" / "history.sqlite")
    first, second = entry(1), entry(2, minutes=1, error="SYNTAX_ERROR: line 1:1: no")
    ledger.record(second)
    ledger.record(first)
    assert ledger.entries() == [second, first]


def test_entries_are_limited_by_number_and_time(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "history.sqlite")
    for number in range(5):
        ledger.record(entry(number, minutes=number))
    assert [found.query_id for found in ledger.entries(limit=2)] == ["query 4", "query 3"]
    since = ledger.entries(since=NOON + timedelta(minutes=3))
    assert [found.query_id for found in since] == ["query 4", "query 3"]


def test_a_time_is_compared_across_zones(tmp_path: Path) -> None:
    from datetime import timezone

    ledger = Ledger(tmp_path / "history.sqlite")
    ledger.record(entry(1))
    east = timezone(timedelta(hours=5))
    assert ledger.entries(since=datetime(2024, 5, 6, 17, 1, tzinfo=east)) == []
    assert len(ledger.entries(since=datetime(2024, 5, 6, 16, 59, tzinfo=east))) == 1


def test_a_ledger_may_be_off() -> None:
    ledger = Ledger(None)
    ledger.record(entry(1))
    assert ledger.entries() == []


def test_a_ledger_that_was_never_written_is_empty(tmp_path: Path) -> None:
    assert Ledger(tmp_path / "history.sqlite").entries() == []


def test_many_threads_append_to_one_file(tmp_path: Path) -> None:
    def run(number: int) -> None:
        ledger = Ledger(tmp_path / "history.sqlite")
        for index in range(5):
            ledger.record(entry(number * 100 + index))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Ledger(tmp_path / "history.sqlite").entries()) == 30


@pytest.mark.parametrize("content", [b"not a database, but long enough to be one" * 50, b""])
def test_a_damaged_file_fails_no_query(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(content)
    Ledger(path).record(entry(1))
    if content:
        with pytest.raises(MetastoreError, match="cannot be read"):
            Ledger(path).entries()
    else:
        assert len(Ledger(path).entries()) == 1


def test_a_folder_in_the_way_fails_no_query(tmp_path: Path) -> None:
    Ledger(tmp_path).record(entry(1))
    with pytest.raises(MetastoreError):
        Ledger(tmp_path).entries()


def test_a_newer_lakeqs_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    Ledger(path).record(entry(1))
    with pytest.raises(MetastoreError, match="newer lakeq"):
        Ledger(path).entries()


def test_a_locked_file_fails_no_query(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    ledger = Ledger(path)
    ledger.record(entry(1))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        ledger.record(entry(2))
        connection.execute("ROLLBACK")
    assert [found.query_id for found in ledger.entries()] == ["query 1"]


def test_a_text_that_is_not_unicode_fails_no_query(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "history.sqlite")
    ledger.record(replace(entry(1), text="SELECT '\ud800'"))
    ledger.record(entry(2))
    assert [found.query_id for found in ledger.entries()] == ["query 2"]


def test_a_history_replaced_or_removed_on_disk_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    ledger = Ledger(path)
    ledger.record(entry(1))
    for each in tmp_path.iterdir():
        each.unlink()
    ledger.record(entry(2))
    assert [found.query_id for found in ledger.entries()] == ["query 2"]
    ledger.close()


def test_a_closed_ledger_leaves_one_whole_file_and_opens_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "history.sqlite")
    ledger.record(entry(1))
    ledger.close()
    assert [path.name for path in tmp_path.iterdir()] == ["history.sqlite"]
    ledger.record(entry(2))
    ledger.close()
    assert len(ledger.entries()) == 2


def test_a_forked_process_records_with_a_connection_of_its_own(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "history.sqlite")
    ledger.record(entry(1))
    child = os.fork()
    if not child:
        ledger.record(entry(2))
        ledger.close()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    ledger.record(entry(3))
    assert {found.query_id for found in ledger.entries()} == {"query 1", "query 2", "query 3"}
    ledger.close()
