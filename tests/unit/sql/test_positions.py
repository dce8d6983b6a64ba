"""Places of nodes: every one has its line and column."""

import pytest
from sqlglot import exp

from lakeq.sql.positions import position
from tests.unit.sql.reading import tree


@pytest.mark.parametrize(
    ("text", "node", "place"),
    [
        ("SELECT\n  abc", exp.Column, (2, 3)),
        ("SELECT t.abc", exp.Column, (1, 8)),
        ("SELECT a,\n\tSUM( x )", exp.Anonymous, (2, 2)),
        ("SELECT a +\n b", exp.Add, (1, 10)),
        ("SELECT a = b", exp.EQ, (1, 10)),
        ("SELECT a AND b", exp.And, (1, 8)),
        ("SELECT NOT a", exp.Not, (1, 8)),
        ("SELECT a NOT IN (1)", exp.Not, (1, 10)),
        ("SELECT a IS NULL", exp.Is, (1, 10)),
        ("SELECT CAST(a AS bigint)", exp.Cast, (1, 8)),
        ("SELECT 'x' || 'y'", exp.Literal, (1, 8)),
        ("SELECT 1 FROM a.b AS c", exp.Table, (1, 15)),
        ("SELECT 1 FROM a.b AS c", exp.TableAlias, (1, 19)),
        ("SELECT 1 FROM (SELECT 2) c", exp.Subquery, (1, 15)),
        ("SELECT 1 FROM t ORDER BY b DESC", exp.Ordered, (1, 26)),
        ("SELECT 1 UNION SELECT 2", exp.Union, (1, 10)),
        ("SELECT DATE '2024-01-01' - INTERVAL '1' DAY", exp.Interval, (1, 28)),
        ("SELECT 'two\nlines', é😀", exp.Literal, (1, 8)),
    ],
)
def test_a_node_knows_where_it_stands(
    text: str, node: type[exp.Expr], place: tuple[int, int]
) -> None:
    found = tree(text.replace("é😀", '"é😀"')).find(node)
    assert found is not None
    assert position(found) == place


def test_every_node_of_a_query_has_a_place() -> None:
    query = tree(
        "WITH a AS (SELECT 1) SELECT x, count(*) FILTER (WHERE y > 1) OVER (ORDER BY z), t.*,"
        " CASE WHEN a THEN 1 END, ARRAY[1][1], (1, 2), f(v -> v + 1), INTERVAL '1' DAY,"
        " CAST(a AS row(b bigint)), a AT TIME ZONE 'UTC', EXTRACT(YEAR FROM d), a LIKE 'b' ESCAPE 'c'"
        " FROM a CROSS JOIN UNNEST(b) WITH ORDINALITY AS u(c), LATERAL (SELECT 1) l"
        " LEFT JOIN (VALUES 1, 2) v(w) USING (x)"
        " WHERE x IN (1, ?) AND y BETWEEN 1 AND 2 OR EXISTS (SELECT 1)"
        " GROUP BY GROUPING SETS ((x), ()), ROLLUP (y) HAVING count(*) > 1"
        " UNION ALL (SELECT 1) ORDER BY 1 OFFSET 1 LIMIT 2"
    )
    placeless = {type(node).__name__ for node in query.walk() if position(node) is None}
    assert placeless == set()
