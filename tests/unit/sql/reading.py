"""What the tests of reading share: a fixed clock, and short names for what is read."""

from datetime import UTC, datetime
from typing import Any

from sqlglot import exp

from lakeq.model.changes import CatalogChange, CreateTable
from lakeq.model.query import QueryContext
from lakeq.model.table import Table
from lakeq.sql.parse import parse
from lakeq.sql.statements import ChangeStatement, QueryStatement, Statement

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def context(database: str = "sales", parameters: tuple[Any, ...] = ()) -> QueryContext:
    return QueryContext(NOW, database, parameters=parameters)


def read(text: str, database: str = "sales") -> Statement:
    return parse(text, context(database))


def change(text: str) -> CatalogChange:
    statement = read(text)
    assert isinstance(statement, ChangeStatement)
    return statement.change


def table(text: str) -> Table:
    made = change(text)
    assert isinstance(made, CreateTable)
    return made.table


def tree(text: str) -> exp.Query:
    statement = read(text)
    assert isinstance(statement, QueryStatement)
    return statement.tree


def item(expression: str) -> exp.Expr:
    """Read one expression, as the only item of a SELECT."""
    [only] = tree(f"SELECT {expression}").expressions
    assert isinstance(only, exp.Expr)
    return only
