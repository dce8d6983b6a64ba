import threading

import pytest

from lakeq.storage.concurrency import map_in_threads


def test_results_come_in_the_order_of_the_items() -> None:
    assert map_in_threads(lambda number: number * 2, range(100)) == list(range(0, 200, 2))


def test_items_are_worked_on_at_the_same_time() -> None:
    meeting = threading.Barrier(4, timeout=10)

    assert len(map_in_threads(lambda _: meeting.wait(), range(4), threads=4)) == 4


def test_the_first_failure_is_raised() -> None:
    def fail(number: int) -> int:
        if number >= 3:
            raise ValueError(f"item {number}")
        return number

    with pytest.raises(ValueError, match="item 3"):
        map_in_threads(fail, range(10), threads=2)
