"""Pruning changes no answer, whatever the query: with it off, the rows are the same."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lakeq.engines.duckdb.engine import DuckDBEngine
from lakeq.engines.duckdb.evaluator import DuckDBEvaluator
from lakeq.engines.duckdb.files.reads import most_reads
from lakeq.formats.layouts import LayoutReader
from lakeq.lake import Lake
from lakeq.planning.plan import plan_scans
from lakeq.planning.subqueries import resolve_subqueries
from lakeq.settings import Settings
from lakeq.sql.bind import bind
from lakeq.sql.parse import parse
from lakeq.sql.statements import QueryStatement
from lakeq.sql.views import parse_view
from lakeq.storage.cache import FooterCache
from lakeq.storage.local import LocalFileSystem
from tests.properties.pruning.queries import generate

KEYS: dict[str, list[tuple[str | None, int | None]]] = {
    "a": [("2024-01-30", 0), ("2024-01-30", 6), ("2024-01-31", 6), ("2024-02-01", 12)],
    "b": [("2024-01-31", 0), ("2024-02-01", 6), ("2024-02-01", None), (None, 12)],
}
BATCH = 20
BATCHES = max(400, settings().max_examples) // BATCH


class Tables:
    """Two tables of four partitions, asked through a lake and around it."""

    def __init__(self, folder: Path) -> None:
        self.lake = Lake.open(Settings(catalog=folder / "metastore.sqlite", threads=2))
        self.storage = LocalFileSystem()
        self.layouts = LayoutReader(self.storage, FooterCache(None))
        self.engine = DuckDBEngine(self.storage, threads=2)
        self.evaluator = DuckDBEvaluator(self.engine)
        self.lake.execute("CREATE DATABASE g").close()
        for name, partitions in KEYS.items():
            self.lake.execute(
                f"CREATE EXTERNAL TABLE g.{name} (i bigint, s string)"
                " PARTITIONED BY (day string, hour bigint)"
                f" STORED AS PARQUET LOCATION '{folder}/{name}/'"
            ).close()
            for number, (day, hour) in enumerate(partitions):
                self._add(folder / name / str(number), name, number, day, hour)

    def _add(self, place: Path, name: str, number: int, day: str | None, hour: int | None) -> None:
        place.mkdir(parents=True)
        numbers = [*range(number * 10, number * 10 + 9), None]
        rows = {"i": numbers, "s": [None if n is None else f"s {n}" for n in numbers]}
        pq.write_table(pa.table(rows), place / "f.parquet", row_group_size=4)
        values = ", ".join(
            f"{key}={'__HIVE_DEFAULT_PARTITION__'!r}" if value is None else f"{key}={value!r}"
            for key, value in (("day", day), ("hour", hour))
        )
        self.lake.execute(
            f"ALTER TABLE g.{name} ADD PARTITION ({values}) LOCATION '{place}/'"
        ).close()

    def answer(self, sql: str, *, prune: bool) -> list[str]:
        context = self.lake.context()
        statement = parse(sql, context)
        assert isinstance(statement, QueryStatement)
        query = bind(statement.tree, self.lake.catalog, context, parse_view)

        def plan(of: Any) -> Any:
            return plan_scans(
                of, self.lake.catalog, self.storage, self.layouts, self.evaluator, prune=prune
            )

        planned = plan(query)
        if planned.inexact_reason:
            bound = planned
            query = resolve_subqueries(query, plan, self.evaluator)
            planned = plan(query)
            assert planned.scan_bytes <= bound.scan_bytes
            assert not planned.inexact_reason
        stream = self.engine.execute(query, planned)
        rows = sorted(repr(row) for batch in stream.batches() for row in batch.to_pylist())
        read_bytes = stream.read_bytes()
        assert read_bytes is not None
        assert read_bytes <= most_reads(planned), sql
        return rows

    def close(self) -> None:
        self.engine.close()
        self.lake.close()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    found = Tables(tmp_path_factory.mktemp("pruning"))
    yield found
    found.close()


@settings(
    max_examples=BATCHES,
    suppress_health_check=list(HealthCheck),
    # A smaller seed makes no smaller query.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(seed=st.integers(0, 1 << 63))
def test_pruning_changes_no_answer(tables: Tables, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(BATCH):
        sql = f"SELECT * FROM {generate(rng, rng.randint(1, 4)).sql} z"
        assert tables.answer(sql, prune=True) == tables.answer(sql, prune=False), sql
