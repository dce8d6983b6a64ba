"""Many slow reads at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

READ_THREADS = 32


def map_in_threads(
    function: Callable[[Item], Result], items: Sequence[Item], threads: int = READ_THREADS
) -> list[Result]:
    """Apply a function to every item, many at a time; the first failure, in order, is raised."""
    if len(items) < 2:
        return [function(item) for item in items]
    with ThreadPoolExecutor(min(threads, len(items)), "lakeq-read") as pool:
        futures = [pool.submit(function, item) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
