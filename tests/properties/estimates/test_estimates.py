"""The promises of an estimate, on generated tables and queries.

It equals the sum of referenced, kept column chunks as pyarrow's metadata gives them and the bill of
the execution after it; pruning changes no answer; and no more is read than was predicted.
"""

import math
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lakeq.engines.duckdb.engine import DuckDBEngine
from lakeq.engines.duckdb.evaluator import DuckDBEvaluator
from lakeq.engines.duckdb.files.reads import most_reads
from lakeq.formats.layouts import LayoutReader
from lakeq.lake import Lake
from lakeq.model.files import FileLayout
from lakeq.model.table import FileFormat
from lakeq.planning.plan import plan_scans
from lakeq.settings import Settings
from lakeq.sql.bind import bind
from lakeq.sql.parse import parse
from lakeq.sql.statements import QueryStatement
from lakeq.sql.views import parse_view
from lakeq.storage.cache import FooterCache
from lakeq.storage.local import LocalFileSystem
from tests.properties.estimates.predicates import (
    UNKNOWN,
    Ends,
    atoms,
    keeps_partition,
    keeps_row_group,
)
from tests.properties.estimates.queries import Reference, generate_query
from tests.properties.estimates.tables import EPOCH, KINDS, File, generate_table

NEGATIVE_ZERO = re.compile(r"-0\.0(?![0-9])")
QUERIES_PER_TABLE = 25
SHARDS = 4
# A case is a table and a query; there are 2,000 of them at least, 10,000 in the thorough profile.
TABLES_PER_SHARD = max(2_000, settings().max_examples) // QUERIES_PER_TABLE // SHARDS


