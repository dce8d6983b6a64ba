"""Reading a folder of definitions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlglot import exp

from lakeq.errors import ConfigurationError, InvalidDefinition, LakeqError, QuerySyntaxError
from lakeq.model.changes import AddPartitions, CreateDatabase, CreateTable, RepairTable
from lakeq.model.names import TableName
from lakeq.model.query import QueryContext
from lakeq.model.table import Database, Table
from lakeq.sql.definitions.files import (
    DATABASE_FILE,
    SUFFIX,
    FileStatement,
    defined_name,
    read_statements,
)
from lakeq.sql.parse import parse
from lakeq.sql.scanner import Source, leading_words
from lakeq.sql.statements import ChangeStatement, CreateViewStatement, RepairStatement, Statement
from lakeq.storage.locations import check_location


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a folder defines, locations made absolute.

    Views come after the views they select from. ``partitions`` are to be added where they are not
    there yet; ``repairs`` name the tables whose partitions are found in storage.
    """

    databases: tuple[Database, ...] = ()
    tables: tuple[Table, ...] = ()
    views: tuple[CreateViewStatement, ...] = ()
    partitions: tuple[AddPartitions, ...] = ()
    repairs: tuple[RepairTable, ...] = ()


@dataclass(slots=True)
class _Loading:
    databases: list[Database]
    tables: list[Table]
    views: list[CreateViewStatement]
    partitions: list[AddPartitions]
    repairs: list[RepairTable]


def load(folder: Path, variables: Mapping[str, str]) -> Definitions:
    """Read a folder of definitions. Relative locations are taken from the current folder.

    Raises ConfigurationError when there is no such folder, and what reading a statement raises,
    with the file's name in the message and line and column counted in that file.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{folder} is not a folder")
    loading = _Loading([], [], [], [], [])
    for database_folder in sorted(_visible(folder)):
        if database_folder.is_dir():
            _load_database(database_folder, variables, loading)
    return Definitions(
        tuple(loading.databases),
        tuple(loading.tables),
        tuple(_in_dependency_order(loading.views)),
        tuple(loading.partitions),
        tuple(loading.repairs),
    )


def _visible(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if not path.name.startswith("."))


def _load_database(folder: Path, variables: Mapping[str, str], loading: _Loading) -> None:
    name = defined_name(folder)
    files = sorted(path for path in _visible(folder) if path.suffix == SUFFIX and path.is_file())
    if not files:
        return
    database = Database(name)
    for path in files:
        try:
            statements = list(read_statements(path, variables))
        except QuerySyntaxError as error:
            raise _in_file(error, path) from error
        if path.stem == DATABASE_FILE:
            database = _database(path, name, statements)
        else:
            _load_table(path, TableName(name, defined_name(path)), statements, loading)
    loading.databases.append(database)


def _database(path: Path, name: str, statements: list[FileStatement]) -> Database:
    read = [_parse(statement, name) for statement in statements]
    match read:
        case [ChangeStatement(CreateDatabase(database))] if database.name == name:
            if database.location is None:
                return database
            return replace(database, location=_location(path, database.location))
        case _:
            raise InvalidDefinition(
                f"{path}: the file must create the database `{name}`, and no more"
            )


def _load_table(
    path: Path, name: TableName, statements: list[FileStatement], loading: _Loading
) -> None:
    database = name.database
    if statements and leading_words(Source(statements[0].text), 1) == ["USE"]:
        database = _used_database(statements.pop(0))
    read = [_parse(statement, database) for statement in statements]
    match read:
        case [CreateViewStatement() as view] if view.name == name:
            loading.views.append(view)
        case [ChangeStatement(CreateTable(table)), *rest] if table.name == name:
            location = _location(path, table.storage.location)
            storage = replace(table.storage, location=location)
            loading.tables.append(replace(table, storage=storage))
            for statement in rest:
                _load_partitions(path, name, statement, loading)
        case _:
            raise InvalidDefinition(
                f"{path}: the file must first create the table or view `{name}`",
                hint="partition statements may follow a table; everything else has its own file",
            )


def _load_partitions(path: Path, name: TableName, statement: Statement, loading: _Loading) -> None:
    match statement:
        case RepairStatement(RepairTable(table) as repair) if table == name:
            loading.repairs.append(repair)
        case ChangeStatement(AddPartitions(table, specs, if_not_exists=True)) if table == name:
            placed = (
                replace(spec, location=_location(path, spec.location)) if spec.location else spec
                for spec in specs
            )
            loading.partitions.append(AddPartitions(table, tuple(placed), if_not_exists=True))
        case _:
            raise InvalidDefinition(
                f"{path}: behind the table `{name}` may stand only its own partition statements",
                hint="ALTER TABLE ... ADD IF NOT EXISTS PARTITION, or MSCK REPAIR TABLE",
            )


def _used_database(statement: FileStatement) -> str:
    """Read ``USE database``, which says where a view's unqualified names are looked up."""
    words = statement.text.strip().split()
    if len(words) != 2:
        raise InvalidDefinition(f"{statement.path}: USE takes the name of one database")
    return words[1].strip('`"').lower()


def _parse(statement: FileStatement, database: str) -> Statement:
    # The clock plays no part in what definitions say.
    context = QueryContext(datetime(1970, 1, 1, tzinfo=UTC), database)
    try:
        return parse(statement.text, context)
    except LakeqError as error:
        raise _in_file(error, statement.path) from error


def _location(path: Path, location: str) -> str:
    try:
        return check_location(location)
    except LakeqError as error:
        raise _in_file(error, path) from error


def _in_file(error: LakeqError, path: Path) -> LakeqError:
    return type(error)(
        f"{path}: {error.message}", line=error.line, column=error.column, hint=error.hint
    )


def _in_dependency_order(views: list[CreateViewStatement]) -> list[CreateViewStatement]:
    waiting = {view.name: view for view in sorted(views, key=lambda view: view.name)}
    ordered: list[CreateViewStatement] = []
    while waiting:
        ready = [view for view in waiting.values() if not _sources(view) & waiting.keys()]
        # Views that select from each other in a circle are left for the binder to refuse.
        turn = ready or list(waiting.values())
        ordered.extend(turn)
        for view in turn:
            del waiting[view.name]
    return ordered


def _sources(view: CreateViewStatement) -> set[TableName]:
    tables = view.query.tree.find_all(exp.Table)
    return {TableName.of(table.db or view.database, table.name) for table in tables} - {view.name}
