"""Files as listed, and what their footers say of them."""

from dataclasses import dataclass
from typing import Any

from lakeq.model.types import DataType


@dataclass(frozen=True, slots=True, order=True)
class DataFile:
    """One file at the version that was listed.

    ``version`` is its modification time in nanoseconds on disk and its etag in S3: together with
    the size it says whether the file is still the same.
    """

    path: str
    size: int
    version: str


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """What a footer promises of a chunk: every value lies between the ends, if they are known.

    Values have the Python type of the leaf's ``DataType``: int, float, str, bytes, bool, Decimal,
    date, or a naive UTC datetime. A file may truncate strings, so that the ends are not always
    values that occur. ``null_count`` is ``None`` when the file does not say; where it is known, a
    member of a NULL row counts as NULL. NaN lies outside all ends: a writer leaves it out of them,
    so a chunk of reals or doubles may always hold NaN besides.
    """

    minimum: Any = None
    maximum: Any = None
    null_count: int | None = None


@dataclass(frozen=True, slots=True)
class ColumnChunk:
    """The bytes of one leaf column in one row group: where they start and how many they are.

    For ORC they are the stripe's data streams of the column, summed; ``offset`` is then the first
    stream's.
    """

    offset: int
    length: int
    statistics: ColumnStatistics | None = None


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A Parquet row group or an ORC stripe; ``chunks`` follow ``FileLayout.leaves``."""

    row_count: int
    chunks: tuple[ColumnChunk, ...]


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A top-level column of a file, as the file spells and types it."""

    name: str
    type: DataType


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column that has bytes: ``path`` leads from the top-level column down to it.

    The path starts with the top-level column's name, as the file spells it. Below an array or a
    map the file's own steps (``list``, ``element``, ``key_value``) are part of the path. ``column``
    is the index of the top-level column in ``FileLayout.columns``.

    ORC keeps streams for rows, arrays and maps too (which are NULL, how long each is). Each of
    these is a leaf of its own, whose path is a proper prefix of the paths of the leaves below it.
    One rule charges both formats: **a referenced path charges every leaf whose path is a prefix of
    it, or that it is a prefix of**, so a column's ancestors are paid for with it. No leaf is charged
    twice in one reference. Only leaves with nothing below them, and no array or map above them,
    carry statistics.
    """

    column: int
    path: tuple[str, ...]
    type: DataType


@dataclass(frozen=True, slots=True)
class FileLayout:
    """A Parquet footer or an ORC file tail, as much of it as planning needs.

    ``metadata_bytes`` is the size of the footer or tail itself, which is never billed.
    """

    row_count: int
    columns: tuple[FileColumn, ...]
    leaves: tuple[Leaf, ...]
    row_groups: tuple[RowGroup, ...]
    metadata_bytes: int
