"""What every catalog promises of partitions."""

from decimal import Decimal
from typing import Any

import pytest

from lakeq.catalog.base import Catalog
from lakeq.errors import (
    AlreadyExists,
    InvalidCast,
    InvalidDefinition,
    PartitionNotFound,
    TableNotFound,
)
from lakeq.model.changes import (
    AddPartitions,
    CreateDatabase,
    CreateTable,
    CreateView,
    DropPartitions,
    DropTable,
    PartitionSpec,
    ReplaceTable,
    SetTableProperties,
)
from lakeq.model.domains import Domain, Range, TupleDomain
from lakeq.model.table import Database, KeyValue, Table, View
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    REAL,
    TIMESTAMP,
    VARCHAR,
    DataType,
    char,
    decimal,
    varchar,
)
from tests.suites.catalogs import (
    EVERYTHING,
    ORDERS,
    add,
    base_table,
    locations,
    partitioned,
    spec,
    storage,
    values,
)


def test_an_unpartitioned_table_has_no_partitions(catalog: Catalog) -> None:
    catalog.apply(CreateTable(Table(ORDERS, storage())))
    assert values(catalog) == []
    assert catalog.partition_count(base_table(catalog)) == 0
    with pytest.raises(InvalidDefinition, match="is not partitioned"):
        add(catalog, spec("1"))


@pytest.mark.parametrize(
    ("key", "texts", "expected"),
    [
        (INTEGER, ["10", "9", "-1", "+007"], [-1, 7, 9, 10]),
        (BIGINT, [str(-(1 << 63)), str((1 << 63) - 1), "0"], [-(1 << 63), 0, (1 << 63) - 1]),
        (VARCHAR, ["b", "a", "B", "ü", "\U0001f600", "\uffff"], [*"Babü", "\uffff", "\U0001f600"]),
        (DATE, ["2024-10-01", "2024-2-3", "0999-12-31"], None),
        (TIMESTAMP, ["2024-01-01 10:00:00", "2024-01-01 9:00:00.5", "2024-01-01"], None),
        (BOOLEAN, ["true", "FALSE"], [False, True]),
        (DOUBLE, ["1e3", "-0.5", "Infinity", "-Infinity", "2"], None),
        (REAL, ["0.1", "-2"], [-2.0, 0.10000000149011612]),
        (decimal(5, 2), ["10.5", "9.99", "-10", "-9.5", "0"], None),
        (decimal(38, 0), ["9" * 38, "-" + "9" * 38, "1"], None),
        (char(3), ["b  ", "a"], ["a", "b"]),
    ],
)
def test_key_values_are_ordered_as_their_type_is(
    catalog: Catalog, key: DataType, texts: list[str], expected: list[KeyValue] | None
) -> None:
    catalog.apply(CreateTable(partitioned(key)))
    add(catalog, *(spec(text) for text in texts))
    found: list[Any] = [row[0] for row in values(catalog)]
    assert len(found) == len(texts)
    assert found == (sorted(found) if expected is None else expected)


def test_decimal_keys_come_back_with_their_scale(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(decimal(5, 2))))
    add(catalog, spec("-1.5"), spec("2"))
    assert [str(row[0]) for row in values(catalog)] == ["-1.50", "2.00"]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (INTEGER, "abc"),
        (INTEGER, "2147483648"),
        (INTEGER, ""),
        (INTEGER, "1_0"),
        (INTEGER, " 1"),
        (INTEGER, "\u0661"),
        (DATE, "2024-02-30"),
        (DATE, "20240101"),
        (DATE, "2024-01-01 00:00:00"),
        (TIMESTAMP, "2024-01-01 25:00:00"),
        (TIMESTAMP, "9999-12-31 23:59:59.9999"),
        (BOOLEAN, "yes"),
        (DOUBLE, "nan"),
        (REAL, "1e39"),
        (decimal(3, 1), "1.25"),
        (decimal(3, 1), "100"),
        (decimal(3, 1), "Infinity"),
        (varchar(2), "abc"),
        (VARCHAR, "\udcff"),
    ],
)
def test_a_value_that_does_not_fit_its_key_is_refused(
    catalog: Catalog, key: DataType, text: str
) -> None:
    catalog.apply(CreateTable(partitioned(key)))
    with pytest.raises(InvalidCast, match=r"Invalid partition value .* partition key: k0"):
        add(catalog, spec(text))
    assert values(catalog) == []


