"""Engine: runs a bound query over exactly the files of its plan, and streams Arrow batches."""

from collections.abc import Callable, Iterator
from typing import Protocol

import pyarrow as pa

from lakeq.model.bound import BoundQuery
from lakeq.model.plan import ScanPlan
from lakeq.model.query import Progress


class ResultStream(Protocol):
    """The batches of one running query.

    Their Arrow types are ``formats.arrow.arrow_type`` of the query's column types, and their names
    the query's column names (which may repeat).
    """

    @property
    def schema(self) -> pa.Schema:
        """The schema of every batch, known before the first."""
        ...

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the batches, once. Raises what the query raises: DataError, FileChanged, ..."""
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
