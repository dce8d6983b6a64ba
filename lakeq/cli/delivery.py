"""Delivery: a result's rows to where they go, in their format, as they come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import RawIOBase
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from lakeq.cli.options import ResultFormat
from lakeq.cli.output import BINARY_FORMATS, Destination
from lakeq.cli.progress import ProgressLine
from lakeq.cli.table import table_lines
from lakeq.cli.terminal import Terminal, visible
from lakeq.cli.text_formats import text_layout
from lakeq.model.bound import OutputColumn
from lakeq.model.query import StatementKind
from lakeq.results.writers import TextRowWriter

if TYPE_CHECKING:
    import pyarrow as pa

    from lakeq.lake import QueryResult
    from lakeq.results.text_batches import BatchWriter

SCREEN_ROWS = 40
ALL_ROWS = -1
_FEW_ROWS = 1_000
_TEXTS = (("Query Plan",), ("createtab_stmt",), ("Create View",))
"""The columns of what is one text, by lines: plans and definitions."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a result goes, and how much of it; no ``limit`` is a screen of a table, or all."""

    destination: Destination
    limit: int | None
    terminal: Terminal
    progress: ProgressLine

    def deliver(self, result: "QueryResult", sink: RawIOBase) -> int:
        """Write the rows; answer how many there are, or were written if the rest was not waited for."""
        if not result.columns:
            for _ in result.batches():
                pass
            return 0
        if self.destination.format is ResultFormat.TABLE:
            if tuple(column.name for column in result.columns) in _TEXTS and _is_utility(result):
                return self._deliver_lines(result, sink)
            return self._deliver_table(result, sink)
        if self.destination.format not in BINARY_FORMATS and self.limit in (None, ALL_ROWS):
            few = result.few_rows()
            if few is not None:
                return self._deliver_few(result, list(few), sink)
        is_text = self.destination.format not in BINARY_FORMATS
        batches = self._limited(result.zoned_batches() if is_text else result.batches())
        # A query that fails at once leaves no header behind.
        first = list(islice(batches, 2))
        self._clear_screen()
        writer = _writer(self.destination, result, sink, first)
        count = 0
        for batch in chain(first, batches):
            writer.write(batch)
            count += batch.num_rows
        writer.close()
        return count

    def _deliver_few(
        self, result: "QueryResult", rows: list[tuple[Any, ...]], sink: RawIOBase
    ) -> int:
        self._clear_screen()
        layout = text_layout(self.destination.format.value, result.columns)
        writer = TextRowWriter(sink, layout)
        writer.write(rows)
        writer.close()
        return len(rows)

    def _clear_screen(self) -> None:
        """Take the progress away, before so much as a header stands behind it."""
        if self.destination.shows_on_terminal:
            self.progress.stop()

    def _limited(self, batches: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
        left = ALL_ROWS if self.limit is None else self.limit
        if left == ALL_ROWS:
            yield from batches
            return
        while left > 0 and (batch := next(batches, None)) is not None:
            yield batch.slice(0, left)
            left -= batch.num_rows

    def _deliver_table(self, result: "QueryResult", sink: RawIOBase) -> int:
        limit = SCREEN_ROWS if self.limit is None else self.limit
        if limit == ALL_ROWS:
            self._print(result, result.rows(), sink)
            return result.statistics.row_count
        rows = _first_rows(result, limit)
        self._print(result, iter(rows), sink)
        hidden = result.statistics.row_count - len(rows)
        if hidden:
            text = f"… {hidden:,} more row{'s' * (hidden > 1)}: --limit -1, --format csv"
            sink.write(self.terminal.paint(text, "dim").encode() + b"\n")
        return result.statistics.row_count

    def _deliver_lines(self, result: "QueryResult", sink: RawIOBase) -> int:
        """Print a text as it is: with a line cut or left out it could not be used."""
        limit = None if self.limit == ALL_ROWS else self.limit
        for (line,) in islice(result.rows(), limit):
            self.progress.stop()
            sink.write(visible(line).encode() + b"\n")
        return result.statistics.row_count

    def _print(
        self, result: "QueryResult", rows: Iterator[tuple[Any, ...]], sink: RawIOBase
    ) -> None:
        for line in table_lines(result.columns, rows, self.terminal):
            self.progress.stop()
            sink.write(line.encode() + b"\n")


def _is_utility(result: "QueryResult") -> bool:
    return result.kind is StatementKind.UTILITY


def _first_rows(result: "QueryResult", limit: int) -> list[tuple[Any, ...]]:
    """Convert some rows of a result, and count the rest: a table says how many it leaves out."""
    few = result.few_rows()
    if few is not None:
        return list(few)[:limit]
    from lakeq.results.rows import batch_rows

    rows: list[tuple[Any, ...]] = []
    for batch in result.zoned_batches():
        if len(rows) < limit:
            rows += batch_rows(batch.slice(0, limit - len(rows)), result.columns)
    return rows


def _writer(
    destination: Destination,
    result: "QueryResult",
    sink: RawIOBase,
    first: "Sequence[pa.RecordBatch]",
) -> "BatchWriter":
    if destination.format in BINARY_FORMATS:
        return _file_writer(destination, result, sink)
    layout = text_layout(destination.format.value, result.columns)
    if len(first) < 2 and sum(batch.num_rows for batch in first) <= _FEW_ROWS:
        return _FewRowsWriter(TextRowWriter(sink, layout), result.columns)
    from lakeq.results.text_batches import TextBatchWriter

    return TextBatchWriter(sink, layout)


class _FewRowsWriter:
    """Writes rows one by one, which is not worth the loading of what writes many at once."""

    def __init__(self, writer: TextRowWriter, columns: Sequence[OutputColumn]) -> None:
        self._writer = writer
        self._columns = columns

    def write(self, batch: "pa.RecordBatch") -> None:
        from lakeq.results.rows import batch_rows

        self._writer.write(batch_rows(batch, self._columns))

    def close(self) -> None:
        self._writer.close()


def _file_writer(destination: Destination, result: "QueryResult", sink: RawIOBase) -> "BatchWriter":
    from lakeq.results.files import ArrowFileWriter, ArrowStreamWriter, ParquetWriter

    if destination.format is ResultFormat.PARQUET:
        return ParquetWriter(sink, result.schema, result.columns)
    if destination.path is None:
        return ArrowStreamWriter(sink, result.schema)
    return ArrowFileWriter(sink, result.schema, result.columns)
