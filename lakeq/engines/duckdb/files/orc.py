"""ORC scans: the planned stripes, decoded by Arrow and handed to DuckDB as a stream.

DuckDB asks for a stream anew whenever it scans, so a source can be read more than once.
"""

import threading
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from lakeq.engines.duckdb.attachments import unfiltered
from lakeq.engines.duckdb.files.columns import Paths, null, pruned, read_as
from lakeq.errors import LakeqError, NotSupported
from lakeq.formats.arrow import arrow_type
from lakeq.formats.orc.stripes import StripeReader
from lakeq.model.files import FileColumn
from lakeq.model.plan import Split, TableScan
from lakeq.model.types import Kind
from lakeq.storage.base import FileSystem

FILE_INDEX = "file_index"
_RELEASE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class StripeGroup:
    """Files whose columns lie alike: where each scanned column is in them."""

    columns: tuple[FileColumn | None, ...]


def orc_groups(scan: TableScan) -> dict[StripeGroup, list[Split]]:
    """Sort a scan's splits by how they are read."""
    found: dict[StripeGroup, list[Split]] = {}
    for split in scan.splits:
        if split.layout is None:
            raise NotSupported(f"File '{split.file.path}' has no layout")
        if not split.row_groups:
            continue
        held = split.layout.columns
        columns = tuple(None if index is None else held[index] for index in split.columns)
        found.setdefault(StripeGroup(columns), []).append(split)
    return found


def read_stripes(
    scan: TableScan, group: StripeGroup, splits: Sequence[Split], storage: FileSystem
) -> tuple["StripeStream", list[str]]:
    """Make the stream of a group's stripes, and spell each scanned column over it, alias s."""
    wanted: list[_Wanted] = []
    spelled = []
    for position, (column, held) in enumerate(zip(scan.columns, group.columns, strict=True)):
        target = scan.relation.table.storage.columns[column.index].type
        kept = None if held is None else pruned(held.type, column.paths)
        if kept is None or (kept.kind is Kind.ROW and not kept.fields):
            spelled.append(null(target))
            continue
        streamed = unfiltered(f"s.f{len(wanted)}", kept)
        spelled.append(read_as(streamed, kept, target, column.paths))
        wanted.append(_Wanted(position, column.paths, arrow_type(kept)))
    return StripeStream(splits, wanted, storage), spelled


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A column to stream: its position among a split's columns, its members, its Arrow type."""

    position: int
    paths: Paths
    type: Any


class StripeStream:
    """An Arrow stream of stripes, with the number of the file each row is from."""

    def __init__(
        self, splits: Sequence[Split], wanted: Sequence[_Wanted], storage: FileSystem
    ) -> None:
        self._splits = splits
        self._wanted = wanted
        self._storage = storage
        self._schema = pa.schema(
            [
                pa.field(FILE_INDEX, pa.int64()),
                *(pa.field(f"f{index}", column.type) for index, column in enumerate(wanted)),
            ]
        )
        self.read_bytes = 0
        self.failure: LakeqError | None = None
        self._stopped = False
        self._open = 0
        self._released = threading.Condition()

    def stop(self) -> None:
        """Yield nothing more; see ``Source``."""
        self._stopped = True

    def wait_until_released(self) -> None:
        """Wait until DuckDB has let go of the stream; see ``Source``.

        A thread of DuckDB's that came back while the interpreter ends would hang or abort it.
        """
        with self._released:
            self._released.wait_for(lambda: self._open == 0, _RELEASE_SECONDS)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Start reading from the first stripe; DuckDB calls this whenever it scans."""
        batches = self._batches()
        with self._released:
            self._open += 1
        weakref.finalize(batches, self._release).atexit = False
        reader = pa.RecordBatchReader.from_batches(self._schema, batches)
        return reader.__arrow_c_stream__(requested_schema)

    def _release(self) -> None:
        with self._released:
            self._open -= 1
            self._released.notify_all()

    def _batches(self) -> Iterator[pa.RecordBatch]:
        try:
            for number, split in enumerate(self._splits):
                for batch in self._split(number, split):
                    if self._stopped:
                        return
                    yield batch
        except LakeqError as failure:
            # Arrow's interface carries only a text; the engine looks here for the error itself.
            self.failure = failure
            raise

    def _split(self, number: int, split: Split) -> Iterator[pa.RecordBatch]:
        assert split.layout is not None
        columns = []
        for column in self._wanted:
            index = split.columns[column.position]
            assert index is not None
            columns.append((index, column.paths))
        reader = StripeReader(split.file, self._storage, split.layout)
        counted = 0
        for batch in reader.batches(split.row_groups, columns):
            self.read_bytes += reader.read_bytes - counted
            counted = reader.read_bytes
            arrays = [
                _conform(batch.column(position), column.type)
                for position, column in enumerate(self._wanted)
            ]
            file_index = pa.repeat(pa.scalar(number, pa.int64()), batch.num_rows)
            yield pa.record_batch([file_index, *arrays], schema=self._schema)


def _conform(array: Any, wanted: Any) -> Any:
    """Bring an array to a type; of a row, only the members that the type has."""
    if array.type == wanted:
        return array
    if not pa.types.is_struct(wanted):
        return array.cast(wanted)
    positions = {field.name.lower(): index for index, field in enumerate(array.type)}
    members = array.flatten()
    arrays = [_conform(members[positions[field.name.lower()]], field.type) for field in wanted]
    return pa.StructArray.from_arrays(arrays, fields=list(wanted), mask=array.is_null())
