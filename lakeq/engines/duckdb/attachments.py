"""Attachments: what a query brings along beside its text, under names of its own.

Short lists and small tables go into the text. Long ones are handed over as Arrow, which DuckDB
takes in a hundred times faster than a list of Python objects.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

import pyarrow as pa

from lakeq.engines.duckdb.literals import literal
from lakeq.engines.duckdb.spelling import quote, text
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.formats.arrow import arrow_type
from lakeq.model.types import VARCHAR, DataType

_SHORT = 1000


class Attachments:
    """Collects the Arrow streams and variables of one query."""

    def __init__(self) -> None:
        self.streams: dict[str, Any] = {}
        self.statements: list[str] = []
        self._names = count(1)

    def stream(self, source: object) -> str:
        """Take along an object with ``__arrow_c_stream__``; answer the name it will have."""
        name = f"lakeq_{next(self._names)}"
        self.streams[name] = source
        return quote(name)

    def text_list(self, values: Sequence[str]) -> str:
        """Spell a list of strings."""
        if len(values) <= _SHORT:
            return "[" + ", ".join(text(value) for value in values) + "]"
        variable = f"lakeq_list_{next(self._names)}"
        table = self.table(("path",), (VARCHAR,), [(value,) for value in values])
        self.statements.append(f"SET VARIABLE {variable} = (SELECT list(path) FROM {table} AS l)")
        return f"getvariable('{variable}')"

    def table(
        self, names: Sequence[str], types: Sequence[DataType], rows: Sequence[tuple[Any, ...]]
    ) -> str:
        """Spell a small table of constants that can stand in FROM; the caller adds the alias."""
        quoted = ", ".join(quote(name) for name in names)
        if len(rows) <= _SHORT:
            spelled = ", ".join(
                "(" + ", ".join(literal(v, t) for v, t in zip(row, types, strict=True)) + ")"
                for row in rows
            )
            return f"(SELECT * FROM (VALUES {spelled}) AS v({quoted}))"
        columns = [
            pa.array([row[index] for row in rows], arrow_type(data_type))
            for index, data_type in enumerate(types)
        ]
        names_of_table = self.stream(pa.table(dict(zip(names, columns, strict=True))))
        casts = ", ".join(
            f"CAST({quote(name)} AS {duckdb_type(data_type)}) AS {quote(name)}"
            for name, data_type in zip(names, types, strict=True)
        )
        return f"(SELECT {casts} FROM {names_of_table})"
