"""``lakeq estimate`` and ``lakeq explain``: figures before anything runs."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
from typer.testing import Result

Run = Callable[..., Result]

SQL = "SELECT id FROM sales.orders WHERE year = 2023 AND id < 2023010"


def chunk_bytes(path: Path, row_group: int, column: int) -> int:
    size: int = pq.read_metadata(path).row_group(row_group).column(column).total_compressed_size
    return size


def test_the_json_object_has_the_documented_members(run: Run, lake_folder: Path) -> None:
    found = json.loads(run("estimate", "--format", "json", SQL).stdout, parse_float=Decimal)
    expected = chunk_bytes(lake_folder / "data/orders/year=2023/part.parquet", 0, 0)
    table_bytes = found["tables"][0].pop("table_bytes")
    assert found == {
        "scanned_bytes": expected,
        "billed_bytes": 10_000_000,
        "cost_usd": Decimal("0.00005"),
        "exact": True,
        "reason": None,
        "early_stop": found["early_stop"],
        "meter": "v1",
        "tables": [
            {
                "table": "sales.orders",
                "format": "parquet",
                "partitions": {"total": 3, "kept": 1},
                "files": {"total": 3, "kept": 1},
                "row_groups": {"total": 2, "kept": 1},
                "columns": {"total": 3, "kept": 1},
                "scanned_bytes": expected,
            }
        ],
    }
    assert table_bytes is None or table_bytes > expected


def test_quiet_prints_the_integer(run: Run) -> None:
    quiet = run("estimate", "--quiet", SQL).stdout
    assert (
        int(quiet) == json.loads(run("estimate", "--format", "json", SQL).stdout)["scanned_bytes"]
    )
    assert run("estimate", "-q", "SELECT 1").stdout == "0\n"


def test_the_text_tells_bytes_cost_and_what_is_kept(run: Run) -> None:
    scanned = int(run("estimate", "--quiet", SQL).stdout)
    headline, table, *_ = run("estimate", SQL).stdout.splitlines()
    assert headline.startswith(f"Valid. This query will scan {scanned:,} bytes (")
    assert headline.endswith("and cost $0.000050 (billed as 10.0 MB)")
    assert table.startswith("  sales.orders   1 of 3 partitions · ")
    assert "1 of 3 columns" in table


def test_what_reads_nothing_costs_nothing(run: Run) -> None:
    for sql in ("SELECT 1", "SHOW TABLES IN sales", "DROP TABLE sales.orders"):
        assert run("estimate", sql).stdout == (
            "Valid. This statement will scan nothing and cost nothing.\n"
        )
    assert run("catalog", "show", "sales.orders").exit_code == 0


def test_an_estimate_takes_parameters(run: Run) -> None:
    sql = "SELECT id FROM sales.orders WHERE year = ?"
    one = int(run("estimate", "-q", "--param", "2023", sql).stdout)
    assert run("estimate", "-q", "--param", "1999", sql).stdout == "0\n"
    assert one > 0


def test_an_invalid_statement_has_no_estimate(run: Run) -> None:
    found = run("estimate", "SELECT nope FROM sales.orders")
    assert found.exit_code == 1
    assert "COLUMN_NOT_FOUND" in found.stderr
    assert found.stdout == ""


def test_explain_draws_the_pruning_tree(run: Run) -> None:
    lines = run("explain", SQL).stdout.splitlines()
    assert lines[0].startswith("SELECT  ")
    assert any("partitions" in line and "1 of 3 kept" in line for line in lines)
    assert any("left to read" in line for line in lines)


def test_explain_in_json_adds_up(run: Run) -> None:
    found = json.loads(run("explain", "--format", "json", SQL).stdout)
    table = found["tables"][0]
    saved = sum(step["saved_bytes"] for step in table["steps"])
    assert {step["rule"] for step in table["steps"]} >= {"partitions", "row groups", "columns"}
    if table["table_bytes"] is not None:
        assert saved + table["scanned_bytes"] == table["table_bytes"]
