"""DDL carried out: locations made absolute, views checked, partitions found and registered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lakeq.catalog.base import Catalog
from lakeq.catalog.discovery import Repair, plan_repair, repair_lines
from lakeq.errors import InvalidDefinition, NotSupported, TableNotFound
from lakeq.lake.answers import Answer, lines_answer
from lakeq.model.bound import OutputColumn
from lakeq.model.changes import (
    AddPartitions,
    CatalogChange,
    CreateDatabase,
    CreateTable,
    CreateView,
)
from lakeq.model.names import TableName
from lakeq.model.query import QueryContext
from lakeq.model.table import Column, Partition, Table, View
from lakeq.model.types import DataType, Kind
from lakeq.sql.bind import bind
from lakeq.sql.statements import CreateViewStatement
from lakeq.sql.views import parse_view
from lakeq.storage.base import FileSystem
from lakeq.storage.locations import check_location

_NOT_STORED = (
    Kind.UNKNOWN,
    Kind.TIME,
    Kind.TIME_WITH_TIME_ZONE,
    Kind.TIMESTAMP_WITH_TIME_ZONE,
    Kind.INTERVAL_DAY_TO_SECOND,
    Kind.INTERVAL_YEAR_TO_MONTH,
    Kind.JSON,
)


@dataclass(frozen=True, slots=True)
class Repaired:
    """A table repaired: what was found, and what was added of it."""

    table: Table
    repair: Repair
    added: Sequence[Partition]

    def answer(self) -> Answer:
        """Say it in Hive's lines."""
        return lines_answer("result", repair_lines(self.repair, self.added, self.table))


def apply_change(catalog: Catalog, change: CatalogChange) -> Sequence[Partition]:
    """Make a change, its relative locations taken from the current folder."""
    return catalog.apply(with_absolute_locations(change))


def with_absolute_locations(change: CatalogChange) -> CatalogChange:
    """Resolve the locations a statement names, so that they mean the same from everywhere.

    Raises InvalidDefinition for a location that could be misread as something else.
    """
    match change:
        case CreateTable(table):
            location = check_location(table.storage.location)
            table = replace(table, storage=replace(table.storage, location=location))
            return replace(change, table=table)
        case CreateDatabase(database) if database.location is not None:
            location = check_location(database.location)
            return replace(change, database=replace(database, location=location))
        case AddPartitions(partitions=specs):
            resolved = tuple(
                spec
                if spec.location is None
                else replace(spec, location=check_location(spec.location))
                for spec in specs
            )
            return replace(change, partitions=resolved)
        case _:
            return change


def create_view(catalog: Catalog, statement: CreateViewStatement, context: QueryContext) -> None:
    """Check a view's query against the catalog as it is, then store it."""
    catalog.apply(CreateView(view_of(catalog, statement, context), statement.or_replace))


def view_of(catalog: Catalog, statement: CreateViewStatement, context: QueryContext) -> View:
    """Bind a view's query and describe the view. Raises ProgrammingError or NotSupported."""
    context = replace(context, database=statement.database)
    query = bind(statement.query.tree, catalog, context, parse_view, defining=statement.name)
    outputs = query.query.columns
    names = _column_names(statement, outputs)
    columns = tuple(_view_column(name, output) for name, output in zip(names, outputs, strict=True))
    return View(
        statement.name, statement.query.text, columns, statement.database, statement.comment
    )


def repair_table(catalog: Catalog, storage: FileSystem, name: TableName) -> Repaired:
    """Find a table's partition folders and register the new ones, all or none."""
    table = catalog.table(name)
    if isinstance(table, View):
        raise TableNotFound(f"'{name.qualified()}' is a view, which has no partitions")
    repair = plan_repair(table, catalog, storage)
    added = catalog.apply(repair.change) if repair.change.partitions else ()
    return Repaired(table, repair, added)


def _column_names(
    statement: CreateViewStatement, outputs: Sequence[OutputColumn]
) -> tuple[str, ...]:
    given = statement.column_names
    if given and len(given) != len(outputs):
        raise InvalidDefinition(
            f"Column alias list has {len(given)} entries but the view's query has {len(outputs)}"
            " columns"
        )
    names = given or tuple(output.name for output in outputs)
    for position, name in enumerate(names, start=1):
        if not given and name == f"_col{position - 1}":
            raise InvalidDefinition(
                f"Column name not specified at position {position}",
                hint="name the column: AS <name>",
            )
        if name.lower() in (earlier.lower() for earlier in names[: position - 1]):
            raise InvalidDefinition(f"Column name '{name.lower()}' specified more than once")
    return names


def _view_column(name: str, output: OutputColumn) -> Column:
    if not _is_stored(output.type):
        raise NotSupported(
            f"Column '{name}' of the view has type {output.type}, which no table can have",
            hint="cast it to a type of the catalog",
        )
    return Column(name.lower(), output.type)


def _is_stored(data_type: DataType) -> bool:
    return data_type.kind not in _NOT_STORED and all(_is_stored(f.type) for f in data_type.fields)
