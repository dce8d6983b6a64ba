"""A function's answer is the same for constants, over a column, in WHERE, and however one prunes."""

import random
import re
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
from lakeq.errors import InternalError, LakeqError
from lakeq.formats.layouts import LayoutReader
from lakeq.functions.registry import FunctionKind, Signature
from lakeq.lake import Lake
from lakeq.planning.plan import plan_scans
from lakeq.settings import Settings
from lakeq.sql.bind import bind
from lakeq.sql.parse import parse
from lakeq.sql.statements import QueryStatement
from lakeq.sql.views import parse_view
from lakeq.storage.cache import FooterCache
from lakeq.storage.local import LocalFileSystem
from tests.properties.functions.expressions import Written, call, operator, signatures
from tests.properties.functions.values import SCALARS, Value, array_type, map_type, pool

BATCH = 10
BATCHES = max(300, settings().max_examples) // BATCH
STORED = (
    *SCALARS,
    *map(array_type, SCALARS),
    array_type(array_type("integer")),
    map_type("varchar", "double"),
    map_type("varchar", "bigint"),
)
FOREIGN_WORDS = re.compile(
    r"duckdb|sqlglot|pyarrow|python|Traceback|NoneType|object has no attribute|"
    r"(Binder|Catalog|Parser|Conversion|Invalid Input|INTERNAL|Not implemented) Error",
    re.IGNORECASE,
)
REFUSED = "NOT_SUPPORTED"
TAKE_NULL = (
    "coalesce",
    "concat",
    "concat_ws",
    "if",
    "json_array",
    "json_object",
    "nullif",
    "try",
    "typeof",
)
# DuckDB tries a filter over one column of a file with NULL in its place. These raise an error then.
FAIL_FOR_NULL = ("transform_keys", "map", "map_from_entries", "multimap_from_entries")


class Table:
    """A table of one row, which has a column for every value, asked through a lake and around it."""

    def __init__(self, folder: Path) -> None:
        self.lake = Lake.open(Settings(catalog=folder / "metastore.sqlite", threads=1))
        self.storage = LocalFileSystem()
        self.layouts = LayoutReader(self.storage, FooterCache(None))
        self.engine = DuckDBEngine(self.storage, threads=1)
        self.evaluator = DuckDBEvaluator(self.engine)
        held = [value for name in STORED for value in pool(name) if value.arrow_type is not None]
        self.columns = {value: f"c{index}" for index, value in enumerate(held)}
        (folder / "t").mkdir()
        arrays = [pa.array([value.arrow], value.arrow_type) for value in held]
        pq.write_table(
            pa.table(dict(zip(self.columns.values(), arrays, strict=True))), folder / "t" / "f"
        )
        spelled = ", ".join(f"{name} {value.hive}" for value, name in self.columns.items())
        self.lake.execute("CREATE DATABASE g").close()
        self.lake.execute(
            f"CREATE EXTERNAL TABLE g.t ({spelled}) STORED AS PARQUET LOCATION '{folder}/t/'"
        ).close()

    def spell(self, value: Value) -> str:
        return self.columns.get(value) or value.constant

    def answer(self, sql: str, *, prune: bool = True) -> str:
        try:
            return repr(self._rows(sql, prune=prune))
        except LakeqError as error:
            check_refusal(error, sql)
            return error.trino_name

    def _rows(self, sql: str, *, prune: bool) -> Any:
        if prune:
            result = self.lake.execute(sql, self.lake.context())
            return [list(row) for row in result.rows()]
        statement = parse(sql, self.lake.context())
        assert isinstance(statement, QueryStatement)
        query = bind(statement.tree, self.lake.catalog, self.lake.context(), parse_view)
        planned = plan_scans(
            query, self.lake.catalog, self.storage, self.layouts, self.evaluator, prune=False
        )
        stream = self.engine.execute(query, planned)
        return [list(row.values()) for batch in stream.batches() for row in batch.to_pylist()]

    def close(self) -> None:
        self.engine.close()
        self.lake.close()


