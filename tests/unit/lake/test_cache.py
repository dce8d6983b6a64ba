"""Footers kept on disk: read once, never trusted for a file that changed, never in a query's way."""

import os
from pathlib import Path

import pytest

from tests.unit.lake.home import Home, opened

QUERY = "SELECT sum(id) FROM t"


def make(folder: Path) -> Path:
    """Make a lake that keeps footers, with one table of one file, and ask it once."""
    with opened(folder, cache_dir=str(folder / "cache")) as home:
        home.table("t", "id bigint")
        path = home.write("t/1.parquet", {"id": range(1000)})
        home.lake.estimate(QUERY)
    return path


def again(folder: Path) -> Home:
    return Home(folder, {"cache_dir": str(folder / "cache")})


def test_a_footer_is_read_once_for_all_processes(tmp_path: Path) -> None:
    path = make(tmp_path)
    modified_ns = path.stat().st_mtime_ns
    path.write_bytes(bytes(path.stat().st_size))
    os.utime(path, ns=(modified_ns, modified_ns))
    home = again(tmp_path)
    assert home.lake.estimate(QUERY).scanned_bytes > 0
    assert home.value("SELECT count(*) FROM t") == 1000
    assert home.failure(QUERY).trino_name == "HIVE_BAD_DATA"
    home.lake.close()


def test_a_footer_of_another_version_of_a_file_is_not_used(tmp_path: Path) -> None:
    make(tmp_path)
    home = again(tmp_path)
    home.write("t/1.parquet", {"id": range(7)})
    assert home.rows("SELECT count(*), sum(id) FROM t") == [(7, 21)]
    home.lake.close()


@pytest.mark.parametrize("content", [b"", b"no database\n" * 100, bytes(4096)])
def test_a_damaged_cache_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    make(tmp_path)
    (cache,) = (tmp_path / "cache").glob("*.sqlite")
    cache.write_bytes(content)
    for _ in range(2):
        home = again(tmp_path)
        assert home.value(QUERY) == 499_500
        home.lake.close()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the folder's place")
    make(tmp_path)
    home = again(tmp_path)
    assert home.value(QUERY) == 499_500
    home.lake.close()


def test_a_query_writes_nothing_beside_the_data(tmp_path: Path) -> None:
    path = make(tmp_path)
    home = again(tmp_path)
    home.run("SELECT max(id) FROM t")
    home.lake.close()
    assert [each.name for each in path.parent.iterdir()] == ["1.parquet"]
