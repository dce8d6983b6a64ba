"""S3 that refuses, changes or is not there: the right error, soon, and never a secret in it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler

import pytest

from lakeq.errors import (
    AccessDenied,
    BucketNotFound,
    FileChanged,
    InvalidDefinition,
    StorageError,
    Throttled,
)
from lakeq.lake import Lake
from lakeq.settings import Settings
from tests.unit.lake.home import Home
from tests.unit.lake.s3.conftest import KEYS
from tests.unit.lake.s3.objects import BUCKET, REGION, Hook, ObjectStore, Request, refusing

pytestmark = pytest.mark.s3

FORMATS = pytest.mark.parametrize("suffix", ["parquet", "orc"])
# More rows than a batch or two hold.
MANY = {"id": range(200_000), "word": [f"word {row}" for row in range(200_000)]}
FEW = {"id": range(100), "word": ["word"] * 100}
QUERY = "SELECT sum(id), max(word) FROM t"


def table(remote: Home, store: ObjectStore, suffix: str, rows: Mapping[str, object]) -> str:
    """Store a table ``t`` of one object; answer its key."""
    key = f"t/a.{suffix}"
    store.put(key, rows)
    remote.run(
        f"CREATE EXTERNAL TABLE t (id bigint, word string) STORED AS {suffix}"
        f" LOCATION 's3://{BUCKET}/t/'"
    )
    return key


def of_data(request: Request) -> bool:
    """Whether an object itself is asked for, its footer being known."""
    return not request.is_listing


def remove(store: ObjectStore, key: str) -> None:
    store.remove(key)


def replace(store: ObjectStore, key: str) -> None:
    store.put(key, {"id": range(100), "word": ["other"] * 100})


@FORMATS
def test_an_object_changed_before_it_is_read_fails_the_query(
    remote: Home, store: ObjectStore, suffix: str
) -> None:
    key = table(remote, store, suffix, FEW)
    for change in (replace, remove):
        result = remote.lake.execute(QUERY)
        change(store, key)
        with pytest.raises(FileChanged, match=f"s3://{BUCKET}/{key}") as raised:
            list(result.rows())
        assert raised.value.hint == "run the query again"
        assert result.statistics.billed_bytes == 0


@FORMATS
@pytest.mark.parametrize("change", [remove, replace])
def test_an_object_changed_between_two_of_its_ranges_fails_the_query(
    remote: Home, store: ObjectStore, suffix: str, change: Callable[[ObjectStore, str], None]
) -> None:
    key = table(remote, store, suffix, MANY)
    remote.lake.estimate(QUERY)
    asked: list[Request] = []

    def change_after_the_first(_: BaseHTTPRequestHandler, request: Request) -> bool:
        if request.span is not None:
            asked.append(request)
            if len(asked) == 2:
                change(store, key)
        return False

    store.hook = change_after_the_first
    failure = remote.failure(QUERY)
    assert isinstance(failure, FileChanged)
    assert len(asked) > 1


@FORMATS
def test_an_object_changed_while_rows_are_taken_fails_the_query(
    remote: Home, store: ObjectStore, suffix: str
) -> None:
    key = table(remote, store, suffix, MANY)
    batches = remote.lake.execute("SELECT id, word FROM t").batches()
    assert next(batches).num_rows > 0
    replace(store, key)
    with pytest.raises(FileChanged):
        list(batches)


def test_a_bucket_that_does_not_exist_is_said_so(remote: Home) -> None:
    remote.run("CREATE EXTERNAL TABLE t (id bigint) STORED AS ORC LOCATION 's3://nowhere/t/'")
    failure = remote.failure("SELECT * FROM t")
    assert isinstance(failure, BucketNotFound)
    assert failure.message == "Bucket 'nowhere' does not exist"


@pytest.fixture
def signed(store: ObjectStore) -> Iterator[Callable[[str], dict[str, str]]]:
    """Have the server check signatures; give a way to get keys that may do some things."""
    iam = store.service("iam")

    def keys(*actions: str) -> dict[str, str]:
        iam.create_user(UserName="user")
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName="user", PolicyName="policy", PolicyDocument=document)
        key = iam.create_access_key(UserName="user")["AccessKey"]
        store.demand_signatures(wanted=True)
        return {
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        }

    yield keys
    store.demand_signatures(wanted=False)
    iam.close()


def test_the_right_keys_are_let_in_by_a_server_that_checks_signatures(
    remote: Home,
    store: ObjectStore,
    signed: Callable[[str], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table(remote, store, "parquet", FEW)
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    for name, value in signed("s3:*").items():
        monkeypatch.setenv(name, value)
    assert remote.rows(QUERY) == [(4950, "word")]
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with Lake.open(remote.settings) as another, pytest.raises(AccessDenied, match=r"s3://lake/t/"):
        another.execute(QUERY)


def test_keys_that_may_only_list_are_denied_the_objects(
    remote: Home,
    store: ObjectStore,
    signed: Callable[[str], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table(remote, store, "parquet", FEW)
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    for name, value in signed("s3:ListBucket").items():
        monkeypatch.setenv(name, value)
    failure = remote.failure(QUERY)
    assert isinstance(failure, AccessDenied)
    assert failure.message == "Access denied: 's3://lake/t/a.parquet'"


REFUSALS = [
    (403, "AccessDenied", AccessDenied),
    (400, "ExpiredToken", AccessDenied),
    (404, "NoSuchKey", FileChanged),
    (412, "PreconditionFailed", FileChanged),
    (503, "SlowDown", Throttled),
    (500, "InternalError", StorageError),
]


def test_refusals_met_by_the_engine_are_told_apart(remote: Home, store: ObjectStore) -> None:
    table(remote, store, "parquet", FEW)
    remote.lake.estimate(QUERY)
    for status, code, expected in REFUSALS:
        store.hook = refusing(status, code, lambda request: request.by_engine)
        failure = remote.failure(QUERY)
        assert type(failure) is expected
        assert "s3://lake/t/a.parquet" in failure.message
        assert "AKIA" not in f"{failure} {failure.hint}"


def test_refusals_met_while_stripes_are_read_are_told_apart(
    remote: Home, store: ObjectStore
) -> None:
    table(remote, store, "orc", FEW)
    remote.lake.estimate(QUERY)
    for status, code, expected in REFUSALS:
        store.hook = refusing(status, code, of_data)
        failure = remote.failure(QUERY)
        assert type(failure) is expected
        assert "s3://lake/t/a.orc" in failure.message


def breaking_off(size: int, sent: bytes) -> Hook:
    """Hang up on requests for parts of an object: at once, or once some of it was sent."""

    def break_off(handler: BaseHTTPRequestHandler, request: Request) -> bool:
        if request.span is None:
            return False
        if sent:
            start, end = request.span
            handler.send_response(206)
            handler.send_header("Content-Length", str(end - start))
            handler.send_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
            handler.send_header("ETag", request.headers.get("if-match", ""))
            handler.end_headers()
            handler.wfile.write(sent)
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)
        return True

    return break_off


@FORMATS
def test_a_server_that_hangs_up_is_a_failure_of_storage(
    remote: Home, store: ObjectStore, suffix: str
) -> None:
    table(remote, store, suffix, FEW)
    (file,) = remote.lake.storage.list_files(f"s3://{BUCKET}/t/")
    remote.lake.estimate(QUERY)
    for sent in (b"", b"short"):
        store.hook = breaking_off(file.size, sent)
        assert type(remote.failure(QUERY)) is StorageError


@pytest.mark.slow
def test_a_server_that_sends_everybody_elsewhere_is_a_failure_of_storage(
    remote: Home, store: ObjectStore
) -> None:
    table(remote, store, "parquet", FEW)
    store.hook = refusing(307, "TemporaryRedirect")
    assert type(remote.failure(QUERY)) is StorageError


@pytest.mark.slow
def test_an_endpoint_that_is_not_there_is_known_in_seconds(remote: Home) -> None:
    remote.run("CREATE EXTERNAL TABLE t (id bigint) STORED AS ORC LOCATION 's3://lake/t/'")
    with socket.socket() as taken:
        # Bound, but never listening.
        taken.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{taken.getsockname()[1]}"
        started = time.monotonic()
        result = remote.cli("query", "SELECT * FROM t", LAKEQ_S3_ENDPOINT=endpoint)
    assert time.monotonic() - started < 20
    assert result.exit_code == 3
    assert result.stderr == (
        "error: HIVE_FILESYSTEM_ERROR: Cannot reach S3 to read 's3://lake/t/'\n"
        "\nhint: check the endpoint and the network\n"
    )


LOCATIONS = [
    *("s3://lake/a?s3_endpoint=evil:80", "s3://lake/a#b", "s3://lake/a/../b", "s3://lake/.."),
    *(
        "s3://lake/./a",
        "s3://lake/a\\nb",
        "s3://lake/a\\u0085b",
        "s3://lake/*/a",
        "s3://",
        "s3:///a",
    ),
    *("s3://key:secret@lake/a", "s3://lake:80/a", "http://lake/a", "https://lake/a", "hdfs://l/a"),
]


def test_a_location_that_could_be_misread_is_refused(remote: Home, store: ObjectStore) -> None:
    create = "CREATE EXTERNAL TABLE {} (id bigint) PARTITIONED BY (dt string) STORED AS ORC"
    remote.run(f"{create.format('p')} LOCATION 's3://lake/p/'")
    for location in LOCATIONS:
        for statement in (
            f"{create.format('t')} LOCATION '{location}'",
            f"ALTER TABLE p ADD PARTITION (dt = 'x') LOCATION '{location}'",
            f"CREATE DATABASE x LOCATION '{location}'",
        ):
            assert isinstance(remote.failure(statement), InvalidDefinition)
    assert remote.column("SHOW TABLES") == ["p"]
    assert remote.rows("SHOW PARTITIONS p") == []
    assert store.requests == []


def test_no_secret_is_ever_shown(remote: Home, store: ObjectStore) -> None:
    table(remote, store, "parquet", FEW)
    shown = [repr(remote.settings), str(remote.settings), repr(remote.settings.s3_config())]
    shown += [repr(remote.lake.estimate(QUERY))]
    for explain in ("EXPLAIN", "EXPLAIN ANALYZE", "EXPLAIN (FORMAT JSON)"):
        shown += remote.column(f"{explain} {QUERY}")
    for status, code, _ in REFUSALS:
        store.hook = refusing(status, code, of_data)
        failure = remote.failure(QUERY)
        shown += [repr(failure), str(failure.hint), repr(failure.__cause__)]
    store.hook = None
    where = {"AWS_ENDPOINT_URL": store.endpoint, "AWS_REGION": REGION}
    for command in (["history", "--format", "json"], ["explain", QUERY], ["query", QUERY]):
        result = remote.cli(*command, **where)
        assert result.exit_code == 0
        shown += [result.stdout, result.stderr]
    assert len(shown) > 20
    for text in shown:
        for secret in ("hidden-secret", "hidden-token"):
            assert secret not in text


def test_the_command_line_tells_failures_of_storage_from_those_of_queries(
    remote: Home, store: ObjectStore
) -> None:
    table(remote, store, "parquet", MANY)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        **remote.environment(),
        **KEYS,
        "AWS_ENDPOINT_URL_S3": store.endpoint,
        "AWS_REGION": REGION,
        "LAKEQ_S3_ATTEMPTS": "1",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "lakeq", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    answered = run("query", "--format", "csv", "--stats", QUERY)
    assert (answered.returncode, answered.stdout) == (0, "_col0,_col1\n19999900000,word 99999\n")
    assert json.loads(answered.stderr)["read_bytes"] == sum(
        request.sent for request in store.requests if request.by_engine
    )
    store.hook = refusing(403, "InvalidAccessKeyId")
    denied = run("estimate", QUERY)
    assert denied.returncode == 3
    assert denied.stderr.startswith("error: PERMISSION_DENIED: Access denied: 's3://lake/t/'\n")
    assert "hidden" not in denied.stderr


def test_an_endpoint_that_is_no_url_is_a_mistake_of_configuration(remote: Home) -> None:
    for endpoint in (
        "localhost:9000",
        "http://",
        "ftp://host",
        "http://user:pass@host",
        "http://h:x",
    ):
        result = remote.cli("catalog", "ls", LAKEQ_S3_ENDPOINT=endpoint)
        assert result.exit_code == 2
        assert result.stderr.startswith("error: INVALID_CONFIGURATION: ")
        assert "pass" not in result.stderr
    settings = Settings.load({}, remote.folder, s3_endpoint="https://host:9000/")
    assert settings.s3_config().endpoint == "https://host:9000/"
