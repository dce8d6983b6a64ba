"""Which partitions a query keeps."""

from typing import Any

import pytest

from lakeq.errors import NotSupported
from lakeq.model.domains import TupleDomain
from lakeq.model.table import Partition, Table
from lakeq.planning.plan import plan_scans
from lakeq.planning.subqueries import resolve_subqueries
from tests.unit.planning.lake import PlanningLake

ALL = {(day, hour) for day in ("2024-01-30", "2024-01-31", "2024-02-01") for hour in (0, 12)}
NOONS = {(day, hour) for day, hour in ALL if hour == 12}


def kept(lake: PlanningLake, sql: str) -> set[tuple[Any, ...]]:
    return {partition.values for partition in lake.scan(sql).partitions}


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        ("day = '2024-01-31' AND hour = 12", {("2024-01-31", 12)}),
        ("day IN ('2024-01-30', '2025-01-01') AND hour < 5", {("2024-01-30", 0)}),
        (
            "day BETWEEN '2024-01-31' AND '2024-02-28' AND NOT hour = 0",
            NOONS - {("2024-01-30", 12)},
        ),
        ("day LIKE '2024-02%'", {("2024-02-01", 0), ("2024-02-01", 12)}),
        # What no domain can say is evaluated over the keys' values.
        ("substr(day, 1, 7) = '2024-02'", {("2024-02-01", 0), ("2024-02-01", 12)}),
        ("hour % 12 = 0 AND CAST(hour AS varchar) = '12'", set()),
        ("substr(day, 9, 2) = '30' OR hour = 12", NOONS | {("2024-01-30", 0)}),
        ("substr(day, 9, 1) > '2' AND hour % 24 = 12", NOONS - {("2024-02-01", 12)}),
        # Beside data columns, the part that speaks of keys.
        ("(day = '2024-01-30' AND id = 1) OR (hour = 12 AND id = 2)", NOONS | {("2024-01-30", 0)}),
        ("day = '2024-01-30' OR id = 1", ALL),
        ("id = 1", ALL),
        ("day IS NULL", set()),
        ("false", set()),
        ("1 = 0", set()),
        ("DATE '2024-01-01' > DATE '2024-01-02' OR hour = 12 AND 'a' < 'b'", NOONS),
    ],
)
def test_exactly_the_partitions_that_can_match_are_kept(
    lake: PlanningLake, predicate: str, expected: set[tuple[Any, ...]]
) -> None:
    assert kept(lake, f"SELECT id FROM d.events WHERE {predicate}") == expected


def test_only_distinct_values_of_the_keys_mentioned_are_evaluated(lake: PlanningLake) -> None:
    lake.plan("SELECT id FROM d.events WHERE substr(day, 1, 7) = '2024-02'")
    assert sorted(lake.evaluator.decided) == [("2024-01-30",), ("2024-01-31",), ("2024-02-01",)]


def test_a_predicate_that_fails_on_some_value_keeps_all(lake: PlanningLake) -> None:
    lake.run("ALTER TABLE d.events ADD PARTITION (day='soon', hour=0)")
    found = kept(lake, "SELECT id FROM d.events WHERE CAST(substr(day, 1, 4) AS integer) = 2025")
    assert found == ALL | {("soon", 0)}


def test_the_null_partition_is_kept_where_null_may_match(lake: PlanningLake) -> None:
    lake.run("ALTER TABLE d.events ADD PARTITION (day='__HIVE_DEFAULT_PARTITION__', hour=0)")
    assert kept(lake, "SELECT id FROM d.events WHERE day IS NULL") == {(None, 0)}
    assert (None, 0) not in kept(lake, "SELECT id FROM d.events WHERE day <> 'x'")


def test_a_join_prunes_by_what_its_key_equals(lake: PlanningLake) -> None:
    plan = lake.plan(
        "SELECT e.id FROM d.users u JOIN d.events e ON u.day = e.day WHERE u.day = '2024-01-31'"
    )
    (_, events) = plan.scans.values()
    assert {partition.values[0] for partition in events.partitions} == {"2024-01-31"}


def test_a_subquery_over_keys_alone_is_answered_while_planning(lake: PlanningLake) -> None:
    lake.evaluator.answer = "2024-01-31"
    plan = lake.plan("SELECT id FROM d.events WHERE day = (SELECT max(day) FROM d.events)")
    outer, inner = plan.scans.values()
    assert {partition.values[0] for partition in outer.partitions} == {"2024-01-31"}
    assert len(inner.partitions) == 6
    assert not plan.inexact_reason


