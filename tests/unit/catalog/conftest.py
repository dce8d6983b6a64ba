"""A metastore with the table of logs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lakeq.catalog.sqlite import SQLiteCatalog


@pytest.fixture
def metastore(tmp_path: Path) -> Path:
    return tmp_path / "lake.sqlite"


@pytest.fixture
def catalog(metastore: Path) -> Iterator[SQLiteCatalog]:
    catalog = SQLiteCatalog(metastore, lock_timeout_ms=50)
    yield catalog
    catalog.close()
