"""TPC-DS: the 99 queries through lakeq and in DuckDB itself, over the same Parquet files.

python -m bench.tpcds [--quick]

The column ``compiling`` is what lakeq does before DuckDB does anything, in milliseconds of CPU:
parsing, binding, planning and writing DuckDB's SQL, with footers remembered. Its median, which should
stay below 50, stands below the table.

Tables and queries come from DuckDB's ``tpcds`` extension; ``trino_queries`` says in which few places
Trino's dialect needs other words than DuckDB's.
"""

import re
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from statistics import median

import duckdb

import lakeq
from bench.answers import difference
from bench.compiling import compiler
from bench.measure import DATA, best, in_turns, measured, print_table
from bench.tpch import in_duckdb, through_lakeq, usage_of

HIVE_TYPES = {"VARCHAR": "string", "INTEGER": "int"}
_DATE_TEXT = re.compile(r"'(\d{4}-\d{1,2}-\d{1,2})'")
_DAYS_ADDED = re.compile(r"(d_date \+) (\d+)")


def main(*, quick: bool = False) -> None:
    """Run every query in turns, and print CPU time beside CPU time."""
    scale, rounds = (0.01, 1) if quick else (1.0, 3)
    root = DATA / f"tpcds-{scale:g}"
    queries = trino_queries(generate(root, scale))
    connection, raw = open_lakeq(root), open_duckdb(root)
    compiled = compiler(connection)
    rows, compiling = [], []
    totals = {"lakeq": 0.0, "duckdb": 0.0}
    for number, text in queries.items():
        ours, theirs = through_lakeq(connection, text), in_duckdb(raw, text)
        outcome = difference(ours(), theirs())
        usages = in_turns({"lakeq": usage_of(ours), "duckdb": usage_of(theirs)}, rounds)
        least = {name: best(runs) for name, runs in usages.items()}
        for name, usage in least.items():
            totals[name] += usage.cpu_ms
        compiled(text)
        compiling.append(best(measured(partial(compiled, text))[0] for _ in range(3)).cpu_ms)
        figures = least["lakeq"].cpu_ms, least["duckdb"].cpu_ms
        rows.append(_row(f"Q{number}", *figures, f"{compiling[-1]:.1f}", outcome))
    rows.append(_row("all", totals["lakeq"], totals["duckdb"], "", ""))
    print_table(
        f"TPC-DS at scale {scale:g} over Parquet, CPU milliseconds, best of {rounds}",
        ("query", "lakeq", "DuckDB", "ratio", "compiling", "answers"),
        rows,
    )
    print(f"\nCompiling: median {median(compiling):.1f} ms, at most {max(compiling):.1f} ms")


def generate(root: Path, scale: float) -> dict[int, str]:
    """Write the tables below ``root``, one folder each, and give the queries as DuckDB has them."""
    from duckdb_extensions import import_extension

    import_extension("tpcds")
    with duckdb.connect() as source:
        source.execute("LOAD tpcds")
        if not (root / "complete").exists():
            source.execute("CALL dsdgen(sf = ?)", [scale])
            for (table,) in source.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                (root / table).mkdir(parents=True, exist_ok=True)
                source.execute(f"COPY {table} TO '{root / table / '0.parquet'}' (FORMAT parquet)")
            (root / "complete").touch()
        texts = source.execute("SELECT query_nr, query FROM tpcds_queries()").fetchall()
    return {number: text.strip().rstrip(";") for number, text in texts}


def trino_queries(queries: Mapping[int, str]) -> dict[int, str]:
    """Put the queries in words that Trino takes, and DuckDB too.

    Trino never compares a date with a text, and never adds a number to a date.
    """
    return {
        number: _DAYS_ADDED.sub(r"\1 INTERVAL '\2' DAY", _DATE_TEXT.sub(r"DATE '\1'", text))
        for number, text in queries.items()
    }


def open_lakeq(root: Path) -> lakeq.Connection:
    """Declare the tables in a lake of their own."""
    metastore = root / "lake.sqlite"
    metastore.unlink(missing_ok=True)
    connection = lakeq.connect(metastore, cache_dir=str(root / "footers"), history="none")
    with connection.cursor() as cursor, open_duckdb(root) as raw:
        for table in _tables(root):
            columns = ", ".join(
                f"`{name}` {HIVE_TYPES.get(data_type, data_type.lower())}"
                for name, data_type, *_ in raw.execute(f"DESCRIBE {table}").fetchall()
            )
            cursor.execute(
                f"CREATE EXTERNAL TABLE {table} ({columns}) STORED AS PARQUET "
                f"LOCATION '{root.absolute()}/{table}/'"
            )
    return connection


def open_duckdb(root: Path) -> duckdb.DuckDBPyConnection:
    """Declare the same files as views."""
    connection = duckdb.connect()
    for table in _tables(root):
        connection.execute(
            f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{root / table / '0.parquet'}')"
        )
    return connection


def _tables(root: Path) -> list[str]:
    return sorted(path.parent.name for path in root.glob("*/0.parquet"))


def _row(
    name: str, lakeq_ms: float, duckdb_ms: float, compiling_ms: str, answers: str
) -> tuple[str, ...]:
    return (
        name,
        f"{lakeq_ms:,.0f}",
        f"{duckdb_ms:,.0f}",
        f"{lakeq_ms / max(duckdb_ms, 0.1):.2f}",
        compiling_ms,
        answers,
    )


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
