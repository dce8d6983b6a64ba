"""S3 when it misbehaves, as a server of our own that can; good behavior is in the suite."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lakeq.errors import (
    AccessDenied,
    BucketNotFound,
    FileChanged,
    LakeqError,
    NotSupported,
    StorageError,
    Throttled,
)
from lakeq.model.files import DataFile
from lakeq.storage.config import S3Config, S3Credentials
from lakeq.storage.s3 import S3FileSystem

pytestmark = pytest.mark.s3

FILE = DataFile("s3://lake/t/a.parquet", 100, "etag")
Answer = Callable[[BaseHTTPRequestHandler], None]


class FaultyS3:
    """A server that answers as it is told to, and what reads from it."""

    def __init__(self) -> None:
        faulty = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                faulty.answer(self)

            def do_HEAD(self) -> None:
                faulty.answer(self)

            def log_message(self, *_: object) -> None:
                return

        self.answer: Answer = failing(500, "Unused")
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def reader(self, *, anonymous: bool = False) -> S3FileSystem:
        return S3FileSystem(
            S3Config(
                region="us-east-1",
                endpoint=f"http://127.0.0.1:{self.server.server_port}",
                path_style=True,
                anonymous=anonymous,
                credentials=None if anonymous else S3Credentials("key", "secret"),
                request_attempts=1,
            )
        )

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


@pytest.fixture(scope="module")
def faulty() -> Iterator[FaultyS3]:
    server = FaultyS3()
    yield server
    server.close()


@pytest.fixture(scope="module")
def storage(faulty: FaultyS3) -> S3FileSystem:
    # Making a client takes half a second.
    return faulty.reader()


def send(
    request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None
) -> None:
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        request.send_header(name, value)
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body)


def failing(status: int, code: str) -> Answer:
    body = f"<Error><Code>{code}</Code><Message>secret key AKIA123</Message></Error>".encode()
    return lambda request: send(request, status, body)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (403, "AccessDenied", AccessDenied),
        (403, "InvalidAccessKeyId", AccessDenied),
        (403, "SignatureDoesNotMatch", AccessDenied),
        (400, "ExpiredToken", AccessDenied),
        (404, "NoSuchBucket", BucketNotFound),
        (400, "IllegalLocationConstraintException", StorageError),
        (400, "AuthorizationHeaderMalformed", StorageError),
        (500, "InternalError", StorageError),
        (501, "NotImplemented", StorageError),
    ],
)
def test_a_refused_listing_is_an_error_in_our_words(
    faulty: FaultyS3, storage: S3FileSystem, status: int, code: str, expected: type[LakeqError]
) -> None:
    faulty.answer = failing(status, code)

    with pytest.raises(expected, match="lake") as error:
        list(storage.list_files("s3://lake/t/"))

    assert "AKIA123" not in str(error.value)


@pytest.mark.slow
def test_a_server_that_is_too_busy_asks_for_patience(
    faulty: FaultyS3, storage: S3FileSystem
) -> None:
    faulty.answer = failing(503, "SlowDown")

    with pytest.raises(Throttled) as error:
        list(storage.list_files("s3://lake/t/"))

    assert error.value.retryable


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (403, "AccessDenied", AccessDenied),
        (404, "NoSuchKey", FileChanged),
        (412, "PreconditionFailed", FileChanged),
        (416, "InvalidRange", FileChanged),
    ],
)
def test_a_refused_range_is_an_error_in_our_words(
    faulty: FaultyS3, storage: S3FileSystem, status: int, code: str, expected: type[LakeqError]
) -> None:
    faulty.answer = failing(status, code)

    with pytest.raises(expected, match="lake"):
        storage.read_range(FILE, 0, 10)


def test_a_status_that_is_denied_is_not_an_absence(faulty: FaultyS3, storage: S3FileSystem) -> None:
    faulty.answer = failing(403, "AccessDenied")

    with pytest.raises(AccessDenied):
        storage.status(FILE.path)


def test_a_range_is_asked_for_at_the_version_that_was_listed(
    faulty: FaultyS3, storage: S3FileSystem
) -> None:
    asked: list[tuple[str, str]] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked.append((request.headers["Range"], request.headers["If-Match"]))
        send(request, 206, b"x" * 10, {"ETag": '"etag"', "Content-Range": "bytes 5-14/100"})

    faulty.answer = answer

    assert storage.read_range(FILE, 5, 10) == b"x" * 10

    assert asked == [("bytes=5-14", '"etag"')]


@pytest.mark.parametrize(
    "headers",
    [
        {"ETag": '"other"', "Content-Range": "bytes 5-14/100"},
        {"ETag": '"etag"', "Content-Range": "bytes 5-14/101"},
    ],
)
def test_a_server_that_ignores_the_version_is_found_out(
    faulty: FaultyS3, storage: S3FileSystem, headers: dict[str, str]
) -> None:
    faulty.answer = lambda request: send(request, 206, b"x" * 10, headers)

    with pytest.raises(FileChanged):
        storage.read_range(FILE, 5, 10)


def test_a_server_that_ignores_the_range_is_found_out(
    faulty: FaultyS3, storage: S3FileSystem
) -> None:
    faulty.answer = lambda request: send(request, 200, b"x" * 100, {"ETag": '"etag"'})

    with pytest.raises(StorageError, match="another range"):
        storage.read_range(FILE, 5, 10)


def cut_short(request: BaseHTTPRequestHandler) -> None:
    request.send_response(206)
    request.send_header("ETag", '"etag"')
    request.send_header("Content-Range", "bytes 5-14/100")
    request.send_header("Content-Length", "10")
    request.end_headers()
    request.wfile.write(b"123")
    request.close_connection = True


def test_a_body_that_was_cut_short_is_never_taken_for_the_whole(
    faulty: FaultyS3, storage: S3FileSystem
) -> None:
    faulty.answer = cut_short

    with pytest.raises(StorageError, match=r"0 of 10 bytes"):
        storage.read_range(FILE, 5, 10)


def test_a_body_that_was_cut_short_once_is_asked_for_again(
    faulty: FaultyS3, storage: S3FileSystem
) -> None:
    requests = iter(range(100))

    def answer(request: BaseHTTPRequestHandler) -> None:
        if next(requests) == 0:
            cut_short(request)
        else:
            headers = {"ETag": '"etag"', "Content-Range": "bytes 5-14/100"}
            send(request, 206, b"x" * 10, headers)

    faulty.answer = answer

    assert storage.read_range(FILE, 5, 10) == b"x" * 10


def listing(keys: list[str], *, more: str = "") -> bytes:
    entries = "".join(
        f"<Contents><Key>{key}</Key><Size>1</Size><ETag>&quot;e&quot;</ETag>"
        f"<StorageClass>{'GLACIER' if 'frozen' in key else 'STANDARD'}</StorageClass></Contents>"
        for key in keys
    )
    more = more or "<IsTruncated>false</IsTruncated>"
    return f"<ListBucketResult>{more}{entries}</ListBucketResult>".encode()


def test_a_listing_of_several_pages_is_one_listing(faulty: FaultyS3, storage: S3FileSystem) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        more = "<IsTruncated>true</IsTruncated><NextContinuationToken>2</NextContinuationToken>"
        if "continuation-token=2" in request.path:
            send(request, 200, listing(["t/a", "t/d"]))
        else:
            send(request, 200, listing(["t/c", "t/b"], more=more))

    faulty.answer = answer

    paths = [file.path for file in storage.list_files("s3://lake/t/")]

    assert paths == ["s3://lake/t/a", "s3://lake/t/b", "s3://lake/t/c", "s3://lake/t/d"]


def test_a_listing_that_breaks_off_is_not_taken_for_the_whole(
    faulty: FaultyS3, storage: S3FileSystem
) -> None:
    body = listing(["t/a"], more="<IsTruncated>true</IsTruncated>")
    faulty.answer = lambda request: send(request, 200, body)

    with pytest.raises(StorageError, match="short"):
        list(storage.list_files("s3://lake/t/"))


@pytest.mark.parametrize(
    ("status", "body"), [(404, b""), (200, b""), (204, b""), (200, b"<html><p>Hello</p></html>")]
)
def test_a_server_that_is_no_s3_has_no_empty_listing(
    faulty: FaultyS3, storage: S3FileSystem, status: int, body: bytes
) -> None:
    faulty.answer = lambda request: send(request, status, body)

    with pytest.raises(StorageError, match="gives no listing") as error:
        list(storage.list_files("s3://lake/t/"))
    with pytest.raises(StorageError, match="gives no listing"):
        list(storage.list_folders("s3://lake/t/"))

    assert error.value.hint == "check the endpoint"


def test_objects_in_an_archive_are_left_out(faulty: FaultyS3, storage: S3FileSystem) -> None:
    body = listing(["t/a", "t/frozen"])
    faulty.answer = lambda request: send(request, 200, body)

    assert [file.path for file in storage.list_files("s3://lake/t/")] == ["s3://lake/t/a"]


@pytest.mark.parametrize("key", ["t/a?s3_endpoint=elsewhere", "t/a#b", "t/a%0Ab"])
def test_a_key_that_could_mislead_an_engine_is_refused(
    faulty: FaultyS3, storage: S3FileSystem, key: str
) -> None:
    body = listing([key]).replace(b"%0A", b"&#10;")
    faulty.answer = lambda request: send(request, 200, body)

    with pytest.raises(NotSupported, match="holds"):
        list(storage.list_files("s3://lake/t/"))


@pytest.mark.slow
def test_a_server_that_is_not_there_cannot_be_reached() -> None:
    config = S3Config(
        region="us-east-1",
        endpoint="http://127.0.0.1:9",
        path_style=True,
        credentials=S3Credentials("key", "secret"),
        request_attempts=1,
    )

    with pytest.raises(StorageError, match="Cannot reach"):
        S3FileSystem(config).status(FILE.path)


def test_a_profile_that_does_not_exist_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    storage = S3FileSystem(S3Config(region="us-east-1", profile="ghost"))

    with pytest.raises(AccessDenied, match="profile"):
        storage.status(FILE.path)


def test_the_configured_credentials_are_those_an_engine_is_given(storage: S3FileSystem) -> None:
    assert storage.access().credentials == S3Credentials("key", "secret")


def test_the_credentials_of_the_environment_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "found")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")

    credentials = S3FileSystem(S3Config(region="us-east-1")).access().credentials

    assert credentials == S3Credentials("found", "secret", "token")


def test_anonymous_access_signs_nothing_and_has_no_credentials(faulty: FaultyS3) -> None:
    seen: list[str | None] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        seen.append(request.headers["Authorization"])
        send(request, 200, listing(["t/a"]))

    faulty.answer = answer
    storage = faulty.reader(anonymous=True)

    assert len(list(storage.list_files("s3://lake/t/"))) == 1
    assert storage.access().credentials is None

    assert seen == [None]


def test_secrets_do_not_show_when_a_configuration_is_printed() -> None:
    shown = repr(S3Config(credentials=S3Credentials("key", "hidden-secret", "hidden-token")))

    assert "hidden" not in shown
