"""Layouts: what stands before, between and after the values of a result written as text.

A layout is the same whether it is filled from rows of Python values (here) or from Arrow columns
(``lakeq.results.columns``); the two give the same text.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lakeq.model.bound import OutputColumn
from lakeq.model.types import DataType, Kind
from lakeq.results.text import Speller, speller

Row: TypeAlias = tuple[Any, ...]

# What these spell can hold any character; what the others spell is plain letters, digits and signs.
TEXTUAL_KINDS = (Kind.VARCHAR, Kind.CHAR, Kind.JSON, Kind.ARRAY, Kind.MAP, Kind.ROW)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a value becomes a field.

    A text that matches ``special`` (a pattern for Python's ``re`` and for RE2 alike) is given to
    ``escape``, which answers the whole field. ``field`` makes the speller of one type's values; it
    is never asked to spell NULL, which is ``null``.
    """

    field: Callable[[DataType], Speller]
    special: str
    escape: Callable[[str], str]
    null: str = ""
    is_json: bool = False


@dataclass(frozen=True, slots=True)
class TextLayout:
    """A result as text. ``pieces`` surround a row's fields, so they are one more than these.

    ``drop`` is how much of the first row's first piece is left out: it is what parts rows.
    """

    columns: tuple[OutputColumn, ...]
    spelling: Spelling
    begin: str
    pieces: tuple[str, ...]
    end: str = ""
    drop: int = 0


def escaped_speller(data_type: DataType, special: str, escape: Callable[[str], str]) -> Speller:
    """Spell as Athena does, and escape what needs it."""
    spell = speller(data_type)
    if data_type.kind not in TEXTUAL_KINDS:
        return spell
    needs_care = re.compile(special).search

    def field(value: Any) -> str:
        text = spell(value)
        return escape(text) if needs_care(text) else text

    return field


def rows_text(layout: TextLayout, rows: Iterable[Row]) -> str:
    """Spell rows of Python values, as ``lakeq.results.rows`` gives them, whole."""
    null, last = layout.spelling.null, layout.pieces[-1]
    fields = [
        (piece, layout.spelling.field(column.type))
        for piece, column in zip(layout.pieces, layout.columns, strict=False)
    ]
    texts: list[str] = []
    for row in rows:
        for (piece, spell), value in zip(fields, row, strict=True):
            texts.append(piece)
            texts.append(null if value is None else spell(value))
        texts.append(last)
    return "".join(texts)


def distinct_names(columns: Sequence[OutputColumn]) -> tuple[str, ...]:
    """Name every column differently, for formats in which a name can stand only once.

    >>> from lakeq.model.types import BIGINT
    >>> distinct_names([OutputColumn(name, BIGINT) for name in ("a", "b", "a")])
    ('a', 'b', 'a_2')
    """
    taken = {column.name for column in columns}
    names: list[str] = []
    for column in columns:
        name, number = column.name, 2
        while name in names or (name != column.name and name in taken):
            name, number = f"{column.name}_{number}", number + 1
        names.append(name)
    return tuple(names)
