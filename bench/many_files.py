"""One day out of a table of many small files: what finding it costs.

    python -m bench.many_files [--quick]

lakeq asks its catalog for the day's files. DuckDB, Polars and DataFusion find them by listing folders
named ``dt=...``. Everything is opened once and warmed up; each run then plans and executes the query.
"""

import shutil
import sys
from collections.abc import Callable
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

FILES_PER_DAY = 10
ROWS_PER_FILE = 300
FIRST_DAY = date(2022, 1, 1)
KINDS = ["click", "view", "cart", "purchase", "refund"]
NUMBER_COLUMNS = [f"m{position}" for position in range(11)]
QUERY = """
    SELECT kind, count(*) AS events, sum(amount) AS total
    FROM {table} WHERE dt = '{day}' GROUP BY kind ORDER BY kind"""


def main(*, quick: bool = False) -> None:
    """Print what the query costs each contestant, then what an estimate costs."""
    days, rounds = (30, 3) if quick else (1001, 15)
    root = DATA / f"days-{days}"
    generate(root, days)
    day = (FIRST_DAY + timedelta(days=days // 2)).isoformat()
    with open_lakeq(root) as connection:
        contestants: dict[str, Callable[[], Any]] = {
            "lakeq": _lakeq(connection, day),
            "DuckDB, hive glob": _duckdb(root, day),
            "Polars, hive scan": _polars(root, day),
            "DataFusion, listing table": _datafusion(root, day),
        }
        answers = {name: run() for name, run in contestants.items()}
        usages = in_turns({name: _usage_of(run) for name, run in contestants.items()}, rounds)
        least = {name: best(runs) for name, runs in usages.items()}
        print_table(
            f"One day out of {days * FILES_PER_DAY:,} files in {days:,} partitions, "
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
    print_estimates(root, day, rounds)


def print_estimates(root: Path, day: str, rounds: int) -> None:
    """Print what an estimate costs: first with no footer known, then again."""
    month = QUERY.format(table="events", day=day).replace(f"dt = '{day}'", f"dt LIKE '{day[:7]}%'")
    everything = month.split("WHERE", maxsplit=1)[0] + "GROUP BY kind"
    queries = {
        "one day": QUERY.format(table="events", day=day),
        "one month, by LIKE": month,
        "every day": everything,
    }
    rows = []
    for name, text in queries.items():
        shutil.rmtree(root / "footers", ignore_errors=True)
        with open_lakeq(root) as connection, connection.cursor() as cursor:
            cursor.estimate("SELECT 1")
            first, estimate = measured(lambda: cursor.estimate(text))  # noqa: B023 - run at once.
            warm = best(measured(lambda: cursor.estimate(text))[0] for _ in range(rounds))  # noqa: B023
        with open_lakeq(root) as connection, connection.cursor() as cursor:
            cursor.estimate("SELECT 1")
            reopened, _ = measured(lambda: cursor.estimate(text))  # noqa: B023
        files = sum(scan.file_count.kept for scan in estimate.plan.scans.values())
        rows.append(
            (name, f"{files:,}", *(f"{usage.wall_ms:.1f}" for usage in (first, reopened, warm)))
        )
    print_table(
        "Estimate, wall milliseconds",
        ("query", "files", "first ever", "first of a process", f"warm, best of {rounds}"),
        rows,
    )


def generate(root: Path, days: int) -> None:
    """Write the files and declare them, unless that is done already."""
    if (root / "complete").exists():
        return
    for number in range(days):
        folder = root / "events" / f"dt={FIRST_DAY + timedelta(days=number)}"
        folder.mkdir(parents=True, exist_ok=True)
        for part in range(FILES_PER_DAY):
            pq.write_table(_table(number * FILES_PER_DAY + part), folder / f"{part}.parquet")
    columns = ", ".join(f"{name} double" for name in NUMBER_COLUMNS)
    (root / "lake.sqlite").unlink(missing_ok=True)
    with open_lakeq(root) as connection, connection.cursor() as cursor:
        cursor.execute(
            f"CREATE EXTERNAL TABLE events (id bigint, kind string, amount bigint, {columns}) "
            f"PARTITIONED BY (dt string) STORED AS PARQUET LOCATION '{root.absolute()}/events/'"
        )
        cursor.execute("MSCK REPAIR TABLE events")
    (root / "complete").touch()


def open_lakeq(root: Path) -> lakeq.Connection:
    """Open the table's lake."""
    return lakeq.connect(
        root / "lake.sqlite", cache_dir=str(root.absolute() / "footers"), history="none"
    )


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


def _lakeq(connection: lakeq.Connection, day: str) -> Callable[[], Any]:
    text = QUERY.format(table="events", day=day)
    return lambda: _comparable(connection.execute(text).fetch_arrow_table())


def _duckdb(root: Path, day: str) -> Callable[[], Any]:
    connection = duckdb.connect()
    source = (
        f"read_parquet('{root}/events/*/*.parquet', "
        "hive_partitioning = true, hive_types = {'dt': VARCHAR})"
    )
    text = QUERY.format(table=source, day=day)
    return lambda: _comparable(connection.execute(text).fetch_arrow_table())


def _polars(root: Path, day: str) -> Callable[[], Any]:
    def run() -> Any:
        frame = pl.scan_parquet(
            f"{root}/events/*/*.parquet", hive_partitioning=True, hive_schema={"dt": pl.String}
        )
        grouped = frame.filter(pl.col("dt") == day).group_by("kind")
        counted = grouped.agg(pl.len().alias("events"), pl.col("amount").sum().alias("total"))
        return _comparable(counted.sort("kind").collect().to_arrow())

    return run


def _datafusion(root: Path, day: str) -> Callable[[], Any]:
    text = QUERY.format(table="events", day=day)

    def run() -> Any:
        # Registered anew each time, because what it lists it would keep: files come and go.
        context = datafusion.SessionContext()
        context.register_parquet(
            "events", f"{root}/events", table_partition_cols=[("dt", pa.string())]
        )
        return _comparable(context.sql(text).to_arrow_table())

    return run


def _comparable(table: pa.Table) -> list[tuple[Any, ...]]:
    columns = [column.to_pylist() for column in table.columns]
    return [(kind, int(events), int(total)) for kind, events, total in zip(*columns, strict=True)]


def _usage_of(run: Callable[[], Any]) -> Callable[[], Usage]:
    return lambda: measured(run)[0]


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
