"""A catalog survives being written as DDL and read again, whatever its names and texts hold."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lakeq.catalog.describe import create_table_lines
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import (
    AddPartitions,
    CreateDatabase,
    CreateTable,
    CreateView,
    PartitionSpec,
)
from lakeq.model.names import TableName, quote_hive
from lakeq.model.table import Column, Database, Storage, Table, View
from lakeq.model.types import (
    BIGINT,
    DATE,
    INTEGER,
    TIMESTAMP,
    VARCHAR,
    Field,
    array_of,
    char,
    decimal,
    map_of,
    row_of,
    varchar,
)
from lakeq.sql.definitions import DifferenceKind, compare, export, load
from lakeq.sql.quoting import quote_hive_text, quote_trino_text
from lakeq.sql.scanner import Source, Spelling, TokenKind, scan
from tests.unit.sql.reading import table as read_table

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ODD = st.sampled_from("aZ0_ -+'\"`\\/$%{}();\n\t\r*#é😀")
NAMES = (
    (st.text(ODD, min_size=1, max_size=8) | TEXT)
    .map(str.lower)
    .filter(lambda name: name and "." not in name and "\0" not in name and name == name.lower())
)
COMMENTS = st.none() | TEXT | st.text(ODD, max_size=8)
PROPERTIES = st.dictionaries(TEXT | st.text(ODD, max_size=8), TEXT | st.text(ODD), max_size=3)
PLAIN_TYPES = st.sampled_from(
    [BIGINT, INTEGER, VARCHAR, DATE, TIMESTAMP, decimal(38, 3), char(3), varchar(9)]
)
TYPES = st.recursive(
    PLAIN_TYPES,
    lambda inner: st.one_of(
        inner.map(array_of),
        st.builds(map_of, PLAIN_TYPES, inner),
        st.lists(st.builds(Field, NAMES, inner), min_size=1, max_size=3).map(
            lambda fields: row_of(*fields)
        ),
    ),
    max_leaves=5,
)


@st.composite
def tables(draw: st.DrawFn, name: TableName) -> Table:
    names = draw(st.lists(NAMES, min_size=2, max_size=5, unique=True))
    keys = draw(st.integers(0, len(names) - 1))
    columns = tuple(Column(each, draw(TYPES), draw(COMMENTS)) for each in names[keys:])
    storage = Storage(
        columns,
        f"s3://bucket/{draw(st.sampled_from(['a', 'b c', 'd=e%20']))}/",
        draw(TEXT.filter(bool)),
        draw(TEXT.filter(bool)),
        draw(TEXT.filter(bool)),
        draw(PROPERTIES),
    )
    partition_keys = tuple(Column(each, VARCHAR, draw(COMMENTS)) for each in names[:keys])
    return Table(name, storage, partition_keys, draw(PROPERTIES), draw(COMMENTS))


@st.composite
def catalogs(draw: st.DrawFn) -> list[CreateDatabase | CreateTable | CreateView | AddPartitions]:
    changes: list[CreateDatabase | CreateTable | CreateView | AddPartitions] = []
    for database in draw(st.lists(NAMES, min_size=1, max_size=2, unique=True)):
        if database != "default":
            made = Database(database, draw(COMMENTS), "s3://bucket/x/", draw(PROPERTIES))
            changes.append(CreateDatabase(made))
        for position, name in enumerate(draw(st.lists(NAMES, max_size=3, unique=True))):
            full = TableName(database, name)
            if position % 2:
                columns = (Column(draw(NAMES), BIGINT),)
                text = f"SELECT 1 -- {draw(st.sampled_from(['', ';', '${x}']))}\nAS x"
                changes.append(CreateView(View(full, text, columns, database, draw(COMMENTS))))
                continue
            table = draw(tables(full))
            changes.append(CreateTable(table))
            if table.is_partitioned:
                changes.append(draw(partitions(table)))
    return changes


@st.composite
def partitions(draw: st.DrawFn, table: Table) -> AddPartitions:
    texts = st.none() | TEXT.filter(lambda text: bool(text) and "\0" not in text)
    values = st.tuples(*(texts for _ in table.partition_keys))
    rows = draw(st.lists(values, max_size=3, unique=True))
    elsewhere = st.sampled_from([None, "s3://bucket/elsewhere/"])
    names = [key.name for key in table.partition_keys]
    specs = [PartitionSpec(tuple(zip(names, row, strict=True)), draw(elsewhere)) for row in rows]
    return AddPartitions(table.name, tuple(specs), if_not_exists=True)


@given(catalogs())
def test_what_is_exported_loads_as_the_same_catalog(
    changes: list[CreateDatabase | CreateTable | CreateView | AddPartitions],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        catalog = SQLiteCatalog(Path(folder) / "metastore.db")
        for change in changes:
            catalog.apply(change)
        export(catalog, Path(folder) / "out")
        differences = compare(load(Path(folder) / "out", {}), catalog)
        catalog.close()
    assert [each for each in differences if each.kind is not DifferenceKind.SAME] == []


@given(tables(TableName("sales", "orders")))
def test_show_create_table_makes_the_same_table(table: Table) -> None:
    assert read_table("\n".join(create_table_lines(table))) == table


@given(NAMES)
def test_a_quoted_name_is_read_as_itself(name: str) -> None:
    for spelling in Spelling:
        [token, _] = scan(Source(quote_hive(name)), spelling)
        assert (token.kind, token.text) == (TokenKind.BACKQUOTED, name)


@given(TEXT | st.text(ODD))
def test_a_quoted_text_is_read_as_itself(text: str) -> None:
    for quoted, spelling in (
        (quote_hive_text(text), Spelling.HIVE),
        (quote_trino_text(text), Spelling.TRINO),
    ):
        [token, _] = scan(Source(quoted), spelling)
        assert (token.kind, token.text) == (TokenKind.STRING, text)
