"""Fetching the partitions of a domain is filtering all of them by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lakeq.catalog.partition_keys import value_text
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import AddPartitions, CreateTable, PartitionSpec
from lakeq.model.domains import Domain, Range, TupleDomain
from lakeq.model.names import TableName
from lakeq.model.table import Column, KeyValue, Storage, Table
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    TIMESTAMP,
    VARCHAR,
    DataType,
    decimal,
)

NAME = TableName("default", "t")
TEXTS = ["", "a", "A", "b", "ab", "2024-01-01", "10", "9", "ü", "\uffff", "\U0001f600", "a/b=%"]

# Few values of each type, so that bounds often meet them.
VALUES: dict[DataType, st.SearchStrategy[Any]] = {
    INTEGER: st.integers(-3, 12),
    BIGINT: st.sampled_from([-(1 << 63), -1, 0, 1, (1 << 63) - 1]),
    VARCHAR: st.sampled_from(TEXTS),
    BOOLEAN: st.booleans(),
    DATE: st.dates(date(2024, 1, 28), date(2024, 2, 3)),
    TIMESTAMP: st.sampled_from(
        [
            datetime(2024, 1, day, hour, 0, 0, ms * 1000)
            for day in (1, 2)
            for hour in (0, 9, 10)
            for ms in (0, 5)
        ]
    ),
    DOUBLE: st.sampled_from([-1e300, -0.5, 0.0, 0.1, 1.0, 2.5, float("inf")]),
    decimal(4, 1): st.decimals(-12, 12, places=1),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, list[tuple[KeyValue, ...]]]:
    types = draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=3))
    keys = tuple(Column(f"k{position}", key) for position, key in enumerate(types))
    row = st.tuples(*(st.none() | VALUES[key] for key in types))
    rows = draw(st.lists(row, max_size=25, unique=True))
    return Table(NAME, Storage((), "/lake/t/", "serde"), keys), rows


def ranges(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Range]:
    end = st.none() | values
    return st.builds(Range, end, end, st.booleans(), st.booleans())


def domains(key: DataType) -> st.SearchStrategy[Domain]:
    values = VALUES[key]
    return st.one_of(
        st.just(Domain.all()),
        st.builds(Domain, st.lists(ranges(values), max_size=3).map(tuple), st.booleans()),
        st.builds(Domain.of_values, st.lists(values, max_size=4)),
        # Long lists take another way through SQLite.
        st.builds(
            Domain,
            st.lists(ranges(values), min_size=51, max_size=60).map(tuple),
            st.booleans(),
        ),
    )


def contains(table: Table, domain: TupleDomain, row: tuple[KeyValue, ...]) -> bool:
    pairs = zip(table.partition_keys, row, strict=True)
    return all(domain.domain(key.name).contains(value) for key, value in pairs)


def nulls_first(row: tuple[KeyValue, ...]) -> tuple[Any, ...]:
    return tuple((value is not None, value if value is not None else 0) for value in row)


@contextmanager
def filled(table: Table, rows: list[tuple[KeyValue, ...]]) -> Iterator[SQLiteCatalog]:
    with TemporaryDirectory() as folder:
        catalog = SQLiteCatalog(Path(folder) / "lake.sqlite")
        catalog.apply(CreateTable(table))
        specs = (
            PartitionSpec(
                tuple(
                    (key.name, value_text(value, key.type))
                    for key, value in zip(table.partition_keys, row, strict=True)
                )
            )
            for row in rows
        )
        catalog.apply(AddPartitions(NAME, tuple(specs)))
        yield catalog
        catalog.close()


@given(st.data(), tables())
def test_the_partitions_of_a_domain_are_all_partitions_filtered_by_it(
    data: st.DataObject, filling: tuple[Table, list[tuple[KeyValue, ...]]]
) -> None:
    table, rows = filling
    domain = TupleDomain({key.name: data.draw(domains(key.type)) for key in table.partition_keys})
    expected = sorted((row for row in rows if contains(table, domain, row)), key=nulls_first)
    chosen = data.draw(st.lists(st.sampled_from(table.partition_keys), min_size=1, unique=True))
    names = [key.name for key in chosen]
    positions = [table.partition_keys.index(key) for key in chosen]
    distinct = {tuple(row[position] for position in positions) for row in expected}
    with filled(table, rows) as catalog:
        found = [partition.values for partition in catalog.partitions(table, domain)]
        key_values = list(catalog.key_values(table, names, domain))
    assert found == expected
    assert key_values == sorted(distinct, key=nulls_first)


@given(tables())
def test_values_survive_being_written_and_read(
    filling: tuple[Table, list[tuple[KeyValue, ...]]],
) -> None:
    table, rows = filling
    with filled(table, rows) as catalog:
        found = [partition.values for partition in catalog.partitions(table, TupleDomain())]
    assert found == sorted(rows, key=nulls_first)
    assert [list(map(type, row)) for row in found] == [
        list(map(type, row)) for row in sorted(rows, key=nulls_first)
    ]


def test_decimals_are_compared_as_numbers_not_as_text() -> None:
    table = Table(NAME, Storage((), "/lake/t/", "serde"), (Column("k", decimal(38, 10)),))
    rows: list[tuple[KeyValue, ...]] = [(Decimal(text),) for text in ("-2", "-10.5", "9", "10")]
    with filled(table, rows) as catalog:
        domain = TupleDomain({"k": Domain.of_range(Range(Decimal("-10.5"), Decimal("9.1")))})
        found = [partition.values[0] for partition in catalog.partitions(table, domain)]
    assert found == [Decimal("-10.5"), Decimal(-2), Decimal(9)]
