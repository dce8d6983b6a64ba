"""Golden files: SQL with its expected answers, in the sqllogictest format, against the sample lake.

Every ``.test`` file starts from a metastore of its own. Its records are separated by blank lines:

    statement ok                        runs
    CREATE DATABASE d

    statement error                     fails, with this message
    SELECT * FROM nowhere
    ----
    TABLE_NOT_FOUND: line 1:15: ...

    query TI rowsort                    has these columns (T text, I integer, R other number) and
    SELECT ...                          rows, one a line, tabs between values, sorted if so asked
    ----
    Bronx	12

    estimate                            has this plan and scans so many bytes
    SELECT ...
    ----
    scanned 1234

``make golden`` writes down what came, for a person to judge.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lakeq.errors import LakeqError
from lakeq.lake import Lake
from lakeq.model.bound import OutputColumn
from lakeq.settings import Settings

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.rglob("*.test"))


@dataclass(frozen=True)
class Record:
    """One check; ``comment`` is what stands before it, ``first_line`` where its header is."""

    comment: tuple[str, ...]
    header: str
    sql: str
    expected: tuple[str, ...]
    first_line: int


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_golden_file(
    path: Path, sample_metastore: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    metastore = shutil.copy(sample_metastore, tmp_path / "lake.sqlite")
    settings = Settings.load({}, tmp_path, catalog=str(metastore), cache_dir="none", history="none")
    records = list(parse(path.read_text()))
    lake = Lake.open(settings)
    try:
        answers = [answer(lake, record) for record in records]
    finally:
        lake.close()
    if request.config.getoption("--rewrite-golden"):
        path.write_text("\n\n".join(written(record) for record in answers) + "\n")
        return
    for record, came in zip(records, answers, strict=True):
        place = f"{path.name}:{record.first_line}"
        assert (place, came.header, came.expected) == (place, record.header, record.expected)


def parse(text: str) -> Iterator[Record]:
    """Take a file apart; a comment belongs to the record below it."""
    line_number = 1
    for block in text.rstrip("\n").split("\n\n"):
        lines = block.split("\n")
        header = next(n for n, line in enumerate(lines) if not line.startswith("#"))
        end = lines.index("----") if "----" in lines else len(lines)
        yield Record(
            tuple(lines[:header]),
            lines[header],
            "\n".join(lines[header + 1 : end]),
            tuple(lines[end + 1 :]),
            line_number + header,
        )
        line_number += len(lines) + 1


def written(record: Record) -> str:
    """Put a record back together."""
    expected = ("----", *record.expected) if record.header != "statement ok" else ()
    return "\n".join([*record.comment, record.header, record.sql, *expected])


def answer(lake: Lake, record: Record) -> Record:
    """Give the record as it would have to be for what the lake answers."""
    kind, *options = record.header.split()
    try:
        if kind == "estimate":
            return replace(record, expected=tuple(estimated(lake, record.sql)))
        result = lake.execute(record.sql, lake.context())
        rows = ["\t".join(shown(value) for value in row) for row in result.rows()]
    except LakeqError as error:
        return replace(record, header="statement error", expected=tuple(str(error).split("\n")))
    if kind == "statement":
        return replace(record, header="statement ok", expected=())
    is_sorted = "rowsort" in options
    letters = "".join(letter(column) for column in result.columns)
    return replace(
        record,
        header=f"query {letters}{' rowsort' if is_sorted else ''}",
        expected=tuple(sorted(rows) if is_sorted else rows),
    )


def estimated(lake: Lake, sql: str) -> Iterator[str]:
    """Yield what a query would scan, and out of what."""
    estimate = lake.estimate(sql, lake.context())
    yield f"scanned {estimate.scanned_bytes}"
    for scan in estimate.plan.scans.values():
        counts = {
            "partitions": scan.partition_count,
            "files": scan.file_count,
            "row groups": scan.row_group_count,
            "columns": scan.column_count,
        }
        kept = ", ".join(f"{what} {count.kept} of {count.total}" for what, count in counts.items())
        yield f"{scan.relation.table.name}: {kept}"


def letter(column: OutputColumn) -> str:
    """Give a column's type as sqllogictest does."""
    if column.type.is_integer:
        return "I"
    return "R" if column.type.is_numeric else "T"


def shown(value: Any) -> str:
    """Give a value on one line, so that NULL, an empty text and the text NULL all differ."""
    match value:
        case None:
            return "NULL"
        case str():
            text = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
            return {"": "(empty)", "NULL": "'NULL'"}.get(text, text)
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.12g}"
        case datetime():
            return value.isoformat(" ", "milliseconds")
        case bytes():
            return value.hex(" ")
        case list():
            return "[" + ", ".join(map(shown, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{shown(k)}={shown(v)}" for k, v in value.items()) + "}"
        case tuple():
            return "(" + ", ".join(map(shown, value)) + ")"
        case _:
            return str(value)
