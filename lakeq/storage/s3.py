"""Listings and ranges of objects in S3, through s3fs, every answer checked against the listing.

s3fs alone is not enough: it hands over bodies that were cut short, and does not notice an object
that was replaced. So each range is asked for at the etag that was listed, and its length counted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import s3fs
from aiohttp import ClientError as NetworkError
from botocore.exceptions import BotoCoreError, ClientError
from fsspec.asyn import sync

from lakeq.errors import FileChanged, InternalError, NotSupported, OperationalError, StorageError
from lakeq.model.files import DataFile
from lakeq.storage.config import S3Config, S3Credentials
from lakeq.storage.locations import S3_SCHEME, is_hidden, split_s3
from lakeq.storage.s3_codes import ObjectChanged
from lakeq.storage.s3_errors import translated

_FOLDER_MARKER = "_$folder$"
_BODY_ATTEMPTS = 3
# The library follows a server that sends it in circles until there is no more stack.
_LIBRARY_ERRORS = (BotoCoreError, ClientError, NetworkError, OSError, TimeoutError, RecursionError)
# However many attempts there are, a server that is not there should be known in under a minute.
_CONNECT_SECONDS = 4
_READ_SECONDS = 15
# Athena ignores objects in archives, which cannot be read at once.
_ARCHIVES = frozenset({"GLACIER", "DEEP_ARCHIVE"})
_AMAZON = (".amazonaws.com", ".amazonaws.com.cn")
_UNSAFE_KEY = re.compile(r"[?#\x00-\x1f\x7f]")


class S3FileSystem:
    """Lists and reads objects; safe to use from many threads."""

    def __init__(self, config: S3Config) -> None:
        self._config = config
        self._s3 = _connect(config)

    def list_files(self, prefix: str) -> Iterator[DataFile]:
        """Yield every data file below a prefix; see ``FileSystem``.

        Raises NotSupported for a key that no engine can be told of safely.
        """
        # Not every server lists in order.
        yield from sorted(self._data_files(prefix))

    def list_folders(self, prefix: str) -> Iterator[str]:
        """Yield the names of the folders directly below a prefix; see ``FileSystem``."""
        bucket, folder = split_s3(prefix.rstrip("/") + "/")
        found = self._pages(prefix, "CommonPrefixes", Bucket=bucket, Prefix=folder, Delimiter="/")
        yield from sorted(entry["Prefix"][len(folder) :].rstrip("/") for entry in found)

    def status(self, path: str) -> DataFile | None:
        """Look at one object as it is now; ``None`` when it is gone."""
        bucket, key = split_s3(path)
        try:
            answer = self._call("head_object", path, Bucket=bucket, Key=key)
        except ObjectChanged:
            return None
        return DataFile(path, int(answer["ContentLength"]), _etag(answer))

    def read_range(self, file: DataFile, offset: int, length: int) -> bytes:
        """Read exactly ``length`` bytes of the object as it was listed; see ``FileSystem``."""
        if offset < 0 or length < 0 or offset + length > file.size:
            raise InternalError(f"range {offset}+{length} lies outside of '{file.path}'")
        if length == 0:
            return b""
        body = b""
        for _ in range(_BODY_ATTEMPTS):
            body = self._body(file, offset, length)
            if len(body) == length:
                return body
        raise StorageError(
            f"S3 sent {len(body)} of {length} bytes of '{file.path}'", hint="try again later"
        )

    def access(self) -> S3Config:
        """Say how objects are read, with what AWS's own files and services say filled in.

        Engines read objects by themselves. Temporary credentials are fresh when given.
        """
        try:
            found: S3Config = sync(self._s3.loop, _filled_in, self._config, self._s3)
        except _LIBRARY_ERRORS as error:
            raise _raised(translated(error, S3_SCHEME)) from error
        return found

    def _body(self, file: DataFile, offset: int, length: int) -> bytes:
        bucket, key = split_s3(file.path)
        span = f"bytes={offset}-{offset + length - 1}"
        try:
            answer = self._call(
                "get_object",
                file.path,
                Bucket=bucket,
                Key=key,
                Range=span,
                IfMatch=f'"{file.version}"',
            )
            if _etag(answer) != file.version or _total_size(answer) != file.size:
                raise ObjectChanged(file.path)
        except ObjectChanged as error:
            raise FileChanged(
                f"File '{file.path}' was changed or removed after it was listed",
                hint="run the query again",
            ) from error
        if answer["ContentLength"] != length:
            # The server ignored the range; its whole object is not worth waiting for.
            answer["Body"].close()
            raise StorageError(f"S3 sent another range of '{file.path}' than it was asked for")
        try:
            return bytes(sync(self._s3.loop, _read_body, answer["Body"]))
        except _LIBRARY_ERRORS:
            return b""

    def _data_files(self, prefix: str) -> Iterator[DataFile]:
        bucket, folder = split_s3(prefix.rstrip("/") + "/")
        for entry in self._pages(prefix, "Contents", Bucket=bucket, Prefix=folder):
            key = entry["Key"]
            if _is_data(entry, key, key[len(folder) :]):
                path = f"{S3_SCHEME}{bucket}/{key}"
                if _UNSAFE_KEY.search(key):
                    raise NotSupported(
                        f"The name of file {path!r} holds '?', '#' or a control character",
                        hint="rename the file, or move it out of the table's location",
                    )
                yield DataFile(path, int(entry["Size"]), _etag(entry))

    def _pages(self, path: str, member: str, **request: str) -> Iterator[Mapping[str, Any]]:
        token: dict[str, str] = {}
        while True:
            try:
                answer = self._call("list_objects_v2", path, **request, **token)
            except ObjectChanged as error:
                raise _no_listing(path) from error
            if "IsTruncated" not in answer:
                # Some other server said something, which must not pass for a listing of nothing.
                raise _no_listing(path)
            yield from answer.get(member, ())
            if not answer["IsTruncated"]:
                return
            if not answer.get("NextContinuationToken"):
                raise StorageError(f"S3 cut the listing of '{path}' short")
            token = {"ContinuationToken": answer["NextContinuationToken"]}

    def _call(self, method: str, path: str, **request: str) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = self._s3.call_s3(method, **request)
        except _LIBRARY_ERRORS as error:
            raise translated(error, path) from error
        return answer


def _connect(config: S3Config) -> Any:
    credentials = config.credentials
    s3 = s3fs.S3FileSystem(
        anon=config.anonymous,
        key=credentials.access_key_id if credentials else None,
        secret=credentials.secret_access_key if credentials else None,
        token=credentials.session_token if credentials else None,
        endpoint_url=config.endpoint,
        client_kwargs={"region_name": config.region} if config.region else {},
        config_kwargs={
            "s3": {"addressing_style": "path" if config.path_style else "auto"},
            "retries": {"mode": "standard", "total_max_attempts": config.request_attempts},
            "connect_timeout": _CONNECT_SECONDS,
            "read_timeout": _READ_SECONDS,
            "max_pool_connections": 64,
        },
        use_listings_cache=False,
        skip_instance_cache=True,
        **({"profile": config.profile} if config.profile else {}),
    )
    # Attempts of its own would multiply those of the library below it.
    s3.retries = 1
    return s3


def _is_data(entry: Mapping[str, Any], key: str, relative: str) -> bool:
    if not relative or key.endswith("/") or is_hidden(relative):
        return False
    is_marker = entry["Size"] == 0 and key.endswith(_FOLDER_MARKER)
    return not is_marker and entry.get("StorageClass") not in _ARCHIVES


def _etag(answer: Mapping[str, Any]) -> str:
    return str(answer.get("ETag", "")).strip('"')


def _total_size(answer: Mapping[str, Any]) -> int:
    total = str(answer.get("ContentRange", "")).rpartition("/")[2]
    return int(total) if total.isdigit() else int(answer["ContentLength"])


async def _read_body(body: Any) -> bytes:
    async with body:
        return bytes(await body.read())


async def _filled_in(config: S3Config, s3: Any) -> S3Config:
    client = await s3.set_session()
    region, endpoint = client.meta.region_name, client.meta.endpoint_url
    if not urlsplit(endpoint).hostname.endswith(_AMAZON):
        by_path = config.path_style or config.endpoint is None
        config = replace(config, endpoint=endpoint, path_style=by_path)
    if region and region != "aws-global":
        config = replace(config, region=region)
    return replace(config, credentials=None if s3.anon else await _credentials(s3))


async def _credentials(s3: Any) -> S3Credentials | None:
    if s3.key and s3.secret:
        return S3Credentials(s3.key, s3.secret, s3.token)
    found = await s3.session.get_credentials()
    if found is None:
        return None
    frozen = await found.get_frozen_credentials()
    return S3Credentials(frozen.access_key, frozen.secret_key, frozen.token)


def _no_listing(path: str) -> StorageError:
    return StorageError(
        f"What answers for S3 gives no listing of '{path}'", hint="check the endpoint"
    )


def _raised(error: OperationalError | ObjectChanged) -> OperationalError:
    if isinstance(error, ObjectChanged):
        return StorageError("S3 gave no usable answer")
    return error
