"""A bucket behind a real HTTP server, and a record of every request that was made for its objects."""

import http.client
import io
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
from moto.server import ThreadedMotoServer
from pyarrow import orc

REGION = "us-east-1"
BUCKET = "lake"
_PER_CONNECTION = {"transfer-encoding", "connection", "server", "date", "content-length"}


@dataclass
class Request:
    """One request: what was asked for, by whom, and what was sent."""

    method: str
    address: str
    headers: Mapping[str, str]
    status: int = 0
    sent: int = 0

    @property
    def key(self) -> str:
        """The object asked for; empty for a listing."""
        path = unquote(urlsplit(self.address).path)
        return path.removeprefix(f"/{BUCKET}").removeprefix("/")

    @property
    def span(self) -> tuple[int, int] | None:
        """The range asked for, its end exclusive."""
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("range", ""))
        return (int(found[1]), int(found[2]) + 1) if found else None

    @property
    def by_engine(self) -> bool:
        """Whether DuckDB itself asked."""
        return self.headers.get("user-agent", "").startswith("duckdb")

    @property
    def is_listing(self) -> bool:
        return "list-type=" in self.address

    @property
    def signed_for(self) -> str:
        """The region in the signature; empty for a request that is not signed."""
        scope = self.headers.get("authorization", "").split("/")
        return scope[2] if len(scope) > 2 else ""


Hook = Callable[[BaseHTTPRequestHandler, Request], bool]
"""Looks at a request before it is answered; ``True`` when it has answered it itself."""


class ObjectStore:
    """A bucket in moto's server, behind a proxy that notes what is asked for and sent."""

    def __init__(self) -> None:
        self._moto = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self._moto.start()
        self.requests: list[Request] = []
        self.hook: Hook | None = None
        self._proxy = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._proxy.serve_forever, args=(0.01,))
        self._thread.start()
        self.endpoint = f"http://127.0.0.1:{self._proxy.server_port}"
        self.client = self.service("s3")

    @property
    def backend(self) -> tuple[str, int]:
        host, port = self._moto.get_host_and_port()
        return str(host), int(port)

    def service(self, name: str) -> Any:
        """Talk to one of moto's services, past the record of requests."""
        host, port = self.backend
        return boto3.client(
            name,
            endpoint_url=f"http://{host}:{port}",
            region_name=REGION,
            aws_access_key_id="owner",
            aws_secret_access_key="owner",
        )

    def demand_signatures(self, wanted: bool) -> None:
        """Let moto check signatures and policies, or let anybody in."""
        connection = http.client.HTTPConnection(*self.backend)
        connection.request("POST", "/moto-api/reset-auth", "0" if wanted else "inf")
        assert connection.getresponse().status == 200
        connection.close()

    def empty(self) -> None:
        """Forget all that was stored and recorded, and begin with an empty bucket."""
        self.hook = None
        connection = http.client.HTTPConnection(*self.backend)
        connection.request("POST", "/moto-api/reset")
        assert connection.getresponse().status == 200
        connection.close()
        self.client.create_bucket(Bucket=BUCKET)
        self.requests.clear()

    def put(self, key: str, columns: Mapping[str, Any] | pa.Table, **options: Any) -> bytes:
        """Store a file in the format that its suffix names; answer its bytes."""
        table = columns if isinstance(columns, pa.Table) else pa.table(dict(columns))
        sink = io.BytesIO()
        if key.endswith(".orc"):
            orc.write_table(table, sink, **options)
        else:
            pq.write_table(table, sink, **options)
        # For moto, only such objects are for everybody to look at.
        self.client.put_object(Bucket=BUCKET, Key=key, Body=sink.getvalue(), ACL="public-read")
        return sink.getvalue()

    def remove(self, key: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=key)

    def upload(self, folder: Path) -> None:
        """Store all files below a folder under their relative names."""
        for path in folder.rglob("*"):
            if path.is_file():
                key = str(path.relative_to(folder))
                self.client.put_object(Bucket=BUCKET, Key=key, Body=path.read_bytes())

    @contextmanager
    def recording(self) -> Iterator[list[Request]]:
        """Give the list of the requests that are made meanwhile."""
        self.requests.clear()
        yield self.requests

    def close(self) -> None:
        self.client.close()
        self._proxy.shutdown()
        self._proxy.server_close()
        self._thread.join()
        self._moto.stop()


def ranges(requests: Sequence[Request]) -> list[Request]:
    """Keep the requests that bring bytes of objects."""
    return [request for request in requests if request.span is not None]


def refusing(
    status: int,
    code: str,
    only: Callable[[Request], bool] = lambda _: True,
    region: str | None = None,
) -> Hook:
    """Answer requests with a failure, as S3 words it, which may name the bucket's region."""

    def refuse(handler: BaseHTTPRequestHandler, request: Request) -> bool:
        if not only(request):
            return False
        body = f"<Error><Code>{code}</Code><Message>for AKIAVISIBLE</Message></Error>".encode()
        handler.send_response(status)
        if region is not None:
            handler.send_header("x-amz-bucket-region", region)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if request.method != "HEAD":
            handler.wfile.write(body)
        return True

    return refuse


def _handler(store: ObjectStore) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers)
            store.requests.append(request)
            if store.hook is None or not store.hook(self, request):
                self._pass_on(request)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            return

        def _pass_on(self, request: Request) -> None:
            connection = http.client.HTTPConnection(*store.backend)
            connection.request(self.command, self.path, headers=dict(self.headers))
            answer = connection.getresponse()
            body = answer.read()
            length = answer.getheader("Content-Length") if self.command == "HEAD" else len(body)
            request.status = answer.status
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _PER_CONNECTION:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(length or 0))
            self.end_headers()
            connection.close()
            if self.command != "HEAD":
                self.wfile.write(body)
                request.sent = len(body)

    return Handler
