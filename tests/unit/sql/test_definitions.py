"""Catalog as code: folders of definitions loaded, compared with a real catalog, and written."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.errors import ConfigurationError, InvalidDefinition, QuerySyntaxError
from lakeq.model.changes import (
    AddPartitions,
    CreateDatabase,
    CreateTable,
    CreateView,
    DropPartitions,
    DropTable,
    PartitionSpec,
    RepairTable,
    ReplaceTable,
)
from lakeq.model.names import TableName
from lakeq.model.table import Column, Database, View
from lakeq.model.types import BIGINT, INTEGER
from lakeq.sql.definitions import Definitions, Difference, DifferenceKind, compare, export, load
from lakeq.sql.statements import CreateViewStatement

ORDERS = TableName("sales", "orders")
TABLE = "CREATE EXTERNAL TABLE sales.orders (id bigint) PARTITIONED BY (dt string)"
LOCATED = f"{TABLE} STORED AS PARQUET LOCATION '/lake/orders/';\n"


def folder(path: Path, **files: str) -> Path:
    """Write files named database__file below a folder."""
    for name, text in files.items():
        database, _, stem = name.partition("__")
        home = path / database
        home.mkdir(parents=True, exist_ok=True)
        (home / f"{stem}.sql").write_text(text, encoding="utf-8")
    return path


def catalog(path: Path) -> SQLiteCatalog:
    return SQLiteCatalog(path / "metastore.db")


def apply(made: SQLiteCatalog, differences: Iterable[Difference]) -> None:
    """Make every change; a view's columns are of no matter here."""
    for difference in differences:
        for change in difference.changes:
            if isinstance(change, CreateViewStatement):
                columns = tuple(Column(name, BIGINT) for name in change.column_names)
                view = View(
                    change.name, change.query.text, columns, change.database, change.comment
                )
                made.apply(CreateView(view, change.or_replace))
            else:
                made.apply(change)


def kinds(differences: Iterable[Difference]) -> dict[str, DifferenceKind]:
    return {f"{each.subject} {each.name}": each.kind for each in differences}


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    written = folder(
        tmp_path,
        sales__database="CREATE DATABASE IF NOT EXISTS sales COMMENT 'x' LOCATION '/lake';",
        sales__orders=LOCATED
        + "ALTER TABLE orders ADD IF NOT EXISTS PARTITION (dt='a') LOCATION '/else/a';\n"
        "MSCK REPAIR TABLE sales.orders;",
        sales__big="-- the big ones\nCREATE VIEW sales.big AS SELECT * FROM orders WHERE id > 9",
    )
    (tmp_path / "notes.txt").write_text("not SQL")
    (tmp_path / ".git").mkdir()
    loaded = load(written, {})
    assert loaded.databases == (Database("sales", "x", "/lake/"),)
    assert [table.name for table in loaded.tables] == [ORDERS]
    assert [(view.name.name, view.query.text) for view in loaded.views] == [
        ("big", "SELECT * FROM orders WHERE id > 9")
    ]
    assert loaded.partitions == (
        AddPartitions(ORDERS, (PartitionSpec((("dt", "a"),), "/else/a/"),), if_not_exists=True),
    )
    assert loaded.repairs == (RepairTable(ORDERS),)


def test_a_folder_without_a_database_file_still_is_a_database(tmp_path: Path) -> None:
    assert load(folder(tmp_path, sales__orders=LOCATED), {}).databases == (Database("sales"),)


def test_views_come_after_what_they_select_from(tmp_path: Path) -> None:
    written = folder(
        tmp_path,
        a__a="CREATE VIEW a AS SELECT * FROM b, c.c",
        a__b="CREATE VIEW b AS SELECT * FROM C.C",
        c__c="CREATE VIEW c AS SELECT 1 AS x",
        d__x="CREATE VIEW x AS SELECT * FROM y",
        d__y="CREATE VIEW y AS SELECT * FROM x",
    )
    names = [str(view.name) for view in load(written, {}).views]
    assert names.index("c.c") < names.index("a.b") < names.index("a.a")
    assert len(names) == 5


