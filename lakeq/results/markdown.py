"""Markdown: a table in GitHub's dialect, with numbers to the right."""

from collections.abc import Sequence

from lakeq.model.bound import OutputColumn
from lakeq.results.layout import Spelling, TextLayout, escaped_speller

_SPECIAL = r"[\\|\r\n<]"


def markdown_layout(columns: Sequence[OutputColumn]) -> TextLayout:
    """Lay a result out as a table. A NULL is an empty cell."""
    names = " | ".join(_escaped(column.name) for column in columns)
    rules = " | ".join("---:" if column.type.is_numeric else "---" for column in columns)
    return TextLayout(
        columns=tuple(columns),
        spelling=Spelling(
            field=lambda data_type: escaped_speller(data_type, _SPECIAL, _escaped),
            special=_SPECIAL,
            escape=_escaped,
        ),
        begin=f"| {names} |\n| {rules} |\n",
        pieces=("| ", *[" | "] * (len(columns) - 1), " |\n"),
    )


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
    return text.replace("\r\n", "<br>").replace("\n", "<br>").replace("\r", "<br>")
