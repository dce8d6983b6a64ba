"""Options that several commands share."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class Color(Enum):
    """When to color."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class TextFormat(Enum):
    """How a list is printed."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    NDJSON = "ndjson"
    MARKDOWN = "markdown"


class ResultFormat(Enum):
    """How a result is written."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    NDJSON = "ndjson"
    MARKDOWN = "markdown"
    PARQUET = "parquet"
    ARROW = "arrow"


class ReportFormat(Enum):
    """How an estimate is printed."""

    TEXT = "text"
    JSON = "json"


Statement = Annotated[
    str | None,
    typer.Argument(metavar="SQL", help="The statement, or - to read it from standard input."),
]
StatementFile = Annotated[
    Path | None,
    typer.Option("--file", "-f", metavar="FILE", help="Read the statement from a file."),
]
Parameters = Annotated[
    list[str] | None,
    typer.Option(
        "--param",
        metavar="VALUE",
        help="The value of the next ?: a number, true, false, null or text ('1' is text).",
    ),
]
ListFormat = Annotated[
    TextFormat | None,
    typer.Option(
        "--format", help="How to print: a table on a terminal, CSV elsewhere, unless set."
    ),
]
EstimateFormat = Annotated[ReportFormat, typer.Option("--format", help="How to print it.")]
Variables = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="The value of ${NAME} in the definitions."),
]
