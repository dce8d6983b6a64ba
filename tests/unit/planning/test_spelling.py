"""Expressions as people read them."""

import pytest

from lakeq.model.traversal import conjuncts
from lakeq.planning.spelling import spell, spell_all
from tests.unit.planning.lake import PlanningLake


@pytest.mark.parametrize(
    "condition",
    [
        "id = 1",
        "id = 1 AND (kind = 'a' OR kind = 'it''s')",
        "NOT (id = 1 OR id = 2)",
        "id BETWEEN 1 AND 2",
        "kind IN ('a', 'b')",
        "kind IS NOT NULL",
        "kind IS NULL",
        "kind LIKE 'a%'",
        "(id + 1) * 2 > 3 - id",
        "-id < 5",
        "CAST(id AS varchar) = '1'",
        "TRY_CAST(kind AS bigint) = 1",
        "place.zip = 1",
        "lower(kind) = 'a'",
        "id IS DISTINCT FROM 1",
    ],
)
def test_a_condition_reads_as_it_was_written(lake: PlanningLake, condition: str) -> None:
    assert spelled(lake, condition) == condition


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("id IN (1, 2, 3, 4, 5, 6)", "id IN (1, 2, 3, 4, 5, ... 6 in all)"),
        ("id IN (SELECT id FROM d.users)", "id IN (SELECT ...)"),
        ("id > ALL (SELECT id FROM d.users)", "id > ALL (SELECT ...)"),
        ("EXISTS (SELECT 1 FROM d.users)", "EXISTS (SELECT ...)"),
        ("CASE WHEN id = 1 THEN true END", "CASE ... END"),
        ("hour = id", "CAST(hour AS bigint) = id"),
        ("kind = NULL", "kind = NULL"),
        ("to_utf8(kind) = X'0f'", "to_utf8(kind) = X'0f'"),
    ],
)
def test_what_is_long_is_shortened(lake: PlanningLake, condition: str, expected: str) -> None:
    assert spelled(lake, condition) == expected


def spelled(lake: PlanningLake, condition: str) -> str:
    body = lake.bind(f"SELECT 1 FROM d.events WHERE {condition}").query.body
    return spell(body.where)  # type: ignore[union-attr, arg-type]  # It is a SELECT with a WHERE.


def test_conjuncts_are_joined_each_once(lake: PlanningLake) -> None:
    body = lake.bind(
        "SELECT 1 FROM d.events WHERE (id = 1 OR id = 2) AND kind = 'a' AND kind = 'a'"
    ).query.body
    parts = conjuncts(body.where)  # type: ignore[union-attr]  # It is a SELECT with a WHERE.
    assert spell_all(parts) == "(id = 1 OR id = 2) AND kind = 'a'"