def test_a_default_location_follows_from_the_values_as_written(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR, INTEGER)))
    add(catalog, spec("a b/c=%:ü", "03"), spec(None, "4"), spec("", "5"))
    assert locations(catalog) == [
        "/lake/orders/k0=__HIVE_DEFAULT_PARTITION__/k1=4/",
        "/lake/orders/k0=__HIVE_DEFAULT_PARTITION__/k1=5/",
        "/lake/orders/k0=a b%2Fc%3D%25%3Aü/k1=03/",
    ]
    assert values(catalog) == [(None, 4), ("", 5), ("a b/c=%:ü", 3)]


@pytest.mark.parametrize(
    "location",
    [
        "s3://other/place/",
        "/elsewhere/",
        "/lake/orders/",
        "/lake/orders/deep/k0=1/",
        "/lake/orders/s3://odd/",
        "/lake/orders//odd/",
        "/lake/orders/k0=1/",
        "/lake/ordersx/",
    ],
)
def test_a_partition_lies_where_it_was_put(catalog: Catalog, location: str) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, spec("1", location=location))
    assert locations(catalog) == [location]


def test_a_location_is_given_a_final_slash(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, spec("1", location="s3://other/place"))
    assert locations(catalog) == ["s3://other/place/"]


def test_partitions_may_share_a_location(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, spec("1", location="/x/"), spec("2", location="/x/"))
    assert locations(catalog) == ["/x/", "/x/"]


def test_the_partitions_added_are_answered_in_their_order(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    added = catalog.apply(AddPartitions(ORDERS, (spec("2"), spec("1"))))
    assert [partition.values for partition in added] == [(2,), (1,)]
    assert added[0].storage.location == "/lake/orders/k0=2/"


def test_a_partition_is_added_once(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR, INTEGER)))
    add(catalog, spec("a", "3"))
    with pytest.raises(AlreadyExists, match="Partition already exists: k0=a/k1=03"):
        add(catalog, spec("b", "3"), spec("a", "03"), spec("c", "3"))
    assert values(catalog) == [("a", 3)]


def test_a_partition_named_twice_in_one_statement_is_refused(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    with pytest.raises(AlreadyExists, match="Partition already exists: k0=01"):
        add(catalog, spec("1"), spec("01"))
    assert values(catalog) == []


def test_null_equals_null_among_partitions(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER, INTEGER)))
    add(catalog, spec(None, "0"), spec("0", None), spec(None, None), spec("0", "0"))
    for texts in [(None, "0"), ("0", None), (None, None)]:
        with pytest.raises(AlreadyExists):
            add(catalog, spec(*texts))
    assert values(catalog) == [(None, None), (None, 0), (0, None), (0, 0)]


def test_hives_name_for_null_is_null(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, spec("__HIVE_DEFAULT_PARTITION__"))
    assert values(catalog) == [(None,)]


def test_if_not_exists_adds_what_is_new_and_answers_it(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, spec("1", location="/first/"))
    specs = (spec("1"), spec("2"), spec("2"), spec(None), spec(None))
    added = catalog.apply(AddPartitions(ORDERS, specs, if_not_exists=True))
    assert [partition.values for partition in added] == [(2,), (None,)]
    assert values(catalog) == [(None,), (1,), (2,)]
    assert locations(catalog)[1] == "/first/"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("k0",), "does not name every partition key: k1 missing"),
        (("k0", "k1", "k2"), "contains non-partition columns: k2"),
        (("k0", "K0", "k1"), "names a key twice"),
        ((), "names no partition key"),
    ],
)
def test_a_specification_must_name_each_key_once(
    catalog: Catalog, names: tuple[str, ...], message: str
) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER, INTEGER)))
    with pytest.raises(InvalidDefinition, match=message):
        add(catalog, PartitionSpec(tuple((name, "1") for name in names)))


