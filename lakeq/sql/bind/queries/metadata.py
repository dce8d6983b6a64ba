"""Metadata as tables: ``information_schema``, and a table's ``"t$partitions"``.

They are inline rows, taken from the catalog when a query is bound, so they read and cost nothing.
"""

from collections.abc import Callable, Iterator

from lakeq.errors import TableNotFound
from lakeq.model.bound import Literal, LiteralValue, OutputColumn, Query, Select, Values
from lakeq.model.domains import TupleDomain
from lakeq.model.names import CATALOG_NAME, TableName
from lakeq.model.table import Table, View
from lakeq.model.types import BIGINT, BOOLEAN, VARCHAR, DataType
from lakeq.sql.bind.session import BindSession

SCHEMA = "information_schema"
_PARTITIONS = "$partitions"
_Row = tuple[LiteralValue, ...]
_Columns = dict[str, DataType]

_TEXT = VARCHAR
_NAMED: _Columns = {"table_catalog": _TEXT, "table_schema": _TEXT, "table_name": _TEXT}
_SHAPES: dict[str, _Columns] = {
    "columns": {
        **_NAMED,
        "column_name": _TEXT,
        "ordinal_position": BIGINT,
        "column_default": _TEXT,
        "is_nullable": _TEXT,
        "data_type": _TEXT,
        "comment": _TEXT,
        "extra_info": _TEXT,
    },
    "schemata": {"catalog_name": _TEXT, "schema_name": _TEXT},
    "tables": {**_NAMED, "table_type": _TEXT},
    "views": {**_NAMED, "view_definition": _TEXT},
}
HIDDEN = frozenset({"comment", "extra_info"})
"""Columns that ``SELECT *`` leaves out."""


def metadata_query(name: TableName, session: BindSession) -> Query | None:
    """Give the rows of a table that is made of metadata; ``None`` for any other.

    Raises TableNotFound for one that there is not.
    """
    if name.database == SCHEMA:
        rows = _ROWS.get(name.name)
        if rows is None:
            raise TableNotFound(f"Table '{name.qualified()}' does not exist")
        return _query(_SHAPES[name.name], list(rows(session)))
    if name.name.endswith(_PARTITIONS):
        return _partitions(name, session)
    return None


def _partitions(name: TableName, session: BindSession) -> Query:
    table = session.table(TableName(name.database, name.name.removesuffix(_PARTITIONS)))
    if isinstance(table, View) or not table.is_partitioned:
        raise TableNotFound(f"Table '{name.qualified()}' does not exist")
    found = session.catalog.partitions(table, TupleDomain())
    columns = {key.name: key.type for key in table.partition_keys}
    return _query(columns, [partition.values for partition in found])


def _query(columns: _Columns, rows: list[_Row]) -> Query:
    outputs = tuple(OutputColumn(name, data_type) for name, data_type in columns.items())
    types = tuple(columns.values())
    if not rows:
        nulls = tuple(Literal(None, data_type) for data_type in types)
        nothing = Select(nulls, where=Literal(value=False, type=BOOLEAN))
        return Query(nothing, outputs)
    literals = (tuple(Literal(v, t) for v, t in zip(row, types, strict=True)) for row in rows)
    return Query(Values(tuple(literals)), outputs)


def _schemata(session: BindSession) -> Iterator[_Row]:
    for schema in _schemas(session):
        yield (CATALOG_NAME, schema)


def _tables(session: BindSession) -> Iterator[_Row]:
    for name in _SHAPES:
        yield (CATALOG_NAME, SCHEMA, name, "BASE TABLE")
    for table in _all_tables(session):
        kind = "VIEW" if isinstance(table, View) else "BASE TABLE"
        yield (CATALOG_NAME, table.name.database, table.name.name, kind)


def _columns(session: BindSession) -> Iterator[_Row]:
    for name, shape in _SHAPES.items():
        shown = [each for each in shape.items() if each[0] not in HIDDEN]
        for number, (column, data_type) in enumerate(shown, 1):
            own: _Row = (column, number, None, "YES", data_type.trino, None, None)
            yield (CATALOG_NAME, SCHEMA, name, *own)
    for table in _all_tables(session):
        keys = () if isinstance(table, View) else table.partition_keys
        for number, each in enumerate(table.columns, 1):
            extra = "partition key" if each in keys else None
            facts: _Row = (each.name, number, None, "YES", each.type.trino, each.comment, extra)
            yield (CATALOG_NAME, table.name.database, table.name.name, *facts)


def _views(session: BindSession) -> Iterator[_Row]:
    for table in _all_tables(session):
        if isinstance(table, View):
            yield (CATALOG_NAME, table.name.database, table.name.name, table.text)


def _schemas(session: BindSession) -> list[str]:
    return sorted([SCHEMA, *(database.name for database in session.catalog.databases())])


def _all_tables(session: BindSession) -> Iterator[Table | View]:
    for database in session.catalog.databases():
        yield from session.catalog.tables(database.name)


_ROWS: dict[str, Callable[[BindSession], Iterator[_Row]]] = {
    "columns": _columns,
    "schemata": _schemata,
    "tables": _tables,
    "views": _views,
}
