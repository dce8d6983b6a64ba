"""Budgets: a query over a limit is refused before a data page is read, whoever set the limit."""

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import lakeq
from lakeq.errors import BadDataFile, ScanLimitExceeded
from lakeq.model.query import WorkGroup
from tests.unit.lake.damage import orc_stripes, parquet_pages
from tests.unit.lake.home import Home, opened

QUERY = "SELECT sum(id), max(word) FROM t"
LIMITS: list[dict[str, Any]] = [
    {"max_scan_bytes": 1000},
    {"max_cost_usd": Decimal("0.00001")},
    {"max_scan_bytes": 0},
    {"max_cost_usd": Decimal(0)},
]


def unreadable(home: Home, suffix: str = "parquet") -> None:
    """Declare ``t`` over files whose data pages are noise, so that reading one is noticed."""
    home.table("t", "id bigint, word string", keys="day string", stored=suffix.upper())
    damage = parquet_pages if suffix == "parquet" else orc_stripes
    for day in "abc":
        rows = {"id": range(20_000), "word": [f"{n * 7919 % 20_000}" for n in range(20_000)]}
        path = home.write(f"t/day={day}/1.{suffix}", rows)
        path.write_bytes(damage(path.read_bytes()))
    home.run("MSCK REPAIR TABLE t")


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Open a lake that no test changes, whose one table cannot be read."""
    with opened(tmp_path_factory.mktemp("noisy")) as home:
        unreadable(home)
        yield home


@pytest.mark.parametrize("suffix", ["parquet", "orc"])
@pytest.mark.parametrize("limit", LIMITS, ids=str)
def test_a_query_over_its_limit_reads_no_data_page(
    home: Home, suffix: str, limit: dict[str, Any]
) -> None:
    unreadable(home, suffix)
    assert isinstance(home.failure(QUERY), BadDataFile)
    error = home.failure(QUERY, workgroup=WorkGroup(**limit))
    assert isinstance(error, ScanLimitExceeded)
    assert error.trino_name == "EXCEEDED_SCAN_LIMIT"


def test_a_refusal_names_the_estimate_the_limit_and_the_cheapest_change(noisy: Home) -> None:
    estimate = noisy.lake.estimate(QUERY)
    error = noisy.failure(QUERY, workgroup=WorkGroup(max_scan_bytes=1000))
    kilobytes = f"{Decimal(estimate.scanned_bytes) / 1000:.1f} KB"
    assert f"would scan {kilobytes}" in error.message
    assert "cost $0.00005" in error.message
    assert "the limit is 1.0 KB. Nothing was read" in error.message
    assert error.hint is not None
    assert "filter d.t by its partition key `day`" in error.hint


def test_a_refusal_advises_against_the_largest_column(noisy: Home) -> None:
    error = noisy.failure(
        QUERY + " WHERE day = 'a'", workgroup=WorkGroup(max_cost_usd=Decimal("0.00001"))
    )
    assert "the limit is $0.00001" in error.message
    assert error.hint is not None
    assert error.hint.startswith("leave out column `")


def test_a_limit_that_is_just_kept_lets_a_query_pass(home: Home) -> None:
    home.table("t", "id bigint")
    home.write("t/1.parquet", {"id": range(1000)})
    estimate = home.lake.estimate("SELECT sum(id) FROM t")
    exactly = WorkGroup(estimate.cost_usd, estimate.scanned_bytes)
    assert home.value("SELECT sum(id) FROM t", workgroup=exactly) == 499_500
    error = home.failure(
        "SELECT sum(id) FROM t", workgroup=WorkGroup(None, estimate.scanned_bytes - 1)
    )
    assert isinstance(error, ScanLimitExceeded)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM t",
        "SELECT max(day) FROM t",
        "SELECT * FROM t WHERE day = 'z'",
        "SHOW PARTITIONS t",
        f"EXPLAIN {QUERY}",
        "SELECT 1",
    ],
)
def test_what_costs_nothing_passes_a_limit_of_nothing(noisy: Home, sql: str) -> None:
    noisy.run(sql, workgroup=WorkGroup(Decimal(0), 0))


def test_explain_analyze_keeps_to_the_limit(noisy: Home) -> None:
    error = noisy.failure(f"EXPLAIN ANALYZE {QUERY}", workgroup=WorkGroup(max_scan_bytes=1000))
    assert isinstance(error, ScanLimitExceeded)


def test_an_estimate_is_given_whatever_the_limit(noisy: Home) -> None:
    context = noisy.lake.context(workgroup=WorkGroup(Decimal(0), 0))
    assert noisy.lake.estimate(QUERY, context).scanned_bytes > 0


def test_a_refused_query_is_recorded_as_failed_and_free(noisy: Home) -> None:
    noisy.failure(QUERY, workgroup=WorkGroup(max_scan_bytes=1000))
    latest = noisy.history()[0]
    assert (latest.state, latest.scanned_bytes, latest.billed_bytes) == ("FAILED", 0, 0)
    assert latest.error.startswith("EXCEEDED_SCAN_LIMIT: ")


def test_an_upper_bound_over_the_limit_is_refused_before_its_subquery_runs(noisy: Home) -> None:
    sql = "SELECT sum(id) FROM t WHERE day = (SELECT max(word) FROM t)"
    assert isinstance(noisy.failure(sql), BadDataFile)
    error = noisy.failure(sql, workgroup=WorkGroup(max_scan_bytes=1000))
    assert isinstance(error, ScanLimitExceeded)
    assert "up to" in error.message


@pytest.mark.parametrize("option", [("--max-cost", "0.00001"), ("--max-scan", "1KB")])
def test_the_command_lines_options_limit(noisy: Home, option: tuple[str, str]) -> None:
    done = noisy.cli("query", QUERY, *option)
    assert (done.exit_code, done.stdout) == (4, "")
    assert done.stderr.startswith("error: EXCEEDED_SCAN_LIMIT: ")
    assert "Nothing was read" in done.stderr
    assert "hint: filter d.t by its partition key" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("LAKEQ_MAX_COST", "$0.00001"), ("LAKEQ_MAX_SCAN", "1 KB")]
)
def test_variables_limit(noisy: Home, name: str, value: str) -> None:
    assert noisy.cli("query", QUERY, **{name: value}).exit_code == 4
    assert noisy.cli("query", QUERY).exit_code == 1


def test_a_settings_file_limits_and_an_option_takes_its_place(
    noisy: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lakeq.toml").write_text('max_scan = "1KB"\n')
    monkeypatch.chdir(tmp_path)
    assert noisy.cli("query", QUERY).exit_code == 4
    assert noisy.cli("query", QUERY, "--max-scan", "1GB").exit_code == 1


def test_a_lakes_settings_limit_every_statement(tmp_path: Path) -> None:
    with opened(tmp_path, max_scan="1KB") as home:
        unreadable(home)
        assert isinstance(home.failure(QUERY), ScanLimitExceeded)


def connect(home: Home, **limits: Any) -> lakeq.Connection:
    return lakeq.connect(
        home.folder / "lake.sqlite", database="d", cache_dir="none", history="none", **limits
    )


@pytest.mark.parametrize("limits", [{"max_cost": "$0.00001"}, {"max_scan": "1KB"}], ids=str)
def test_a_connection_limits_its_statements(noisy: Home, limits: dict[str, Any]) -> None:
    with connect(noisy, **limits) as connection:
        with pytest.raises(ScanLimitExceeded):
            connection.execute(QUERY)
        with pytest.raises(BadDataFile):
            connection.execute(QUERY, max_cost=1, max_scan="1GB").fetchall()


@pytest.mark.parametrize("limits", [{"max_cost": "$0.00001"}, {"max_scan": 1000}], ids=str)
def test_one_statement_can_be_limited(noisy: Home, limits: dict[str, Any]) -> None:
    with connect(noisy) as connection, pytest.raises(ScanLimitExceeded):
        connection.cursor().execute(QUERY, **limits)


def test_neither_estimate_nor_refusal_reads_more_of_a_file_than_its_end(home: Home) -> None:
    home.table("t", "id bigint, word string")
    path = home.write(
        "t/1.parquet",
        {"id": range(200_000), "word": [str(n * 7919 % 200_000) for n in range(200_000)]},
        row_group_size=20_000,
    )
    footer = pq.read_metadata(path).serialized_size
    before = _bytes_read()
    home.lake.estimate(QUERY)
    home.failure(QUERY, workgroup=WorkGroup(max_scan_bytes=1000))
    spent = _bytes_read() - before
    # What SQLite, and Python itself, read is in it too.
    assert footer < path.stat().st_size / 50
    assert spent < path.stat().st_size / 4


def _bytes_read() -> int:
    """Give what this process has read so far, by the kernel's own count."""
    for line in Path("/proc/self/io").read_text().splitlines():
        name, value = line.split(": ")
        if name == "rchar":
            return int(value)
    raise AssertionError(os.uname())
