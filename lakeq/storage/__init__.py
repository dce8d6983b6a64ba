"""Listing and reading bytes: local disk and S3, and the cache of footers on disk."""

from lakeq.storage.base import FileSystem
from lakeq.storage.config import S3Config, S3Credentials
from lakeq.storage.local import LocalFileSystem
from lakeq.storage.locations import check_location
from lakeq.storage.router import FileSystemRouter

__all__ = [
    "FileSystem",
    "FileSystemRouter",
    "LocalFileSystem",
    "S3Config",
    "S3Credentials",
    "check_location",
    "open_file_system",
]


def open_file_system(config: S3Config | None = None) -> FileSystemRouter:
    """Open the local disk and, when a path first needs it, S3 as ``config`` says."""

    def open_s3() -> FileSystem:
        from lakeq.storage.s3 import S3FileSystem

        return S3FileSystem(config or S3Config())

    return FileSystemRouter(open_s3)
