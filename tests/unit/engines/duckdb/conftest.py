"""An empty lake for each test, and one DuckDB for all questions without tables."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.engines.duckdb.lake import Asker, EngineLake, opened


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[EngineLake]:
    with opened(tmp_path) as lake:
        yield lake


@pytest.fixture(scope="session")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    asker = Asker(tmp_path_factory.mktemp("asker"))
    yield asker
    asker.close()