@pytest.mark.parametrize("shard", range(SHARDS))
@settings(
    max_examples=TABLES_PER_SHARD,
    suppress_health_check=list(HealthCheck),
    # A smaller seed makes no smaller table.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(seed=st.integers(0, 1 << 63))
def test_an_estimate_is_the_bill_and_pruning_changes_no_answer(
    engine: DuckDBEngine, shard: int, seed: int
) -> None:
    rng = random.Random(f"{shard} {seed}")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(catalog=Path(folder) / "metastore.sqlite", threads=2)
        with Lake.open(settings) as lake:
            lake.execute("CREATE DATABASE g").close()
            table = generate_table(rng, "t", Path(folder))
            for statement in table.ddl():
                lake.execute(statement).close()
            for _ in range(QUERIES_PER_TABLE):
                query = generate_query(rng, table)
                check(lake, engine, query.sql, query.references)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(LocalFileSystem(), threads=2)
    yield engine
    engine.close()


def check(lake: Lake, engine: DuckDBEngine, sql: str, references: tuple[Reference, ...]) -> None:
    estimate = lake.estimate(sql)
    assert estimate.exact, sql
    expected = sum(scanned_bytes(reference) for reference in references)
    assert estimate.scanned_bytes == expected, sql
    result = lake.execute(sql)
    rows = sorted_rows(result.batches())
    assert result.statistics.scanned_bytes == expected, sql
    read_bytes = result.statistics.read_bytes
    assert read_bytes is not None
    assert read_bytes <= most_reads(estimate.plan), sql
    assert rows_without_pruning(lake, engine, sql) == rows, sql


def rows_without_pruning(lake: Lake, engine: DuckDBEngine, sql: str) -> list[str]:
    context = lake.context()
    statement = parse(sql, context)
    assert isinstance(statement, QueryStatement)
    query = bind(statement.tree, lake.catalog, context, parse_view)
    storage = LocalFileSystem()
    layouts = LayoutReader(storage, FooterCache(None))
    evaluator = DuckDBEvaluator(engine)
    plan = plan_scans(query, lake.catalog, storage, layouts, evaluator, prune=False)
    return sorted_rows(engine.execute(query, plan).batches())


def sorted_rows(batches: Any) -> list[str]:
    """Spell rows in order; zero and negative zero are equal, and DISTINCT may keep either."""
    rows = (repr(row) for batch in batches for row in batch.to_pylist())
    return sorted(NEGATIVE_ZERO.sub("0.0", row) for row in rows)


def scanned_bytes(reference: Reference) -> int:
    """Add up a reference's bytes, file by file, by metadata that lakeq has no part in."""
    total = 0
    for part in reference.table.parts:
        if reference.predicate is None or keeps_partition(reference.predicate, part.values):
            measure = _orc_bytes if reference.table.format == "ORC" else _parquet_bytes
            total += sum(measure(reference, file) for file in part.files)
    return total


def _parquet_bytes(reference: Reference, file: File) -> int:
    metadata = pq.read_metadata(file.path)
    total = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        chunks = [group.column(index) for index in range(group.num_columns)]
        ends = {chunk.path_in_schema: _parquet_ends(chunk, group.num_rows) for chunk in chunks}
        if _keeps(reference, ends):
            total += sum(
                chunk.total_compressed_size
                for chunk in chunks
                if _touches(reference, tuple(chunk.path_in_schema.split(".")))
            )
    return total


def _parquet_ends(chunk: Any, row_count: int) -> Ends:
    statistics = chunk.statistics
    if statistics is None:
        return Ends()
    nulls = statistics.null_count if statistics.has_null_count else None
    if nulls == row_count:
        return Ends(has_values=False)
    has_ends = statistics.has_min_max
    low, high = (statistics.min, statistics.max) if has_ends else (UNKNOWN, UNKNOWN)
    return Ends(_end(chunk.path_in_schema, low), _end(chunk.path_in_schema, high), nulls != 0)


def _end(column: str, value: Any) -> Any:
    if value is UNKNOWN or (isinstance(value, float) and math.isnan(value)):
        return UNKNOWN
    if column == "u":
        # Athena reads a timestamp in milliseconds, rounded.
        microseconds = int((value - EPOCH).total_seconds() * 1_000_000 + 0.5)
        rounded = (microseconds + 500) // 1000 * 1000
        return EPOCH + (value.resolution * rounded)
    return value


def _orc_bytes(reference: Reference, file: File) -> int:
    """Take stripes and streams from lakeq's reader, as no library tells them."""
    layout = _orc_layout(file)
    total = 0
    for group in layout.row_groups:
        ends = {
            leaf.path[0]: _orc_ends(leaf.path[0], chunk.statistics, group.row_count)
            for leaf, chunk in zip(layout.leaves, group.chunks, strict=True)
            if len(leaf.path) == 1
        }
        if _keeps(reference, ends):
            total += sum(
                chunk.length
                for leaf, chunk in zip(layout.leaves, group.chunks, strict=True)
                if _touches(reference, leaf.path)
            )
    return total


def _orc_layout(file: File) -> FileLayout:
    storage = LocalFileSystem()
    listed = storage.status(str(file.path))
    assert listed is not None
    (layout,) = LayoutReader(storage, FooterCache(None)).layouts([listed], FileFormat.ORC)
    return layout


def _orc_ends(column: str, statistics: Any, row_count: int) -> Ends:
    if statistics is None:
        return Ends()
    if statistics.null_count == row_count:
        return Ends(has_values=False)
    low, high = (
        UNKNOWN if end is None else _end(column, end)
        for end in (statistics.minimum, statistics.maximum)
    )
    return Ends(low, high, statistics.null_count != 0)


def _keeps(reference: Reference, ends: dict[str, Ends]) -> bool:
    predicate = reference.predicate
    if predicate is None:
        return True
    columns = {atom.column for atom in atoms(predicate)} & KINDS.keys()
    # A column that the file lacks is NULL.
    known = {column: ends.get(column, Ends(has_values=False)) for column in columns}
    return keeps_row_group(predicate, known)


def _touches(reference: Reference, leaf: tuple[str, ...]) -> bool:
    paths = (tuple(name.split(".")) for name in reference.touched)
    return any(all(a == b for a, b in zip(path, leaf, strict=False)) for path in paths)
