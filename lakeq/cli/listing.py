"""Listings: rows that commands make themselves, printed as a result's rows would be."""

import sys
from collections.abc import Iterable, Sequence

from lakeq.cli.options import TextFormat
from lakeq.cli.session import print_lines
from lakeq.cli.table import Row, table_lines
from lakeq.cli.terminal import Terminal
from lakeq.cli.text_formats import text_layout
from lakeq.model.bound import OutputColumn
from lakeq.results.writers import TextRowWriter


def print_rows(
    columns: Sequence[OutputColumn],
    rows: Iterable[Row],
    wanted: TextFormat | None,
    terminal: Terminal,
) -> None:
    """Print rows: as asked, else as a table on a terminal and as CSV elsewhere."""
    if wanted is None:
        wanted = TextFormat.TABLE if terminal.is_terminal else TextFormat.CSV
    if wanted is TextFormat.TABLE:
        print_lines(table_lines(columns, rows, terminal, null=""))
        return
    writer = TextRowWriter(sys.stdout.buffer, text_layout(wanted.value, columns))
    writer.write(rows)
    writer.close()
    sys.stdout.buffer.flush()
