"""A lake whose tables lie in a bucket, and credentials that must never be seen again."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.lake.home import Home, opened
from tests.unit.lake.s3.objects import REGION, ObjectStore

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAVISIBLE",
    "AWS_SECRET_ACCESS_KEY": "hidden-secret",
    "AWS_SESSION_TOKEN": "hidden-token",
}


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have temporary credentials in the environment, and none of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectStore]:
    """Start the server once for a file of tests."""
    store = ObjectStore()
    yield store
    store.demand_signatures(wanted=False)
    store.close()


@pytest.fixture
def store(server: ObjectStore) -> ObjectStore:
    """Give each test an empty bucket."""
    server.demand_signatures(wanted=False)
    server.empty()
    return server


@pytest.fixture
def remote(store: ObjectStore, tmp_path: Path) -> Iterator[Home]:
    """Open a lake that finds the bucket, and keeps footers on disk."""
    settings = {"s3_endpoint": store.endpoint, "s3_region": REGION, "s3_attempts": 1}
    with opened(tmp_path, cache_dir=str(tmp_path / "cache"), **settings) as home:
        yield home
