"""An empty lake for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.lake.home import Home, opened


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Open a lake whose database ``d`` is empty."""
    with opened(tmp_path) as home:
        yield home