def test_variables_are_filled_in_and_quoted(tmp_path: Path) -> None:
    written = folder(
        tmp_path,
        sales__orders=f"{TABLE} LOCATION '${{lake}}/orders' TBLPROPERTIES"
        " ('a' = '${text}', 'storage.location.template' = '${lake}/$${dt}/')",
        sales__v="CREATE VIEW v AS SELECT '${text}' AS x",
    )
    loaded = load(written, {"lake": "s3://bucket", "text": "it's \\x"})
    assert loaded.tables[0].storage.location == "s3://bucket/orders/"
    assert loaded.tables[0].properties == {
        "a": "it's \\x",
        "storage.location.template": "s3://bucket/${dt}/",
    }
    assert loaded.views[0].query.text == "SELECT 'it''s \\x' AS x"


def test_a_relative_location_is_taken_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = folder(tmp_path / "catalog", sales__orders=f"{TABLE} LOCATION '${{lake}}/orders'")
    monkeypatch.chdir(tmp_path)
    [table] = load(written, {"lake": "data"}).tables
    assert table.storage.location == f"{tmp_path}/data/orders/"


@pytest.mark.parametrize(
    ("file", "text", "line", "column", "message"),
    [
        ("orders", "\n  SELEC 1;", 2, 3, "mismatched input 'SELEC'"),
        ("orders", f"{LOCATED}\nMSCK REPAIR orders;", 3, 13, "Expecting: 'TABLE'"),
        ("orders", "CREATE VIEW sales.orders AS\nSELECT ,", 2, 8, "mismatched input ','"),
        ("orders", "-- x\n 'abc", 2, 2, "never closed"),
        ("orders", f"{TABLE}\nLOCATION '${{lake}}/x'", 2, 11, "the variable `lake` is not set"),
    ],
)
def test_a_syntax_error_names_file_line_and_column(
    tmp_path: Path, file: str, text: str, line: int, column: int, message: str
) -> None:
    written = folder(tmp_path, **{f"sales__{file}": text})
    with pytest.raises(QuerySyntaxError) as raised:
        load(written, {})
    assert message in raised.value.message
    assert raised.value.message.startswith(str(tmp_path / "sales" / f"{file}.sql"))
    assert (raised.value.line, raised.value.column) == (line, column)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("database", "CREATE DATABASE other;", "must create the database `sales`"),
        ("database", "", "must create the database `sales`"),
        ("database", "CREATE DATABASE sales; DROP DATABASE x;", "and no more"),
        ("orders", "", "must first create the table or view `sales.orders`"),
        ("orders", "DROP TABLE orders", "must first create"),
        ("other", LOCATED, "must first create the table or view `sales.other`"),
        ("orders", LOCATED + "DROP TABLE orders", "only its own partition statements"),
        ("orders", LOCATED + "MSCK REPAIR TABLE other", "only its own partition statements"),
        (
            "orders",
            LOCATED + "ALTER TABLE orders ADD PARTITION (dt='a')",
            "only its own partition statements",
        ),
        ("orders", "CREATE VIEW orders AS SELECT 1; MSCK REPAIR TABLE orders", "must first create"),
        ("orders", f"{TABLE} LOCATION '/lake/*'", "wildcard"),
        ("orders", TABLE, "needs a LOCATION"),
    ],
)
def test_a_file_that_defines_something_else_is_refused(
    tmp_path: Path, file: str, text: str, message: str
) -> None:
    with pytest.raises(InvalidDefinition, match=message) as raised:
        load(folder(tmp_path, **{f"sales__{file}": text}), {})
    assert f"{file}.sql" in raised.value.message


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere is not a folder"):
        load(tmp_path / "nowhere", {})


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (folder(tmp_path, sales__orders="") / "sales" / "orders.sql").write_bytes(b"\xff\xfe")
    with pytest.raises(QuerySyntaxError, match="not UTF-8"):
        load(tmp_path, {})


