"""Which columns, and members of rows, a query touches."""

import pytest

from lakeq.planning.columns import scan_columns, spell_columns, touched_columns
from tests.unit.planning.lake import PlanningLake


def touched(lake: PlanningLake, sql: str) -> list[str]:
    """Spell the columns of each scan, in the order of the text."""
    query = lake.bind(sql)
    found = touched_columns(query.query)
    return [spell_columns(scan_columns(scan, found.get(scan.id, {}))) for scan in query.scans]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT kind FROM d.events WHERE id = 1", ["id, kind"]),
        ("SELECT count(*) FROM d.events", [""]),
        ("SELECT count(id) FROM d.events", ["id"]),
        ("SELECT day, max(hour) FROM d.events GROUP BY day", [""]),
        ("SELECT 1 FROM d.events ORDER BY kind", ["kind"]),
        ("SELECT count(*) FROM d.events GROUP BY kind HAVING max(id) > 1", ["id, kind"]),
        ("SELECT 1 FROM d.users u JOIN d.events e ON u.id = e.id", ["id", "id"]),
        # Of a row, the members used.
        ("SELECT place.city FROM d.events", ["place.city"]),
        ("SELECT place.city FROM d.events WHERE place.zip = 1", ["place.city, place.zip"]),
        ("SELECT place.city, place FROM d.events", ["place"]),
        ("SELECT 1 FROM d.events WHERE place IS NULL", ["place"]),
        ("SELECT p.zip FROM (SELECT place AS p FROM d.events) q", ["place.zip"]),
        # What nobody asks a subquery for does not count.
        ("SELECT id FROM (SELECT * FROM d.events)", ["id"]),
        ("WITH w AS (SELECT id, kind FROM d.events) SELECT kind FROM w", ["kind"]),
        ("SELECT k FROM (SELECT kind k, max(id) FROM d.events GROUP BY kind)", ["kind"]),
        ("SELECT count(*) FROM (SELECT max(id) FROM d.events)", [""]),
        # ... but DISTINCT needs all of a row, and so do set operations other than UNION ALL.
        ("SELECT id FROM (SELECT DISTINCT id, kind FROM d.events)", ["id, kind"]),
        (
            "SELECT a FROM (SELECT id a, kind b FROM d.events UNION ALL SELECT id, name FROM d.users)",
            ["id", "id"],
        ),
        (
            "SELECT a FROM (SELECT id a, kind b FROM d.events UNION SELECT id, name FROM d.users)",
            ["id, kind", "id, name"],
        ),
        # ... and a window function is computed whether asked for or not.
        (
            "SELECT kind FROM (SELECT kind, row_number() OVER (ORDER BY id) FROM d.events)",
            ["id, kind"],
        ),
        # A subquery's ORDER BY counts, by output column too.
        ("SELECT 1 FROM (SELECT id, kind FROM d.events ORDER BY 2 LIMIT 1)", ["kind"]),
        # EXISTS asks for rows, not for columns.
        (
            "SELECT name FROM d.users u WHERE EXISTS (SELECT kind FROM d.events e WHERE e.id = u.id)",
            ["id, name", "id"],
        ),
        ("SELECT 1 FROM d.users WHERE id IN (SELECT id FROM d.events)", ["id", "id"]),
        ("SELECT 1 FROM d.users WHERE id > ALL (SELECT id FROM d.events)", ["id", "id"]),
        ("SELECT (SELECT max(kind) FROM d.events) FROM d.users", ["", "kind"]),
        # A correlated subquery's uses of the outer query count through a subquery in FROM.
        (
            (
                "SELECT 1 FROM (SELECT * FROM d.users) u"
                " WHERE EXISTS (SELECT 1 FROM d.events e WHERE e.kind = u.name)"
            ),
            ["name", "kind"],
        ),
        (
            (
                "SELECT 1 FROM (SELECT * FROM d.users) u"
                " CROSS JOIN LATERAL (SELECT u.name || 'x' AS n) l WHERE n = 'a'"
            ),
            ["name"],
        ),
        ("SELECT w FROM d.users CROSS JOIN UNNEST(split(name, ' ')) AS t (w)", ["name"]),
        ("SELECT CASE WHEN id = 1 THEN kind END FROM d.events", ["id, kind"]),
        ("SELECT sum(id) FILTER (WHERE kind = 'a') FROM d.events", ["id, kind"]),
    ],
)
def test_only_what_a_query_uses_is_touched(
    lake: PlanningLake, sql: str, expected: list[str]
) -> None:
    assert touched(lake, sql) == expected
