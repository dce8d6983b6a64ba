"""Cursor: one statement at a time, its rows fetched by PEP 249 or handed over as Arrow."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from threading import Lock
from types import TracebackType
from typing import Any, Protocol, Self, TypeAlias

import pyarrow as pa

from lakeq.dbapi.reading import ResultReader, defects_as_internal_errors
from lakeq.dbapi.types import ParameterValue
from lakeq.errors import InterfaceError, NotSupportedError, ProgrammingError
from lakeq.lake import Lake, QueryResult
from lakeq.model.bound import OutputColumn
from lakeq.model.query import Estimate, QueryContext, QueryStatistics
from lakeq.model.types import Kind

Limit: TypeAlias = Decimal | int | str
"""A cost in US dollars (``Decimal("0.10")``, ``"$0.10"``) or a size (bytes, ``"5GB"``)."""

ColumnDescription: TypeAlias = tuple[str, str, None, None, int | None, int | None, None]
"""Name, Trino type name, precision and scale; the rest of PEP 249's seven is not known."""

_KINDS_WITH_PRECISION = (
    *(Kind.DECIMAL, Kind.TIME, Kind.TIMESTAMP),
    *(Kind.TIME_WITH_TIME_ZONE, Kind.TIMESTAMP_WITH_TIME_ZONE),
)


class Session(Protocol):
    """What a cursor needs of the connection that made it."""

    @property
    def lake(self) -> Lake:
        """The lake; raises InterfaceError once the connection is closed."""
        ...

    def context(
        self,
        parameters: Sequence[ParameterValue] | None,
        max_cost: Limit | None,
        max_scan: Limit | None,
    ) -> QueryContext:
        """Describe the circumstances of one statement; limits given replace the connection's."""
        ...


