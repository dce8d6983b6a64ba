"""Queries: every clause of the bound tree, asked in SQL over inline rows."""

from collections.abc import Iterator
from typing import Any

import pytest

from lakeq.errors import NotSupported, TooManyRows
from lakeq.model.bound import (
    AggregateCall,
    BoundQuery,
    Call,
    ColumnReference,
    Grouping,
    Literal,
    OutputColumn,
    Query,
    Select,
    ValuesRelation,
)
from lakeq.model.types import BIGINT, INTEGER, VARCHAR
from tests.unit.engines.duckdb.lake import Asker

T = "(VALUES (1, 'a', 10), (2, 'b', 20), (3, 'a', NULL)) t(x, s, y)"

QUERIES: list[tuple[str, list[tuple[Any, ...]]]] = [
    # ORDER BY, LIMIT, DISTINCT
    (f"SELECT x FROM {T} ORDER BY y DESC", [(2,), (1,), (3,)]),
    (f"SELECT x FROM {T} ORDER BY y DESC NULLS FIRST, 1", [(3,), (2,), (1,)]),
    (f"SELECT x FROM {T} ORDER BY x OFFSET 1 LIMIT 1", [(2,)]),
    (f"SELECT DISTINCT s FROM {T} ORDER BY s DESC", [("b",), ("a",)]),
    (f"SELECT x AS y, y AS x FROM {T} ORDER BY x LIMIT 1", [(1, 10)]),
    ("SELECT 1, 1 ORDER BY 2", [(1, 1)]),
    # Grouping
    (f"SELECT s, count(*), sum(y) FROM {T} GROUP BY s ORDER BY s", [("a", 2, 10), ("b", 1, 20)]),
    (f"SELECT count(*) FROM {T} GROUP BY CAST(5 AS integer)", [(3,)]),
    (
        f"SELECT s, x > 1, count(*) FROM {T} GROUP BY 1, 2 ORDER BY 1, 2",
        [("a", False, 1), ("a", True, 1), ("b", True, 1)],
    ),
    (f"SELECT x % 2 + 1, count(*) FROM {T} GROUP BY x % 2 ORDER BY 1", [(1, 1), (2, 2)]),
    (
        f"SELECT s, sum(x) FROM {T} GROUP BY GROUPING SETS ((s), ()) ORDER BY 1, 2",
        [("a", 4), ("b", 2), (None, 6)],
    ),
    (
        f"SELECT s, x, count(*) FROM {T} GROUP BY ROLLUP (s, x) HAVING count(*) > 1 ORDER BY 1, 2",
        [("a", None, 2), (None, None, 3)],
    ),
    (f"SELECT sum(x) FROM {T} HAVING sum(x) > 100", []),
    (
        f"SELECT count(*), count(y), count_if(y > 100), sum(y), min(y), max(s) FROM {T} WHERE x > 5",
        [(0, 0, 0, None, None, None)],
    ),
    # Aggregates
    (
        f"SELECT count(DISTINCT s), sum(x) FILTER (WHERE s = 'a'), array_agg(s ORDER BY x DESC) FROM {T}",
        [(2, 4, ["a", "b", "a"])],
    ),
    (
        f"SELECT avg(x), min_by(s, x), max_by(y, x), bool_and(x > 0), bool_or(x > 2) FROM {T}",
        [(2.0, "a", None, True, True)],
    ),
    ("SELECT avg(v), sum(v) FROM (VALUES DECIMAL '0.01', DECIMAL '0.02') t(v)", [("0.02", "0.03")]),
    ("SELECT avg(v) FROM (VALUES DECIMAL '-0.01', DECIMAL '-0.02') t(v)", [("-0.02",)]),
    ("SELECT max(v), min(v) FROM (VALUES 1e0, nan(), 2e0) t(v)", [(2.0, 1.0)]),
    ("SELECT max(v) = max(v) FROM (VALUES nan()) t(v)", [(False,)]),
    (
        "SELECT max_by(k, v), min_by(k, v) FROM (VALUES ('a', 1e0), ('b', nan())) t(k, v)",
        [("a", "a")],
    ),
    # Windows
    (
        f"SELECT x, row_number() OVER (PARTITION BY s ORDER BY x DESC), sum(x) OVER (ORDER BY x) FROM {T} ORDER BY x",
        [(1, 2, 1), (2, 1, 3), (3, 1, 6)],
    ),
    (
        f"SELECT lag(y, 1, 0) OVER (ORDER BY x), last_value(y) IGNORE NULLS OVER (ORDER BY x) FROM {T} ORDER BY x",
        [(0, 10), (10, 20), (20, 20)],
    ),
    (
        f"SELECT sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM {T} ORDER BY x",
        [(1,), (3,), (5,)],
    ),
    # Joins
    (
        f"SELECT a.x, b.x FROM {T} LEFT JOIN (VALUES 1, 3) b(x) ON a.x = b.x ORDER BY 1".replace(
            ") t(", ") a("
        ),
        [(1, 1), (2, None), (3, 3)],
    ),
    (
        "SELECT a.x, b.x FROM (VALUES 1, 2) a(x) FULL JOIN (VALUES 2, 3) b(x) ON a.x = b.x ORDER BY 1, 2",
        [(1, None), (2, 2), (None, 3)],
    ),
    ("SELECT x FROM (VALUES 1, 2) a(x) JOIN (VALUES 2, 3) b(x) USING (x)", [(2,)]),
    (
        "SELECT count(*) FROM (VALUES nan(), 1e0) a(x) JOIN (VALUES nan(), 1e0) b(x) ON a.x = b.x",
        [(1,)],
    ),
    (
        "SELECT a.x, l.z FROM (VALUES 1, 2) a(x) CROSS JOIN LATERAL (SELECT a.x * 10 AS z) l ORDER BY 1",
        [(1, 10), (2, 20)],
    ),
    (
        "SELECT a.x, l.z FROM (VALUES 1, 2) a(x) LEFT JOIN LATERAL (SELECT a.x AS z WHERE a.x > 1) l ON true ORDER BY 1",
        [(1, None), (2, 2)],
    ),
    # UNNEST
    ("SELECT * FROM UNNEST(ARRAY[1, 2], ARRAY['a']) WITH ORDINALITY", [(1, "a", 1), (2, None, 2)]),
    (
        "SELECT x, e FROM (VALUES (1, ARRAY[10, 20]), (2, ARRAY[]), (3, NULL)) t(x, a) CROSS JOIN UNNEST(a) u(e)",
        [(1, 10), (1, 20)],
    ),
    (
        "SELECT x, e FROM (VALUES (1, ARRAY[10]), (2, NULL)) t(x, a) LEFT JOIN UNNEST(a) u(e) ON true ORDER BY 1",
        [(1, 10), (2, None)],
    ),
    ("SELECT p, q FROM UNNEST(ARRAY[ROW(1, 'a'), ROW(2, 'b')]) u(p, q)", [(1, "a"), (2, "b")]),
    # Subqueries
    (f"SELECT (SELECT max(x) FROM {T}) + 1", [(4,)]),
    (f"SELECT x FROM {T} WHERE EXISTS (SELECT 1 FROM (VALUES 2) u(z) WHERE u.z = t.x)", [(2,)]),
    (f"SELECT x IN (SELECT y FROM {T}) FROM (VALUES 10, 11) v(x) ORDER BY 1", [(True,), (None,)]),
    (
        "SELECT 5 > ALL (VALUES 1, 2), 5 > ALL (VALUES 1, NULL), 2 = ANY (VALUES 1, 2), 3 <> ALL (VALUES 1)",
        [(True, None, True, True)],
    ),
    (
        "SELECT nan() IN (VALUES nan(), 1e0), 5e0 > ALL (VALUES 1e0, nan()), 1e0 < ANY (VALUES nan())",
        [(False, False, False)],
    ),
    (
        f"SELECT x FROM {T} WHERE y = (SELECT max(u.y) FROM {T.replace(') t(', ') u(')} WHERE u.s = t.s) ORDER BY 1",
        [(1,), (2,)],
    ),
    # Set operations
    ("SELECT 1 UNION SELECT 1 UNION ALL SELECT 2 ORDER BY 1", [(1,), (2,)]),
    ("(VALUES 1, 1, 2) EXCEPT (VALUES 2)", [(1,)]),
    (
        "SELECT x FROM (VALUES 1, 1, 2) t(x) INTERSECT ALL SELECT x FROM (VALUES 1, 1, 3) u(x)",
        [(1,), (1,)],
    ),
    ("SELECT CAST(1 AS bigint) UNION ALL SELECT 2.5 ORDER BY 1", [("1.0",), ("2.5",)]),
    # Values and WITH
    ("VALUES (1, 'a'), (2, NULL)", [(1, "a"), (2, None)]),
    (
        "WITH a AS (SELECT 1 AS n), b AS (SELECT n + 1 AS n FROM a) SELECT a.n, b.n FROM a, b",
        [(1, 2)],
    ),
    ("SELECT NULL, 'x', NULL || 'y'", [(None, "x", None)]),
]


