"""Run every benchmark, each in a process of its own: ``python -m bench [--quick] [NAME ...]``."""

import argparse
import platform
import subprocess
import sys
from importlib.metadata import version

QUICKLY = {
    "tpch": ("--quick",),
    "tpcds": ("--quick",),
    "many_files": ("--quick",),
    "partitions": ("--count", "20000", "--repeat", "3"),
    "cold_start": ("--quick",),
}
LIBRARIES = ("duckdb", "polars", "datafusion", "pyarrow")


def main() -> None:
    """Run the benchmarks asked for, all of them by default."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(QUICKLY))
    parser.add_argument("--quick", action="store_true", help="small data, to see that all runs")
    arguments = parser.parse_args()
    versions = (f"{library} {version(library)}" for library in LIBRARIES)
    print(f"Python {platform.python_version()}, {', '.join(versions)}", flush=True)
    for name in arguments.names or QUICKLY:
        options = QUICKLY[name] if arguments.quick else ()
        subprocess.run([sys.executable, "-m", f"bench.{name}", *options], check=True)


if __name__ == "__main__":
    main()
