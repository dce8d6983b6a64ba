"""``lakeq query``: rows to stdout or a file, the rest to stderr, and an exit code."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import Result

Run = Callable[..., Result]

BY_YEAR = "SELECT year, count(id) AS orders FROM sales.orders GROUP BY year ORDER BY year"
NOTES = "SELECT id, note FROM sales.orders WHERE year = 2022 AND id < 2022003 ORDER BY id"
OBJECTS = (
    '{"id":2022000,"note":"note, 0"}',
    '{"id":2022001,"note":null}',
    '{"id":2022002,"note":null}',
)


def test_data_alone_goes_to_stdout(run: Run) -> None:
    found = run("query", BY_YEAR)
    assert found.exit_code == 0
    assert found.stdout == "year,orders\n2022,100\n2023,100\n2024,100\n"
    assert found.stderr == ""


def test_the_statement_can_come_from_a_file_or_stdin(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "by_year.sql"
    path.write_text(BY_YEAR + ";\n")
    expected = run("query", BY_YEAR).stdout
    assert run("query", "-f", str(path)).stdout == expected
    assert run("query", "-", stdin=BY_YEAR).stdout == expected
    assert run("query", "-f", "-", stdin=BY_YEAR).stdout == expected


def test_a_mark_of_the_encoding_is_no_part_of_the_statement(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "marked.sql"
    path.write_text("SELECT 1", encoding="utf-8-sig")
    assert run("query", "-f", str(path)).stdout == "_col0\n1\n"
    assert run("query", "-", stdin="\ufeffSELECT 1").stdout == "_col0\n1\n"


def test_a_statement_may_begin_with_a_comment(run: Run) -> None:
    expected = "_col0\n1\n"
    assert run("query", "-- why\nSELECT ?", "--param", "1").stdout == expected
    assert run("query", "--param", "1", "-- why\nSELECT ?").stdout == expected
    assert run("query", "--param", "1", "--", "-- why\nSELECT ?").stdout == expected
    assert run("estimate", "--quiet", "-- why\nSELECT 1").stdout == "0\n"


def test_one_statement_is_wanted(run: Run, tmp_path: Path) -> None:
    assert run("query").exit_code == 2
    assert run("query", "SELECT 1", "-f", "x.sql").exit_code == 2
    missing = run("query", "-f", str(tmp_path / "missing.sql"))
    assert missing.exit_code == 2
    assert "missing.sql cannot be read: No such file" in missing.stderr


def test_a_table_is_followed_by_what_it_cost(run: Run) -> None:
    found = run("query", "--format", "table", BY_YEAR)
    assert found.stdout.splitlines() == [
        " year   orders",
        " ─────────────",
        " 2022      100",
        " 2023      100",
        " 2024      100",
    ]
    assert found.stderr.startswith("\n3 rows · ")
    assert "pruned) · $0.000050 exact (billed as 10.0 MB)" in found.stderr


def test_the_summary_can_be_asked_for_and_left_out(run: Run) -> None:
    assert run("query", "--format", "table", "--no-summary", BY_YEAR).stderr == ""
    asked = run("query", "--summary", BY_YEAR)
    assert asked.stderr.startswith("3 rows · ")
    assert asked.stdout.startswith("year,orders\n")


def test_a_long_table_says_how_much_it_leaves_out(run: Run) -> None:
    sql = "SELECT id FROM sales.orders ORDER BY id"
    lines = run("query", "--format", "table", sql).stdout.splitlines()
    assert len(lines) == 2 + 40 + 1
    assert lines[-1] == "… 260 more rows: --limit -1, --format csv"
    assert len(run("query", "--format", "table", "--limit", "-1", sql).stdout.splitlines()) == 302
    lines = run("query", "--format", "table", "--limit", "3", sql).stdout.splitlines()
    assert lines[-2:] == [" 2,022,002", "… 297 more rows: --limit -1, --format csv"]


def test_plans_and_definitions_are_printed_whole_and_as_they_are(run: Run) -> None:
    union = " UNION ALL ".join(["SELECT note FROM sales.orders"] * 9)
    plan = run("query", "--format", "table", f"EXPLAIN {union}").stdout.splitlines()
    assert plan[0] == "Fragment 0 [SINGLE]"
    assert len(plan) > 40
    view = run("query", "--format", "table", "SHOW CREATE VIEW sales.totals").stdout
    assert view.startswith("CREATE VIEW")
    cut = run("query", "--format", "table", "--limit", "1", f"EXPLAIN {union}").stdout
    assert cut.splitlines() == plan[:1]


def test_a_limit_bounds_what_is_written(run: Run) -> None:
    sql = "SELECT id FROM sales.orders ORDER BY id"
    assert run("query", "--limit", "2", sql).stdout == "id\n2022000\n2022001\n"
    assert run("query", "--limit", "0", sql).stdout == "id\n"
    assert len(run("query", sql).stdout.splitlines()) == 301
    assert run("query", "--limit", "-2", sql).exit_code == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("csv", 'id,note\n2022000,"note, 0"\n2022001,\n2022002,\n'),
        ("tsv", "id\tnote\n2022000\tnote, 0\n2022001\t\n2022002\t\n"),
        ("ndjson", "\n".join(OBJECTS) + "\n"),
        ("json", "[\n" + ",\n".join(OBJECTS) + "\n]\n"),
        (
            "markdown",
            "| id | note |\n| ---: | --- |\n| 2022000 | note, 0 |\n| 2022001 |  |\n| 2022002 |  |\n",
        ),
    ],
)
def test_every_text_format_can_be_asked_for(run: Run, name: str, expected: str) -> None:
    assert run("query", "--format", name, NOTES).stdout == expected


def test_parquet_and_arrow_go_into_pipes_and_files(run: Run, tmp_path: Path) -> None:
    expected = [2022000, 2022001, 2022002]
    piped = pq.read_table(pa.BufferReader(run("query", "--format", "parquet", NOTES).stdout_bytes))
    assert piped["id"].to_pylist() == expected
    stream = run("query", "--format", "arrow", NOTES).stdout_bytes
    assert pa.ipc.open_stream(stream).read_all()["id"].to_pylist() == expected
    for name in ("out.parquet", "out.arrow"):
        assert run("query", "-o", str(tmp_path / name), NOTES).stdout == ""
    assert pq.read_table(tmp_path / "out.parquet")["id"].to_pylist() == expected
    file = pa.ipc.open_file((tmp_path / "out.arrow").read_bytes())
    assert file.read_all()["id"].to_pylist() == expected


def test_a_failed_query_leaves_no_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    found = run("query", "-o", str(path), "SELECT 1 / (id - id) FROM sales.orders")
    assert found.exit_code == 1
    assert "DIVISION_BY_ZERO" in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_bad_destination_is_told_before_anything_runs(run: Run, tmp_path: Path) -> None:
    for path in ("out.xlsx", "missing/out.csv"):
        found = run("query", "-o", str(tmp_path / path), "SELECT 1")
        assert found.exit_code == 2
        assert found.stderr.startswith("error: INVALID_CONFIGURATION: ")


def test_parameters_take_the_place_of_question_marks(run: Run) -> None:
    sql = "SELECT count(id) FROM sales.orders WHERE year = ? AND customer = ?"
    found = run("query", "--param", "2023", "--param", "customer 1", sql)
    assert found.stdout.splitlines()[1:] == ["15"]
    assert run("query", "--param", "'7'", "SELECT typeof(?)").stdout.splitlines()[1] == "varchar(1)"


def test_statistics_are_one_json_line(run: Run) -> None:
    found = run("query", "--stats", BY_YEAR)
    figures = json.loads(found.stderr, parse_float=Decimal)
    assert list(figures) == [
        *["query_id", "rows", "seconds", "bytes_scanned", "bytes_total", "bytes_billed"],
        *["cost_usd", "read_bytes", "exact", "pruned"],
    ]
    assert figures["rows"] == 3
    assert figures["cost_usd"] == Decimal("0.00005")
    assert figures["bytes_billed"] == 10_000_000
    assert figures["pruned"] == {
        "partitions": {"total": 3, "kept": 3},
        "row_groups": {"total": 6, "kept": 6},
        "columns": {"total": 3, "kept": 1},
    }


def test_ddl_answers_nothing_and_is_free(run: Run) -> None:
    found = run("query", "--stats", "CREATE DATABASE IF NOT EXISTS sales")
    assert (found.exit_code, found.stdout) == (0, "")
    assert json.loads(found.stderr)["cost_usd"] == 0
    shown = run("query", "--summary", "CREATE DATABASE IF NOT EXISTS sales")
    assert shown.stderr.startswith("done · ")


def test_show_statements_answer_rows(run: Run) -> None:
    assert run("query", "SHOW TABLES IN sales").stdout == "tab_name\norders\ntotals\n"


def test_the_database_can_be_chosen(run: Run) -> None:
    assert run("--database", "sales", "query", "SELECT count(*) FROM orders").exit_code == 0
    assert run("query", "SELECT count(*) FROM orders").exit_code == 5


def test_an_unknown_table_is_shown_in_its_place(run: Run) -> None:
    found = run("query", "SELECT *\nFROM sales.ordres")
    assert found.exit_code == 5
    assert found.stdout == ""
    assert found.stderr == (
        "error: TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.sales.ordres' does not exist\n"
        "  FROM sales.ordres\n"
        "       ^\n"
        "\n"
        "hint: did you mean `sales.orders`?\n"
    )


def test_a_statement_that_does_not_parse_exits_with_1(run: Run) -> None:
    found = run("query", "SELEKT 1")
    assert found.exit_code == 1
    assert found.stderr.startswith("error: SYNTAX_ERROR: line 1:1: ")


@pytest.mark.parametrize("limit", [("--max-scan", "1KB"), ("--max-cost", "$0.00001")])
def test_over_a_limit_nothing_runs(run: Run, limit: tuple[str, str]) -> None:
    found = run("query", *limit, "SELECT * FROM sales.orders")
    assert found.exit_code == 4
    assert found.stdout == ""
    assert found.stderr.startswith("error: EXCEEDED_SCAN_LIMIT: ")
    assert "Nothing was read" in found.stderr


def test_a_limit_can_come_from_the_environment(run: Run) -> None:
    assert run("query", BY_YEAR, LAKEQ_MAX_SCAN="10").exit_code == 4
    assert run("query", BY_YEAR, LAKEQ_MAX_SCAN="much").exit_code == 2


def test_a_dry_run_is_an_estimate(run: Run) -> None:
    assert run("query", "--dry-run", BY_YEAR).stdout == run("estimate", BY_YEAR).stdout
    as_json = run("query", "--dry-run", "--format", "json", BY_YEAR).stdout
    assert as_json == run("estimate", "--format", "json", BY_YEAR).stdout


def test_color_is_always_there_when_it_is_forced(run: Run) -> None:
    colored = run("--color", "always", "query", "--format", "table", "SELECT NULL AS n")
    assert "\x1b[2mNULL\x1b[0m" in colored.stdout
    for options in ({"NO_COLOR": "1"}, {}):
        plain = run("query", "--format", "table", "SELECT NULL AS n", **options)
        assert "\x1b" not in plain.output
    assert "\x1b" in run("query", "SELEKT", FORCE_COLOR="1").stderr
    assert "\x1b" not in run("--color", "never", "query", "SELEKT", FORCE_COLOR="1").stderr
