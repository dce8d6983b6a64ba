"""The end of a file, where Parquet and ORC both keep what they say of themselves."""

from lakeq.errors import BadDataFile
from lakeq.model.files import DataFile
from lakeq.storage.base import FileSystem

GUESS_BYTES = 64 << 10


class FileTail:
    """The last bytes of a file, read in one request and, where that was too little, in another."""

    def __init__(
        self,
        file: DataFile,
        storage: FileSystem,
        format_name: str,
        guess_bytes: int = GUESS_BYTES,
    ) -> None:
        if file.size == 0:
            raise malformed(file, format_name, "the file is empty")
        self._file = file
        self._storage = storage
        self._format_name = format_name
        self._start = max(0, file.size - guess_bytes)
        self._data = storage.read_range(file, self._start, file.size - self._start)

    def range(self, offset: int, length: int) -> bytes:
        """Give ``length`` bytes from ``offset``, which may lie anywhere in the file.

        Raises BadDataFile when they do not lie in the file.
        """
        if offset < 0 or length < 0 or offset + length > self._file.size:
            raise self.malformed("it is shorter than it says")
        if offset >= self._start:
            return self._data[offset - self._start : offset - self._start + length]
        held = max(0, offset + length - self._start)
        missing = self._storage.read_range(self._file, offset, length - held)
        if held:
            # The rest of a footer: whoever asks next asks near it.
            self._start, self._data = offset, missing + self._data
            return self._data[:length]
        return missing

    @property
    def held(self) -> tuple[int, bytes]:
        """Where the bytes at hand begin, and the bytes: all from there to the end of the file."""
        return self._start, self._data

    def last(self, length: int) -> bytes:
        """Give the last ``length`` bytes."""
        return self.range(self._file.size - length, length)

    def malformed(self, reason: str) -> BadDataFile:
        """Make the error that says what is wrong with the file."""
        return malformed(self._file, self._format_name, reason)


def malformed(file: DataFile, format_name: str, reason: str) -> BadDataFile:
    """Make the error that says what is wrong with a file."""
    return BadDataFile(
        f"Malformed {format_name} file '{file.path}': {reason}",
        hint=f"replace or remove the file; the table says its files are {format_name}",
    )
