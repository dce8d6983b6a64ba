"""Files that are removed or replaced between planning and the last row: FileChanged, never a mix."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lakeq.errors import FileChanged
from tests.unit.lake.home import Home

Change = Callable[[Path], None]

# Batches have 65,536 rows, so these are more than one can hold back.
MANY = {"id": range(200_000), "word": [f"word {row}" for row in range(200_000)]}


def remove(path: Path) -> None:
    path.unlink()


def replace_with_same_size(path: Path) -> None:
    """Put a copy with other bytes and the same size in its place, a moment later."""
    data = path.read_bytes()
    modified_ns = path.stat().st_mtime_ns
    path.write_bytes(data.replace(b"word 1", b"WORD 1"))
    os.utime(path, ns=(modified_ns + 1000, modified_ns + 1000))


def replace_with_same_time(path: Path) -> None:
    """Put a longer file in its place, and set back its clock."""
    modified_ns = path.stat().st_mtime_ns
    path.write_bytes(path.read_bytes() + b"more")
    os.utime(path, ns=(modified_ns, modified_ns))


def replace_by_rename(path: Path) -> None:
    copy = path.with_name("_copy")
    shutil.copyfile(path, copy)
    copy.rename(path)


def truncate(path: Path) -> None:
    os.truncate(path, 10)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


CHANGES = [
    *(remove, replace_with_same_size, replace_with_same_time, replace_by_rename, truncate),
    make_folder,
]
every_change = pytest.mark.parametrize("change", CHANGES)
every_format = pytest.mark.parametrize("suffix", ["parquet", "orc"])


def table(home: Home, suffix: str, rows: Mapping[str, object]) -> Path:
    home.table("t", "id bigint, word string", stored=suffix.upper())
    return home.write(f"t/a.{suffix}", rows)


@every_format
@every_change
def test_a_file_changed_before_rows_are_taken_fails_the_query(
    home: Home, suffix: str, change: Change
) -> None:
    path = table(home, suffix, {"id": range(1000), "word": ["word 1"] * 1000})
    result = home.lake.execute("SELECT sum(id), max(word) FROM t")
    change(path)
    with pytest.raises(FileChanged, match=path.name) as raised:
        list(result.rows())
    assert raised.value.trino_name == "HIVE_FILE_NOT_FOUND"
    assert raised.value.retryable
    assert raised.value.hint == "run the query again"


@every_format
@pytest.mark.parametrize("change", [remove, replace_with_same_size, replace_by_rename])
def test_a_file_changed_while_rows_are_taken_fails_the_query(
    home: Home, suffix: str, change: Change
) -> None:
    path = table(home, suffix, MANY)
    batches = home.lake.execute("SELECT id, word FROM t").batches()
    assert next(batches).num_rows > 0
    change(path)
    with pytest.raises(FileChanged, match=path.name):
        list(batches)


@every_change
def test_a_query_over_a_changed_file_is_recorded_as_failed_and_free(
    home: Home, change: Change
) -> None:
    path = table(home, "parquet", {"id": range(1000), "word": ["word 1"] * 1000})
    result = home.lake.execute("SELECT sum(id) FROM t")
    change(path)
    with pytest.raises(FileChanged):
        list(result.rows())
    assert result.statistics.billed_bytes == 0
    assert (home.history()[0].state, home.history()[0].billed_bytes) == ("FAILED", 0)


def test_the_query_succeeds_when_it_is_run_again(home: Home) -> None:
    path = table(home, "parquet", {"id": [1], "word": ["old"]})
    result = home.lake.execute("SELECT word FROM t")
    home.write("t/a.parquet", {"id": [1, 2], "word": ["new", "newer"]})
    with pytest.raises(FileChanged):
        list(result.rows())
    assert home.column("SELECT word FROM t ORDER BY id") == ["new", "newer"]
    path.unlink()
    assert home.rows("SELECT word FROM t") == []


def test_a_change_of_a_file_that_is_not_read_does_no_harm(home: Home) -> None:
    home.table("p", "id bigint", keys="day string")
    home.write("p/day=a/1.parquet", {"id": [1]})
    other = home.write("p/day=b/1.parquet", {"id": [2]})
    home.run("MSCK REPAIR TABLE p")
    result = home.lake.execute("SELECT id FROM p WHERE day = 'a'")
    other.unlink()
    assert list(result.rows()) == [(1,)]


def test_what_footers_answer_outlives_the_files(home: Home) -> None:
    path = table(home, "parquet", {"id": range(1000), "word": ["word 1"] * 1000})
    result = home.lake.execute("SELECT count(*) FROM t")
    path.unlink()
    assert list(result.rows()) == [(1000,)]


def test_a_replaced_file_is_not_read_by_an_old_footer(home: Home) -> None:
    table(home, "parquet", {"id": [1], "word": ["old"]})
    assert home.value("SELECT count(*) FROM t") == 1
    home.write("t/a.parquet", {"id": [1, 2, 3], "word": ["a", "b", "c"]})
    assert home.value("SELECT count(*) FROM t") == 3
    assert home.value("SELECT max(word) FROM t") == "c"


def test_the_command_line_ends_with_one_although_rows_were_written(home: Home) -> None:
    path = table(home, "parquet", MANY)
    with subprocess.Popen(
        [sys.executable, "-m", "lakeq", "query", "SELECT * FROM t", "--format", "csv"],
        env={**os.environ, **home.environment()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(10) == b"id,word\n0,"
        replace_by_rename(path)
        process.stdout.read()
        errors = process.stderr.read().decode()
    assert process.returncode == 1
    assert errors.startswith("error: HIVE_FILE_NOT_FOUND: ")
