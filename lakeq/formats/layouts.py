"""Layouts of many files: from memory, else from the cache on disk, else from the files."""

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from lakeq.errors import NotSupported
from lakeq.formats.base import FormatReader
from lakeq.formats.encoding import LayoutEncoding
from lakeq.model.files import DataFile, FileLayout
from lakeq.model.table import FileFormat
from lakeq.storage.base import FileSystem
from lakeq.storage.cache import FooterCache
from lakeq.storage.concurrency import map_in_threads
from lakeq.storage.locations import is_s3

# About a hundred megabytes, when every chunk has statistics.
_MEMORY_CHUNKS = 400_000


class LayoutReader:
    """Gives the layouts of files, each of which is read once at each of its versions."""

    def __init__(self, storage: FileSystem, cache: FooterCache) -> None:
        self._storage = storage
        self._cache = cache
        self._formats = {
            FileFormat.PARQUET: _Format(_parquet_reader, LayoutEncoding(b"parquet1")),
            FileFormat.ORC: _Format(_orc_reader, LayoutEncoding(b"orc1")),
        }

    @property
    def cache(self) -> FooterCache:
        """Where footers are kept, for other facts that are worth keeping beside them."""
        return self._cache

    def layouts(self, files: Sequence[DataFile], file_format: FileFormat) -> list[FileLayout]:
        """Give the layout of each file, in order.

        Raises BadDataFile, FileChanged or a failure of storage for the first file that has one,
        and NotSupported for a format that has no layout.
        """
        known = self._formats.get(file_format)
        if known is None:
            raise NotSupported(
                f"Reading {file_format.value} files is not supported",
                hint="lakeq reads Parquet and ORC",
            )
        found = known.memory.get_many(files)
        missing = [file for file, layout in zip(files, found, strict=True) if layout is None]
        if not missing:
            return [layout for layout in found if layout is not None]
        with _without_collections():
            fetched = self._fetch(missing, known)
        return [
            fetched[file] if layout is None else layout
            for file, layout in zip(files, found, strict=True)
        ]

    def _fetch(self, files: Sequence[DataFile], known: "_Format") -> dict[DataFile, FileLayout]:
        layouts: dict[DataFile, FileLayout] = {}
        missing = []
        for file, encoded in zip(files, self._cache.get_many(files), strict=True):
            layout = None if encoded is None else known.encoding.decode(encoded)
            if layout is None:
                missing.append(file)
            else:
                layouts[file] = layout
        if missing:
            read = dict(zip(missing, self._read(missing, known.reader()), strict=True))
            self._cache.put_many({f: known.encoding.encode(read[f]) for f in read})
            layouts |= read
        known.memory.put_many(layouts)
        return layouts

    def _read(self, files: Sequence[DataFile], reader: FormatReader) -> list[FileLayout]:
        def read(file: DataFile) -> FileLayout:
            return reader.read_layout(file, self._storage)

        # A local footer is decoded sooner than a thread is told of it.
        if any(is_s3(file.path) for file in files):
            return map_in_threads(read, files)
        return [read(file) for file in files]


@contextmanager
def _without_collections() -> Iterator[None]:
    """Hold off Python's search for cycles, which triples the time that many layouts take.

    Layouts hold no cycles, and all of them stay.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _parquet_reader() -> FormatReader:
    from lakeq.formats.parquet import ParquetReader  # noqa: PLC0415 - its files may all be known.

    return ParquetReader()


def _orc_reader() -> FormatReader:
    from lakeq.formats.orc import OrcReader  # noqa: PLC0415 - its files may all be known.

    return OrcReader()


class _Format:
    def __init__(self, reader: Callable[[], FormatReader], encoding: LayoutEncoding) -> None:
        self.reader = reader
        self.encoding = encoding
        self.memory = _Memory(_MEMORY_CHUNKS)


class _Memory:
    """The most recently used layouts, up to a number of column chunks; safe for threads."""

    def __init__(self, capacity_chunks: int) -> None:
        self._capacity_chunks = capacity_chunks
        self._used_chunks = 0
        self._layouts: OrderedDict[DataFile, FileLayout] = OrderedDict()
        self._lock = threading.Lock()

    def get_many(self, files: Sequence[DataFile]) -> list[FileLayout | None]:
        with self._lock:
            found = [self._layouts.get(file) for file in files]
            for file, layout in zip(files, found, strict=True):
                if layout is not None:
                    self._layouts.move_to_end(file)
            return found

    def put_many(self, layouts: Mapping[DataFile, FileLayout]) -> None:
        with self._lock:
            for file, layout in layouts.items():
                self._put(file, layout)

    def _put(self, file: DataFile, layout: FileLayout) -> None:
        previous = self._layouts.pop(file, None)
        if previous is not None:
            self._used_chunks -= _chunk_count(previous)
        self._layouts[file] = layout
        self._used_chunks += _chunk_count(layout)
        while self._used_chunks > self._capacity_chunks and len(self._layouts) > 1:
            _, dropped = self._layouts.popitem(last=False)
            self._used_chunks -= _chunk_count(dropped)


def _chunk_count(layout: FileLayout) -> int:
    return 1 + len(layout.row_groups) * len(layout.leaves)
