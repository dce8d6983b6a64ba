"""An empty lake for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.lake.home import Home, opened


@pytest.fixture(scope="session")
def empty_metastore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a metastore with an empty database ``d``, once: making one waits for the disk."""
    folder = tmp_path_factory.mktemp("empty")
    with opened(folder) as home:
        return home.settings.catalog


@pytest.fixture
def home(tmp_path: Path, empty_metastore: Path) -> Iterator[Home]:
    """Open a lake whose database ``d`` is empty."""
    shutil.copyfile(empty_metastore, tmp_path / "lake.sqlite")
    with opened(tmp_path) as home:
        yield home
