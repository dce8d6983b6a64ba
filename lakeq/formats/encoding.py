"""Layouts as bytes, for the cache: JSON, because what is read from disk must not be able to run.

A file's columns and leaves come first and by themselves, so that the thousands of files of one
table share them once decoded. Values need no tags: the leaf's type says what they are.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from lakeq.model.files import (
    ColumnChunk,
    ColumnStatistics,
    FileColumn,
    FileLayout,
    Leaf,
    RowGroup,
)
from lakeq.model.types import DataType, Field, Kind

_KNOWN_SCHEMAS = 1000
_PREFIX_BYTES = 4
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a timestamp without zone.
_MICROSECOND = timedelta(microseconds=1)

_Convert = Callable[[Any], Any]
_Coding = tuple[_Convert, _Convert] | None

_CODINGS: dict[Kind, tuple[_Convert, _Convert]] = {
    Kind.VARBINARY: (lambda value: value.decode("latin-1"), lambda text: text.encode("latin-1")),
    Kind.DECIMAL: (str, Decimal),
    Kind.DATE: (date.toordinal, date.fromordinal),
    Kind.TIMESTAMP: (
        lambda value: (value - _EPOCH) // _MICROSECOND,
        lambda microseconds: _EPOCH + timedelta(microseconds=microseconds),
    ),
}


@dataclass(frozen=True, slots=True)
class _Schema:
    columns: tuple[FileColumn, ...]
    leaves: tuple[Leaf, ...]
    codings: tuple[_Coding, ...]


class LayoutEncoding:
    """Turns layouts into bytes and back. Layouts of one schema share its columns and leaves.

    ``tag`` begins every encoded layout, and names its file format and this encoding's version.
    """

    def __init__(self, tag: bytes) -> None:
        self._tag = tag
        self._known: dict[bytes, _Schema] = {}

    def encode(self, layout: FileLayout) -> bytes:
        """Write a layout down."""
        schema = _to_json(
            [
                [[column.name, _type_to_json(column.type)] for column in layout.columns],
                [[leaf.column, leaf.path, _type_to_json(leaf.type)] for leaf in layout.leaves],
            ]
        )
        codings = _codings(layout.leaves)
        groups = [_group_to_json(group, codings) for group in layout.row_groups]
        body = _to_json([layout.row_count, layout.metadata_bytes, groups])
        return b"".join([self._tag, len(schema).to_bytes(_PREFIX_BYTES, "big"), schema, body])

    def decode(self, encoded: bytes) -> FileLayout | None:
        """Read a layout back; ``None`` for bytes of another format or version."""
        if not encoded.startswith(self._tag):
            return None
        start = len(self._tag) + _PREFIX_BYTES
        middle = start + int.from_bytes(encoded[start - _PREFIX_BYTES : start], "big")
        schema = self._schema(encoded[start:middle])
        row_count, metadata_bytes, groups = json.loads(encoded[middle:])
        return FileLayout(
            row_count,
            schema.columns,
            schema.leaves,
            tuple([_group(group, schema.codings) for group in groups]),
            metadata_bytes,
        )

    def _schema(self, encoded: bytes) -> _Schema:
        schema = self._known.get(encoded)
        if schema is None:
            columns, leaves = json.loads(encoded)
            read = tuple(Leaf(column, tuple(path), _type(kind)) for column, path, kind in leaves)
            schema = _Schema(
                tuple(FileColumn(name, _type(kind)) for name, kind in columns),
                read,
                _codings(read),
            )
            if len(self._known) >= _KNOWN_SCHEMAS:
                self._known.clear()
            self._known[encoded] = schema
        return schema


def _codings(leaves: Sequence[Leaf]) -> tuple[_Coding, ...]:
    return tuple(_CODINGS.get(leaf.type.kind) for leaf in leaves)


def _group_to_json(group: RowGroup, codings: Sequence[_Coding]) -> list[Any]:
    return [
        group.row_count,
        [chunk.offset for chunk in group.chunks],
        [chunk.length for chunk in group.chunks],
        [
            _statistics_to_json(chunk.statistics, coding)
            for chunk, coding in zip(group.chunks, codings, strict=True)
        ],
    ]


def _statistics_to_json(statistics: ColumnStatistics | None, coding: _Coding) -> list[Any] | None:
    if statistics is None:
        return None
    ends = [statistics.minimum, statistics.maximum]
    if coding is not None:
        ends = [None if end is None else coding[0](end) for end in ends]
    return [*ends, statistics.null_count]


def _group(group: list[Any], codings: Sequence[_Coding]) -> RowGroup:
    row_count, offsets, lengths, statistics = group
    return RowGroup(
        row_count,
        tuple(
            [
                ColumnChunk(offset, length, found and _statistics(found, coding))
                for offset, length, found, coding in zip(
                    offsets, lengths, statistics, codings, strict=True
                )
            ]
        ),
    )


def _statistics(found: list[Any], coding: _Coding) -> ColumnStatistics:
    minimum, maximum, null_count = found
    if coding is not None:
        decode = coding[1]
        if minimum is not None:
            minimum = decode(minimum)
        if maximum is not None:
            maximum = decode(maximum)
    return ColumnStatistics(minimum, maximum, null_count)


def _type_to_json(data_type: DataType) -> list[Any]:
    fields = [[field.name, _type_to_json(field.type)] for field in data_type.fields]
    return [data_type.kind.value, data_type.precision, data_type.scale, fields]


def _type(encoded: list[Any]) -> DataType:
    kind, precision, scale, fields = encoded
    members = tuple(Field(name, _type(member)) for name, member in fields)
    return DataType(Kind(kind), precision, scale, members)


def _to_json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