def test_a_subquery_is_answered_once(lake: PlanningLake) -> None:
    lake.evaluator.answer = "2024-01-31"
    lake.plan(
        "SELECT 1 FROM d.events a JOIN d.events b ON a.day = b.day"
        " WHERE a.day = (SELECT max(day) FROM d.events)"
    )
    assert len(lake.evaluator.asked) == 1


def test_a_subquery_over_data_makes_the_plan_an_upper_bound(lake: PlanningLake) -> None:
    plan = lake.plan("SELECT id FROM d.events WHERE day = (SELECT max(day) FROM d.users)")
    assert "a partition key of d.events" in plan.inexact_reason
    assert len(next(iter(plan.scans.values())).partitions) == 6
    assert not lake.evaluator.asked


def test_a_subquery_over_data_that_has_run_narrows_the_plan_and_stays_in_the_bill(
    lake: PlanningLake,
) -> None:
    lake.evaluator.answer = "2024-01-31"
    query = lake.bind("SELECT id FROM d.events WHERE day = (SELECT max(day) FROM d.users)")
    bound = lake.plan_bound(query)
    narrowed = lake.plan_bound(resolve_subqueries(query, lake.plan_bound, lake.evaluator))
    assert not narrowed.inexact_reason
    assert len(lake.evaluator.asked) == 1
    outer, inner = narrowed.scans.values()
    assert {partition.values[0] for partition in outer.partitions} == {"2024-01-31"}
    assert inner.scan_bytes > 0
    assert narrowed.scan_bytes < bound.scan_bytes


def test_a_subquery_within_a_subquery_is_resolved_from_the_inside(lake: PlanningLake) -> None:
    lake.evaluator.answer = "2024-01-31"
    query = lake.bind(
        "SELECT id FROM d.events WHERE day = (SELECT max(kind) FROM d.events"
        " WHERE day = (SELECT max(day) FROM d.users))"
    )
    narrowed = lake.plan_bound(resolve_subqueries(query, lake.plan_bound, lake.evaluator))
    assert [len(scan.partitions) for scan in narrowed.scans.values()] == [2, 2, 1]
    assert not narrowed.inexact_reason


def test_a_subquery_beside_a_data_column_stays_exact(lake: PlanningLake) -> None:
    plan = lake.plan("SELECT id FROM d.events WHERE kind = (SELECT max(name) FROM d.users)")
    assert not plan.inexact_reason


def test_pruning_may_be_off(lake: PlanningLake) -> None:
    sql = "SELECT id FROM d.events WHERE day = '2024-01-31' AND id = 45"
    (scan,) = lake.plan(sql, prune=False).scans.values()
    assert len(scan.partitions) == 6
    assert scan.row_group_count.kept == scan.row_group_count.total == 12
    assert not scan.domain.domains


def test_a_key_of_floats_is_evaluated_and_never_looked_up(lake: PlanningLake) -> None:
    lake.run(
        "CREATE EXTERNAL TABLE d.rates (id bigint) PARTITIONED BY (rate double)"
        " STORED AS PARQUET LOCATION '$/rates/'"
    )
    lake.run("ALTER TABLE d.rates ADD PARTITION (rate=0.5) PARTITION (rate=1.5)")
    assert kept(lake, "SELECT id FROM d.rates WHERE rate > 1E0") == {(1.5,)}
    assert sorted(lake.evaluator.decided) == [(0.5,), (1.5,)]


def test_a_partition_of_another_format_is_refused(lake: PlanningLake) -> None:
    with pytest.raises(NotSupported, match="is stored as orc, and its table as parquet"):
        check_partition_format(lake)


def check_partition_format(lake: PlanningLake) -> None:
    from dataclasses import replace

    query = lake.bind("SELECT id FROM d.events WHERE day = '2024-01-30'")
    selected = lake.plan_bound(query).scans[query.scans[0].id].partitions[0]
    orc = replace(selected.storage, serde="org.apache.hadoop.hive.ql.io.orc.OrcSerde")

    class Mixed:
        """The lake's catalog, but for one partition's format."""

        def __getattr__(self, name: str) -> Any:
            return getattr(lake.catalog, name)

        def partitions(self, table: Table, domain: TupleDomain) -> list[Partition]:
            return [replace(selected, storage=orc)]

    plan_scans(query, Mixed(), lake.storage, lake.layouts, lake.evaluator)
