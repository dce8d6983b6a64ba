"""Answers: what SHOW and DESCRIBE return, as Athena names and lays out their columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lakeq.catalog import describe
from lakeq.catalog.base import Catalog
from lakeq.errors import ColumnNotFound, NotSupported, TableNotFound
from lakeq.lake.patterns import matches_any
from lakeq.model.bound import OutputColumn
from lakeq.model.domains import TupleDomain
from lakeq.model.names import TableName
from lakeq.model.table import Table, View
from lakeq.model.types import VARCHAR
from lakeq.sql.statements import (
    Describe,
    DescribeStyle,
    ShowColumns,
    ShowCreateTable,
    ShowCreateView,
    ShowDatabases,
    ShowPartitions,
    ShowTableProperties,
    ShowTables,
    ShowViews,
    Statement,
)
from lakeq.sql.views import renamed_columns


@dataclass(frozen=True, slots=True)
class Answer:
    """A small answer known as a whole; DDL's has no columns."""

    columns: tuple[OutputColumn, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()


def lines_answer(column: str, lines: Iterable[str]) -> Answer:
    """Answer one text column, a row for each line."""
    return Answer((OutputColumn(column, VARCHAR),), tuple((line,) for line in lines))


def answer(statement: Statement, catalog: Catalog) -> Answer:
    """Answer a question about the catalog. Raises TableNotFound and its kin."""
    match statement:
        case ShowDatabases(pattern):
            names = (database.name for database in catalog.databases())
            return lines_answer("database_name", matches_any(names, pattern))
        case ShowTables(database, pattern):
            names = (table.name.name for table in catalog.tables(database))
            return lines_answer("tab_name", matches_any(names, pattern))
        case ShowViews(database, pattern):
            views = (t.name.name for t in catalog.tables(database) if isinstance(t, View))
            return lines_answer("views", matches_any(views, pattern))
        case ShowColumns(name):
            return lines_answer("field", describe.column_names(catalog.table(name)))
        case ShowPartitions(name):
            table = _table(catalog, name)
            partitions = catalog.partitions(table, TupleDomain())
            return lines_answer("partition", describe.partition_names(table, partitions))
        case ShowCreateTable(name):
            return _create_statement(catalog.table(name))
        case ShowCreateView(name):
            return _create_statement(_view(catalog, name))
        case ShowTableProperties(name, key):
            columns = (OutputColumn("prpt_name", VARCHAR), OutputColumn("prpt_value", VARCHAR))
            return Answer(columns, tuple(describe.property_rows(catalog.table(name), key)))
        case Describe():
            return _describe(statement, catalog)
        case _:
            raise NotSupported(f"{type(statement).__name__} is not supported")


def _create_statement(found: Table | View) -> Answer:
    if isinstance(found, View):
        lines = describe.create_view_lines(found, renamed_columns(found))
        return lines_answer("Create View", lines)
    return lines_answer("createtab_stmt", describe.create_table_lines(found))


def _describe(statement: Describe, catalog: Catalog) -> Answer:
    found = catalog.table(statement.table)
    names = ("col_name", "data_type", "comment")
    columns = tuple(OutputColumn(name, VARCHAR) for name in names)
    if statement.column is not None:
        row = describe.describe_column(found, statement.column)
        if row is None:
            raise ColumnNotFound(f"Column '{statement.column}' cannot be resolved")
        return Answer(columns, (row,))
    if statement.style is DescribeStyle.PLAIN or isinstance(found, View):
        lines = describe.describe_lines(found)
    else:
        lines = describe.describe_formatted_lines(found)
    return Answer(columns, tuple(_cells(line) for line in lines))


def _cells(line: str) -> tuple[str, str, str]:
    parts = [part.strip() for part in line.split("\t")]
    first, second, third = (*parts, "", "", "")[:3]
    return first, second, third


def _table(catalog: Catalog, name: TableName) -> Table:
    found = catalog.table(name)
    if isinstance(found, View):
        raise TableNotFound(f"'{name.qualified()}' is a view, not a table")
    return found


def _view(catalog: Catalog, name: TableName) -> View:
    found = catalog.table(name)
    if isinstance(found, Table):
        raise TableNotFound(f"'{name.qualified()}' is a table, not a view")
    return found
