from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from lakeq.catalog.discovery import find_partitions, plan_repair, repair_lines
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.errors import AccessDenied, InvalidDefinition
from lakeq.model.changes import AddPartitions, CreateTable, PartitionSpec
from lakeq.model.domains import TupleDomain
from lakeq.model.files import DataFile
from lakeq.model.names import TableName
from lakeq.model.table import Column, KeyValue, Storage, Table
from lakeq.model.types import INTEGER, VARCHAR
from lakeq.storage.base import FileSystem
from lakeq.storage.local import LocalFileSystem

LOGS = TableName("default", "logs")


class Folders:
    """A file system of nothing but folders."""

    def __init__(self, paths: Iterable[str], forbidden: str | None = None) -> None:
        self._paths = sorted(paths)
        self._forbidden = forbidden

    def list_folders(self, prefix: str) -> Iterator[str]:
        if prefix == self._forbidden:
            raise AccessDenied(f"Access to '{prefix}' was denied")
        below = (path[len(prefix) :] for path in self._paths if path.startswith(prefix))
        yield from sorted({path.split("/")[0] for path in below if path})

    def list_files(self, prefix: str) -> Iterator[DataFile]:
        raise AssertionError

    def status(self, path: str) -> DataFile | None:
        raise AssertionError

    def read_range(self, file: DataFile, offset: int, length: int) -> bytes:
        raise AssertionError


def logs(location: str) -> Table:
    keys = (Column("dt", VARCHAR), Column("hour", INTEGER))
    return Table(LOGS, Storage((), location, "serde"), keys)


def make(folder: Path, *paths: str) -> Table:
    for path in paths:
        (folder / path).mkdir(parents=True)
    return logs(f"{folder}/")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[SQLiteCatalog]:
    catalog = SQLiteCatalog(tmp_path / "lake.sqlite")
    yield catalog
    catalog.close()


def found(table: Table, storage: FileSystem) -> list[tuple[str | None, ...]]:
    return [tuple(text for _, text in spec.values) for spec in find_partitions(table, storage)]


def registered(catalog: SQLiteCatalog, table: Table) -> list[tuple[KeyValue, ...]]:
    return [partition.values for partition in catalog.partitions(table, TupleDomain())]


def test_folders_are_found_at_the_depth_of_the_keys(tmp_path: Path) -> None:
    table = make(tmp_path / "t", "dt=b/hour=1/deeper=x", "dt=a/hour=10", "dt=a/hour=9", "dt=c")
    assert found(table, LocalFileSystem()) == [("a", "10"), ("a", "9"), ("b", "1")]


def test_a_found_partition_lies_in_its_folder(tmp_path: Path) -> None:
    table = make(tmp_path / "t", "dt=a%2Fb/Hour=03")
    assert find_partitions(table, LocalFileSystem()) == (
        PartitionSpec((("dt", "a/b"), ("hour", "03")), f"{tmp_path}/t/dt=a%2Fb/Hour=03/"),
    )


def test_the_default_partitions_folder_is_null(tmp_path: Path) -> None:
    table = make(tmp_path / "t", "dt=__HIVE_DEFAULT_PARTITION__/hour=__HIVE_DEFAULT_PARTITION__")
    assert found(table, LocalFileSystem()) == [(None, None)]


def test_hidden_folders_and_plain_ones_are_passed_over(
    tmp_path: Path, catalog: SQLiteCatalog
) -> None:
    table = make(tmp_path / "t", "_tmp=a/hour=1", ".dt=a/hour=1", "backup/hour=1", "dt=a/data")
    catalog.apply(CreateTable(table))
    repair = plan_repair(table, catalog, LocalFileSystem())
    assert (repair.change.partitions, repair.skipped) == ((), ())


def test_files_are_no_partitions(tmp_path: Path) -> None:
    table = make(tmp_path / "t", "dt=a")
    (tmp_path / "t" / "dt=a" / "hour=1").touch()
    assert found(table, LocalFileSystem()) == []


def test_a_location_that_does_not_exist_has_no_partitions(tmp_path: Path) -> None:
    assert found(logs(f"{tmp_path}/none/"), LocalFileSystem()) == []


def test_folders_that_only_look_like_partitions_are_reported(
    tmp_path: Path, catalog: SQLiteCatalog
) -> None:
    table = make(tmp_path / "t", "dt=a/hour=x", "dt=a/minute=1", "dt=", "dt=b/hour=1")
    catalog.apply(CreateTable(table))
    repair = plan_repair(table, catalog, LocalFileSystem())
    assert [spec.values for spec in repair.change.partitions] == [(("dt", "b"), ("hour", "1"))]
    assert repair.skipped == (
        f"{tmp_path}/t/dt=/: not a folder of partition key dt",
        f"{tmp_path}/t/dt=a/hour=x/: Invalid partition value 'x' for integer partition key: hour",
        f"{tmp_path}/t/dt=a/minute=1/: not a folder of partition key hour",
    )


def test_two_folders_of_equal_values_are_one_partition_and_reported(
    tmp_path: Path, catalog: SQLiteCatalog
) -> None:
    table = make(tmp_path / "t", "dt=a/hour=03", "dt=a/hour=3")
    catalog.apply(CreateTable(table))
    repair = plan_repair(table, catalog, LocalFileSystem())
    assert len(repair.change.partitions) == 1
    assert repair.skipped == (
        f"{tmp_path}/t/dt=a/hour=3/: holds the same key values as {tmp_path}/t/dt=a/hour=03/",
    )