def test_keys_of_a_specification_ignore_case_and_order(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER, INTEGER)))
    add(catalog, PartitionSpec((("K1", "2"), ("K0", "1"))))
    assert values(catalog) == [(1, 2)]


def test_one_bad_partition_keeps_the_whole_statement_from_happening(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    with pytest.raises(InvalidCast):
        add(catalog, spec("1"), spec("x"))
    assert values(catalog) == []
    assert catalog.partition_count(base_table(catalog)) == 0


def test_partitions_are_added_to_tables_alone(catalog: Catalog) -> None:
    catalog.apply(CreateView(View(ORDERS, "SELECT 1", (), "sales")))
    with pytest.raises(TableNotFound):
        add(catalog, spec("1"))


def test_dropping_partitions_answers_them(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR, INTEGER)))
    add(catalog, spec("a", "1"), spec("a", "2"), spec("b", "1"))
    dropped = catalog.apply(DropPartitions(ORDERS, (spec("a", "02"),)))
    assert [partition.values for partition in dropped] == [("a", 2)]
    assert values(catalog) == [("a", 1), ("b", 1)]


def test_naming_fewer_keys_drops_all_that_match(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR, INTEGER)))
    add(catalog, spec("a", "1"), spec("a", "2"), spec("b", "1"), spec(None, "1"))
    catalog.apply(DropPartitions(ORDERS, (PartitionSpec((("k1", "1"),)), spec("a", "1"))))
    assert values(catalog) == [("a", 2)]
    assert catalog.partition_count(base_table(catalog)) == 1


def test_dropping_the_null_partition_leaves_the_others(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR)))
    add(catalog, spec("a"), spec(None))
    catalog.apply(DropPartitions(ORDERS, (spec(None),)))
    assert values(catalog) == [("a",)]


def test_dropping_an_unknown_partition_needs_if_exists(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR)))
    add(catalog, spec("a"))
    with pytest.raises(PartitionNotFound, match="Partition not found: k0=x"):
        catalog.apply(DropPartitions(ORDERS, (spec("a"), spec("x"))))
    assert values(catalog) == [("a",)]
    catalog.apply(DropPartitions(ORDERS, (spec("a"), spec("x")), if_exists=True))
    assert values(catalog) == []


def test_a_partition_outside_the_domain_is_not_listed(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR, INTEGER)))
    add(catalog, *(spec(name, str(hour)) for name in "abc" for hour in range(12)))
    domain = TupleDomain(
        {
            "k0": Domain.of_values(["a", "c", "zzz"]),
            "k1": Domain.of_range(Range(9, 11, high_inclusive=False)),
        }
    )
    assert values(catalog, domain) == [("a", 9), ("a", 10), ("c", 9), ("c", 10)]


def test_an_empty_domain_lists_nothing(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR)))
    add(catalog, spec("a"), spec(None))
    assert values(catalog, TupleDomain({"k0": Domain.none()})) == []
    assert values(catalog, TupleDomain({"k0": Domain(())})) == [(None,)]


def test_null_is_listed_only_where_the_domain_allows_it(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, spec("1"), spec(None))
    assert values(catalog, TupleDomain({"k0": Domain.not_null()})) == [(1,)]
    assert values(catalog, TupleDomain({"k0": Domain.only_null()})) == [(None,)]
    assert values(catalog, TupleDomain({"k0": Domain((Range.of(1),))})) == [(None,), (1,)]


