"""One day out of a table of many small files: what finding it costs.

    python -m bench.many_files [--quick]

lakeq asks its catalog for the day's files. DuckDB, Polars and DataFusion find them by listing folders
named ``key=value``. Everything is opened, declared and warmed up once; each run then plans and executes
the query.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import datafusion
import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import lakeq
from bench.measure import DATA, Usage, best, in_turns, measured, print_table

ROWS_PER_FILE = 300
FIRST_DAY = date(2022, 1, 1)
KINDS = ["click", "view", "cart", "purchase", "refund"]
NUMBER_COLUMNS = [f"m{position}" for position in range(11)]
QUERY = """
    SELECT kind, count(*) AS events, sum(amount) AS total
    FROM {table} WHERE {condition} GROUP BY kind ORDER BY kind"""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table's files are divided into folders. Each day has ``len(parts)`` files."""

    name: str
    keys: dict[str, str]
    day: str
    parts: tuple[str, ...]

    def files(self, day: date) -> Iterator[str]:
        """Yield the paths of a day's files, below the table."""
        for part in self.parts:
            yield f"{day:{self.day}}/{part}"

    def condition(self, day: date) -> str:
        """Select a day by the keys that its folder names."""
        values = [folder.split("=") for folder in f"{day:{self.day}}".split("/")]
        return " AND ".join(
            f"{key} = " + (f"'{value}'" if self.keys[key] == "string" else str(int(value)))
            for key, value in values
        )


LAYOUTS = (
    Layout(
        "by day, ten files each",
        {"dt": "string"},
        "dt=%Y-%m-%d",
        tuple(f"{part}.parquet" for part in range(10)),
    ),
    Layout(
        "by year, month, day and hour, one file each",
        {"year": "int", "month": "int", "day": "int", "hour": "int"},
        "year=%Y/month=%-m/day=%-d",
        tuple(f"hour={hour}/0.parquet" for hour in range(24)),
    ),
)


