"""Remote: what DuckDB's failure to read an object in S3 means, in the words of our own storage."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from lakeq.errors import FileChanged, LakeqError, StorageError
from lakeq.storage.locations import S3_SCHEME, is_s3, split_s3
from lakeq.storage.s3_codes import ObjectChanged, meaning_of

_FROM_S3 = re.compile(r"HTTP Error:|IO Error: .*\berror for HTTP [A-Z]+ to ")
_STATUS = re.compile(r"(?:\(|returned )HTTP (\d{3})\b")
# S3 names the failure in its answer's first element, which DuckDB puts on a line of its own.
_CODE = re.compile(r"^([A-Z]\w+): ", re.MULTILINE)
_OTHER_BYTES = ("mismatches requested range", "partial file")


def remote_failure(error: Exception, paths: Iterable[str]) -> LakeqError | None:
    """Explain a failure to read one of these objects; ``None`` when it is another failure."""
    # Below that, the statement is quoted.
    said = str(error).partition("\n\nLINE ")[0]
    if not _FROM_S3.match(said):
        return None
    path = _named(said, paths)
    shown = f"'{path}'" if path != S3_SCHEME else "a file"
    status = _STATUS.search(said)
    if status is not None:
        return _of_status(status[1], said[status.end() :], path)
    if any(words in said for words in _OTHER_BYTES):
        return StorageError(f"S3 sent other bytes of {shown} than it was asked for")
    return StorageError(
        f"Cannot reach S3 to read {shown}", hint="check the endpoint and the network"
    )


def _of_status(status: str, answer: str, path: str) -> LakeqError:
    code = _CODE.search(answer)
    meaning = meaning_of(code[1] if code is not None else status, path)
    if type(meaning) is StorageError:
        # A code that says nothing to us; the status may.
        meaning = meaning_of(status, path)
    if isinstance(meaning, ObjectChanged):
        return FileChanged(
            f"File '{path}' was changed or removed after it was listed", hint="run the query again"
        )
    return meaning


def _named(said: str, paths: Iterable[str]) -> str:
    """Find the object that is named, by its path or by the address it was asked for at."""
    for path in filter(is_s3, paths):
        if f"'{path}'" in said or f"/{quote(split_s3(path)[1])}'" in said:
            return path
    return S3_SCHEME
