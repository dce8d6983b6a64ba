"""A file for ORC's C++ reader, whose bytes were fetched beforehand in as few requests as possible.

By itself that reader asks for one stream after the other, 128 KiB at a time, which over a network
takes minutes. It is given the streams it will ask for, and every byte fetched for it is counted.
"""

import io
from collections.abc import Sequence

from lakeq.errors import LakeqError
from lakeq.model.files import DataFile
from lakeq.storage.base import FileSystem


class FetchedRanges(io.RawIOBase):
    """A read-only file, some of whose ranges are at hand; others are fetched when asked for.

    pyarrow turns an exception into one of its own: ``failure`` keeps ours.
    """

    def __init__(self, file: DataFile, storage: FileSystem) -> None:
        super().__init__()
        self.read_bytes = 0
        self.failure: LakeqError | None = None
        self._file = file
        self._storage = storage
        self._position = 0
        self._kept: list[tuple[int, bytes]] = []
        self._held: list[tuple[int, bytes]] = []

    def keep(self, offset: int, data: bytes) -> None:
        """Hold bytes that were read already, for as long as the file is open."""
        self.read_bytes += len(data)
        self._kept.append((offset, data))

    def hold(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Fetch what is not at hand of these offsets and lengths; neighbours are one read."""
        for offset, length in _joined(ranges):
            if self._at_hand(offset, length) is None:
                self._held.append((offset, self._fetch(offset, length)))

    def release(self) -> None:
        """Let go of the ranges that were held, though not of those kept."""
        self._held = []

    def fetch(self, offset: int, length: int) -> bytes:
        """Read bytes, from memory where they are at hand."""
        data = self._at_hand(offset, length)
        return self._fetch(offset, length) if data is None else data

    def read(self, size: int = -1) -> bytes:
        """Read from the current position; a negative size reads to the end."""
        left = max(0, self._file.size - self._position)
        length = left if size < 0 else min(size, left)
        try:
            data = self.fetch(self._position, length)
        except LakeqError as error:
            self.failure = error
            raise
        self._position += length
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._file.size}[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        """Give the current position."""
        return self._position

    def readable(self) -> bool:
        """Whether the file can be read: yes."""
        return True

    def seekable(self) -> bool:
        """Whether the position can be moved: yes."""
        return True

    def _at_hand(self, offset: int, length: int) -> bytes | None:
        for start, data in (*self._held, *self._kept):
            if start <= offset and offset + length <= start + len(data):
                return data[offset - start : offset - start + length]
        return None

    def _fetch(self, offset: int, length: int) -> bytes:
        data = self._storage.read_range(self._file, offset, length)
        self.read_bytes += len(data)
        return data


def _joined(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for offset, length in sorted(ranges):
        if joined and sum(joined[-1]) == offset:
            joined[-1] = joined[-1][0], joined[-1][1] + length
        elif length:
            joined.append((offset, length))
    return joined
