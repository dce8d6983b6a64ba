"""A small lake of its own, and the command line run in this process or as one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from lakeq.cli import app

Run = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]

DEFINITIONS = {
    "sales/database.sql": "CREATE DATABASE sales COMMENT 'what was sold'",
    "sales/orders.sql": """
        CREATE EXTERNAL TABLE sales.orders (id bigint, customer string, note string)
        PARTITIONED BY (year int)
        STORED AS PARQUET LOCATION '${lake}/orders/';
        MSCK REPAIR TABLE sales.orders
    """,
    "sales/totals.sql": """
        CREATE VIEW sales.totals AS SELECT year, count(*) AS orders FROM sales.orders GROUP BY year
    """,
}


@pytest.fixture(scope="module")
def lake_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a lake: 100 orders in each of three years, and the definitions of their table."""
    folder = tmp_path_factory.mktemp("lake")
    for year in (2022, 2023, 2024):
        rows = range(100)
        table = pa.table(
            {
                "id": [year * 1000 + row for row in rows],
                "customer": [f"customer {row % 7}" for row in rows],
                "note": [None if row % 3 else f"note, {row}" for row in rows],
            }
        )
        path = folder / "data" / "orders" / f"year={year}" / "part.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(table, path, row_group_size=50)
    for name, text in DEFINITIONS.items():
        (folder / "definitions" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "definitions" / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def environment(lake_folder: Path) -> dict[str, str]:
    """Say where everything of the lake is, and that the terminal is of no special kind."""
    return {
        "HOME": str(lake_folder),
        "LAKEQ_CATALOG": str(lake_folder / "lake.sqlite"),
        "LAKEQ_CACHE_DIR": "none",
        "LAKEQ_HISTORY": str(lake_folder / "history.sqlite"),
        "NO_COLOR": "",
        "FORCE_COLOR": "",
        "TERM": "xterm",
        "COLUMNS": "80",
    }


@pytest.fixture(scope="module")
def run(lake_folder: Path, environment: dict[str, str]) -> Run:
    """Run a command in this process, on the lake, whose catalog is applied."""

    def invoke(*arguments: str, **options: str) -> Result:
        return CliRunner().invoke(
            app, arguments, env={**environment, **options}, input=options.pop("stdin", None)
        )

    data, definitions = lake_folder / "data", lake_folder / "definitions"
    applied = invoke("catalog", "apply", str(definitions), "--set", f"lake={data}")
    assert applied.exit_code == 0, applied.output
    return invoke


@pytest.fixture(scope="module")
def process(run: Run, environment: dict[str, str]) -> Process:
    """Run a command as a process of its own."""

    def start(*arguments: str, code: Sequence[str] = ("-m", "lakeq")) -> object:
        return subprocess.run(
            [sys.executable, *code, *arguments],
            env={**os.environ, **environment},
            capture_output=True,
            timeout=60,
            check=False,
        )

    return start  # type: ignore[return-value]  # the callable's result is a CompletedProcess.
