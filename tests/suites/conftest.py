"""The implementations that each suite runs against."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lakeq.catalog.base import Catalog
from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import (
    CreateDatabase,
)
from lakeq.model.table import Database


def sqlite_catalog(folder: Path) -> Catalog:
    return SQLiteCatalog(folder / "lake.sqlite")


@pytest.fixture(params=[sqlite_catalog])
def catalog(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalog]:
    implementation: Catalog = request.param(tmp_path)
    implementation.apply(CreateDatabase(Database("sales")))
    yield implementation
    implementation.close()
