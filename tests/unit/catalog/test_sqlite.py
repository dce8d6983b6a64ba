"""The metastore: its file, what it refuses, and what it keeps."""

import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.errors import (
    DatabaseNotFound,
    InvalidArgument,
    InvalidDefinition,
    MetastoreError,
    MetastoreVersionError,
    TableNotFound,
)
from lakeq.model.changes import (
    AddPartitions,
    CreateDatabase,
    CreateTable,
    DropTable,
    RepairTable,
    ReplaceTable,
)
from lakeq.model.domains import Domain, TupleDomain
from lakeq.model.names import TableName
from lakeq.model.table import Column, Database, Table
from lakeq.model.types import VARCHAR
from tests.unit.catalog.logs import EVERYTHING, LOGS, TABLE, spec

READ_AND_CHANGE = """
import os, sys
from pathlib import Path
from lakeq.catalog import sqlite_changes  # Only root may read Python itself, on some machines.
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.errors import MetastoreError
from lakeq.model.changes import CreateDatabase
from lakeq.model.table import Database

if os.geteuid() == 0:
    os.setuid(65534)  # Root may write anywhere.
folder = Path(sys.argv[1])
print(tuple(table.name.name for table in SQLiteCatalog(folder / "lake.sqlite").tables("default")))
for name in ("lake.sqlite", "new.sqlite"):
    try:
        SQLiteCatalog(folder / name).apply(CreateDatabase(Database("sales")))
    except MetastoreError as error:
        print(error)
"""


def test_reading_a_metastore_that_is_not_there_does_not_create_it(tmp_path: Path) -> None:
    catalog = SQLiteCatalog(tmp_path / "deep" / "lake.sqlite")
    assert catalog.databases() == [Database("default")]
    assert catalog.tables("default") == []
    with pytest.raises(TableNotFound):
        catalog.table(LOGS)
    assert list(tmp_path.iterdir()) == []


def test_the_first_change_creates_the_metastore_and_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "very" / "deep" / "lake.sqlite"
    catalog = SQLiteCatalog(path)
    catalog.apply(CreateDatabase(Database("sales")))
    catalog.close()
    assert [file.name for file in path.parent.iterdir()] == ["lake.sqlite"]


def test_a_metastore_created_by_someone_else_is_seen_at_once(metastore: Path) -> None:
    reader, writer = SQLiteCatalog(metastore), SQLiteCatalog(metastore)
    assert reader.tables("default") == []
    writer.apply(CreateTable(TABLE))
    assert [table.name for table in reader.tables("default")] == [LOGS]
    reader.close()
    writer.close()


def test_an_empty_file_is_an_empty_metastore(metastore: Path, catalog: SQLiteCatalog) -> None:
    metastore.touch()
    assert catalog.databases() == [Database("default")]
    assert metastore.stat().st_size == 0
    catalog.apply(CreateTable(TABLE))
    assert [table.name for table in catalog.tables("default")] == [LOGS]


def test_definitions_outlive_the_process_that_made_them(metastore: Path) -> None:
    first = SQLiteCatalog(metastore)
    first.apply(CreateTable(TABLE))
    first.close()
    second = SQLiteCatalog(metastore)
    assert second.table(LOGS).columns == TABLE.columns
    second.close()


def test_a_metastore_replaced_on_disk_is_read_anew(
    metastore: Path, catalog: SQLiteCatalog, tmp_path: Path
) -> None:
    catalog.apply(CreateTable(TABLE))
    other = SQLiteCatalog(tmp_path / "other.sqlite")
    other.apply(CreateDatabase(Database("other")))
    other.close()
    (tmp_path / "other.sqlite").replace(metastore)
    for leftover in ("lake.sqlite-wal", "lake.sqlite-shm"):
        (tmp_path / leftover).unlink(missing_ok=True)
    assert [database.name for database in catalog.databases()] == ["default", "other"]


def test_a_metastore_removed_from_disk_is_empty_again(
    metastore: Path, catalog: SQLiteCatalog
) -> None:
    catalog.apply(CreateDatabase(Database("sales")))
    metastore.unlink()
    with pytest.raises(DatabaseNotFound):
        catalog.database("sales")


