"""Binder: what the rules for single kinds of nodes need of the binder of expressions."""

import re
from collections.abc import Callable
from typing import Protocol, Self, TypeAlias

from sqlglot import exp

from lakeq.errors import NotSupported
from lakeq.model.bound import Expression, Query
from lakeq.sql.bind.scopes import Scope
from lakeq.sql.bind.session import BindSession
from lakeq.sql.positions import position

_WORD_END = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")


class BindQuery(Protocol):
    """Binds a subquery: how expressions reach the binder of whole queries without knowing it."""

    def __call__(self, node: exp.Expr, outer: Scope | None) -> Query:
        """Bind a query whose names may also mean fields of ``outer``."""
        ...


class Binder(Protocol):
    """Binds the operands of a node, in the clause and scope where it stands."""

    @property
    def session(self) -> BindSession:
        """Give what the whole statement shares."""
        ...

    @property
    def scope(self) -> Scope:
        """Give the names that can be used."""
        ...

    @property
    def bind_query(self) -> BindQuery:
        """Give the binder of subqueries."""
        ...

    @property
    def clause(self) -> str:
        """Name the clause where aggregates may not stand; empty where they may."""
        ...

    @property
    def is_inside_aggregate(self) -> bool:
        """Whether an aggregate's argument is being bound."""
        ...

    @property
    def named_windows(self) -> dict[str, exp.Window]:
        """Give the WINDOW clause."""
        ...

    def bind(self, node: exp.Expr) -> Expression:
        """Bind an expression."""
        ...

    def bind_boolean(self, node: exp.Expr, what: str) -> Expression:
        """Bind a predicate."""
        ...

    def inside_lambda(self, scope: Scope) -> Self:
        """Make the binder for a lambda's body, in which no aggregate may stand."""
        ...

    def inside_aggregate(self) -> Self:
        """Make the binder for an aggregate's arguments."""
        ...


def unsupported(node: exp.Expr, what: str | None = None) -> NotSupported:
    """Refuse a construct by name, at its place."""
    line, column = position(node) or (None, None)
    return NotSupported(f"{what or _words(node)} is not supported", line=line, column=column)


def _words(node: exp.Expr) -> str:
    """Name a construct as SQL does: ``CURRENT_TIMESTAMP``, ``AT TIME ZONE``."""
    gap = "_" if isinstance(node, exp.Func) else " "
    return _WORD_END.sub(gap, type(node).__name__).upper()


Rule: TypeAlias = Callable[[Binder, exp.Expr], Expression]
"""How one kind of node is bound."""
