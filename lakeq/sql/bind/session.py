"""The state of one binding: what is shared by every scope of one statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlglot import exp

from lakeq.catalog.base import Catalog
from lakeq.errors import InvalidParameterUsage, InvalidView, NotSupported
from lakeq.model.bound import Expression, ScanRelation
from lakeq.model.names import TableName
from lakeq.model.query import QueryContext
from lakeq.model.table import Table, View
from lakeq.model.zones import zone

MAX_RELATIONS = 2000
"""Views and common table expressions expand at each reference, so a short text can grow without
bound; past this many relations it is refused."""

MAX_VIEW_DEPTH = 32


@dataclass(frozen=True, slots=True)
class Constant:
    """The value of a parameter that was written as an expression, already bound."""

    expression: Expression


@dataclass(slots=True)
class BindSession:
    """Numbers relations, remembers scans and catalog answers, and takes parameters in order."""

    catalog: Catalog
    context: QueryContext
    defining: TableName | None = None
    scans: list[ScanRelation] = field(default_factory=list)
    _relations: int = 0
    _tables: dict[TableName, Table | View] = field(default_factory=dict)
    _views: list[TableName] = field(default_factory=list)

    def next_relation(self) -> int:
        """Give the next relation its number. Raises NotSupported when the query has grown too large."""
        self._relations += 1
        if self._relations > MAX_RELATIONS:
            raise NotSupported(f"Query expands to more than {MAX_RELATIONS} relations")
        return self._relations

    def table(self, name: TableName) -> Table | View:
        """Look a table up once, so that one statement sees one definition of it."""
        if name not in self._tables:
            self._tables[name] = self.catalog.table(name)
        return self._tables[name]

    def parameter(self, node: exp.Expr) -> Any:
        """Give a ``?`` its value, by its place in the text. Raises InvalidParameterUsage."""
        index = node.meta["index"]
        if index >= len(self.context.parameters):
            raise InvalidParameterUsage(
                f"Incorrect number of parameters: expected at least {index + 1} "
                f"but found {len(self.context.parameters)}"
            )
        return self.context.parameters[index]

    def local_now(self) -> datetime:
        """Tell the statement's moment in the session's time zone, without a zone."""
        return self.context.now.astimezone(zone(self.context.timezone)).replace(tzinfo=None)

    @contextmanager
    def inside_view(self, name: TableName) -> Iterator[None]:
        """Note that a view is being expanded. Raises InvalidView for one that reaches itself."""
        if name in self._views or name == self.defining:
            raise InvalidView(f"View '{name}' is recursive")
        if len(self._views) >= MAX_VIEW_DEPTH:
            raise InvalidView(f"View '{name}' is nested more than {MAX_VIEW_DEPTH} deep")
        self._views.append(name)
        try:
            yield
        finally:
            self._views.pop()
