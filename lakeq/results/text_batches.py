"""Text from Arrow batches: CSV, TSV, JSON and Markdown, with a bounded amount held in memory.

A writer does not own what it writes to: whoever opened that closes it, after ``close``.
"""

from typing import Protocol

import pyarrow as pa

from lakeq.results.columns import batch_text
from lakeq.results.layout import TextLayout
from lakeq.results.writers import Sink


class BatchWriter(Protocol):
    """Takes Arrow batches, in order."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Write a batch."""
        ...

    def close(self) -> None:
        """Write what stands at the end."""
        ...


class TextBatchWriter:
    """Writes batches in a layout."""

    def __init__(self, sink: Sink, layout: TextLayout) -> None:
        self._sink = sink
        self._layout = layout
        self._surplus = layout.drop
        sink.write(layout.begin.encode())

    def write(self, batch: pa.RecordBatch) -> None:
        """Write a batch."""
        for text in batch_text(self._layout, batch):
            self._sink.write(text[self._surplus :])
            self._surplus = 0

    def close(self) -> None:
        """Write what stands at the end."""
        self._sink.write(self._layout.end.encode())
