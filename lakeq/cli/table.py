"""Tables for people: aligned, and cut only to the width of a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from lakeq.cli.terminal import Terminal, cut, text_width, visible
from lakeq.model.bound import OutputColumn
from lakeq.model.types import DataType, Kind
from lakeq.results.text import Speller, speller

Row: TypeAlias = tuple[Any, ...]

# Rows are aligned a block at a time, so that any number of them can pass through.
BLOCK_ROWS = 10_000
NULL = "NULL"
_GAP = "   "
_NARROWEST_TEXT = 8


def table_lines(
    columns: Sequence[OutputColumn], rows: Iterable[Row], terminal: Terminal, null: str = NULL
) -> Iterator[str]:
    """Yield a header, a rule and a line for each row, without line ends.

    Texts are cut where the terminal is too narrow, and then columns left out from the right, which
    the last line says. Nothing is cut where there is no terminal.
    """
    spellers = [_speller(column.type) for column in columns]
    iterator = iter(rows)
    block = _cells(islice(iterator, BLOCK_ROWS), spellers)
    names = [visible(column.name) for column in columns]
    widths = _grown([text_width(name) for name in names], block, null)
    table = _Table(columns, _fitted(columns, widths, terminal.width), terminal, null)
    yield table.line(names)
    yield " " + "─" * (sum(table.widths) + len(_GAP) * (len(table.widths) - 1))
    while block:
        for cells in block:
            yield table.line(cells)
        block = _cells(islice(iterator, BLOCK_ROWS), spellers)
        widths = _grown(widths, block, null)
        table = _Table(columns, _fitted(columns, widths, terminal.width), terminal, null)
    hidden = len(columns) - len(table.widths)
    if hidden:
        yield f"… {hidden} more column{'s' * (hidden > 1)} on the right: widen the terminal, or --format csv"


def _speller(data_type: DataType) -> Speller:
    """Spell as Athena does, but large counts and amounts with separators.

    Smaller integers are years, codes and keys as often as they are counts, and stay as they are.
    """
    if data_type.kind is Kind.BIGINT:
        return lambda value: f"{value:,}"
    if data_type.kind is Kind.DECIMAL:
        return lambda value: f"{value:,f}"
    spell = speller(data_type)
    return lambda value: visible(spell(value))


_Cells: TypeAlias = Sequence[str | None]


def _cells(rows: Iterable[Row], spellers: Sequence[Speller]) -> list[_Cells]:
    return [
        [
            None if value is None else spell(value)
            for spell, value in zip(spellers, row, strict=True)
        ]
        for row in rows
    ]


def _grown(widths: Sequence[int], block: Sequence[_Cells], null: str) -> list[int]:
    """Widen the columns to what stands in a block."""
    if not block:
        return list(widths)
    return [
        max(width, *(len(null) if cell is None else text_width(cell) for cell in cells))
        for width, cells in zip(widths, zip(*block, strict=True), strict=True)
    ]


def _fitted(
    columns: Sequence[OutputColumn], widths: Sequence[int], available: int | None
) -> list[int]:
    """Narrow the widest texts until the table fits, then leave out columns from the right.

    Numbers are never cut, because a number with its end missing reads as another number.
    """
    if available is None:
        return list(widths)
    for count in range(len(widths), 0, -1):
        for cap in range(available, _NARROWEST_TEXT - 1, -1):
            fitted = [
                width if column.type.is_numeric else min(width, cap)
                for column, width in zip(columns, widths[:count], strict=False)
            ]
            if _total(fitted) <= available:
                return fitted
    return list(widths[:1])


def _total(widths: Sequence[int]) -> int:
    return 1 + sum(widths) + len(_GAP) * (len(widths) - 1)


@dataclass(frozen=True, slots=True)
class _Table:
    columns: Sequence[OutputColumn]
    widths: Sequence[int]
    terminal: Terminal
    null: str

    def line(self, cells: _Cells) -> str:
        """Align one row's cells."""
        aligned = (
            self._aligned(cell, column.type, width)
            for cell, column, width in zip(cells, self.columns, self.widths, strict=False)
        )
        return " " + _GAP.join(aligned).rstrip()

    def _aligned(self, cell: str | None, data_type: DataType, width: int) -> str:
        text = self.null if cell is None else cut(cell, width)
        padding = " " * (width - text_width(text))
        if cell is None:
            text = self.terminal.paint(text, "dim")
        return padding + text if data_type.is_numeric else text + padding
