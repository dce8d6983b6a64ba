import shutil
import sqlite3
from pathlib import Path

import pytest

from lakeq.catalog import migrate as migrations
from lakeq.catalog.migrate import latest_version, metastore_version, migrate
from lakeq.errors import MetastoreError, MetastoreVersionError


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def with_second_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let a later lakeq's migration follow the real ones."""
    folder = tmp_path / "migrations"
    shutil.copytree(Path(migrations.__file__).parent / "migrations", folder)
    (folder / f"{latest_version() + 1:04d}_later.sql").write_text(script)
    monkeypatch.setattr(migrations, "_MIGRATIONS", folder)


def test_migrations_are_numbered_without_gaps() -> None:
    folder = Path(migrations.__file__).parent / "migrations"
    numbers = [int(path.name.split("_")[0]) for path in sorted(folder.glob("*.sql"))]
    assert numbers == list(range(1, latest_version() + 1))


def test_an_empty_database_has_version_zero_and_is_brought_to_the_latest(tmp_path: Path) -> None:
    connection = connect(tmp_path / "m.sqlite")
    assert metastore_version(connection, "m") == 0
    migrate(connection)
    assert metastore_version(connection, "m") == latest_version()
    connection.close()


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    connection = connect(tmp_path / "m.sqlite")
    migrate(connection)
    before = list(connection.iterdump())
    migrate(connection)
    assert list(connection.iterdump()) == before
    connection.close()


def test_an_older_metastore_is_brought_forward_with_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(tmp_path / "m.sqlite")
    migrate(connection)
    with_second_migration(
        tmp_path,
        monkeypatch,
        "-- A comment; with a semicolon.\nALTER TABLE databases\nADD COLUMN owner TEXT;\n"
        "UPDATE databases SET owner = 'a;b';\n",
    )
    migrate(connection)
    assert connection.execute("SELECT name, owner FROM databases").fetchall() == [
        ("default", "a;b")
    ]
    assert metastore_version(connection, "m") == latest_version()
    connection.close()


def test_a_migration_that_fails_leaves_the_version_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(tmp_path / "m.sqlite")
    migrate(connection)
    before, version = list(connection.iterdump()), latest_version()
    with_second_migration(tmp_path, monkeypatch, "CREATE TABLE more (a);\nNONSENSE;\n")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection)
    assert list(connection.iterdump()) == before
    assert metastore_version(connection, "m") == version
    connection.close()


def test_a_newer_version_is_named_with_ours(tmp_path: Path) -> None:
    connection = connect(tmp_path / "m.sqlite")
    migrate(connection)
    connection.execute("PRAGMA user_version = 12")
    with pytest.raises(MetastoreVersionError) as caught:
        metastore_version(connection, "m.sqlite")
    assert caught.value.message == (
        "Metastore `m.sqlite` has version 12,"
        f" and this lakeq knows versions up to {latest_version()}"
    )
    connection.close()


def test_a_database_with_another_programs_mark_is_refused(tmp_path: Path) -> None:
    connection = connect(tmp_path / "m.sqlite")
    connection.execute("PRAGMA application_id = 7")
    with pytest.raises(MetastoreError, match="another program"):
        metastore_version(connection, "m")
    connection.close()
