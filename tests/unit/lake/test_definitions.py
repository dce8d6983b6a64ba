"""A folder of definitions applied to a lake: once, again, and after it changed."""

from pathlib import Path

import pytest

from lakeq import errors
from lakeq.sql.definitions import DifferenceKind
from tests.unit.lake.home import Home

EVERY_TYPE = """
CREATE VIEW s.types AS SELECT true AS a, CAST(1 AS tinyint) AS b, 1.5 AS c, CAST(1 AS real) AS d,
    'x' AS e, CAST('x' AS char(3)) AS f, DATE '2024-01-01' AS g, localtimestamp AS h,
    ARRAY[1] AS i, CAST(NULL AS map(varchar, double)) AS j, CAST(ROW(1, 'x') AS row(p bigint, q varchar)) AS k,
    X'00' AS l, CAST(1 AS decimal(38, 10)) AS m, CAST('x' AS varchar) AS n
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write definitions of a database, a table and three views, one made of the other."""
    define(tmp_path / "definitions", "database", "CREATE DATABASE s")
    define(tmp_path / "definitions", "z", table("id bigint, word string"))
    define(tmp_path / "definitions", "a", "CREATE VIEW s.a AS SELECT id FROM b")
    define(tmp_path / "definitions", "b", "CREATE VIEW s.b AS SELECT id, word AS w FROM z")
    define(tmp_path / "definitions", "types", EVERY_TYPE)
    return tmp_path / "definitions"


def define(folder: Path, name: str, text: str) -> None:
    (folder / "s").mkdir(parents=True, exist_ok=True)
    (folder / "s" / f"{name}.sql").write_text(text)


def table(columns: str) -> str:
    return f"CREATE EXTERNAL TABLE s.z ({columns}) STORED AS PARQUET LOCATION '${{lake}}/z/'"


def applied(home: Home, folder: Path) -> dict[str, DifferenceKind]:
    """Apply a folder; give what was done to the things of ``s``."""
    done = home.lake.apply_definitions(folder, {"lake": str(home.folder)})
    return {each.name: each.kind for each in done if each.name.startswith("s.")}


def test_what_is_defined_is_made_in_an_order_that_works(home: Home, folder: Path) -> None:
    assert set(applied(home, folder).values()) == {DifferenceKind.ADD}
    home.write("z/1.parquet", {"id": [1], "word": ["x"]})
    assert home.rows("SELECT * FROM s.a") == [(1,)]
    assert home.rows("SELECT * FROM s.b") == [(1, "x")]


def test_applying_again_changes_nothing(home: Home, folder: Path) -> None:
    applied(home, folder)
    before = [home.lake.catalog.table(t.name) for t in home.lake.catalog.tables("s")]
    assert set(applied(home, folder).values()) == {DifferenceKind.SAME}
    assert [home.lake.catalog.table(t.name) for t in home.lake.catalog.tables("s")] == before
    differences = home.lake.diff_definitions(folder, {"lake": str(home.folder)})
    assert {each.kind for each in differences} == {DifferenceKind.SAME, DifferenceKind.EXTRA}


def test_views_follow_a_table_whose_columns_changed(home: Home, folder: Path) -> None:
    applied(home, folder)
    define(folder, "z", table("id string, word string"))
    done = applied(home, folder)
    assert {name for name, kind in done.items() if kind is DifferenceKind.CHANGE} == {
        *("s.z", "s.b", "s.a")
    }
    home.write("z/1.parquet", {"id": ["one"], "word": ["x"]})
    assert home.rows("SELECT * FROM s.a") == [("one",)]
    assert set(applied(home, folder).values()) == {DifferenceKind.SAME}


def test_a_view_that_does_not_bind_is_named(home: Home, folder: Path) -> None:
    define(folder, "broken", "CREATE VIEW s.broken AS\nSELECT nothing FROM z")
    with pytest.raises(errors.ColumnNotFound) as raised:
        applied(home, folder)
    assert raised.value.message == "view 's.broken': Column 'nothing' cannot be resolved"
    assert (raised.value.line, raised.value.column) == (2, 8)
    assert "broken" not in home.column("SHOW VIEWS IN s")


def test_a_folder_that_cannot_be_read_changes_nothing(home: Home, folder: Path) -> None:
    define(folder, "zz", "CREATE VIEW s.zz AS SELEC")
    with pytest.raises(errors.QuerySyntaxError, match=r"zz\.sql"):
        applied(home, folder)
    assert home.column("SHOW DATABASES") == ["d", "default"]


def test_an_exported_lake_is_made_anew_elsewhere(home: Home, folder: Path) -> None:
    applied(home, folder)
    home.lake.export_definitions(home.folder / "exported")
    before = home.column("SHOW CREATE TABLE s.z")
    views = {name: home.column(f"SHOW CREATE VIEW s.{name}") for name in ("a", "b", "types")}
    home.run("DROP DATABASE s CASCADE")
    applied(home, home.folder / "exported")
    assert home.column("SHOW CREATE TABLE s.z") == before
    assert {n: home.column(f"SHOW CREATE VIEW s.{n}") for n in views} == views
