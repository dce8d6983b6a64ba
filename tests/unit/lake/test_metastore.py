"""The metastore's own failures: locked, too new, damaged, out of reach; nothing is half-written."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.errors import AlreadyExists, InvalidView, MetastoreError, MetastoreVersionError
from lakeq.lake import Lake
from lakeq.lake.opening import open_parts
from tests.unit.lake.home import Home, opened

LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
if sys.argv[2] == "all":
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
connection.execute("BEGIN IMMEDIATE")
connection.execute("CREATE TABLE scratch (x)")
print("locked", flush=True)
sys.stdin.readline()
"""


UNPRIVILEGED = """
import os
from typer.testing import CliRunner
from lakeq.cli import app

def run(sql):
    return CliRunner().invoke(app, ["query", "--format", "csv", sql], env={environment!r})

# Loads what another user might not be allowed to load.
run("SELECT id FROM t"), run("DROP TABLE missing")
os.chdir("/")
if os.geteuid() == 0:
    os.setuid(65534)
for sql in ("SELECT id FROM t", "DROP TABLE t"):
    done = run(sql)
    print(done.stdout + done.stderr.strip())
    print("exit", done.exit_code)
"""


@contextmanager
def locked(metastore: Path, what: str = "writing") -> Iterator[None]:
    """Hold the metastore's lock in another process."""
    with subprocess.Popen(
        [sys.executable, "-c", LOCKER, str(metastore), what],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"locked\n"
        try:
            yield
        finally:
            process.communicate(b"\n")


def impatient(home: Home) -> Lake:
    """Open the same lake so that it waits a fifth of a second for a lock, not ten seconds."""
    catalog = SQLiteCatalog(home.settings.catalog, lock_timeout_ms=100)
    return Lake(replace(open_parts(home.settings), catalog=catalog))


def test_a_locked_metastore_refuses_changes_and_answers_queries(home: Home) -> None:
    home.table("t", "id bigint", keys="day string")
    home.write("t/day=a/1.parquet", {"id": [1]})
    with locked(home.settings.catalog), impatient(home) as lake:
        for ddl in (
            "CREATE DATABASE other",
            f"CREATE EXTERNAL TABLE u (id bigint) STORED AS PARQUET LOCATION '{home.folder}/u'",
            "CREATE VIEW v AS SELECT id FROM t",
            "ALTER TABLE t ADD PARTITION (day = 'b')",
            "MSCK REPAIR TABLE t",
            "DROP TABLE t",
        ):
            with pytest.raises(MetastoreError) as raised:
                lake.execute(ddl)
            assert raised.value.trino_name == "HIVE_METASTORE_ERROR"
            assert "locked" in raised.value.message
            assert str(home.settings.catalog) in raised.value.message
        assert list(lake.execute("SELECT count(*) FROM t").rows()) == [(0,)]
        assert list(lake.execute("SHOW TABLES").rows()) == [("t",)]
    home.run("MSCK REPAIR TABLE t")
    assert home.value("SELECT id FROM t") == 1


def test_a_metastore_that_another_process_keeps_to_itself_is_said_to_be_locked(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as home:
        home.table("t", "id bigint")
    # With nobody else in it, a process can take the whole file.
    with locked(home.settings.catalog, "all"), impatient(home) as lake:
        for sql in ("SELECT id FROM t", "SHOW TABLES", "DROP TABLE t"):
            with pytest.raises(MetastoreError, match="locked"):
                lake.execute(sql)


def test_the_command_line_queries_a_metastore_that_is_being_changed(home: Home) -> None:
    home.table("t", "id bigint")
    home.write("t/1.parquet", {"id": [5]})
    with locked(home.settings.catalog):
        assert home.cli("query", "SELECT id FROM t", "--format", "csv").stdout == "id\n5\n"


def test_a_metastore_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as home:
        home.table("t", "id bigint")
    with closing(sqlite3.connect(home.settings.catalog)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = home.settings.catalog.read_bytes()
    with Lake.open(home.settings) as lake:
        for sql in ("SELECT id FROM t", "SHOW TABLES", "DROP TABLE t", "CREATE DATABASE x"):
            with pytest.raises(MetastoreVersionError) as raised:
                lake.execute(sql)
            assert raised.value.hint is not None
            assert "upgrade" in raised.value.hint
    done = home.cli("query", "SELECT id FROM t")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "newer" in done.stderr or "version 99" in done.stderr
    assert home.settings.catalog.read_bytes() == before


@pytest.mark.parametrize("content", [b"text\n" * 1000, b"PAR1" + bytes(5000)])
def test_a_file_that_is_no_metastore_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "lake.sqlite"
    path.write_bytes(content)
    home = Home(tmp_path, {})
    for sql in ("SHOW DATABASES", "CREATE DATABASE x", "SELECT * FROM t"):
        error = home.failure(sql)
        assert isinstance(error, MetastoreError)
        assert str(path) in error.message
        assert home.cli("query", sql).exit_code == 1
    home.lake.close()
    assert path.read_bytes() == content


def test_a_query_that_needs_no_table_needs_no_metastore(tmp_path: Path) -> None:
    (tmp_path / "lake.sqlite").write_bytes(b"text\n" * 1000)
    home = Home(tmp_path, {})
    assert home.value("SELECT 1 + 1") == 2
    home.lake.close()


def test_a_metastore_that_is_not_there_is_empty_and_not_created_by_reading(tmp_path: Path) -> None:
    home = Home(tmp_path, {})
    assert home.column("SHOW DATABASES") == ["default"]
    assert home.failure("SELECT * FROM default.t").trino_name == "TABLE_NOT_FOUND"
    assert home.cli("query", "SELECT * FROM default.t").exit_code == 5
    home.lake.close()
    assert not (tmp_path / "lake.sqlite").exists()


def test_an_unwritable_folder_can_be_queried_and_not_changed() -> None:
    # A folder of its own, because pytest's are closed to other users.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with opened(folder, cache_dir="none", history="none") as home:
            home.table("t", "id bigint")
            home.write("t/1.parquet", {"id": [7]})
        folder.chmod(0o555)
        own_environment = home.environment() | {
            "XDG_CONFIG_HOME": str(folder),
            "XDG_STATE_HOME": str(folder),
        }
        script = UNPRIVILEGED.format(environment=own_environment)
        output = subprocess.check_output([sys.executable, "-c", script], text=True)
        folder.chmod(0o755)
    read, changed = output.split("exit 0\n")
    assert read == "id\n7\n\n"
    assert changed.startswith("error: HIVE_METASTORE_ERROR: ")
    assert changed.endswith("exit 1\n")


def test_a_metastore_below_a_file_is_an_error_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = Home(tmp_path, {})
    done = home.cli("query", "CREATE DATABASE x", LAKEQ_CATALOG=str(tmp_path / "file" / "x.sqlite"))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("error: HIVE_METASTORE_ERROR: ")
    home.lake.close()
    assert sorted(path.name for path in tmp_path.iterdir() if "history" not in path.name) in (
        ["file"],
        ["cache", "file"],
    )


def test_a_statement_of_many_partitions_is_made_whole_or_not_at_all(home: Home) -> None:
    home.table("p", "id bigint", keys="day int")
    home.run("ALTER TABLE p ADD PARTITION (day = 2)")
    error = home.failure("ALTER TABLE p ADD PARTITION (day = 1) PARTITION (day = 2)")
    assert isinstance(error, AlreadyExists)
    assert home.column("SHOW PARTITIONS p") == ["day=2"]
    home.failure("ALTER TABLE p ADD PARTITION (day = 3) PARTITION (day = 'x')")
    home.failure("ALTER TABLE p ADD PARTITION (day = 4) PARTITION (week = 5)")
    assert home.column("SHOW PARTITIONS p") == ["day=2"]
    home.run("ALTER TABLE p ADD IF NOT EXISTS PARTITION (day = 1) PARTITION (day = 2)")
    assert home.column("SHOW PARTITIONS p") == ["day=1", "day=2"]


def test_a_view_that_does_not_bind_is_not_stored(home: Home) -> None:
    home.table("t", "id bigint")
    home.run("CREATE VIEW v AS SELECT id FROM t")
    assert home.failure("CREATE VIEW w AS SELECT nothing FROM t").trino_name == "COLUMN_NOT_FOUND"
    home.failure("CREATE OR REPLACE VIEW v AS SELECT * FROM nowhere")
    assert isinstance(home.failure("CREATE OR REPLACE VIEW v AS SELECT id FROM v"), InvalidView)
    assert home.column("SHOW VIEWS") == ["v"]
    assert home.rows("SELECT id FROM v") == []


def test_a_dropped_table_leaves_its_files(home: Home) -> None:
    home.table("t", "id bigint")
    path = home.write("t/1.parquet", {"id": [1]})
    home.run("DROP TABLE t")
    assert path.exists()
    home.table("t", "id bigint")
    assert home.value("SELECT id FROM t") == 1


def test_a_lake_moved_as_a_whole_keeps_its_absolute_locations(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as home:
        home.table("t", "id bigint")
        home.write("t/1.parquet", {"id": [1]})
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    shutil.rmtree(tmp_path / "one" / "t")
    with opened(tmp_path / "two") as moved:
        assert moved.rows("SELECT id FROM t") == []
