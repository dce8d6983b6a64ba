"""ORC: from a file tail and its stripe footers to a layout."""

from collections.abc import Sequence

from lakeq.errors import BadDataFile
from lakeq.formats.orc.messages import (
    MAGIC,
    Footer,
    Postscript,
    Stripe,
    read_footer,
    read_postscript,
    read_streams,
    read_stripe_statistics,
)
from lakeq.formats.orc.protobuf import Message
from lakeq.formats.orc.schema import OrcColumns, read_columns
from lakeq.formats.orc.statistics import read_statistics
from lakeq.formats.tail import FileTail
from lakeq.model.files import ColumnChunk, DataFile, FileLayout, RowGroup
from lakeq.storage.base import FileSystem


class OrcReader:
    """Reads ORC file tails, and the footer of every stripe, which alone knows its streams."""

    def read_layout(self, file: DataFile, storage: FileSystem) -> FileLayout:
        """Read a file tail; see ``FormatReader``."""
        tail = FileTail(file, storage, "ORC")
        try:
            return _layout(tail, file)
        except BadDataFile:
            raise
        except (ValueError, OverflowError, MemoryError) as error:
            # Every decoder of this package raises a ValueError, and none with a text for people.
            raise tail.malformed("its tail cannot be decoded") from error


class OrcTail:
    """The decoded end of a file, and what its parts' sizes say of where they lie."""

    def __init__(self, tail: FileTail, file: DataFile) -> None:
        if file.size <= len(MAGIC) + 1:
            raise tail.malformed("it is too short to be an ORC file")
        postscript_length = tail.last(1)[0]
        end = file.size - 1 - postscript_length
        encoded = tail.range(end, postscript_length) if end > 0 else b""
        if not encoded.endswith(MAGIC):
            raise tail.malformed("it does not end with ORC's mark, so it is cut short or no ORC")
        self.postscript: Postscript = read_postscript(encoded)
        footer_start = end - self.postscript.footer_length
        self.footer: Footer = read_footer(
            self.postscript.decompress(tail.range(footer_start, self.postscript.footer_length))
        )
        self.start = footer_start - self.postscript.metadata_length
        self.length = file.size - self.start


def _layout(tail: FileTail, file: DataFile) -> FileLayout:
    end = OrcTail(tail, file)
    footer = end.footer
    if footer.is_encrypted:
        raise tail.malformed("it is encrypted")
    columns = read_columns(footer.types)
    metadata = tail.range(end.start, end.postscript.metadata_length)
    statistics = read_stripe_statistics(end.postscript.decompress(metadata))
    row_groups = []
    for index, stripe in enumerate(footer.stripes):
        if stripe.footer_offset + stripe.footer_length > end.start:
            raise tail.malformed("a stripe lies outside of the file")
        found = statistics[index] if len(statistics) == len(footer.stripes) else []
        chunks = _chunks(tail, end.postscript, stripe, columns)
        row_groups.append(_row_group(stripe, columns, chunks, found, end.postscript))
    if footer.row_count != sum(group.row_count for group in row_groups):
        raise tail.malformed("its stripes do not add up to its rows")
    metadata_bytes = end.length + sum(stripe.footer_length for stripe in footer.stripes)
    return FileLayout(
        footer.row_count, columns.columns, tuple(columns.leaves), tuple(row_groups), metadata_bytes
    )


def _chunks(
    tail: FileTail, postscript: Postscript, stripe: Stripe, columns: OrcColumns
) -> list[tuple[int, int]]:
    """Add up the data streams of each leaf: where the first begins, and how many bytes in all."""
    encoded = tail.range(stripe.footer_offset, stripe.footer_length)
    spans: dict[int, tuple[int, int]] = {}
    for stream in read_streams(postscript.decompress(encoded), stripe):
        if stream.is_data:
            offset, length = spans.get(stream.column, (stream.offset, 0))
            spans[stream.column] = offset, length + stream.length
    nowhere = (stripe.offset, 0)
    return [spans.get(node, nowhere) for node in range(1, len(columns.leaves) + 1)]


def _row_group(
    stripe: Stripe,
    columns: OrcColumns,
    chunks: Sequence[tuple[int, int]],
    statistics: Sequence[Message],
    postscript: Postscript,
) -> RowGroup:
    described = []
    without_ends = columns.repeated | columns.inner
    described_leaves = zip(columns.leaves, chunks, strict=True)
    for node, (leaf, (offset, length)) in enumerate(described_leaves, start=1):
        found = None
        if node < len(statistics) and node not in without_ends:
            found = read_statistics(
                statistics[node], leaf.type, stripe.row_count, postscript.writer_version
            )
        described.append(ColumnChunk(offset, length, found))
    return RowGroup(stripe.row_count, tuple(described))
