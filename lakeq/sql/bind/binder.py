"""Binder: what the rules for single kinds of nodes need of the binder of expressions."""

from collections.abc import Callable
from typing import Protocol, Self, TypeAlias

from sqlglot import exp

from lakeq.errors import NotSupported
from lakeq.model.bound import Expression, Query
from lakeq.sql.bind.scopes import Scope
from lakeq.sql.bind.session import BindSession
from lakeq.sql.positions import position


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

    def inside_aggregate(self) -> Self:
        """Make the binder for an aggregate's arguments."""
        ...


def unsupported(node: exp.Expr, what: str | None = None) -> NotSupported:
    """Refuse a construct by name, at its place."""
    line, column = position(node) or (None, None)
    name = what or node.key.replace("_", " ").upper()
    return NotSupported(f"{name} is not supported", line=line, column=column)


Rule: TypeAlias = Callable[[Binder, exp.Expr], Expression]
"""How one kind of node is bound."""
