"""``lakeq catalog``: listing, showing, and the folder of definitions."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]


def test_ls_lists_tables_and_views(run: Run, lake_folder: Path) -> None:
    found = run("catalog", "ls")
    location = f"{lake_folder}/data/orders/"
    assert found.stdout.splitlines() == [
        "table,kind,format,columns,partitions,location",
        f"sales.orders,table,parquet,4,3,{location}",
        "sales.totals,view,,2,,",
    ]
    assert found.stderr == ""


def test_ls_takes_a_database_and_a_format(run: Run) -> None:
    names = [
        row["table"] for row in json.loads(run("catalog", "ls", "Sales", "--format", "json").stdout)
    ]
    assert names == ["sales.orders", "sales.totals"]
    assert run("catalog", "ls", "default", "--format", "ndjson").stdout == ""


def test_ls_of_a_database_that_is_not_there_exits_with_5(run: Run) -> None:
    found = run("catalog", "ls", "sails")
    assert found.exit_code == 5
    assert found.stdout == ""
    assert found.stderr.startswith("error: SCHEMA_NOT_FOUND: ")


def test_show_tells_columns_partitions_files_and_bytes(run: Run, lake_folder: Path) -> None:
    found = json.loads(run("catalog", "show", "sales.orders", "--format", "json").stdout)
    paths = (lake_folder / "data" / "orders").rglob("*.parquet")
    assert found["kind"] == "table"
    assert found["columns"][0] == {"name": "id", "type": "bigint", "comment": None}
    assert found["partition_keys"] == [{"name": "year", "type": "integer", "comment": None}]
    assert (found["partitions"], found["files"]) == (3, 3)
    assert found["bytes"] == sum(path.stat().st_size for path in paths)


def test_show_for_people_names_what_it_shows(run: Run) -> None:
    lines = run("--database", "sales", "catalog", "show", "orders").stdout.splitlines()
    assert lines[0].split() == ["name", "sales.orders"]
    assert any(line.split() == ["partitions", "3", "by", "year"] for line in lines)
    assert lines[-1].split() == ["year", "integer", "partition", "key"]


def test_show_can_leave_the_files_unlisted(run: Run) -> None:
    text = run("catalog", "show", "sales.orders", "--no-files", "--format", "json").stdout
    assert json.loads(text)["files"] is None


def test_show_of_a_view_ends_with_its_query(run: Run) -> None:
    text = run("catalog", "show", "sales.totals").stdout
    assert text.rstrip().endswith("GROUP BY year")


def test_ddl_prints_a_statement_that_makes_the_same_table(run: Run, tmp_path: Path) -> None:
    statement = run("catalog", "ddl", "sales.orders").stdout
    assert statement.startswith("CREATE EXTERNAL TABLE `sales.orders`(\n")
    other = {"LAKEQ_CATALOG": str(tmp_path / "other.sqlite")}
    assert run("query", "CREATE DATABASE sales", **other).exit_code == 0
    assert run("query", statement, **other).exit_code == 0
    assert run("catalog", "ddl", "sales.orders", **other).stdout == statement


def test_ddl_of_a_view_prints_its_query(run: Run) -> None:
    assert run("catalog", "ddl", "sales.totals").stdout.startswith("CREATE VIEW")


@pytest.mark.parametrize("command", ["show", "ddl", "repair"])
def test_a_table_that_is_not_there_exits_with_5_and_a_suggestion(run: Run, command: str) -> None:
    found = run("catalog", command, "sales.ordres")
    assert found.exit_code == 5
    assert "Table 'awsdatacatalog.sales.ordres' does not exist" in found.stderr
    assert "hint: did you mean `sales.orders`?" in found.stderr


def test_apply_is_idempotent_and_diff_agrees(run: Run, lake_folder: Path) -> None:
    folder = [str(lake_folder / "definitions"), "--set", f"lake={lake_folder / 'data'}"]
    again = run("catalog", "apply", *folder)
    assert again.exit_code == 0
    assert again.stdout.splitlines() == [
        "unchanged database sales",
        "unchanged table sales.orders",
        "unchanged view sales.totals",
        "unchanged partitions sales.orders",
    ]
    same = run("catalog", "diff", *folder)
    assert same.exit_code == 0
    assert "create" not in same.stdout


def test_diff_exits_with_1_where_apply_would_change_something(
    run: Run, lake_folder: Path, tmp_path: Path
) -> None:
    other = {"LAKEQ_CATALOG": str(tmp_path / "other.sqlite")}
    folder = [str(lake_folder / "definitions"), "--set", f"lake={lake_folder / 'data'}"]
    different = run("catalog", "diff", *folder, **other)
    assert different.exit_code == 1
    assert "create table sales.orders" in different.stdout.splitlines()
    assert not (tmp_path / "other.sqlite").exists()


def test_a_variable_without_a_value_is_misuse(run: Run, lake_folder: Path) -> None:
    found = run("catalog", "apply", str(lake_folder / "definitions"), "--set", "lake")
    assert found.exit_code == 2
    assert "give NAME=VALUE" in found.stderr


def test_export_writes_what_apply_reads(run: Run, tmp_path: Path) -> None:
    written = run("catalog", "export", str(tmp_path / "out"))
    assert written.exit_code == 0
    assert str(tmp_path / "out/sales/orders.sql") in written.stdout.splitlines()
    other = {"LAKEQ_CATALOG": str(tmp_path / "other.sqlite")}
    assert run("catalog", "apply", str(tmp_path / "out"), **other).exit_code == 0
    assert run("catalog", "ls", **other).stdout == run("catalog", "ls").stdout


def test_repair_registers_what_it_finds_once(run: Run, lake_folder: Path, tmp_path: Path) -> None:
    other = {"LAKEQ_CATALOG": str(tmp_path / "other.sqlite")}
    statement = run("catalog", "ddl", "sales.orders").stdout
    assert run("query", "CREATE DATABASE sales", **other).exit_code == 0
    assert run("query", statement, **other).exit_code == 0
    assert run("catalog", "repair", **other).stdout.splitlines() == [
        "sales.orders: added year=2022",
        "sales.orders: added year=2023",
        "sales.orders: added year=2024",
    ]
    again = run("catalog", "repair", "sales.orders", **other)
    assert again.stdout == ""
    assert again.stderr == "sales.orders: nothing to add\n"


def test_repair_of_a_view_is_refused(run: Run) -> None:
    assert run("catalog", "repair", "sales.totals").exit_code == 5
