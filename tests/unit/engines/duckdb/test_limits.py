"""A join never reaches below the LIMIT of a subquery."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.engines.duckdb.lake import EngineLake, opened


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[EngineLake]:
    """Numbers from 0 to 39 in ten row groups, and a few of the last of them."""
    with opened(tmp_path) as lake:
        for name, numbers in (("many", range(40)), ("few", range(30, 39))):
            lake.write(f"{name}/f.parquet", {"i": list(numbers)}, row_group_size=4)
            lake.run(
                f"CREATE EXTERNAL TABLE d.{name} (i bigint) STORED AS PARQUET LOCATION '$/{name}/'"
            )
        yield lake


@pytest.mark.parametrize(
    ("sql", "count"),
    [
        ("(SELECT i FROM d.many ORDER BY i LIMIT 32) l JOIN d.few r ON l.i = r.i", 2),
        ("(SELECT i FROM d.many ORDER BY i OFFSET 35) l JOIN d.few r ON l.i = r.i", 4),
        ("d.few r JOIN (SELECT i FROM d.many ORDER BY i LIMIT 32) l ON l.i = r.i", 2),
        (
            (
                "(SELECT i FROM (SELECT i FROM d.many ORDER BY i LIMIT 32) x) l"
                " JOIN d.few r ON l.i = r.i"
            ),
            2,
        ),
        ("d.few r WHERE r.i IN (SELECT i FROM d.many ORDER BY i LIMIT 32)", 2),
        (
            (
                "d.few r WHERE EXISTS"
                " (SELECT 1 FROM (SELECT i FROM d.many ORDER BY i LIMIT 32) l WHERE l.i = r.i)"
            ),
            2,
        ),
    ],
)
def test_a_join_does_not_choose_the_rows_that_a_limit_lets_through(
    lake: EngineLake, sql: str, count: int
) -> None:
    query, plan = lake.planned(f"SELECT count(*) FROM {sql}")
    assert lake.run_plan(query, plan)[0] == [(count,)]