def test_a_locked_metastore_refuses_changes_and_can_still_be_read(
    metastore: Path, catalog: SQLiteCatalog
) -> None:
    catalog.apply(CreateTable(TABLE))
    other = sqlite3.connect(metastore, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(MetastoreError) as caught:
        catalog.apply(CreateDatabase(Database("sales")))
    assert caught.value.message == f"Metastore `{metastore}` is locked by another process"
    assert caught.value.hint == "try again when the other process is done"
    assert [database.name for database in catalog.databases()] == ["default"]
    other.close()
    catalog.apply(CreateDatabase(Database("sales")))


def test_a_newer_metastore_is_refused_and_left_alone(metastore: Path) -> None:
    writer = SQLiteCatalog(metastore)
    writer.apply(CreateTable(TABLE))
    writer.close()
    connection = sqlite3.connect(metastore)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = metastore.read_bytes()
    catalog = SQLiteCatalog(metastore)
    for attempt in (catalog.databases, lambda: catalog.apply(DropTable(LOGS))):
        with pytest.raises(MetastoreVersionError, match=r"has version 99, .* up to \d+"):
            attempt()
    assert metastore.read_bytes() == before


def test_a_metastore_upgraded_while_it_is_open_is_refused_too(
    metastore: Path, catalog: SQLiteCatalog
) -> None:
    catalog.apply(CreateTable(TABLE))
    connection = sqlite3.connect(metastore)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for attempt in (catalog.databases, lambda: catalog.apply(DropTable(LOGS))):
        with pytest.raises(MetastoreVersionError):
            attempt()


@pytest.mark.parametrize("content", [b"hello", b"x" * 5000, b"PAR1" + b"\0" * 200])
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    metastore: Path, catalog: SQLiteCatalog, content: bytes
) -> None:
    metastore.write_bytes(content)
    for attempt in (catalog.databases, lambda: catalog.apply(CreateTable(TABLE))):
        with pytest.raises(MetastoreError, match="is not a metastore"):
            attempt()
    assert metastore.read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(
    metastore: Path, catalog: SQLiteCatalog
) -> None:
    with sqlite3.connect(metastore) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    before = metastore.read_bytes()
    for attempt in (catalog.databases, lambda: catalog.apply(CreateTable(TABLE))):
        with pytest.raises(MetastoreError, match="a database of another program"):
            attempt()
    assert metastore.read_bytes() == before


def test_a_damaged_metastore_is_called_damaged(metastore: Path) -> None:
    writer = SQLiteCatalog(metastore)
    writer.apply(CreateTable(TABLE))
    writer.close()
    content = metastore.read_bytes()
    metastore.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    catalog = SQLiteCatalog(metastore)
    with pytest.raises(MetastoreError, match="is damaged"):
        catalog.tables("default")
    catalog.close()


def test_a_folder_is_no_metastore(tmp_path: Path) -> None:
    catalog = SQLiteCatalog(tmp_path)
    for attempt in (catalog.databases, lambda: catalog.apply(CreateTable(TABLE))):
        with pytest.raises(MetastoreError, match="cannot be opened"):
            attempt()


