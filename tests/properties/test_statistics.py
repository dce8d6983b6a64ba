"""Whatever a table holds, the statistics of its files hold it too, and lengths add up."""

import datetime as dt
import math
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import orc

from lakeq.formats.encoding import LayoutEncoding
from lakeq.formats.orc import OrcReader
from lakeq.formats.parquet import ParquetReader
from lakeq.model.files import ColumnStatistics, FileLayout
from lakeq.storage import LocalFileSystem

VALUES: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "boolean": (pa.bool_(), st.booleans()),
    "tinyint": (pa.int8(), st.integers(-(2**7), 2**7 - 1)),
    "integer": (pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    "bigint": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "real": (pa.float32(), st.floats(width=32)),
    "double": (pa.float64(), st.floats()),
    "varchar": (pa.string(), st.text(max_size=40)),
    "varbinary": (pa.binary(), st.binary(max_size=40)),
    "date": (pa.date32(), st.dates()),
    "timestamp": (
        pa.timestamp("us"),
        st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2250, 1, 1)),
    ),
    "decimal": (
        pa.decimal128(38, 6),
        st.integers(-(10**38) + 1, 10**38 - 1).map(lambda value: Decimal(f"{value}E-6")),
    ),
}


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    row_count = draw(st.integers(1, 30))
    columns = {}
    for name in draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, unique=True)):
        arrow, values = VALUES[name]
        column = draw(st.lists(st.none() | values, min_size=row_count, max_size=row_count))
        array = pa.array(column, arrow)
        if draw(st.booleans()):
            present = draw(st.lists(st.booleans(), min_size=row_count, max_size=row_count))
            mask = pa.array([not is_present for is_present in present])
            array = pa.StructArray.from_arrays([array], ["member"], mask=mask)
        columns[name] = array
    return pa.table(columns)


def layout_of(table: pa.Table, name: str) -> FileLayout:
    storage = LocalFileSystem()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        if name == "parquet":
            pq.write_table(table, path, row_group_size=7)
        else:
            orc.write_table(table, path, compression="zstd")
        (file,) = storage.list_files(folder)
        reader = ParquetReader() if name == "parquet" else OrcReader()
        return reader.read_layout(file, storage)


def leaf_values(table: pa.Table, path: tuple[str, ...]) -> list[Any]:
    values: list[Any] = table[path[0]].to_pylist()
    for member in path[1:]:
        values = [None if value is None else value[member] for value in values]
    return values


def holds(statistics: ColumnStatistics, values: list[Any]) -> bool:
    ordered = [
        value
        for value in values
        if value is not None and not (isinstance(value, float) and math.isnan(value))
    ]
    above = all(statistics.minimum is None or statistics.minimum <= value for value in ordered)
    below = all(statistics.maximum is None or value <= statistics.maximum for value in ordered)
    nulls = statistics.null_count in (None, values.count(None))
    return above and below and nulls


@pytest.mark.parametrize("name", ["parquet", "orc"])
@given(tables())
@settings(max_examples=200, deadline=None)
def test_statistics_hold_every_value(name: str, table: pa.Table) -> None:
    layout = layout_of(table, name)

    assert layout.row_count == table.num_rows
    offset = 0
    for group in layout.row_groups:
        rows = table.slice(offset, group.row_count)
        offset += group.row_count
        for leaf, chunk in zip(layout.leaves, group.chunks, strict=True):
            if chunk.statistics is not None:
                assert holds(chunk.statistics, leaf_values(rows, leaf.path)), leaf


@pytest.mark.parametrize("name", ["parquet", "orc"])
@given(tables())
@settings(max_examples=100, deadline=None)
def test_a_layout_survives_the_cache(name: str, table: pa.Table) -> None:
    layout = layout_of(table, name)
    encoding = LayoutEncoding(b"tag")

    assert encoding.decode(encoding.encode(layout)) == layout