def test_an_empty_catalog_lacks_everything_and_nothing_once_it_is_applied(tmp_path: Path) -> None:
    loaded = load(
        folder(
            tmp_path / "catalog",
            sales__orders=LOCATED + "ALTER TABLE orders ADD IF NOT EXISTS PARTITION (dt='a')",
            sales__v="CREATE VIEW v (x) COMMENT 'y' AS SELECT id FROM orders",
        ),
        {},
    )
    made = catalog(tmp_path)
    before = compare(loaded, made)
    assert set(kinds(before).values()) == {DifferenceKind.ADD}
    assert [each.subject for each in before] == ["database", "table", "view", "partitions"]
    apply(made, before)
    after = compare(loaded, made)
    assert set(kinds(after).values()) == {DifferenceKind.SAME}
    assert not any(each.changes or each.details for each in after)


def test_what_the_catalog_has_beyond_the_definitions_is_extra_and_stays(tmp_path: Path) -> None:
    made = catalog(tmp_path)
    loaded = load(folder(tmp_path / "catalog", sales__orders=LOCATED), {})
    apply(made, compare(loaded, made))
    [change] = compare(Definitions(), made)[-1:]
    assert kinds(compare(Definitions(), made)) == {
        "database sales": DifferenceKind.EXTRA,
        "table sales.orders": DifferenceKind.EXTRA,
    }
    assert change.changes == ()


@pytest.mark.parametrize(
    ("text", "details"),
    [
        (LOCATED.replace("(id bigint)", "(id int)"), ["column id: bigint -> int"]),
        (
            LOCATED.replace("(id bigint)", "(n bigint)"),
            ["column id removed", "column n bigint added"],
        ),
        (
            LOCATED.replace("bigint", "bigint COMMENT 'x'"),
            ["column id comment: none -> x"],
        ),
        (LOCATED.replace("dt string", "dt date"), ["partition key dt: string -> date"]),
        (LOCATED.replace("/lake/", "/sea/"), ["location: /lake/orders/ -> /sea/orders/"]),
        (
            LOCATED.replace("STORED", "COMMENT 'x' STORED").replace(
                "PARTITIONED BY (dt string) COMMENT 'x'", "COMMENT 'x' PARTITIONED BY (dt string)"
            ),
            ["comment: none -> x"],
        ),
        (
            LOCATED.replace(";", " TBLPROPERTIES ('a' = 'b')"),
            ["property a: none -> b"],
        ),
    ],
)
def test_a_changed_table_says_what_changed_and_is_replaced(
    tmp_path: Path, text: str, details: list[str]
) -> None:
    made = catalog(tmp_path)
    apply(made, compare(load(folder(tmp_path / "before", sales__orders=LOCATED), {}), made))
    loaded = load(folder(tmp_path / "after", sales__orders=text), {})
    [difference] = [each for each in compare(loaded, made) if each.subject == "table"]
    assert difference.kind is DifferenceKind.CHANGE
    assert list(difference.details) == details
    assert difference.changes == (ReplaceTable(loaded.tables[0]),)
    apply(made, compare(loaded, made))
    assert set(kinds(compare(loaded, made)).values()) == {DifferenceKind.SAME}


def test_columns_in_another_order_are_a_change(tmp_path: Path) -> None:
    made = catalog(tmp_path)
    text = "CREATE EXTERNAL TABLE t (a int, b int) LOCATION '/x'"
    apply(made, compare(load(folder(tmp_path / "before", sales__t=text), {}), made))
    turned = folder(tmp_path / "after", sales__t=text.replace("a int, b int", "b int, a int"))
    [difference] = [each for each in compare(load(turned, {}), made) if each.subject == "table"]
    assert difference.details == ("columns in another order",)


