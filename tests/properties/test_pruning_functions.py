"""Predicates of functions prune exactly where they name keys alone, and lose no row elsewhere."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lakeq.engines.duckdb.engine import DuckDBEngine
from lakeq.engines.duckdb.evaluator import DuckDBEvaluator
from lakeq.errors import InternalError, LakeqError
from lakeq.formats.layouts import LayoutReader
from lakeq.lake import Lake
from lakeq.model.query import QueryContext
from lakeq.planning.plan import plan_scans
from lakeq.settings import Settings
from lakeq.sql.bind import bind
from lakeq.sql.parse import parse
from lakeq.sql.statements import QueryStatement
from lakeq.sql.views import parse_view
from lakeq.storage.cache import FooterCache
from lakeq.storage.local import LocalFileSystem
from tests.properties.pruning import data_predicates, key_predicates
from tests.properties.pruning.data_tables import write_table

KEYS = ("dt", "y", "d", "n")
PREDICATES = 20
QUICK = 100
THOROUGH = max(QUICK, settings().max_examples)
GENERATED = settings(
    max_examples=THOROUGH // PREDICATES,
    suppress_health_check=list(HealthCheck),
    # A smaller seed makes no smaller table.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(LocalFileSystem(), threads=2)
    yield engine
    engine.close()


@GENERATED
@given(seed=st.integers(0, 1 << 63))
def test_a_predicate_over_keys_keeps_the_partitions_where_it_is_true_or_fails(seed: int) -> None:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, _open(folder) as lake:
        partitions = _add_partitions(rng, lake, Path(folder))
        for _ in range(PREDICATES):
            said = [key_predicates.generate(rng) for _ in range(rng.choice([1, 1, 2]))]
            sql = f"SELECT * FROM g.k WHERE {' AND '.join(one.sql for one in said)}"
            (scan,) = lake.estimate(sql, lake.context()).plan.scans.values()
            kept = {tuple(partition.values) for partition in scan.partitions}
            for keys in partitions:
                found = {one.of(keys) for one in said}
                if found <= {"true", "fails"}:
                    assert tuple(keys.values()) in kept, (sql, keys)
                elif "no" in found:
                    assert tuple(keys.values()) not in kept, (sql, keys)


@GENERATED
@given(seed=st.integers(0, 1 << 63))
def test_pruning_by_functions_of_columns_loses_no_row(engine: DuckDBEngine, seed: int) -> None:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, _open(folder) as lake:
        for statement in write_table(rng, "t", Path(folder)):
            lake.execute(statement).close()
        for _ in range(PREDICATES):
            predicate = data_predicates.generate(rng)
            context = lake.context(timezone=rng.choice(data_predicates.ZONES))
            _check(lake, engine, predicate, context)


def _check(lake: Lake, engine: DuckDBEngine, predicate: str, context: QueryContext) -> None:
    where = f"SELECT id FROM g.t WHERE {predicate}"
    without = _outcome(lake, engine, where, context, prune=False)
    pruned = _outcome(lake, engine, where, context, prune=True)
    shown = _outcome(lake, engine, f"SELECT id, {predicate} FROM g.t", context, prune=False)
    place = (predicate, context.timezone)
    if isinstance(without, LakeqError) or isinstance(shown, LakeqError):
        # What fails on a row may not come to it when its partition is left unread.
        assert not isinstance(without, InternalError), place
        return
    assert not isinstance(pruned, LakeqError), place
    assert pruned == without, place
    assert pruned == sorted(row[:1] for row in shown if row[1]), place
    estimate = lake.estimate(where, context)
    result = lake.execute(where, context)
    list(result.rows())
    assert result.statistics.scanned_bytes == estimate.scanned_bytes, place


def _outcome(
    lake: Lake, engine: DuckDBEngine, sql: str, context: QueryContext, *, prune: bool
) -> list[tuple[int, ...]] | LakeqError:
    statement = parse(sql, context)
    assert isinstance(statement, QueryStatement)
    storage = LocalFileSystem()
    evaluator = DuckDBEvaluator(engine, context.timezone)
    layouts = LayoutReader(storage, FooterCache(None))
    try:
        query = bind(statement.tree, lake.catalog, context, parse_view)
        plan = plan_scans(query, lake.catalog, storage, layouts, evaluator, prune=prune)
        stream = engine.execute(query, plan, timezone=context.timezone)
        rows = [tuple(row.values()) for batch in stream.batches() for row in batch.to_pylist()]
    except LakeqError as error:
        return error
    return sorted(rows)


def _open(folder: str) -> Lake:
    lake = Lake.open(Settings(catalog=Path(folder) / "metastore.sqlite", threads=2))
    lake.execute("CREATE DATABASE g").close()
    return lake


def _add_partitions(rng: random.Random, lake: Lake, folder: Path) -> list[key_predicates.Keys]:
    lake.execute(
        "CREATE EXTERNAL TABLE g.k (i bigint)"
        " PARTITIONED BY (dt string, y int, d date, n bigint)"
        f" STORED AS {rng.choice(['PARQUET', 'ORC'])} LOCATION '{folder}/k/'"
    ).close()
    pools = (
        *(key_predicates.TEXTS, key_predicates.YEARS),
        *(key_predicates.DAYS, key_predicates.NUMBERS),
    )
    drawn = {tuple(rng.choice(pool) for pool in pools) for _ in range(rng.randint(4, 12))}
    for number, values in enumerate(drawn):
        spelled = ", ".join(
            f"{key}='{'__HIVE_DEFAULT_PARTITION__' if value is None else value}'"
            for key, value in zip(KEYS, values, strict=True)
        )
        lake.execute(
            f"ALTER TABLE g.k ADD PARTITION ({spelled}) LOCATION '{folder}/k/{number}/'"
        ).close()
    return [dict(zip(KEYS, values, strict=True)) for values in drawn]
