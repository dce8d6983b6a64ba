"""FileSystem: listing and reading bytes, wherever they are."""

from collections.abc import Iterator
from typing import Protocol

from lakeq.model.files import DataFile


class FileSystem(Protocol):
    """Files below a location, and ranges of their bytes."""

    def list_files(self, prefix: str) -> Iterator[DataFile]:
        """Yield every data file below a location, at any depth, sorted by path.

        Hidden names (a component below the location that starts with ``_`` or ``.``) and zero-byte
        folder markers are left out, as Athena does. A location that does not exist has no files.
        Raises AccessDenied, BucketNotFound or StorageError.
        """
        ...

    def list_folders(self, prefix: str) -> Iterator[str]:
        """Yield the names (not paths) of the folders directly below a location, sorted."""
        ...

    def status(self, path: str) -> DataFile | None:
        """Look at one file as it is now; ``None`` when it is gone."""
        ...

    def read_range(self, file: DataFile, offset: int, length: int) -> bytes:
        """Read exactly ``length`` bytes.

        Raises FileChanged when the file is gone or shorter than it was listed to be.
        """
        ...
