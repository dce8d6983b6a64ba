"""One file system in front of several, chosen by how a path begins."""

import threading
from collections.abc import Callable, Iterator

from lakeq.model.files import DataFile
from lakeq.storage.base import FileSystem
from lakeq.storage.local import LocalFileSystem
from lakeq.storage.locations import is_s3


class FileSystemRouter:
    """Sends ``s3://`` paths to S3 and all others to the local disk.

    S3 is opened at the first path that needs it, because its library takes half a second to load.
    """

    def __init__(self, open_s3: Callable[[], FileSystem]) -> None:
        self._local = LocalFileSystem()
        self._open_s3 = open_s3
        self._s3: FileSystem | None = None
        self._opening = threading.Lock()

    def list_files(self, prefix: str) -> Iterator[DataFile]:
        """Yield every data file below a location; see ``FileSystem``."""
        return self.file_system(prefix).list_files(prefix)

    def list_folders(self, prefix: str) -> Iterator[str]:
        """Yield the names of the folders directly below a location; see ``FileSystem``."""
        return self.file_system(prefix).list_folders(prefix)

    def status(self, path: str) -> DataFile | None:
        """Look at one file as it is now; see ``FileSystem``."""
        return self.file_system(path).status(path)

    def read_range(self, file: DataFile, offset: int, length: int) -> bytes:
        """Read exactly ``length`` bytes; see ``FileSystem``."""
        return self.file_system(file.path).read_range(file, offset, length)

    def file_system(self, path: str) -> FileSystem:
        """Give the file system that a path lies in."""
        if not is_s3(path):
            return self._local
        with self._opening:
            if self._s3 is None:
                self._s3 = self._open_s3()
            return self._s3