@pytest.mark.parametrize(("sql", "expected"), QUERIES, ids=[sql for sql, _ in QUERIES])
def test_a_query_answers_as_it_does_in_trino(
    asker: Asker, sql: str, expected: list[tuple[Any, ...]]
) -> None:
    assert list(_plain(asker.rows(sql))) == expected


def _plain(rows: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Spell decimals, so that their digits count too."""
    for row in rows:
        yield tuple(str(v) if type(v).__name__ == "Decimal" else v for v in row)


def test_a_scalar_subquery_of_two_rows_fails(asker: Asker) -> None:
    with pytest.raises(TooManyRows, match="multiple rows"):
        asker.rows("SELECT (SELECT x FROM (VALUES 1, 2) t(x))")


def test_names_of_columns_may_repeat_and_be_anything(asker: Asker) -> None:
    assert asker.rows('SELECT 1 AS "a", 2 AS "a", 3 AS "c0", 4 AS "it\'s ""x""" ORDER BY 3') == [
        (1, 2, 3, 4)
    ]


def test_an_unknown_function_never_reaches_duckdb(asker: Asker) -> None:
    with pytest.raises(NotSupported, match="read_csv"):
        asker.bound(Call("read_csv", (Literal("/etc/passwd", VARCHAR),), VARCHAR))


def test_an_unknown_aggregate_never_reaches_duckdb(asker: Asker) -> None:
    with pytest.raises(NotSupported, match="checksum"):
        asker.bound(AggregateCall("checksum", (Literal(1, INTEGER),), BIGINT))


def test_a_group_by_nothing_is_one_group(asker: Asker) -> None:
    rows = ValuesRelation(1, ((Literal(1, INTEGER),),), (OutputColumn("x", INTEGER),))
    count = AggregateCall("count", (ColumnReference(1, 0, "x", INTEGER),), BIGINT)
    select = Select((count,), rows, grouping=Grouping((), ((),)))
    query = BoundQuery(Query(select, (OutputColumn("n", BIGINT),)), ())
    assert asker.run(query) == [(1,)]
