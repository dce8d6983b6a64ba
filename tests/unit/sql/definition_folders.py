"""Folders of definitions, and catalogs they are compared with."""

from collections.abc import Iterable
from pathlib import Path

from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import (
    CreateView,
)
from lakeq.model.names import TableName
from lakeq.model.table import Column, View
from lakeq.model.types import BIGINT
from lakeq.sql.definitions import Difference, DifferenceKind
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
