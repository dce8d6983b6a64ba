"""Locations: the one spelling of a folder on disk or a prefix in S3, and what is refused in one.

Whatever passes ``check_location`` can be handed to an engine: it holds no character that an engine
would read as a query string, a fragment, a pattern or a way out of the folder.
"""

import re
from pathlib import Path

from lakeq.errors import InvalidDefinition

S3_SCHEME = "s3://"
FILE_SCHEME = "file://"

_S3_SCHEMES = ("s3://", "s3a://", "s3n://")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BUCKET = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$")
_REFUSED = {
    "?": "a question mark",
    "#": "a number sign",
    "*": "a wildcard",
}


def check_location(location: str) -> str:
    """Normalize a location to an absolute path or an ``s3://`` URL, with one final slash.

    ``file://`` is taken off, ``s3a://`` and ``s3n://`` become ``s3://``, a relative path is taken
    from the current folder, and doubled slashes collapse, as Athena's do. Percent signs mean
    themselves: Hive escapes partition folders with them. Raises InvalidDefinition.

    >>> check_location("s3a://lake//sales/orders"), check_location("file:///lake/orders")
    ('s3://lake/sales/orders/', '/lake/orders/')
    """
    _refuse_characters(location)
    lowered = location.lower()
    for scheme in _S3_SCHEMES:
        if lowered.startswith(scheme):
            return _s3_location(location, location[len(scheme) :])
    path = _local_path(location)
    _refuse_components(location, path, ("..",))
    return str(Path(path).absolute()).rstrip("/") + "/"


def is_s3(path: str) -> bool:
    """Whether a normalized location, or the path of a file, lies in S3."""
    return path.startswith(S3_SCHEME)


def split_s3(path: str) -> tuple[str, str]:
    """Take an ``s3://`` path apart into its bucket and key.

    >>> split_s3("s3://lake/sales/orders/")
    ('lake', 'sales/orders/')
    """
    bucket, _, key = path.removeprefix(S3_SCHEME).partition("/")
    return bucket, key


def is_hidden(relative_path: str) -> bool:
    """Whether a component of a path below a location starts with ``_`` or ``.``.

    Athena ignores such files and folders.
    """
    return any(name.startswith(("_", ".")) for name in relative_path.split("/"))


def _s3_location(location: str, rest: str) -> str:
    bucket, _, key = rest.partition("/")
    if not _BUCKET.match(bucket):
        raise InvalidDefinition(
            f"Location '{location}' names no bucket",
            hint="write it as s3://bucket/folder/",
        )
    _refuse_components(location, key, (".", ".."))
    folders = [name for name in key.split("/") if name]
    return S3_SCHEME + "/".join([bucket, *folders, ""])


def _local_path(location: str) -> str:
    if location.lower().startswith(FILE_SCHEME):
        host, slash, path = location[len(FILE_SCHEME) :].partition("/")
        if host not in ("", "localhost") or not slash:
            raise InvalidDefinition(
                f"Location '{location}' lies on another machine",
                hint="write it as file:///absolute/path/",
            )
        return "/" + path
    if location.lower().startswith("file:/"):
        return location[len("file:") :]
    if _SCHEME.match(location):
        raise InvalidDefinition(
            f"Location '{location}' is neither a path nor an s3:// URL",
            hint="lakeq reads local folders and S3",
        )
    if not location:
        raise InvalidDefinition("Location is empty", hint="name a folder or an s3:// URL")
    return location


def _refuse_characters(location: str) -> None:
    if _CONTROL.search(location):
        shown = _CONTROL.sub("\ufffd", location)
        raise InvalidDefinition(f"Location '{shown}' holds a control character")
    for character, name in _REFUSED.items():
        if character in location:
            raise InvalidDefinition(f"Location '{location}' holds {name} ('{character}')")
    if not _is_unicode(location):
        raise InvalidDefinition("Location is not valid Unicode text")


def _refuse_components(location: str, path: str, refused: tuple[str, ...]) -> None:
    for name in path.split("/"):
        if name in refused:
            raise InvalidDefinition(f"Location '{location}' holds a '{name}' component")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