def main(*, quick: bool = False) -> None:
    """Print, for each layout, what the query costs each contestant and what an estimate costs."""
    file_count, rounds = (300, 3) if quick else (10_000, 15)
    for layout in LAYOUTS:
        days = -(-file_count // len(layout.parts))
        root = DATA / f"{'-'.join(layout.keys)}-{days}"
        generate(root, layout, days)
        compare(root, layout, days, rounds)
        print_estimates(root, layout, days, rounds)


def compare(root: Path, layout: Layout, days: int, rounds: int) -> None:
    """Let all contestants answer the same question in turns."""
    condition = layout.condition(FIRST_DAY + timedelta(days=days // 2))
    with open_lakeq(root) as connection:
        contestants: dict[str, Callable[[], Any]] = {
            "lakeq": _lakeq(connection, condition),
            "DuckDB, hive glob": _duckdb(root, layout, condition),
            "Polars, hive scan": _polars(root, layout, condition),
            "DataFusion, listing table": _datafusion(root, layout, condition),
        }
        answers = {name: run() for name, run in contestants.items()}
        usages = in_turns({name: _usage_of(run) for name, run in contestants.items()}, rounds)
    least = {name: best(runs) for name, runs in usages.items()}
    print_table(
        f"One day out of {days * len(layout.parts):,} files ({layout.name}), "
        f"plan and execute, milliseconds, best of {rounds}",
        ("contestant", "CPU", "wall", "CPU beside lakeq's", "answer"),
        (
            (
                name,
                f"{usage.cpu_ms:.1f}",
                f"{usage.wall_ms:.1f}",
                f"{usage.cpu_ms / least['lakeq'].cpu_ms:.1f}",
                "equal" if answers[name] == answers["lakeq"] else "differs",
            )
            for name, usage in least.items()
        ),
    )


def print_estimates(root: Path, layout: Layout, days: int, rounds: int) -> None:
    """Print what an estimate costs: first with no footer known, then again."""
    day = FIRST_DAY + timedelta(days=days // 2)
    key = next(iter(layout.keys))
    questions = {
        "one day": layout.condition(day),
        "an expression": f"substr(CAST({key} AS varchar), 1, 4) = '{day.year}'",
        "every day": "true",
    }
    rows = []
    for name, condition in questions.items():
        text = QUERY.format(table="events", condition=condition)
        shutil.rmtree(root / "footers", ignore_errors=True)
        with open_lakeq(root) as connection:
            first, estimate = _estimated(connection, text)
            warm = best(_estimated(connection, text)[0] for _ in range(rounds))
        with open_lakeq(root) as connection:
            reopened, _ = _estimated(connection, text)
        files = sum(scan.file_count.kept for scan in estimate.plan.scans.values())
        milliseconds = (f"{usage.wall_ms:,.1f}" for usage in (first, reopened, warm))
        rows.append((name, f"{files:,}", *milliseconds))
    print_table(
        f"Estimate of a query of {days * len(layout.parts):,} files ({layout.name}), "
        "wall milliseconds",
        ("partitions asked for", "files", "first ever", "first of a process", f"best of {rounds}"),
        rows,
    )


def generate(root: Path, layout: Layout, days: int) -> None:
    """Write the files and declare them, unless that is done already."""
    if (root / "complete").exists():
        return
    table = root.absolute() / "events"
    for number in range(days):
        for part, path in enumerate(layout.files(FIRST_DAY + timedelta(days=number))):
            (table / path).parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(_table(number * len(layout.parts) + part), table / path)
    columns = ", ".join(f"{name} double" for name in NUMBER_COLUMNS)
    keys = ", ".join(f"{name} {type_name}" for name, type_name in layout.keys.items())
    (root / "lake.sqlite").unlink(missing_ok=True)
    with open_lakeq(root) as connection, connection.cursor() as cursor:
        cursor.execute(
            f"CREATE EXTERNAL TABLE events (id bigint, kind string, amount bigint, {columns}) "
            f"PARTITIONED BY ({keys}) STORED AS PARQUET LOCATION '{table}/'"
        )
        cursor.execute("MSCK REPAIR TABLE events")
    (root / "complete").touch()


def open_lakeq(root: Path) -> lakeq.Connection:
    """Open the table's lake."""
    return lakeq.connect(
        root / "lake.sqlite", cache_dir=str(root.absolute() / "footers"), history="none"
    )


def _estimated(connection: lakeq.Connection, text: str) -> tuple[Usage, Any]:
    return measured(lambda: connection.cursor().estimate(text))


def _table(seed: int) -> pa.Table:
    rng = np.random.default_rng(seed)
    numbers = {name: rng.random(ROWS_PER_FILE) for name in NUMBER_COLUMNS}
    return pa.table(
        {
            "id": np.arange(ROWS_PER_FILE) + seed * ROWS_PER_FILE,
            "kind": pa.array(KINDS).take(pa.array(rng.integers(0, len(KINDS), ROWS_PER_FILE))),
            "amount": rng.integers(0, 10_000, ROWS_PER_FILE),
            **numbers,
        }
    )


def _lakeq(connection: lakeq.Connection, condition: str) -> Callable[[], Any]:
    text = QUERY.format(table="events", condition=condition)
    return lambda: _comparable(connection.execute(text).fetch_arrow_table())


def _duckdb(root: Path, layout: Layout, condition: str) -> Callable[[], Any]:
    connection = duckdb.connect()
    types = ", ".join(
        f"'{key}': {'VARCHAR' if kind == 'string' else 'INT'}" for key, kind in layout.keys.items()
    )
    source = (
        f"read_parquet('{_glob(root, layout)}', hive_partitioning = true, hive_types = {{{types}}})"
    )
    text = QUERY.format(table=source, condition=condition)
    return lambda: _comparable(connection.execute(text).to_arrow_table())


def _polars(root: Path, layout: Layout, condition: str) -> Callable[[], Any]:
    schema = {key: pl.String if kind == "string" else pl.Int32 for key, kind in layout.keys.items()}
    predicate = pl.sql_expr(condition)

    def run() -> Any:
        frame = pl.scan_parquet(_glob(root, layout), hive_partitioning=True, hive_schema=schema)
        grouped = frame.filter(predicate).group_by("kind")
        counted = grouped.agg(pl.len().alias("events"), pl.col("amount").sum().alias("total"))
        return _comparable(counted.sort("kind").collect().to_arrow())

    return run


def _datafusion(root: Path, layout: Layout, condition: str) -> Callable[[], Any]:
    types = {"string": pa.string(), "int": pa.int32()}
    context = datafusion.SessionContext()
    context.register_parquet(
        "events",
        f"{root}/events",
        table_partition_cols=[(key, types[kind]) for key, kind in layout.keys.items()],
        schema=_table(0).schema,
    )
    text = QUERY.format(table="events", condition=condition)
    return lambda: _comparable(context.sql(text).to_arrow_table())


def _glob(root: Path, layout: Layout) -> str:
    return f"{root}/events/{'*/' * len(layout.keys)}*.parquet"


def _comparable(table: pa.Table) -> list[tuple[Any, ...]]:
    columns = [column.to_pylist() for column in table.columns]
    return [(kind, int(events), int(total)) for kind, events, total in zip(*columns, strict=True)]


def _usage_of(run: Callable[[], Any]) -> Callable[[], Usage]:
    return lambda: measured(run)[0]


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
