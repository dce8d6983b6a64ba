"""How S3 is found and who asks, wherever that was configured; DuckDB and we ourselves alike."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lakeq.errors import AccessDenied
from lakeq.lake import Lake
from lakeq.settings import Settings
from tests.unit.lake.s3.conftest import KEYS
from tests.unit.lake.s3.objects import BUCKET, REGION, ObjectStore, Request, refusing

pytestmark = pytest.mark.s3

LOCATION = f"STORED AS PARQUET LOCATION 's3://{BUCKET}/t/'"


def ask(settings: Settings, store: ObjectStore) -> list[Request]:
    """Read a small table with settings; answer the requests that took."""
    store.put("t/a.parquet", {"id": [1, 2]})
    with Lake.open(settings) as lake, store.recording() as requests:
        lake.execute(f"CREATE EXTERNAL TABLE IF NOT EXISTS t (id bigint) {LOCATION}")
        assert list(lake.execute("SELECT sum(id) FROM t").rows()) == [(3,)]
        assert {request.by_engine for request in requests} == {True, False}
        return list(requests)


ENVIRONMENTS: list[Callable[[str], dict[str, str]]] = [
    lambda endpoint: {"AWS_ENDPOINT_URL_S3": endpoint, "AWS_REGION": "eu-west-9"},
    lambda endpoint: {"AWS_ENDPOINT_URL": endpoint, "AWS_DEFAULT_REGION": "eu-west-9"},
    lambda endpoint: {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_DEFAULT_REGION": "us-east-9",
        "AWS_REGION": "eu-west-9",
    },
    lambda endpoint: {
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
        "LAKEQ_S3_ENDPOINT": endpoint + "/",
        "AWS_REGION": "us-east-9",
        "LAKEQ_S3_REGION": "eu-west-9",
    },
]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_environment_says_where_s3_is(
    store: ObjectStore, tmp_path: Path, environment: Callable[[str], dict[str, str]]
) -> None:
    variables = {"HOME": str(tmp_path), **environment(store.endpoint)}
    requests = ask(Settings.load(variables, tmp_path), store)
    assert {request.signed_for for request in requests} == {"eu-west-9"}


def test_a_file_says_where_s3_is(store: ObjectStore, tmp_path: Path) -> None:
    lines = [f's3_endpoint = "{store.endpoint}"', 's3_region = "eu-west-9"', "s3_path_style = true"]
    (tmp_path / "lakeq.toml").write_text("\n".join(lines))
    requests = ask(Settings.load({"HOME": str(tmp_path)}, tmp_path), store)
    assert {request.signed_for for request in requests} == {"eu-west-9"}


def test_a_profile_says_where_s3_is_and_who_asks(
    store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text(
        f"[profile lake]\nregion = eu-west-9\nendpoint_url = {store.endpoint}\n"
        "aws_access_key_id = AKIAPROFILE\naws_secret_access_key = hidden-secret\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    variables = {"HOME": str(tmp_path), "AWS_PROFILE": "lake"}
    requests = ask(Settings.load(variables, tmp_path), store)
    for request in requests:
        assert request.signed_for == "eu-west-9"
        assert "Credential=AKIAPROFILE/" in request.headers["authorization"]


def test_temporary_keys_are_sent_with_their_token(store: ObjectStore, tmp_path: Path) -> None:
    settings = Settings.load({}, tmp_path, s3_endpoint=store.endpoint, s3_region=REGION)
    for request in ask(settings, store):
        assert f"Credential={KEYS['AWS_ACCESS_KEY_ID']}/" in request.headers["authorization"]
        assert request.headers["x-amz-security-token"] == KEYS["AWS_SESSION_TOKEN"]
        assert "hidden" not in request.address


def test_who_stays_anonymous_signs_nothing(store: ObjectStore, tmp_path: Path) -> None:
    variables = {"LAKEQ_S3_ANONYMOUS": "yes", "LAKEQ_S3_ENDPOINT": store.endpoint}
    for request in ask(Settings.load(variables, tmp_path), store):
        assert "authorization" not in request.headers
        assert "x-amz-security-token" not in request.headers


def test_who_has_no_keys_is_told_so(
    store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    settings = Settings.load({}, tmp_path, s3_endpoint=store.endpoint, s3_region=REGION)
    with Lake.open(settings) as lake:
        lake.execute(f"CREATE EXTERNAL TABLE t (id bigint) {LOCATION}")
        with pytest.raises(AccessDenied, match="No AWS credentials"):
            lake.execute("SELECT * FROM t")


def test_a_bucket_in_another_region_is_read_there(store: ObjectStore, tmp_path: Path) -> None:
    moved = refusing(
        301, "PermanentRedirect", lambda request: request.signed_for != "eu-west-9", "eu-west-9"
    )
    store.put("t/a.parquet", {"id": [1, 2]})
    settings = Settings.load({}, tmp_path, s3_endpoint=store.endpoint, s3_region=REGION)
    with Lake.open(settings) as lake:
        lake.execute(f"CREATE EXTERNAL TABLE t (id bigint) {LOCATION}")
        store.hook = moved
        assert list(lake.execute("SELECT sum(id) FROM t").rows()) == [(3,)]


def test_keys_that_change_are_taken_up_by_the_engine(
    store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.load({}, tmp_path, s3_endpoint=store.endpoint, s3_region=REGION)
    ask(settings, store)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIALATER")
    for request in ask(settings, store):
        assert "Credential=AKIALATER/" in request.headers["authorization"]
