"""Text formats by their names on the command line."""

from collections.abc import Sequence

from lakeq.model.bound import OutputColumn
from lakeq.results.csv import csv_layout
from lakeq.results.json import json_layout, ndjson_layout
from lakeq.results.layout import TextLayout
from lakeq.results.markdown import markdown_layout


def text_layout(name: str, columns: Sequence[OutputColumn]) -> TextLayout:
    """Lay columns out as csv, tsv, json, ndjson or markdown."""
    match name:
        case "tsv":
            return csv_layout(columns, "\t")
        case "json":
            return json_layout(columns)
        case "ndjson":
            return ndjson_layout(columns)
        case "markdown":
            return markdown_layout(columns)
        case _:
            return csv_layout(columns)
