"""Engine: runs a bound query over exactly the files of its plan, and streams Arrow batches."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from lakeq.model.bound import BoundQuery
from lakeq.model.plan import ScanPlan
from lakeq.model.query import Progress

if TYPE_CHECKING:
    import pyarrow as pa


class ResultStream(Protocol):
    """The answer of one running query, which can be taken once: as batches or as rows.

    The schema of its batches is ``formats.arrow.carried_schema`` of the query's columns.
    """

    def batches(self) -> Iterator["pa.RecordBatch"]:
        """Yield the batches. Raises what the query raises: DataError, FileChanged, ..."""
        ...

    def rows(self) -> Iterator[tuple[Any, ...]] | None:
        """Yield the very rows that ``results.rows`` makes of the batches, without making these.

        ``None``, with nothing taken, where that is not possible. It is for few rows: many come
        faster in batches.
        """
        ...

    def read_bytes(self) -> int | None:
        """Tell what the engine was seen to read; known once the batches are exhausted."""
        ...

    def cancel(self) -> None:
        """Stop the query from any thread; its batches then raise QueryCancelled."""
        ...

    def close(self) -> None:
        """Stop the query if it runs, and let go of what it holds."""
        ...


class Engine(Protocol):
    """Runs queries. An engine never lists files nor reads the catalog."""

    def execute(
        self,
        query: BoundQuery,
        plan: ScanPlan,
        *,
        timezone: str = "UTC",
        on_progress: Callable[[Progress], None] | None = None,
    ) -> ResultStream:
        """Start a query. Raises FileChanged when a planned file is no longer as it was listed."""
        ...

    def close(self) -> None:
        """Stop whatever runs and let go of everything held."""
        ...