def test_a_domain_of_thousands_of_values_is_exact(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER, VARCHAR)))
    add(catalog, *(spec(str(number), str(number)) for number in range(100)))
    even = Domain.of_values(range(0, 50_000, 2))
    odd = Domain.of_values([str(number) for number in range(1, 50_000, 3)])
    domain = TupleDomain({"k0": even, "k1": odd})
    expected = [(n, str(n)) for n in range(100) if n % 2 == 0 and n % 3 == 1]
    assert values(catalog, domain) == expected
    assert values(catalog, domain) == expected


def test_a_domain_of_thousands_of_ranges_is_exact(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    add(catalog, *(spec(str(number)) for number in range(100)), spec(None))
    gaps = [Range(number, number + 5, low_inclusive=False) for number in range(0, 40_000, 10)]
    domain = Domain((Range(high=-1), *gaps), null_allowed=False)
    assert values(catalog, TupleDomain({"k0": domain})) == [
        (number,) for number in range(100) if 0 < number % 10 <= 5
    ]


def test_bounds_beyond_the_keys_type_are_compared_as_numbers(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER, decimal(3, 1))))
    add(catalog, spec("1", "1.5"), spec("2", "-99.9"))
    huge = Range(low=-(1 << 70), high=1 << 70)
    wide = Range(low=Decimal("-1e50"), high=Decimal("1.55"))
    everything = TupleDomain({"k0": Domain.of_range(huge), "k1": Domain.of_range(wide)})
    nothing = TupleDomain({"k1": Domain.of_values([Decimal("1.55"), Decimal(1000)])})
    assert values(catalog, everything) == [(1, Decimal("1.5")), (2, Decimal("-99.9"))]
    assert values(catalog, nothing) == []
    assert values(catalog, TupleDomain({"k0": Domain.of_range(Range(low=1 << 70))})) == []


def test_key_values_are_distinct_and_ordered(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(VARCHAR, INTEGER)))
    add(catalog, *(spec(name, str(n)) for name in ("b", "a", None) for n in (10, 9)))
    table = base_table(catalog)
    late = TupleDomain({"k1": Domain.of_range(Range(low=10))})
    assert catalog.key_values(table, ["k0"], EVERYTHING) == [(None,), ("a",), ("b",)]
    assert catalog.key_values(table, ["k1"], EVERYTHING) == [(9,), (10,)]
    assert catalog.key_values(table, ["k1"], late) == [(10,)]
    assert catalog.key_values(table, ["k1", "k0"], late) == [(10, None), (10, "a"), (10, "b")]
    assert catalog.key_values(table, ["k1"], TupleDomain({"k0": Domain.none()})) == []
    not_null = TupleDomain({"k0": Domain.not_null()})
    assert catalog.key_values(table, ["k0"], not_null) == [("a",), ("b",)]


def test_the_partition_count_follows_every_change(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    table = base_table(catalog)
    assert catalog.partition_count(table) == 0
    add(catalog, *(spec(str(number)) for number in range(500)))
    assert catalog.partition_count(table) == 500
    catalog.apply(DropPartitions(ORDERS, (spec("7"), spec("8"))))
    assert catalog.partition_count(table) == 498


def test_the_partition_version_changes_with_every_change(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    table = base_table(catalog)
    seen = {catalog.partition_version(table)}
    for change in (
        AddPartitions(ORDERS, (spec("1"),)),
        DropPartitions(ORDERS, (spec("1"),)),
        SetTableProperties(ORDERS, {"a": "b"}),
        ReplaceTable(table),
        DropTable(ORDERS),
    ):
        catalog.apply(change)
        if not isinstance(change, DropTable):
            seen.add(catalog.partition_version(table))
    catalog.apply(CreateTable(table))
    assert len(seen | {catalog.partition_version(table)}) == 6


def test_the_partition_version_of_an_unchanged_table_stays(catalog: Catalog) -> None:
    catalog.apply(CreateTable(partitioned(INTEGER)))
    table = base_table(catalog)
    version = catalog.partition_version(table)
    catalog.apply(CreateDatabase(Database("other")))
    catalog.apply(AddPartitions(ORDERS, (), if_not_exists=True))
    assert catalog.partition_version(table) == version
