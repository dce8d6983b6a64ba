"""What all tests share: nothing of the machine's own settings, and the sample lake, ready to query."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from lakeq.lake import Lake
from lakeq.settings import Settings

PROJECT = Path(__file__).parent.parent
OFFLINE = {"LAKEQ_CACHE_DIR": "none", "LAKEQ_HISTORY": "none"}

# A generated case may write and read whole files, so time per case says nothing.
settings.register_profile(
    "quick", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=10_000)
settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let ``make golden`` ask for new expectations."""
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write what came into tests/golden"
    )


@pytest.fixture(autouse=True, scope="session")
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep caches, settings and credentials of whoever runs the tests out of them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        for name in ("LAKEQ_CATALOG", "LAKEQ_DATABASE", "AWS_PROFILE", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def sample_metastore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample lake's metastore from its definitions, once."""
    metastore = tmp_path_factory.mktemp("sample") / "lake.sqlite"
    with Lake.open(Settings.load(OFFLINE, PROJECT, catalog=str(metastore))) as lake:
        list(lake.apply_definitions(PROJECT / "catalog", {"lake": str(PROJECT / "sample_data")}))
    return metastore


@pytest.fixture
def sample_lake(sample_metastore: Path) -> Iterator[Lake]:
    """Open the sample lake."""
    with Lake.open(Settings.load(OFFLINE, PROJECT, catalog=str(sample_metastore))) as lake:
        yield lake
