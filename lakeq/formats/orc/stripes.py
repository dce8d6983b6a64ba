"""Stripes of an ORC file as Arrow batches, of the columns asked for and no others."""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from pyarrow import _orc

from lakeq.errors import LakeqError
from lakeq.formats.orc.layout import OrcTail
from lakeq.formats.orc.messages import Stripe, read_streams
from lakeq.formats.orc.ranges import FetchedRanges
from lakeq.formats.orc.selection import ColumnPaths, Selection, select
from lakeq.formats.tail import FileTail, malformed
from lakeq.model.files import DataFile, FileLayout
from lakeq.storage.base import FileSystem

BATCH_ROWS = 65_536
# As much as the C++ reader asks for first.
TAIL_BYTES = 16 << 10


class StripeReader:
    """Reads stripes of one file, one after the other; not to be shared between threads."""

    def __init__(self, file: DataFile, storage: FileSystem, layout: FileLayout) -> None:
        self._file = file
        self._storage = storage
        self._layout = layout
        self._ranges = FetchedRanges(file, storage)

    @property
    def read_bytes(self) -> int:
        """The bytes read from storage until now: file tail, stripe footers and streams."""
        return self._ranges.read_bytes

    def batches(
        self, stripes: Sequence[int], columns: Sequence[ColumnPaths]
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows of the stripes in order, at most ``BATCH_ROWS`` in a batch.

        A batch's columns are those asked for, in the order asked for, named as the file names them;
        a row holds at least the members asked for, in the file's order. Without columns nothing is
        read at all, and the batches have no columns but the right number of rows. Raises
        BadDataFile, FileChanged or a failure of storage.
        """
        if not columns:
            for index in stripes:
                yield from _empty_batches(self._layout.row_groups[index].row_count)
            return
        if not stripes:
            return
        selection = select(self._layout, columns)
        try:
            tail = self._tail()
            reader = _orc.ORCReader()
            reader.open(pa.PythonFile(self._ranges, mode="r"))
            for index in stripes:
                yield from self._stripe(reader, tail, index, selection)
        except LakeqError:
            raise
        except (pa.ArrowException, OSError, ValueError) as error:
            if self._ranges.failure is not None:
                raise self._ranges.failure from error
            raise malformed(self._file, "ORC", "a stripe cannot be decoded") from error

    def _tail(self) -> OrcTail:
        tail = FileTail(self._file, self._storage, "ORC", TAIL_BYTES)
        decoded = OrcTail(tail, self._file)
        self._ranges.keep(*tail.held)
        if len(decoded.footer.stripes) != len(self._layout.row_groups):
            raise tail.malformed("it has other stripes than it had")
        return decoded

    def _stripe(
        self, reader: Any, tail: OrcTail, index: int, selection: Selection
    ) -> Iterator[pa.RecordBatch]:
        stripe = tail.footer.stripes[index]
        # The C++ reader wants the stripe's footer as well as the streams.
        self._ranges.hold([(stripe.footer_offset, stripe.footer_length)])
        self._ranges.hold(self._streams(stripe, tail, selection))
        names = None if selection.names is None else list(selection.names)
        stripe_rows = reader.read_stripe(index, names)
        self._ranges.release()
        if stripe_rows.num_rows != self._layout.row_groups[index].row_count:
            raise malformed(self._file, "ORC", "a stripe has other rows than it says")
        rows = stripe_rows.select(list(selection.positions))
        for offset in range(0, rows.num_rows, BATCH_ROWS):
            yield rows.slice(offset, BATCH_ROWS)

    def _streams(
        self, stripe: Stripe, tail: OrcTail, selection: Selection
    ) -> list[tuple[int, int]]:
        footer = self._ranges.fetch(stripe.footer_offset, stripe.footer_length)
        # Node 0 is the row itself; leaf 0 is node 1.
        nodes = {0, *(leaf + 1 for leaf in selection.leaves)}
        streams = read_streams(tail.postscript.decompress(footer), stripe)
        return [
            (stream.offset, stream.length)
            for stream in streams
            if stream.is_data and stream.column in nodes
        ]


def _empty_batches(row_count: int) -> Iterator[pa.RecordBatch]:
    for offset in range(0, row_count, BATCH_ROWS):
        rows = pa.nulls(min(BATCH_ROWS, row_count - offset))
        yield pa.record_batch([rows], ["rows"]).select([])
