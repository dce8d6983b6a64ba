"""TPC-H over Parquet: the 22 queries through lakeq and in DuckDB itself, over the same files.

python -m bench.tpch [--quick]
"""

import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa

import lakeq
from bench.answers import difference
from bench.measure import DATA, Usage, best, in_turns, measured, print_table
from bench.tpch_data import generate
from bench.tpch_queries import QUERIES

SCHEMAS = {
    "region": "r_regionkey bigint, r_name string, r_comment string",
    "nation": "n_nationkey bigint, n_name string, n_regionkey bigint, n_comment string",
    "supplier": """s_suppkey bigint, s_name string, s_address string, s_nationkey bigint,
        s_phone string, s_acctbal decimal(15,2), s_comment string""",
    "customer": """c_custkey bigint, c_name string, c_address string, c_nationkey bigint,
        c_phone string, c_acctbal decimal(15,2), c_mktsegment string, c_comment string""",
    "part": """p_partkey bigint, p_name string, p_mfgr string, p_brand string, p_type string,
        p_size int, p_container string, p_retailprice decimal(15,2), p_comment string""",
    "partsupp": """ps_partkey bigint, ps_suppkey bigint, ps_availqty int,
        ps_supplycost decimal(15,2), ps_comment string""",
    "orders": """o_orderkey bigint, o_custkey bigint, o_orderstatus string,
        o_totalprice decimal(15,2), o_orderdate date, o_orderpriority string, o_clerk string,
        o_shippriority int, o_comment string""",
    "lineitem": """l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int,
        l_quantity decimal(15,2), l_extendedprice decimal(15,2), l_discount decimal(15,2),
        l_tax decimal(15,2), l_returnflag string, l_linestatus string, l_shipdate date,
        l_commitdate date, l_receiptdate date, l_shipinstruct string, l_shipmode string,
        l_comment string""",
}


def main(*, quick: bool = False) -> None:
    """Run every query in turns, and print CPU time beside CPU time."""
    scale, rounds = (0.01, 2) if quick else (1.0, 5)
    root = DATA / f"tpch-{scale:g}"
    generate(root, scale)
    connection, raw = open_lakeq(root), open_duckdb(root)
    rows, totals = [], {"lakeq": 0.0, "duckdb": 0.0}
    for number, text in QUERIES.items():
        ours, theirs = through_lakeq(connection, text), in_duckdb(raw, text)
        differs = difference(ours(), theirs())
        usages = in_turns({"lakeq": usage_of(ours), "duckdb": usage_of(theirs)}, rounds)
        least = {name: best(runs) for name, runs in usages.items()}
        for name, usage in least.items():
            totals[name] += usage.cpu_ms
        rows.append(_row(f"Q{number}", least["lakeq"].cpu_ms, least["duckdb"].cpu_ms, differs))
    rows.append(_row("all", totals["lakeq"], totals["duckdb"], ""))
    print_table(
        f"TPC-H at scale {scale:g} over Parquet, CPU milliseconds, best of {rounds}",
        ("query", "lakeq", "DuckDB", "ratio", "answers"),
        rows,
    )


def open_lakeq(root: Path) -> lakeq.Connection:
    """Declare the tables in a lake of their own."""
    metastore = root / "lake.sqlite"
    metastore.unlink(missing_ok=True)
    connection = lakeq.connect(
        metastore, database="default", cache_dir=str(root / "footers"), history="none"
    )
    with connection.cursor() as cursor:
        for table, columns in SCHEMAS.items():
            cursor.execute(
                f"CREATE EXTERNAL TABLE {table} ({columns}) STORED AS PARQUET "
                f"LOCATION '{root.absolute()}/{table}/'"
            )
    return connection


def open_duckdb(root: Path) -> duckdb.DuckDBPyConnection:
    """Declare the same files as views."""
    connection = duckdb.connect()
    for table in SCHEMAS:
        files = [str(path) for path in sorted((root / table).glob("*.parquet"))]
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({files})")
    return connection


def through_lakeq(connection: lakeq.Connection, text: str) -> Callable[[], pa.Table]:
    """Give what runs a query through lakeq."""
    return lambda: connection.execute(text).fetch_arrow_table()


def in_duckdb(connection: duckdb.DuckDBPyConnection, text: str) -> Callable[[], pa.Table]:
    """Give what runs a query in DuckDB."""
    return lambda: connection.execute(text).to_arrow_table()


def usage_of(run: Callable[[], pa.Table]) -> Callable[[], Usage]:
    """Give what runs a query and says what it took."""
    return lambda: measured(run)[0]


def _row(name: str, lakeq_ms: float, duckdb_ms: float, answers: str) -> tuple[str, ...]:
    ratio = lakeq_ms / duckdb_ms
    return (name, f"{lakeq_ms:,.0f}", f"{duckdb_ms:,.0f}", f"{ratio:.2f}", answers)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