def test_a_metastore_below_a_file_cannot_be_created(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    catalog = SQLiteCatalog(tmp_path / "file" / "lake.sqlite")
    with pytest.raises(MetastoreError, match="cannot be created: its folder cannot be made"):
        catalog.apply(CreateTable(TABLE))


def test_a_path_that_the_disk_refuses_is_an_error_not_an_empty_metastore(tmp_path: Path) -> None:
    catalog = SQLiteCatalog(tmp_path / ("x" * 300) / "lake.sqlite")
    for attempt in (catalog.databases, lambda: catalog.apply(CreateTable(TABLE))):
        with pytest.raises(MetastoreError, match=r"cannot be (opened|created)"):
            attempt()


def test_a_metastore_cut_short_is_called_damaged(metastore: Path, catalog: SQLiteCatalog) -> None:
    catalog.apply(CreateTable(TABLE))
    catalog.close()
    connection = sqlite3.connect(metastore)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    metastore.write_bytes(metastore.read_bytes()[: 4096 * (pages // 2)])
    with pytest.raises(MetastoreError, match="is damaged"):
        catalog.apply(CreateTable(replace(TABLE, name=TableName("default", "other"))))


def test_in_an_unwritable_folder_a_metastore_can_be_read_and_not_changed() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer = SQLiteCatalog(folder / "lake.sqlite")
        writer.apply(CreateTable(TABLE))
        writer.close()
        folder.chmod(0o555)
        output = subprocess.check_output(
            [sys.executable, "-c", READ_AND_CHANGE, str(folder)], text=True
        )
        folder.chmod(0o755)
    read, *refused = output.splitlines()
    assert read == "('logs',)"
    assert [line.rpartition("` ")[2] for line in refused] == [
        "cannot be written",
        "cannot be opened",
    ]


def test_text_that_is_not_unicode_is_refused(catalog: SQLiteCatalog) -> None:
    with pytest.raises(InvalidDefinition, match="not Unicode"):
        catalog.apply(CreateDatabase(Database("sales", "\udcff")))
    with pytest.raises(DatabaseNotFound):
        catalog.database("sales")


def test_a_domain_of_text_that_is_not_unicode_is_refused(catalog: SQLiteCatalog) -> None:
    table = Table(LOGS, TABLE.storage, (Column("k", VARCHAR),))
    catalog.apply(CreateTable(table))
    with pytest.raises(InvalidArgument, match="not Unicode"):
        catalog.partitions(table, TupleDomain({"k": Domain.of_values(["\udcff"])}))


def test_a_table_is_not_repaired_without_its_partitions(catalog: SQLiteCatalog) -> None:
    with pytest.raises(InvalidArgument):
        catalog.apply(RepairTable(LOGS))


def test_values_of_a_column_that_is_no_key_are_refused(catalog: SQLiteCatalog) -> None:
    catalog.apply(CreateTable(TABLE))
    with pytest.raises(InvalidArgument, match="no such partition keys: a"):
        catalog.key_values(TABLE, ["a"], EVERYTHING)


def test_a_failed_change_leaves_no_trace(metastore: Path, catalog: SQLiteCatalog) -> None:
    catalog.apply(CreateTable(TABLE))
    catalog.close()
    before = metastore.read_bytes()
    with pytest.raises(TableNotFound):
        catalog.apply(DropTable(TableName("default", "none")))
    catalog.close()
    assert metastore.read_bytes() == before


def test_every_definition_a_table_had_is_kept(metastore: Path, catalog: SQLiteCatalog) -> None:
    catalog.apply(CreateTable(TABLE))
    catalog.apply(ReplaceTable(TABLE))
    catalog.apply(ReplaceTable(TABLE))
    with sqlite3.connect(metastore) as connection:
        versions = connection.execute("SELECT version FROM table_versions").fetchall()
    connection.close()
    assert versions == [(1,), (2,), (3,)]


def test_alike_partitions_share_one_descriptor(metastore: Path, catalog: SQLiteCatalog) -> None:
    catalog.apply(CreateTable(TABLE))
    specs = tuple(spec(number, number) for number in range(100))
    catalog.apply(AddPartitions(LOGS, specs))
    with sqlite3.connect(metastore) as connection:
        descriptors = connection.execute("SELECT count(*) FROM descriptors").fetchone()
        paths = connection.execute("SELECT DISTINCT path FROM partitions_1").fetchall()
    connection.close()
    assert (descriptors, paths) == ((1,), [(None,)])


def test_a_dropped_table_leaves_no_rows_behind(metastore: Path, catalog: SQLiteCatalog) -> None:
    catalog.apply(CreateTable(TABLE))
    catalog.apply(AddPartitions(LOGS, (spec(1, 1), spec(None, 2))))
    catalog.apply(DropTable(LOGS))
    with sqlite3.connect(metastore) as connection:
        left = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("tables", "table_versions", "descriptors")
        ]
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'part%'")
        assert (left, tables.fetchall()) == ([0, 0, 0], [])
    connection.close()


def test_a_selective_look_up_uses_an_index_whatever_key_it_names(
    metastore: Path, catalog: SQLiteCatalog
) -> None:
    catalog.apply(CreateTable(TABLE))
    specs = tuple(spec(number % 10, number) for number in range(2_000))
    catalog.apply(AddPartitions(LOGS, specs))
    with sqlite3.connect(metastore) as connection:
        plans = [
            connection.execute(
                f"EXPLAIN QUERY PLAN SELECT path FROM partitions_1 WHERE {where}"
            ).fetchone()[3]
            for where in ("key_0 = 1 AND key_1 = 11", "key_1 = 11", "key_0 = 1")
        ]
    connection.close()
    assert all(plan.startswith("SEARCH partitions_1 USING INDEX") for plan in plans)


def test_connections_already_open_take_new_statistics_into_account(metastore: Path) -> None:
    reader, writer = SQLiteCatalog(metastore), SQLiteCatalog(metastore)
    writer.apply(CreateTable(TABLE))
    assert reader.partition_count(TABLE) == 0
    for batch in range(4):
        specs = tuple(spec(batch, number) for number in range(200))
        writer.apply(AddPartitions(LOGS, specs))
        found = reader.partitions(TABLE, TupleDomain({"writer": Domain.of_values([batch])}))
        assert len(found) == 200
    reader.close()
    writer.close()


def test_what_is_missed_because_there_is_no_metastore_is_told_so(tmp_path: Path) -> None:
    catalog = SQLiteCatalog(tmp_path / "typo.sqlite")
    with pytest.raises(DatabaseNotFound) as missed:
        catalog.table(TableName("sales", "orders"))
    assert missed.value.hint == (
        f"there is no metastore `{tmp_path}/typo.sqlite` yet; check the path"
    )
    catalog.apply(CreateDatabase(Database("empty")))
    with pytest.raises(TableNotFound) as missing:
        catalog.table(TableName("empty", "orders"))
    assert missing.value.hint is None
    catalog.close()
