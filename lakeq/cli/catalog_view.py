"""The catalog in rows and lines for people."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import typer

from lakeq.catalog.base import Catalog
from lakeq.cli.figures import count_text
from lakeq.cli.table import table_lines
from lakeq.cli.terminal import Terminal
from lakeq.errors import TableNotFound
from lakeq.metering.money import size_text
from lakeq.model.bound import OutputColumn
from lakeq.model.documents import Document
from lakeq.model.domains import TupleDomain
from lakeq.model.names import TableName
from lakeq.model.table import Column, Table, View
from lakeq.model.types import BIGINT, VARCHAR
from lakeq.sql.definitions import Difference, DifferenceKind
from lakeq.storage.base import FileSystem

TABLE_COLUMNS = (
    OutputColumn("table", VARCHAR),
    OutputColumn("kind", VARCHAR),
    OutputColumn("format", VARCHAR),
    OutputColumn("columns", BIGINT),
    OutputColumn("partitions", BIGINT),
    OutputColumn("location", VARCHAR),
)


def table_name(text: str, database: str) -> TableName:
    """Read a table's name, in the session's database unless it says another."""
    before, dot, after = text.rpartition(".")
    return TableName.of(before if dot else database, after)


def table_rows(catalog: Catalog, database: str | None) -> list[tuple[object, ...]]:
    """Give a row for each table and view, by name. Raises DatabaseNotFound."""
    names = [item.name for item in catalog.databases()] if database is None else [database.lower()]
    return [_row(catalog, table) for name in names for table in catalog.tables(name)]


def _row(catalog: Catalog, table: Table | View) -> tuple[object, ...]:
    if isinstance(table, View):
        return str(table.name), "view", None, len(table.columns), None, None
    partitions = catalog.partition_count(table) if table.is_partitioned else None
    storage = table.storage
    name, columns = str(table.name), len(table.columns)
    return name, "table", storage.format.value, columns, partitions, storage.location


@dataclass(frozen=True, slots=True)
class Described:
    """A table or view, and what was counted of it; ``None`` where there is nothing to count."""

    table: Table | View
    partitions: int | None = None
    files: int | None = None
    size: int | None = None

    def document(self) -> Document:
        """Lay it out for programs."""
        table = self.table
        storage = table.storage if isinstance(table, Table) else None
        return {
            "table": str(table.name),
            "kind": "view" if storage is None else "table",
            "format": None if storage is None else storage.format.value,
            "location": None if storage is None else storage.location,
            "columns": [_column(column) for column in _columns(table)],
            "partition_keys": [_column(key) for key in _keys(table)],
            "partitions": self.partitions,
            "files": self.files,
            "bytes": self.size,
            "properties": dict(table.properties),
            "query": table.text if isinstance(table, View) else None,
            "comment": table.comment,
            "version": table.version,
        }


def described(catalog: Catalog, storage: FileSystem | None, name: TableName) -> Described:
    """Look a table up, and count its files where ``storage`` is given to list them."""
    table = catalog.table(name)
    if isinstance(table, View):
        return Described(table)
    partitions = catalog.partition_count(table) if table.is_partitioned else None
    if storage is None:
        return Described(table, partitions)
    locations = [table.storage.location]
    if table.is_partitioned:
        found = catalog.partitions(table, TupleDomain())
        locations = sorted({partition.storage.location for partition in found})
    sizes = [file.size for location in locations for file in storage.list_files(location)]
    return Described(table, partitions, len(sizes), sum(sizes))


def described_lines(found: Described, terminal: Terminal) -> Iterator[str]:
    """Yield a table's facts, then its columns."""
    table = found.table
    facts = dict(_facts(found))
    width = max(map(len, facts))
    for name, value in facts.items():
        yield f" {terminal.paint(f'{name:<{width}}', 'dim')}   {value}"
    yield ""
    keys = {key.name for key in _keys(table)}
    rows = (
        (
            column.name,
            column.type.trino,
            "partition key" if column.name in keys else "",
            column.comment or "",
        )
        for column in table.columns
    )
    names = ("column", "type", "role", "comment")
    yield from table_lines([OutputColumn(name, VARCHAR) for name in names], rows, terminal)
    if isinstance(table, View):
        yield ""
        yield from table.text.strip().splitlines()


def _facts(found: Described) -> Iterator[tuple[str, str]]:
    table = found.table
    yield "name", str(table.name)
    if table.comment:
        yield "comment", table.comment
    if isinstance(table, Table):
        yield "format", table.storage.format.value
        yield "location", table.storage.location
    if found.partitions is not None:
        yield "partitions", f"{found.partitions:,} by {', '.join(key.name for key in _keys(table))}"
    if found.files is not None and found.size is not None:
        yield "files", f"{count_text(found.files, 'file')}, {size_text(found.size)}"
    yield from sorted(table.properties.items())


def _columns(table: Table | View) -> Sequence[Column]:
    return table.storage.columns if isinstance(table, Table) else table.columns


def _keys(table: Table | View) -> Sequence[Column]:
    return table.partition_keys if isinstance(table, Table) else ()


def _column(column: Column) -> Document:
    return {"name": column.name, "type": column.type.trino, "comment": column.comment}


def tables_to_repair(
    catalog: Catalog, names: Sequence[str] | None, database: str
) -> Iterator[Table]:
    """Look up the tables named, or take every partitioned one. Raises TableNotFound for a view."""
    if not names:
        for item in catalog.databases():
            for table in catalog.tables(item.name):
                if isinstance(table, Table) and table.is_partitioned:
                    yield table
        return
    for text in names:
        found = catalog.table(table_name(text, database))
        if isinstance(found, View):
            raise TableNotFound(f"'{found.name.qualified()}' is a view, which has no partitions")
        yield found


def variables(texts: Iterable[str] | None) -> dict[str, str]:
    """Read the values of ``--set``. Raises a usage error for one that sets nothing."""
    pairs = [text.partition("=") for text in texts or ()]
    for name, equals, value in pairs:
        if not name or not equals:
            raise typer.BadParameter(f"--set {name}{equals}{value}: give NAME=VALUE")
    return {name: value for name, _, value in pairs}


def is_change(difference: Difference) -> bool:
    """Whether applying the definitions would change, or has changed, the catalog here."""
    return difference.kind in (DifferenceKind.ADD, DifferenceKind.CHANGE)


def difference_lines(differences: Iterable[Difference]) -> Iterator[str]:
    """Yield what each difference is, and below it in what it consists."""
    for difference in differences:
        yield f"{_verb(difference)} {difference.subject} {difference.name}"
        yield from (f"  {detail}" for detail in difference.details)


def _verb(difference: Difference) -> str:
    match difference.kind:
        case DifferenceKind.ADD:
            return "add" if difference.subject == "partitions" else "create"
        case DifferenceKind.CHANGE:
            return "change"
        case DifferenceKind.SAME:
            return "unchanged"
        case DifferenceKind.EXTRA:
            return "not defined:"