class Cursor:
    """Runs statements and fetches their rows.

    A cursor belongs to one thread at a time; ``cancel`` alone may be called from another. After an
    error it can be used again.
    """

    arraysize: int = 1

    def __init__(self, session: Session) -> None:
        self._session = session
        self._closed = False
        self._result: QueryResult | None = None
        self._reader: ResultReader | None = None
        self._lock = Lock()
        self._starting = False
        self._cancel_requested = False

    @property
    def connection(self) -> Session:
        """The connection that made this cursor."""
        return self._session

    @property
    def description(self) -> list[ColumnDescription] | None:
        """The result's columns; ``None`` without a result."""
        if self._result is None or not self._result.columns:
            return None
        return [_describe(column) for column in self._result.columns]

    @property
    def rowcount(self) -> int:
        """How many rows the result has; -1 until the last was fetched."""
        reader = self._reader
        return reader.fetched if reader is not None and reader.exhausted else -1

    @property
    def rownumber(self) -> int | None:
        """The index of the row that the next fetch begins with; ``None`` without a result."""
        return self._reader.fetched if self._reader is not None else None

    @property
    def lastrowid(self) -> None:
        """Rows of a lake have no ids."""

    @property
    def query_id(self) -> str | None:
        """The statement's id in the ledger."""
        return self._result.query_id if self._result is not None else None

    @property
    def statistics(self) -> QueryStatistics | None:
        """What the statement scanned and cost; final once its last row was fetched."""
        return self._result.statistics if self._result is not None else None

    @property
    def data_scanned_in_bytes(self) -> int | None:
        """The bytes that the statement is billed for, before rounding."""
        statistics = self.statistics
        return statistics.scanned_bytes if statistics is not None else None

    @property
    def cost_usd(self) -> Decimal | None:
        """The statement's price in US dollars."""
        statistics = self.statistics
        return statistics.cost_usd if statistics is not None else None

    def execute(
        self,
        operation: str,
        parameters: Sequence[ParameterValue] | None = None,
        *,
        max_cost: Limit | None = None,
        max_scan: Limit | None = None,
    ) -> Self:
        """Run a statement, with a value for each ``?``, and give the cursor itself.

        Raises ScanLimitExceeded before anything is read when the statement would go over a limit;
        one given here replaces the connection's.
        """
        lake = self._lake_for(operation)
        context = self._session.context(parameters, max_cost, max_scan)
        self._let_go()
        with self._lock:
            self._starting, self._cancel_requested = True, False
        result: QueryResult | None = None
        try:
            with defects_as_internal_errors():
                result = lake.execute(operation, context)
        finally:
            # At once, so that a cancel finds either a statement that starts or its result.
            with self._lock:
                self._starting, self._result = False, result
                cancelled = self._cancel_requested
        if cancelled:
            result.cancel()
        self._read(result)
        return self

    def executemany(
        self, operation: str, seq_of_parameters: Iterable[Sequence[ParameterValue]]
    ) -> Self:
        """Run a statement that returns no rows, once for each sequence of parameters.

        Raises ProgrammingError for one that does return rows, because all but the last result
        would be paid for and lost.
        """
        for parameters in seq_of_parameters:
            self.execute(operation, parameters)
            if self.description is not None:
                self._let_go()
                raise ProgrammingError(
                    "executemany cannot run a statement that returns rows",
                    hint="call execute for each set of parameters",
                )
        return self

    def estimate(
        self, operation: str, parameters: Sequence[ParameterValue] | None = None
    ) -> Estimate:
        """Say what a statement would scan and cost, reading metadata only.

        The result being fetched, if any, is left as it is.
        """
        lake = self._lake_for(operation)
        context = self._session.context(parameters, None, None)
        with defects_as_internal_errors():
            return lake.estimate(operation, context)

    def cancel(self) -> None:
        """Stop the statement that runs, from any thread; the thread in it gets QueryCancelled."""
        with self._lock:
            self._cancel_requested = self._starting
            result = self._result
        if result is not None:
            result.cancel()

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row, or ``None`` after the last."""
        return self._rows().take_row()

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """Give the next ``size`` rows (``arraysize`` by default), fewer at the end."""
        return self._rows().take(self.arraysize if size is None else size)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give all rows that are left."""
        return self._rows().take()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self

    def __next__(self) -> tuple[Any, ...]:
        row = self.fetchone()
        if row is None:
            raise StopIteration
        return row

    def fetch_arrow_table(self) -> pa.Table:
        """Give all rows that are left as one Arrow table."""
        return self._rows().arrow_table()

    def fetch_record_batch(self) -> pa.RecordBatchReader:
        """Give the rows that are left as a stream of Arrow batches, read as it is consumed."""
        return self._rows().arrow_reader()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the rows that are left to any library that speaks Arrow's C stream interface."""
        return self._rows().arrow_reader().__arrow_c_stream__(requested_schema)

    def df(self) -> Any:
        """Give all rows that are left as a pandas DataFrame whose columns keep their types.

        The columns are Arrow's own, so integers stay integers beside NULLs and nothing is copied.
        """
        try:
            import pandas as pd  # noqa: PLC0415 - optional, and slow to import.
        except ImportError as error:
            raise NotSupportedError(
                "A DataFrame needs pandas, which is not installed", hint="pip install pandas"
            ) from error
        return self.fetch_arrow_table().to_pandas(types_mapper=pd.ArrowDtype)

    def setinputsizes(self, sizes: Sequence[object]) -> None:
        """Do nothing, as PEP 249 allows."""

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """Do nothing, as PEP 249 allows."""

    def close(self) -> None:
        """Stop the statement if it runs, and let go of its result."""
        self._closed = True
        self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _lake_for(self, operation: str) -> Lake:
        if self._closed:
            raise InterfaceError("The cursor is closed")
        if not isinstance(operation, str):
            raise InterfaceError(f"A statement is text, not {type(operation).__name__}")
        return self._session.lake

    def _rows(self) -> ResultReader:
        if self._closed:
            raise InterfaceError("The cursor is closed")
        if self._reader is None:
            raise InterfaceError("There is no result to fetch from", hint="execute a query first")
        return self._reader

    def _read(self, result: QueryResult) -> None:
        reader = ResultReader(result.schema, result.columns, result.zoned_batches())
        if result.columns:
            self._reader = reader
        else:
            reader.take()

    def _let_go(self) -> None:
        with self._lock:
            result, self._result, self._reader = self._result, None, None
        if result is not None:
            result.close()


def _describe(column: OutputColumn) -> ColumnDescription:
    precise = column.type.kind in _KINDS_WITH_PRECISION
    precision = column.type.precision if precise else None
    scale = column.type.scale if column.type.kind is Kind.DECIMAL else None
    return (column.name, column.type.trino, None, None, precision, scale, None)
