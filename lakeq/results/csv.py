"""CSV and TSV: values as Athena spells them, quoted only where they must be.

A NULL is an empty field and an empty text is ``""``, so that the two can be told apart.
"""

from collections.abc import Sequence

from lakeq.model.bound import OutputColumn
from lakeq.results.layout import Spelling, TextLayout, escaped_speller


def csv_layout(columns: Sequence[OutputColumn], separator: str = ",") -> TextLayout:
    """Lay a result out as CSV, or with a tab as TSV: a header, then a line for each row."""
    special = rf'^$|["{separator}\r\n]'
    header = separator.join(
        _quoted(name) if not name or any(mark in name for mark in f'"{separator}\r\n') else name
        for name in (column.name for column in columns)
    )
    return TextLayout(
        columns=tuple(columns),
        spelling=Spelling(
            field=lambda data_type: escaped_speller(data_type, special, _quoted),
            special=special,
            escape=_quoted,
        ),
        begin=f"{header}\n",
        pieces=("", *[separator] * (len(columns) - 1), "\n"),
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