def test_a_changed_format_says_every_class(tmp_path: Path) -> None:
    made = catalog(tmp_path)
    apply(made, compare(load(folder(tmp_path / "before", sales__orders=LOCATED), {}), made))
    after = folder(tmp_path / "after", sales__orders=LOCATED.replace("PARQUET", "ORC"))
    [difference] = [each for each in compare(load(after, {}), made) if each.subject == "table"]
    assert [detail.partition(":")[0] for detail in difference.details] == [
        "SerDe",
        "input format",
        "output format",
    ]


def test_a_changed_view_is_replaced(tmp_path: Path) -> None:
    made = catalog(tmp_path)
    before = folder(tmp_path / "before", sales__v="CREATE VIEW v (a) AS SELECT 1")
    apply(made, compare(load(before, {}), made))
    after = folder(tmp_path / "after", sales__v="CREATE VIEW v (b) COMMENT 'x' AS SELECT 2")
    loaded = load(after, {})
    [difference] = [each for each in compare(loaded, made) if each.subject == "view"]
    assert difference.kind is DifferenceKind.CHANGE
    assert difference.details == ("the query differs", "comment: none -> x", "columns: a -> b")
    apply(made, compare(loaded, made))
    assert kinds(compare(loaded, made))["view sales.v"] is DifferenceKind.SAME


def test_a_table_takes_the_place_of_a_view_and_a_view_that_of_a_table(tmp_path: Path) -> None:
    made = catalog(tmp_path)
    view = folder(tmp_path / "view", sales__orders="CREATE VIEW orders AS SELECT 1 AS x")
    table = folder(tmp_path / "table", sales__orders=LOCATED)
    for definitions in (load(view, {}), load(table, {}), load(view, {})):
        apply(made, compare(definitions, made))
        assert set(kinds(compare(definitions, made)).values()) == {DifferenceKind.SAME}


def test_a_changed_database_is_told_and_left_alone(tmp_path: Path) -> None:
    made = catalog(tmp_path)
    made.apply(CreateDatabase(Database("sales", "old")))
    text = "CREATE DATABASE sales COMMENT 'new'"
    [difference] = compare(load(folder(tmp_path / "c", sales__database=text), {}), made)
    assert (difference.kind, difference.changes) == (DifferenceKind.CHANGE, ())
    assert difference.details[0] == "comment: old -> new"


def test_missing_and_moved_partitions_are_told_apart(tmp_path: Path) -> None:
    made = catalog(tmp_path)
    adding = "ALTER TABLE orders ADD IF NOT EXISTS"
    before = f"{LOCATED}{adding} PARTITION (dt='a') PARTITION (dt='b') LOCATION '/b'"
    apply(made, compare(load(folder(tmp_path / "before", sales__orders=before), {}), made))
    after = (
        f"{LOCATED}{adding} PARTITION (dt='a') PARTITION (dt='b') LOCATION '/c' PARTITION (dt=NULL)"
    )
    loaded = load(folder(tmp_path / "after", sales__orders=after), {})
    [difference] = [each for each in compare(loaded, made) if each.subject == "partitions"]
    assert difference.kind is DifferenceKind.CHANGE
    assert difference.details == ("partition dt=NULL added", "partition dt=b moved to /c/")
    assert [type(change) for change in difference.changes] == [DropPartitions, AddPartitions]
    apply(made, compare(loaded, made))
    assert set(kinds(compare(loaded, made)).values()) == {DifferenceKind.SAME}


def test_a_partition_must_name_the_tables_keys(tmp_path: Path) -> None:
    text = LOCATED + "ALTER TABLE orders ADD IF NOT EXISTS PARTITION (day='a')"
    loaded = load(folder(tmp_path / "catalog", sales__orders=text), {})
    with pytest.raises(InvalidDefinition, match=r"day=a of `sales.orders` does not name"):
        compare(loaded, catalog(tmp_path))


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
