"""Attachments: what a query brings along beside its text: Arrow streams and Python functions."""

from collections.abc import Sequence
from itertools import count
from typing import Any, Protocol, runtime_checkable

from lakeq.engines.duckdb.spelling import quote, text_list
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.engines.duckdb.udfs.base import Udfs
from lakeq.errors import LakeqError
from lakeq.model.types import DataType, Kind

# Up to here, a table's text is read sooner than Arrow's datasets, which DuckDB wants, are loaded.
_MANY_ROWS = 20_000


@runtime_checkable
class Source(Protocol):
    """A stream that reads files itself: how much it has read, and what kept it from going on."""

    read_bytes: int
    failure: LakeqError | None

    def stop(self) -> None:
        """Yield nothing more."""
        ...

    def wait_until_released(self) -> None:
        """Wait until no thread of the engine can come back to the stream."""
        ...


class Attachments:
    """Collects the Arrow streams of one query, under names of their own, and its UDFs."""

    def __init__(self) -> None:
        self.udfs = Udfs()
        self.streams: dict[str, Any] = {}
        self._names = count(1)

    def stream(self, source: object) -> str:
        """Take along an object with ``__arrow_c_stream__``; answer the name it will have."""
        name = f"lakeq_{next(self._names)}"
        self.streams[name] = source
        return quote(name)

    def table(
        self, names: Sequence[str], types: Sequence[DataType], rows: Sequence[tuple[Any, ...]]
    ) -> str:
        """Spell a table of constants that can stand in FROM; the caller adds the alias."""
        columns = [[row[index] for row in rows] for index in range(len(names))]
        if len(rows) > _MANY_ROWS:
            return self._streamed(names, types, columns)
        spelled = ", ".join(
            f"unnest({_list(column, data_type)}) AS {quote(name)}"
            for name, data_type, column in zip(names, types, columns, strict=True)
        )
        return f"(SELECT {spelled})"

    def _streamed(
        self, names: Sequence[str], types: Sequence[DataType], columns: Sequence[Sequence[Any]]
    ) -> str:
        import pyarrow as pa  # noqa: PLC0415 - slow to load.

        from lakeq.formats.arrow import arrow_type  # noqa: PLC0415 - slow to load.

        arrays = [
            pa.array(column, arrow_type(data_type))
            for column, data_type in zip(columns, types, strict=True)
        ]
        stream = self.stream(pa.table(dict(zip(names, arrays, strict=True))))
        spelled = ", ".join(
            f"CAST({unfiltered(quote(name), data_type)} AS {duckdb_type(data_type)}) AS {quote(name)}"
            for name, data_type in zip(names, types, strict=True)
        )
        return f"(SELECT {spelled} FROM {stream})"


def unfiltered(column: str, data_type: DataType) -> str:
    """Spell a stream's column so that DuckDB filters it itself.

    Otherwise Arrow would, for which a NaN is above nothing and -0.0 not in (0.0, 1.0).
    """
    return f"greatest({column})" if _has_floats(data_type) else column


def _has_floats(data_type: DataType) -> bool:
    return data_type.is_float or any(_has_floats(field.type) for field in data_type.fields)


def _list(values: Sequence[Any], data_type: DataType) -> str:
    texts = (None if value is None else str(value) for value in values)
    if data_type.kind is Kind.CHAR:
        texts = (None if each is None else each.rstrip(" ") for each in texts)
    return text_list(list(texts), duckdb_type(data_type))
