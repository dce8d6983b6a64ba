"""Connection: one open lake, and what its statements share: database, time zone and limits."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock
from types import TracebackType
from typing import Any, Self, TypeVar
from weakref import WeakSet

from lakeq import errors
from lakeq.dbapi.cursor import Cursor, Limit
from lakeq.dbapi.types import ParameterValue, checked_parameters
from lakeq.errors import ConfigurationError, InterfaceError, NotSupportedError
from lakeq.lake import Lake
from lakeq.model.query import QueryContext
from lakeq.settings import parse_bytes, parse_money

_Parsed = TypeVar("_Parsed")


class Connection:
    """A session with a lake. Threads may share it, each with cursors of its own."""

    Warning = errors.Warning
    Error = errors.Error
    InterfaceError = errors.InterfaceError
    DatabaseError = errors.DatabaseError
    DataError = errors.DataError
    OperationalError = errors.OperationalError
    IntegrityError = errors.IntegrityError
    InternalError = errors.InternalError
    ProgrammingError = errors.ProgrammingError
    NotSupportedError = errors.NotSupportedError

    def __init__(self, lake: Lake) -> None:
        """Take over an open lake; closing the connection closes it."""
        self._lake = lake
        self._closed = False
        self._cursors: WeakSet[Cursor] = WeakSet()
        self._lock = Lock()

    @property
    def lake(self) -> Lake:
        """The lake itself, for its catalog, its ledger and its settings."""
        if self._closed:
            raise InterfaceError("The connection is closed")
        return self._lake

    def cursor(self) -> Cursor:
        """Give a new cursor."""
        with self._lock:
            if self._closed:
                raise InterfaceError("The connection is closed")
            cursor = Cursor(self)
            self._cursors.add(cursor)
            return cursor

    def execute(
        self,
        operation: str,
        parameters: Sequence[ParameterValue] | None = None,
        *,
        max_cost: Limit | None = None,
        max_scan: Limit | None = None,
    ) -> Cursor:
        """Run a statement on a new cursor, and give the cursor."""
        return self.cursor().execute(operation, parameters, max_cost=max_cost, max_scan=max_scan)

    def context(
        self,
        parameters: Sequence[ParameterValue] | None,
        max_cost: Limit | None,
        max_scan: Limit | None,
    ) -> QueryContext:
        """Describe the circumstances of one statement; limits given replace the connection's."""
        context = self.lake.context(parameters=checked_parameters(parameters))
        limits: dict[str, Any] = {}
        if max_cost is not None:
            limits["max_cost_usd"] = _limit("max_cost", max_cost, parse_money)
        if max_scan is not None:
            limits["max_scan_bytes"] = _limit("max_scan", max_scan, parse_bytes)
        return replace(context, workgroup=replace(context.workgroup, **limits))

    def commit(self) -> None:
        """Do nothing: every statement is committed when it ends."""
        self.lake  # noqa: B018 - raises when the connection is closed.

    def rollback(self) -> None:
        """Raise NotSupportedError: a statement that has ended cannot be taken back."""
        self.lake  # noqa: B018 - raises when the connection is closed.
        raise NotSupportedError("A lake has no transactions to roll back")

    def close(self) -> None:
        """Stop what runs, and close the lake."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            cursors = list(self._cursors)
        for cursor in cursors:
            cursor.close()
        self._lake.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _limit(name: str, value: Limit, parse: Callable[[Any], _Parsed]) -> _Parsed:
    try:
        return parse(value)
    except ValueError as error:
        raise ConfigurationError(f"{name} cannot be '{value}'", hint=f"give {error}") from error
