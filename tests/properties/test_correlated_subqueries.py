"""A correlated subquery answers as if it were asked once for each row around it.

Each subquery is bound to every row of a small table by lakeq, as LATERAL and, where it fits, as a
value, in EXISTS and after IN; and by itself with the row's values written in its place.
"""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from lakeq.lake import Lake

Row: TypeAlias = tuple[int, int | None, list[int | None]]
Answer: TypeAlias = list[tuple[Any, ...]]

ROWS: list[Row] = [(1, 2, [1, 2, 3]), (2, 5, [4]), (3, 0, []), (4, None, [5, None]), (5, 5, [5, 5])]
OTHERS = "(VALUES (1, 10), (2, 20), (2, 21), (5, 50), (NULL, 7)) y(k, m)"
SUBQUERIES = [
    "SELECT x + t.n FROM UNNEST(t.a) u(x)",
    "SELECT x FROM UNNEST(t.a) u(x) WHERE x > t.n",
    "SELECT x FROM (SELECT x * t.n AS x FROM UNNEST(t.a) u(x)) z WHERE x <> t.n",
    "SELECT x + t.n FROM (SELECT x FROM UNNEST(t.a) u(x)) z",
    "SELECT count(*) + t.n FROM UNNEST(t.a) u(x) WHERE x >= t.n",
    "SELECT sum(x + t.n) FROM UNNEST(t.a) u(x)",
    "SELECT x + o + t.n FROM UNNEST(t.a, ARRAY[1, 2]) WITH ORDINALITY u(x, q, o) WHERE o < 3",
    f"SELECT t.n + m FROM {OTHERS} WHERE k = t.n",
    f"SELECT m FROM {OTHERS} WHERE k >= t.n ORDER BY m DESC LIMIT 1",
    f"SELECT m + t.n FROM {OTHERS} WHERE k <= t.n ORDER BY m LIMIT 2",
    f"SELECT m FROM {OTHERS} WHERE k = t.n ORDER BY m FETCH FIRST 1 ROW WITH TIES",
    f"SELECT t.n FROM {OTHERS} LIMIT 1",
    f"SELECT count(*) FROM {OTHERS} WHERE k = t.n",
    f"SELECT count(*) FROM {OTHERS} WHERE k = t.n HAVING count(*) > 0",
    "SELECT t.n WHERE t.n > 1",
    "SELECT t.n + t.id",
    f"SELECT DISTINCT k + t.n FROM {OTHERS}",
    f"SELECT k FROM {OTHERS} WHERE k = t.n UNION ALL SELECT t.n + 1",
    f"SELECT k FROM {OTHERS} EXCEPT SELECT t.n",
    f"SELECT k FROM {OTHERS} INTERSECT SELECT t.n",
    f"SELECT m + rank() OVER (ORDER BY m) + t.n FROM {OTHERS} WHERE k = t.n",
    f"SELECT grouping(k) + count(*) + t.n FROM {OTHERS} GROUP BY GROUPING SETS ((k), ())",
    f"SELECT max(k) FILTER (WHERE k < t.n) FROM {OTHERS}",
    f"SELECT x + m FROM {OTHERS}, UNNEST(t.a) u(x) WHERE k = t.n",
    f"SELECT x + m FROM {OTHERS} LEFT JOIN UNNEST(t.a) u(x) ON true WHERE k = t.n",
    f"SELECT (SELECT max(x) FROM UNNEST(t.a) u(x) WHERE x < y.k + t.n) FROM {OTHERS}",
    f"SELECT m FROM {OTHERS} WHERE k IN (SELECT x FROM UNNEST(t.a) u(x))",
    f"SELECT m FROM {OTHERS} WHERE k NOT IN (SELECT x FROM UNNEST(t.a) u(x))",
    f"SELECT m FROM {OTHERS} WHERE EXISTS (SELECT 1 FROM UNNEST(t.a) u(x) WHERE x = k + t.n)",
    f"SELECT m FROM {OTHERS} WHERE (k, t.n) IN (SELECT x, x FROM UNNEST(t.a) u(x))",
    f"SELECT m FROM {OTHERS} WHERE k > ALL (SELECT x FROM UNNEST(t.a) u(x))",
    f"SELECT s + t.n FROM (SELECT sum(m) AS s FROM {OTHERS} WHERE k <= t.n) z",
    "SELECT v + t.n FROM (VALUES t.n, t.id) w(v) WHERE v > 1",
    "SELECT w FROM (SELECT t.n AS v) q, LATERAL (SELECT q.v + t.id) r(w) WHERE w > 2",
]


@pytest.fixture
def ask(sample_lake: Lake) -> Callable[[str], Answer]:
    return lambda sql: sorted(sample_lake.execute(sql, sample_lake.context()).rows(), key=repr)


@pytest.mark.parametrize("subquery", SUBQUERIES)
def test_a_correlated_subquery_is_asked_for_each_row(
    subquery: str, ask: Callable[[str], Answer]
) -> None:
    table = f"(VALUES {', '.join(f'({i}, {spelled(n)}, {spelled(a)})' for i, n, a in ROWS)})"
    answers = {row[0]: [v for (v,) in ask(written_in(subquery, row))] for row in ROWS}
    assert ask(f"SELECT t.id, v FROM {table} t(id, n, a), LATERAL ({subquery}) w(v)") == sorted(
        [(number, value) for number, values in answers.items() for value in values], key=repr
    )
    assert ask(f"SELECT t.id, EXISTS ({subquery}) FROM {table} t(id, n, a)") == [
        (number, bool(values)) for number, values in answers.items()
    ]
    assert ask(f"SELECT t.id, t.n IN ({subquery}) FROM {table} t(id, n, a)") == [
        (number, holds(values, value))
        for (number, value, _), values in zip(ROWS, answers.values(), strict=True)
    ]
    if all(len(values) < 2 for values in answers.values()):
        assert ask(f"SELECT t.id, ({subquery}) FROM {table} t(id, n, a)") == [
            (number, values[0] if values else None) for number, values in answers.items()
        ]


def written_in(subquery: str, row: Row) -> str:
    number, value, array = row
    text = re.sub(r"\bt\.id\b", str(number), subquery)
    text = re.sub(r"\bt\.n\b", spelled(value), text)
    return re.sub(r"\bt\.a\b", spelled(array), text)


def spelled(value: int | list[int | None] | None) -> str:
    if isinstance(value, list):
        return f"CAST(ARRAY[{', '.join(map(spelled, value))}] AS array(integer))"
    return "CAST(NULL AS integer)" if value is None else str(value)


def holds(values: list[Any], wanted: int | None) -> bool | None:
    if not values:
        return False
    if wanted is None:
        return None
    return True if wanted in values else None if None in values else False
