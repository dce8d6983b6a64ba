"""Which row groups statistics leave in question."""

from datetime import datetime
from typing import Any

import pytest

from lakeq.model.domains import Domain, Range, TupleDomain
from lakeq.model.files import (
    ColumnChunk,
    ColumnStatistics,
    FileColumn,
    FileLayout,
    Leaf,
    RowGroup,
)
from lakeq.model.names import TableName
from lakeq.model.plan import ScanColumn
from lakeq.model.table import Column, Storage, Table
from lakeq.model.types import BIGINT, DOUBLE, TIMESTAMP, VARCHAR, DataType, timestamp, varchar
from lakeq.planning.mapping import FileMapping
from lakeq.planning.row_groups import column_filters, kept_row_groups


def kept(
    domain: Domain,
    *statistics: ColumnStatistics | None,
    table_type: DataType = BIGINT,
    file_type: DataType | None = None,
    row_count: int = 10,
) -> tuple[int, ...]:
    """Choose among row groups of one column, each with the statistics given."""
    table = Table(TableName("d", "t"), Storage((Column("x", table_type),), "/t/", "parquet"))
    file_type = file_type or table_type
    groups = tuple(RowGroup(row_count, (ColumnChunk(4, 99, found),)) for found in statistics)
    layout = FileLayout(
        row_count * len(groups),
        (FileColumn("x", file_type),),
        (Leaf(0, ("x",), file_type),),
        groups,
        100,
    )
    filters = column_filters(table, [ScanColumn(0, "x")], TupleDomain({"x": domain}))
    return kept_row_groups(layout, FileMapping((0,), (0,), (0,)), filters)


def between(low: Any, high: Any, nulls: int | None = 0) -> ColumnStatistics:
    return ColumnStatistics(low, high, nulls)


def at(microsecond: int) -> datetime:
    return datetime(2024, 1, 1, 0, 0, 0, microsecond)


def test_a_row_group_outside_the_domain_is_dropped() -> None:
    assert kept(Domain.of_values([5]), between(1, 4), between(4, 6), between(6, 9)) == (1,)


def test_an_end_that_is_excluded_does_not_match() -> None:
    below = Domain.of_range(Range(high=4, high_inclusive=False))
    assert kept(below, between(1, 4), between(4, 6)) == (0,)


def test_missing_statistics_keep_a_row_group() -> None:
    unknown = ColumnStatistics(None, None, None)
    assert kept(Domain.of_values([5]), None, unknown, between(None, 4), between(None, 7)) == (
        0,
        1,
        3,
    )


def test_a_row_group_of_nulls_is_dropped_unless_nulls_may_match() -> None:
    nulls = ColumnStatistics(None, None, 10)
    assert kept(Domain.of_values([5]), nulls) == ()
    assert kept(Domain.only_null(), nulls) == (0,)


def test_a_row_group_without_nulls_is_dropped_when_only_nulls_match() -> None:
    assert kept(Domain.only_null(), between(1, 9, 0), between(1, 9, 1), between(1, 9, None)) == (
        1,
        2,
    )


@pytest.mark.parametrize("wanted", [0, 1_999, 2_000, 5_555, 19_998])
def test_among_many_ranges_the_right_ones_are_looked_at(wanted: int) -> None:
    evens = Domain.of_values(range(0, 20_000, 2))
    found = kept(evens, between(wanted, wanted), between(wanted + 1, wanted + 1))
    assert found == ((0,) if wanted % 2 == 0 else (1,))


def test_a_nan_is_no_end() -> None:
    nan = float("nan")
    assert kept(Domain.of_values([5.0]), between(nan, nan), table_type=DOUBLE) == (0,)


def test_a_text_longer_than_declared_matches_as_it_is_cut() -> None:
    assert kept(Domain.of_values(["abc"]), between("abcdef", "abcz"), table_type=varchar(3)) == (0,)


@pytest.mark.parametrize(
    ("microsecond", "expected"), [(1_499, (0,)), (1_500, ()), (500, (0,)), (499, ())]
)
def test_a_finer_timestamp_matches_as_it_is_rounded(
    microsecond: int, expected: tuple[int, ...]
) -> None:
    found = kept(
        Domain.of_values([at(1_000)]),
        between(at(microsecond), at(microsecond)),
        table_type=TIMESTAMP,
        file_type=timestamp(6),
    )
    assert found == expected


def test_the_end_of_time_is_no_end() -> None:
    late = datetime.max
    assert kept(Domain.of_values([at(0)]), between(at(0), late), table_type=TIMESTAMP) == (0,)


def test_a_column_the_file_lacks_is_null() -> None:
    table = Table(TableName("d", "t"), Storage((Column("x", VARCHAR),), "/t/", "parquet"))
    layout = FileLayout(1, (), (), (RowGroup(1, ()),), 100)
    for domain, expected in ((Domain.of_values(["a"]), ()), (Domain.only_null(), (0,))):
        filters = column_filters(table, [ScanColumn(0, "x")], TupleDomain({"x": domain}))
        assert kept_row_groups(layout, FileMapping((None,), (), (None,)), filters) == expected


def test_a_column_of_many_leaves_is_not_judged() -> None:
    table = Table(TableName("d", "t"), Storage((Column("x", BIGINT),), "/t/", "parquet"))
    group = RowGroup(10, (ColumnChunk(4, 9, between(1, 2)), ColumnChunk(13, 9, between(1, 2))))
    layout = FileLayout(10, (), (), (group,), 100)
    filters = column_filters(table, [ScanColumn(0, "x")], TupleDomain({"x": Domain.of_values([9])}))
    assert kept_row_groups(layout, FileMapping((0,), (0, 1), (None,)), filters) == (0,)