def test_a_folder_whose_name_is_not_unicode_is_reported(
    tmp_path: Path, catalog: SQLiteCatalog
) -> None:
    table = make(tmp_path / "t", "dt=\udcff/hour=1")
    catalog.apply(CreateTable(table))
    repair = plan_repair(table, catalog, LocalFileSystem())
    assert repair.change.partitions == ()
    assert repair.skipped[0].startswith(f"{tmp_path}/t/dt=?/: Invalid partition value")


def test_only_partitions_the_catalog_lacks_are_added(
    tmp_path: Path, catalog: SQLiteCatalog
) -> None:
    table = make(tmp_path / "t", "dt=a/hour=1", "dt=a/hour=2")
    catalog.apply(CreateTable(table))
    elsewhere = PartitionSpec((("dt", "a"), ("hour", "01")), "/elsewhere/")
    catalog.apply(AddPartitions(LOGS, (elsewhere,)))
    change = plan_repair(table, catalog, LocalFileSystem()).change
    assert [spec.values for spec in change.partitions] == [(("dt", "a"), ("hour", "2"))]
    catalog.apply(change)
    assert plan_repair(table, catalog, LocalFileSystem()).change.partitions == ()
    assert registered(catalog, table) == [("a", 1), ("a", 2)]
    assert catalog.partitions(table, TupleDomain())[0].storage.location == "/elsewhere/"


def test_special_characters_survive_the_way_through_folders(
    tmp_path: Path, catalog: SQLiteCatalog
) -> None:
    text = "a b/c=%:ü"
    table = logs(f"{tmp_path}/t/")
    catalog.apply(CreateTable(table))
    (added,) = catalog.apply(AddPartitions(LOGS, (PartitionSpec((("dt", text), ("hour", "1"))),)))
    Path(added.storage.location).mkdir(parents=True)
    assert found(table, LocalFileSystem()) == [(text, "1")]
    assert plan_repair(table, catalog, LocalFileSystem()).change.partitions == ()


def test_partitions_whose_folders_are_gone_are_named_and_kept(
    tmp_path: Path, catalog: SQLiteCatalog
) -> None:
    table = make(tmp_path / "t", "dt=a/hour=1")
    catalog.apply(CreateTable(table))
    gone = PartitionSpec((("dt", "b"), ("hour", "2")))
    elsewhere = PartitionSpec((("dt", "c"), ("hour", "3")), "/elsewhere/")
    catalog.apply(AddPartitions(LOGS, (gone, elsewhere)))
    repair = plan_repair(table, catalog, LocalFileSystem())
    assert repair.missing == ("dt=b/hour=2",)
    catalog.apply(repair.change)
    assert registered(catalog, table) == [("a", 1), ("b", 2), ("c", 3)]


def test_a_repair_prints_hives_lines(tmp_path: Path, catalog: SQLiteCatalog) -> None:
    table = make(tmp_path / "t", "dt=a/hour=01", "dt=a/hour=2", "dt=a/hour=x")
    catalog.apply(CreateTable(table))
    catalog.apply(AddPartitions(LOGS, (PartitionSpec((("dt", "z"), ("hour", "9"))),)))
    repair = plan_repair(table, catalog, LocalFileSystem())
    added = catalog.apply(repair.change)
    assert repair_lines(repair, added, table) == [
        "Partitions not in metastore:\tlogs:dt=a/hour=01\tlogs:dt=a/hour=2",
        "Partitions missing from filesystem:\tlogs:dt=z/hour=9",
        "Repair: Added partition to metastore logs:dt=a/hour=1",
        "Repair: Added partition to metastore logs:dt=a/hour=2",
        f"Repair: Skipped {repair.skipped[0]}",
    ]


def test_a_repair_of_nothing_prints_nothing(tmp_path: Path, catalog: SQLiteCatalog) -> None:
    table = make(tmp_path / "t", "dt=a/hour=1")
    catalog.apply(CreateTable(table))
    catalog.apply(plan_repair(table, catalog, LocalFileSystem()).change)
    repair = plan_repair(table, catalog, LocalFileSystem())
    assert repair_lines(repair, (), table) == []


def test_an_unpartitioned_table_cannot_be_repaired(catalog: SQLiteCatalog) -> None:
    with pytest.raises(InvalidDefinition, match="is not partitioned"):
        plan_repair(Table(LOGS, Storage((), "/x/", "serde")), catalog, Folders([]))


def test_folders_in_an_object_store_keep_their_order() -> None:
    table = logs("s3://bucket/logs/")
    paths = [
        f"s3://bucket/logs/dt=2024-01-{day:02d}/hour={hour:02d}/"
        for day in range(1, 32)
        for hour in range(24)
    ]
    specs = find_partitions(table, Folders(paths))
    assert [spec.location for spec in specs] == paths


def test_a_listing_that_is_refused_fails_the_repair() -> None:
    forbidden = Folders(
        ["s3://bucket/logs/dt=a/hour=1/", "s3://bucket/logs/dt=b/hour=1/"],
        forbidden="s3://bucket/logs/dt=b/",
    )
    with pytest.raises(AccessDenied):
        find_partitions(logs("s3://bucket/logs/"), forbidden)
