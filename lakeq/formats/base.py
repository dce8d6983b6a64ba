"""FileFormat: from a file to its layout."""

from typing import Protocol

from lakeq.model.files import DataFile, FileLayout
from lakeq.storage.base import FileSystem


class FormatReader(Protocol):
    """Reads what a file says of itself, never its data."""

    def read_layout(self, file: DataFile, storage: FileSystem) -> FileLayout:
        """Read a footer or file tail.

        Raises BadDataFile for a file that is not of this format, FileChanged for one that is no
        longer as it was listed.
        """
        ...
