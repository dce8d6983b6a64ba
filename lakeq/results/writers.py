"""Writers: a result as text, from rows or from Arrow batches, with a bounded amount held in memory.

A writer does not own what it writes to: whoever opened that closes it, after ``close``.
"""

from collections.abc import Iterable, Iterator
from io import RawIOBase
from itertools import islice
from typing import BinaryIO, TypeAlias

from lakeq.results.layout import Row, TextLayout, rows_text

ROWS_AT_ONCE = 1_000
Sink: TypeAlias = BinaryIO | RawIOBase


class TextRowWriter:
    """Writes rows in a layout. Every row leaves soon after it came."""

    def __init__(self, sink: Sink, layout: TextLayout) -> None:
        self._sink = sink
        self._layout = layout
        self._surplus = layout.drop
        sink.write(layout.begin.encode())

    def write(self, rows: Iterable[Row]) -> None:
        """Write some rows."""
        for block in _blocks(rows):
            text = rows_text(self._layout, block)
            self._sink.write(text[self._surplus :].encode())
            self._surplus = 0

    def close(self) -> None:
        """Write what stands at the end."""
        self._sink.write(self._layout.end.encode())


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while block := list(islice(iterator, ROWS_AT_ONCE)):
        yield block
