"""Damaged files: each kind is an error that names the file, and never rows."""

from pathlib import Path

import pytest

from lakeq.errors import BadDataFile, LakeqError
from tests.unit.lake.damage import ORC, PARQUET, Damage, orc_stripes, parquet_pages
from tests.unit.lake.home import Home

ROWS = {
    "id": range(20_000),
    "word": [f"word {row * 7919 % 20_000}" for row in range(20_000)],
}
QUERY = "SELECT sum(id), max(word), count(*) FROM t"
CASES = [
    *(pytest.param("parquet", damage, id=f"parquet {name}") for name, damage in PARQUET.items()),
    *(pytest.param("orc", damage, id=f"orc {name}") for name, damage in ORC.items()),
]


def damaged(home: Home, suffix: str, damage: Damage) -> Path:
    """Declare a table of two files, the second of them damaged."""
    home.table("t", "id bigint, word string", stored=suffix.upper())
    home.write(f"t/good.{suffix}", ROWS)
    path = home.write(f"t/torn.{suffix}", ROWS)
    path.write_bytes(damage(path.read_bytes()))
    return path


def assert_names(error: LakeqError, path: Path) -> None:
    assert type(error) is BadDataFile
    assert error.trino_name == "HIVE_BAD_DATA"
    assert str(path) in error.message


@pytest.mark.parametrize(("suffix", "damage"), CASES)
def test_a_damaged_file_is_bad_data_and_named(home: Home, suffix: str, damage: Damage) -> None:
    path = damaged(home, suffix, damage)
    assert_names(home.failure(QUERY), path)


@pytest.mark.parametrize(("suffix", "damage"), CASES)
def test_a_damaged_file_gives_no_rows_to_a_plain_select(
    home: Home, suffix: str, damage: Damage
) -> None:
    path = damaged(home, suffix, damage)
    (path.parent / f"good.{suffix}").unlink()
    assert_names(home.failure("SELECT * FROM t"), path)


@pytest.mark.parametrize("suffix", ["parquet", "orc"])
def test_a_query_over_a_damaged_file_is_recorded_as_failed_and_free(
    home: Home, suffix: str
) -> None:
    damaged(home, suffix, parquet_pages if suffix == "parquet" else orc_stripes)
    home.failure(QUERY)
    latest = home.history()[0]
    assert (latest.state, latest.billed_bytes) == ("FAILED", 0)
    assert latest.cost_usd == 0
    assert latest.error.startswith("HIVE_BAD_DATA: ")


@pytest.mark.parametrize("suffix", ["parquet", "orc"])
def test_an_estimate_over_damaged_pages_is_what_it_was(home: Home, suffix: str) -> None:
    home.table("whole", "id bigint, word string", stored=suffix.upper())
    home.write(f"whole/good.{suffix}", ROWS)
    home.write(f"whole/other.{suffix}", ROWS)
    damaged(home, suffix, parquet_pages if suffix == "parquet" else orc_stripes)
    expected = home.lake.estimate(QUERY.replace("FROM t", "FROM whole")).scanned_bytes
    assert home.lake.estimate(QUERY).scanned_bytes == expected


@pytest.mark.parametrize("suffix", ["parquet", "orc"])
def test_a_lake_with_a_damaged_file_goes_on(home: Home, suffix: str) -> None:
    path = damaged(home, suffix, lambda data: data[:-1])
    home.failure(QUERY)
    path.unlink()
    assert home.value("SELECT count(word) FROM t") == 20_000


@pytest.mark.parametrize("suffix", ["parquet", "orc"])
def test_a_damaged_file_in_a_partition_that_is_not_read_does_no_harm(
    home: Home, suffix: str
) -> None:
    home.table("p", "id bigint", keys="day string", stored=suffix.upper())
    home.write(f"p/day=a/good.{suffix}", {"id": range(10)})
    home.write(f"p/day=b/torn.{suffix}", {"id": range(10)}).write_bytes(b"torn")
    home.run("MSCK REPAIR TABLE p")
    assert home.value("SELECT sum(id) FROM p WHERE day = 'a'") == 45


def test_the_command_line_ends_with_one_and_no_rows(home: Home) -> None:
    path = damaged(home, "parquet", parquet_pages)
    done = home.cli("query", "SELECT * FROM t", "--format", "csv")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("error: HIVE_BAD_DATA: ")
    assert str(path) in done.stderr


def test_a_result_file_is_not_begun_by_a_query_that_fails(home: Home, tmp_path: Path) -> None:
    damaged(home, "parquet", parquet_pages)
    for name in ("rows.csv", "rows.parquet", "rows.json"):
        assert home.cli("query", "SELECT * FROM t", "-o", str(tmp_path / name)).exit_code == 1
        assert not (tmp_path / name).exists()
