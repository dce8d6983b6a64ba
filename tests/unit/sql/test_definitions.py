"""Catalog as code: folders of definitions loaded, and compared with a real catalog."""

from pathlib import Path

import pytest

from lakeq.errors import ConfigurationError, InvalidDefinition, QuerySyntaxError
from lakeq.model.changes import (
    AddPartitions,
    CreateDatabase,
    DropPartitions,
    PartitionSpec,
    RepairTable,
    ReplaceTable,
)
from lakeq.model.table import Database
from lakeq.sql.definitions import Definitions, DifferenceKind, compare, load
from tests.unit.sql.definition_folders import LOCATED, ORDERS, TABLE, apply, catalog, folder, kinds


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
