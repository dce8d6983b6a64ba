"""Run every benchmark: ``python -m bench [--quick] [NAME ...]``."""

import argparse
import importlib
import platform
from importlib.metadata import version

NAMES = ("tpch", "many_files", "partitions", "cold_start")


def main() -> None:
    """Run the benchmarks asked for, all of them by default."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="small data, to see that all runs")
    arguments = parser.parse_args()
    print(
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}, "
        f"Polars {version('polars')}, DataFusion {version('datafusion')}, pyarrow {version('pyarrow')}"
    )
    for name in arguments.names or NAMES:
        importlib.import_module(f"bench.{name}").main(quick=arguments.quick)


if __name__ == "__main__":
    main()