def check_refusal(error: LakeqError, sql: str) -> None:
    message = f"{error}\n{sql}"
    assert not isinstance(error, InternalError), message
    assert not FOREIGN_WORDS.search(str(error)), message


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    found = Table(tmp_path_factory.mktemp("functions"))
    yield found
    found.close()


@settings(
    max_examples=BATCHES,
    suppress_health_check=list(HealthCheck),
    # A smaller seed makes no smaller expression.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(seed=st.integers(0, 1 << 63))
def test_an_expression_has_one_answer_wherever_it_stands(table: Table, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(BATCH):
        check(table, rng)


@settings(
    max_examples=max(5, settings().max_examples // 1000),
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(seed=st.integers(0, 1 << 63))
def test_a_function_of_null_is_null(table: Table, seed: int) -> None:
    rng = random.Random(seed)
    for signature in rng.sample(signatures(FunctionKind.SCALAR), 60):
        if signature.name not in TAKE_NULL:
            check_nulls(table, rng, signature)


def check_nulls(table: Table, rng: random.Random, signature: Signature) -> None:
    """Put NULL in the place of each argument, one after the other."""
    written = Written()
    text = call(rng, written, signature)
    present = [value if value.sql != "NULL" else pool(value.type)[-1] for value in written.values]
    if "->" in text or written.is_nested:
        return
    for index, value in enumerate(present):
        arguments = Written([*present[:index], pool(value.type)[0], *present[index + 1 :]])
        for spell in (table.spell, lambda each: each.constant):
            spelled = arguments.spell(text, spell)
            answer = table.answer(f"SELECT {spelled} FROM g.t")
            assert answer == "[[None]]" or not answer.startswith("["), f"{spelled}: {answer}"


def check(table: Table, rng: random.Random) -> None:
    written = Written()
    choice = rng.random()
    if choice < 0.15:
        text = operator(rng, written)
    else:
        kind = FunctionKind.AGGREGATE if choice < 0.25 else FunctionKind.SCALAR
        text = call(rng, written, rng.choice(signatures(kind)))
    constant = written.spell(text, lambda value: value.constant)
    column = written.spell(text, table.spell)
    first = table.answer(f"SELECT {constant} FROM (VALUES 1) v(x)")
    found = {"column": (first, table.answer(f"SELECT {column} FROM g.t"))}
    if choice >= 0.25 or choice < 0.15:
        found |= filtered(table, first, constant, column)
    for place, (expected, answer) in found.items():
        if text.startswith(FAIL_FOR_NULL) and "filter" in place:
            continue
        assert agree(expected, answer, written), f"{place}: {expected} {answer}\n{constant}"


def filtered(table: Table, first: str, constant: str, column: str) -> dict[str, tuple[str, str]]:
    """Ask for the row of the table, if it has the answer."""
    expected = {"[[None]]": "[[1]]"}.get(first, "[]" if first.startswith("[") else first)
    missing = f"({column}) IS NULL"
    found = {
        "constant filter": f"SELECT 1 FROM (VALUES 1) v(x) WHERE ({constant}) IS NULL",
        "filter": f"SELECT 1 FROM g.t WHERE {missing}",
    }
    answers = {place: (expected, table.answer(sql)) for place, sql in found.items()}
    unpruned = table.answer(found["filter"], prune=False)
    answers["unpruned filter"] = (expected, unpruned)
    if first in ("[[True]]", "[[False]]"):
        kept = "[[1]]" if first == "[[True]]" else "[]"
        for prune in (True, False):
            answer = table.answer(f"SELECT 1 FROM g.t WHERE {column}", prune=prune)
            answers[f"condition, prune={prune}"] = (kept, answer)
    return answers


def agree(expected: str, found: str, written: Written) -> bool:
    """Two answers are the same, or one of them is a refusal.

    What is not needed is not evaluated: whether an error is met may depend on a NULL beside it, and
    IS NULL need not evaluate what cannot be NULL.
    """
    failures = [each for each in (expected, found) if not each.startswith("[")]
    if expected == found or REFUSED in failures:
        return True
    return bool(failures) and (written.may_stop_early or found == "[]")
