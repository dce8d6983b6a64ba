"""Which conjuncts reach which scans."""

import pytest

from lakeq.planning.pushdown import pushed_conjuncts
from lakeq.planning.spelling import spell
from tests.unit.planning.lake import PlanningLake


def pushed(lake: PlanningLake, sql: str) -> list[set[str]]:
    """Spell the conjuncts of each scan, in the order of the text."""
    query = lake.bind(sql)
    found = pushed_conjuncts(query.query)
    return [{spell(conjunct) for conjunct in found.get(scan.id, ())} for scan in query.scans]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        # A WHERE reaches its scan, conjunct by conjunct.
        ("SELECT 1 FROM d.users WHERE id = 1 AND day > 'a'", [{"id = 1", "day > 'a'"}]),
        # An inner join's condition reaches both sides.
        (
            "SELECT 1 FROM d.users u JOIN d.events e ON u.id = 1 AND e.id = 2",
            [{"id = 1"}, {"id = 2"}],
        ),
        # What is said of one side holds for the column it equals.
        (
            "SELECT 1 FROM d.users u JOIN d.events e ON u.day = e.day WHERE u.day = 'a'",
            [{"day = 'a'"}, {"day = 'a'"}],
        ),
        # Equality leads through widened columns too.
        (
            "SELECT 1 FROM d.users u JOIN d.events e ON u.id = e.hour WHERE u.id = 1",
            [{"id = 1"}, {"CAST(hour AS bigint) = 1"}],
        ),
        # ON of a LEFT JOIN says nothing of the left side.
        (
            "SELECT 1 FROM d.users u LEFT JOIN d.events e ON u.id = 1 AND e.id = 2",
            [set(), {"id = 2"}],
        ),
        # A comparison above a LEFT JOIN drops padded rows, which makes it an inner join.
        (
            "SELECT 1 FROM d.users u LEFT JOIN d.events e ON u.id = 1 WHERE e.id = 2",
            [{"id = 1"}, {"id = 2"}],
        ),
        # IS NULL above a LEFT JOIN is about padded rows.
        (
            "SELECT 1 FROM d.users u LEFT JOIN d.events e ON u.id = e.id WHERE e.id IS NULL",
            [set(), set()],
        ),
        # A COALESCE is not NULL where its column is.
        (
            (
                "SELECT 1 FROM d.users u LEFT JOIN d.events e ON u.id = e.id"
                " WHERE coalesce(e.hour, 1) = 1"
            ),
            [set(), set()],
        ),
        # The side that may be missing is of use only to rows that survive above.
        (
            "SELECT 1 FROM d.users u LEFT JOIN d.events e ON u.day = e.day WHERE u.day = 'a'",
            [{"day = 'a'"}, {"day = 'a'"}],
        ),
        # RIGHT is LEFT turned around.
        (
            "SELECT 1 FROM d.users u RIGHT JOIN d.events e ON u.id = 1 WHERE e.id = 2",
            [{"id = 1"}, {"id = 2"}],
        ),
        # A FULL JOIN keeps both sides.
        ("SELECT 1 FROM d.users u FULL JOIN d.events e ON u.id = 1 AND e.id = 1", [set(), set()]),
        # ... unless a comparison above drops the rows padded on one side.
        (
            "SELECT 1 FROM d.users u FULL JOIN d.events e ON u.day = e.day WHERE u.day = 'a'",
            [{"day = 'a'"}, {"day = 'a'"}],
        ),
        (
            "SELECT 1 FROM d.users u FULL JOIN d.events e ON u.day = e.day WHERE e.day = 'a'",
            [{"day = 'a'"}, {"day = 'a'"}],
        ),
        (
            (
                "SELECT 1 FROM d.users u FULL JOIN d.events e ON u.id = 1 AND e.id = 2"
                " WHERE u.day = 'a' AND e.day = 'b'"
            ),
            [{"id = 1", "day = 'a'"}, {"id = 2", "day = 'b'"}],
        ),
        # Other conditions that no padded row satisfies.
        *(
            (
                f"SELECT 1 FROM d.users u LEFT JOIN d.events e ON u.id = 1 WHERE {condition}",
                [{"id = 1"}, {spelling}],
            )
            for condition, spelling in [
                ("e.id IS NOT NULL", "id IS NOT NULL"),
                ("NOT e.id = 2", "NOT id = 2"),
                ("e.id IN (2, 3)", "id IN (2, 3)"),
                ("e.id BETWEEN 2 AND 3", "id BETWEEN 2 AND 3"),
                ("e.id = 2 OR e.place.zip = 3", "id = 2 OR place.zip = 3"),
                ("CAST(e.id AS varchar) LIKE '2%'", "CAST(id AS varchar) LIKE '2%'"),
                ("lower(e.kind) = 'a'", "lower(kind) = 'a'"),
            ]
        ),
        # ... and some that one may.
        *(
            (
                f"SELECT 1 FROM d.users u LEFT JOIN d.events e ON u.id = 1 WHERE {condition}",
                [set(), set()],
            )
            for condition in [
                "e.id = 2 OR e.id IS NULL",
                "e.id IS DISTINCT FROM 2",
                "NOT (e.id = 2 AND e.id IS NOT NULL)",
                "CASE WHEN e.id = 2 THEN false ELSE true END",
            ]
        ),
        # Through a subquery and a common table expression, its projection put in.
        (
            (
                "WITH w AS (SELECT id + 1 AS x FROM d.users) SELECT 1 FROM (SELECT x y FROM w) q"
                " WHERE y = 3"
            ),
            [{"id + 1 = 3"}],
        ),
        # Not below LIMIT or OFFSET.
        ("SELECT 1 FROM (SELECT id FROM d.users LIMIT 5) WHERE id = 1", [set()]),
        ("SELECT 1 FROM (SELECT id FROM d.users OFFSET 5) WHERE id = 1", [set()]),
        # Of no rows, none is of use.
        ("SELECT max(id) FROM (SELECT id FROM d.users) LIMIT 0", [{"false"}]),
        # Through DISTINCT.
        ("SELECT 1 FROM (SELECT DISTINCT id FROM d.users) WHERE id = 1", [{"id = 1"}]),
        # Through GROUP BY for its keys, not for its aggregates.
        (
            (
                "SELECT 1 FROM (SELECT id, max(day) m FROM d.users GROUP BY id)"
                " WHERE id = 1 AND m = 'a'"
            ),
            [{"id = 1"}],
        ),
        # HAVING over a key, likewise.
        ("SELECT id FROM d.users GROUP BY id HAVING id = 1 AND count(*) > 1", [{"id = 1"}]),
        # Through grouping sets only for keys of all sets.
        (
            (
                "SELECT 1 FROM (SELECT id, day FROM d.users GROUP BY GROUPING SETS ((id), (id, day)))"
                " WHERE id = 1 AND day = 'a'"
            ),
            [{"id = 1"}],
        ),
        # A global aggregate is a row, whatever it is over.
        ("SELECT 1 FROM (SELECT max(id) m FROM d.users) WHERE m = 1", [set()]),
        # Through a window only for its partitions.
        (
            (
                "SELECT 1 FROM (SELECT id, day, row_number() OVER (PARTITION BY day) n FROM d.users)"
                " WHERE id = 1 AND day = 'a' AND n = 1"
            ),
            [{"day = 'a'"}],
        ),
        # Into both sides of set operations.
        (
            "SELECT 1 FROM (SELECT id FROM d.users UNION ALL SELECT id FROM d.events) WHERE id = 1",
            [{"id = 1"}, {"id = 1"}],
        ),
        (
            "SELECT 1 FROM (SELECT id FROM d.users EXCEPT SELECT id FROM d.events) WHERE id = 1",
            [{"id = 1"}, {"id = 1"}],
        ),
        # A false condition leaves nothing to read anywhere below.
        ("SELECT count(*) FROM (SELECT id FROM d.users) WHERE false", [{"false"}]),
        # A correlated subquery says nothing of its scan beyond its own columns.
        (
            (
                "SELECT 1 FROM d.users u WHERE EXISTS"
                " (SELECT 1 FROM d.events e WHERE e.id = u.id AND e.id = 1)"
            ),
            [set(), {"id = 1"}],
        ),
        # A subquery that stands by itself may be an operand.
        (
            "SELECT 1 FROM d.users WHERE day = (SELECT max(day) FROM d.events)",
            [{"day = (SELECT ...)"}, set()],
        ),
        # A correlated one may not.
        (
            "SELECT 1 FROM d.users u WHERE day = (SELECT max(day) FROM d.events e WHERE e.id = u.id)",
            [set(), set()],
        ),
    ],
)
def test_conjuncts_reach_the_scans_whose_useful_rows_satisfy_them(
    lake: PlanningLake, sql: str, expected: list[set[str]]
) -> None:
    conditions = {"id = id", "day = day", "CAST(hour AS bigint) = id", "id = CAST(hour AS bigint)"}
    found = [conjuncts - conditions for conjuncts in pushed(lake, sql)]
    assert found == expected


def test_conjuncts_reach_through_a_view(lake: PlanningLake) -> None:
    lake.run("CREATE VIEW d.recent AS SELECT id, day AS date FROM d.events WHERE hour = 0")
    assert pushed(lake, "SELECT id FROM d.recent WHERE date = 'a'") == [{"hour = 0", "day = 'a'"}]
