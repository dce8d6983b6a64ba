"""Catalog as code: a catalog written as a folder of definitions."""

from pathlib import Path

from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import (
    AddPartitions,
    CreateDatabase,
    CreateTable,
    CreateView,
    DropTable,
    PartitionSpec,
    RepairTable,
)
from lakeq.model.names import TableName
from lakeq.model.table import Column, Database, View
from lakeq.model.types import INTEGER
from lakeq.sql.definitions import DifferenceKind, compare, export, load
from tests.unit.sql.definition_folders import LOCATED, ORDERS, apply, catalog, folder, kinds


def exported(tmp_path: Path, **files: str) -> tuple[SQLiteCatalog, Path]:
    made = catalog(tmp_path)
    apply(made, compare(load(folder(tmp_path / "before", **files), {}), made))
    return made, tmp_path / "after"


def test_an_export_loads_as_the_catalog_it_was_written_from(tmp_path: Path) -> None:
    made, after = exported(
        tmp_path,
        sales__database="CREATE DATABASE sales COMMENT 'it\\'s' LOCATION '/l'"
        " WITH DBPROPERTIES ('a'='b', 'c'='${x}')".replace("${", "$${"),
        sales__orders=LOCATED.replace(
            ";", r" TBLPROPERTIES ('x'='a\tb\\n\'$${c}', 'line'='one\ntwo');"
        ),
        sales__v="CREATE VIEW v (\"a b\") COMMENT 'it''s' AS SELECT id -- ${x}\nFROM orders".replace(
            "${", "$${"
        ),
    )
    paths = export(made, after)
    assert [str(path.relative_to(after)) for path in paths] == [
        "sales/database.sql",
        "sales/orders.sql",
        "sales/v.sql",
    ]
    loaded = load(after, {})
    assert set(kinds(compare(loaded, made)).values()) == {DifferenceKind.SAME}
    assert loaded.tables[0].properties == {"x": "a\tb\\n'${c}", "line": "one\ntwo"}


def test_partitions_where_a_repair_finds_them_are_exported_as_a_repair(tmp_path: Path) -> None:
    adding = "ALTER TABLE orders ADD IF NOT EXISTS PARTITION (dt='a/b') PARTITION (dt='c')"
    made, after = exported(tmp_path, sales__orders=f"{LOCATED}{adding}")
    export(made, after)
    loaded = load(after, {})
    assert loaded.repairs == (RepairTable(ORDERS),)
    assert loaded.partitions == ()


def test_partitions_that_lie_elsewhere_are_exported_one_by_one(tmp_path: Path) -> None:
    adding = "ALTER TABLE orders ADD IF NOT EXISTS PARTITION (dt='a') PARTITION (dt=NULL)"
    made, after = exported(tmp_path, sales__orders=f"{LOCATED}{adding} LOCATION '/else/'")
    export(made, after)
    loaded = load(after, {})
    assert loaded.repairs == ()
    assert loaded.partitions == (
        AddPartitions(
            ORDERS,
            (PartitionSpec((("dt", None),), "/else/"), PartitionSpec((("dt", "a"),))),
            if_not_exists=True,
        ),
    )


def test_a_partition_whose_folder_spells_its_value_otherwise_is_still_in_place(
    tmp_path: Path,
) -> None:
    made, after = exported(
        tmp_path,
        sales__t="CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (m int) LOCATION '/t';"
        "ALTER TABLE t ADD IF NOT EXISTS PARTITION (m=1) LOCATION '/t/m=01'",
    )
    export(made, after)
    assert load(after, {}).repairs == (RepairTable(TableName("sales", "t")),)


def test_a_views_own_database_is_kept(tmp_path: Path) -> None:
    made = catalog(tmp_path)
    made.apply(CreateDatabase(Database("web")))
    columns = (Column("x", INTEGER),)
    made.apply(CreateView(View(TableName("web", "v"), "SELECT x FROM t", columns, "sales")))
    export(made, tmp_path / "out")
    [view] = load(tmp_path / "out", {}).views
    assert (view.name, view.database, view.column_names) == (TableName("web", "v"), "sales", ())


def test_a_query_that_does_not_say_its_names_is_exported_with_them(tmp_path: Path) -> None:
    made = catalog(tmp_path)
    made.apply(CreateDatabase(Database("web")))
    columns = (Column("_col0", INTEGER), Column("x", INTEGER))
    made.apply(CreateView(View(TableName("web", "v"), "SELECT 1, x FROM t", columns, "web")))
    export(made, tmp_path / "out")
    [view] = load(tmp_path / "out", {}).views
    assert view.column_names == ("_col0", "x")


def test_files_of_other_names_are_left_alone(tmp_path: Path) -> None:
    made, after = exported(tmp_path, sales__orders=LOCATED)
    folder(after, sales__notes="mine", other__thing="mine")
    export(made, after)
    export(made, after)
    assert (after / "sales" / "notes.sql").read_text() == "mine"
    assert (after / "other" / "thing.sql").read_text() == "mine"
    assert sorted(path.name for path in (after / "sales").iterdir()) == [
        "database.sql",
        "notes.sql",
        "orders.sql",
    ]


def test_what_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    made, after = exported(tmp_path, sales__orders=LOCATED)
    export(made, after)
    before = (after / "sales" / "orders.sql").stat()
    export(made, after)
    assert (after / "sales" / "orders.sql").stat() == before


def test_names_that_files_cannot_have_are_spelled_otherwise(tmp_path: Path) -> None:
    made = catalog(tmp_path)
    for name in ("database", "a/b", "x%y", "-"):
        text = f"CREATE EXTERNAL TABLE `{name}` (a int) LOCATION '/x'"
        stem = name.replace("%", "%25").replace("/", "%2F").replace("database", "%64atabase")
        one = folder(tmp_path / f"only {stem}", **{f"sales__{stem}": text})
        apply(made, compare(load(one, {}), made))
    export(made, tmp_path / "out")
    loaded = load(tmp_path / "out", {})
    assert {table.name.name for table in loaded.tables} == {"database", "a/b", "x%y", "-"}


def test_dropping_and_applying_again_gives_the_same_catalog(tmp_path: Path) -> None:
    made, _ = exported(tmp_path, sales__orders=LOCATED)
    made.apply(DropTable(ORDERS))
    loaded = load(tmp_path / "before", {})
    differences = compare(loaded, made)
    assert kinds(differences)["table sales.orders"] is DifferenceKind.ADD
    assert differences[1].changes == (CreateTable(loaded.tables[0]),)
