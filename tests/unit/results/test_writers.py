"""Results as text, Parquet and Arrow: what each format makes of values, and that both ways agree."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakeq.formats.arrow import arrow_type
from lakeq.model import types
from lakeq.model.bound import OutputColumn
from lakeq.model.types import DataType, Field, Kind
from lakeq.results.csv import csv_layout
from lakeq.results.files import (
    ROW_GROUP_ROWS,
    ArrowFileWriter,
    ArrowStreamWriter,
    ParquetWriter,
)
from lakeq.results.json import json_layout, ndjson_layout
from lakeq.results.layout import TextLayout, distinct_names
from lakeq.results.markdown import markdown_layout
from lakeq.results.rows import batch_rows
from lakeq.results.text_batches import TextBatchWriter
from lakeq.results.writers import TextRowWriter

LAYOUTS: dict[str, Callable[[Sequence[OutputColumn]], TextLayout]] = {
    "csv": csv_layout,
    "tsv": lambda columns: csv_layout(columns, "\t"),
    "json": json_layout,
    "ndjson": ndjson_layout,
    "markdown": markdown_layout,
}
NAIVE = datetime(2024, 1, 2, 3, 4, 5, 678_000)
PLACE = types.row_of(Field("lat", types.DOUBLE), Field(None, types.VARCHAR))


def columns_of(*data_types: DataType) -> tuple[OutputColumn, ...]:
    return tuple(OutputColumn(f"c{place}", kind) for place, kind in enumerate(data_types))


def batch_of(columns: Sequence[OutputColumn], rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    arrays = [
        pa.array([row[place] for row in rows], arrow_type(column.type))
        for place, column in enumerate(columns)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


def from_batches(layout: TextLayout, *batches: pa.RecordBatch) -> str:
    sink = io.BytesIO()
    writer = TextBatchWriter(sink, layout)
    for batch in batches:
        writer.write(batch)
    writer.close()
    return sink.getvalue().decode()


def from_rows(layout: TextLayout, *batches: pa.RecordBatch) -> str:
    sink = io.BytesIO()
    writer = TextRowWriter(sink, layout)
    for batch in batches:
        writer.write(batch_rows(batch, layout.columns))
    writer.close()
    return sink.getvalue().decode()


def written(name: str, data_type: DataType, *values: Any) -> list[str]:
    """Write one column both ways, check that they agree, and give the lines."""
    columns = columns_of(data_type)
    batch = batch_of(columns, [(value,) for value in values])
    layout = LAYOUTS[name](columns)
    text = from_batches(layout, batch)
    assert text == from_rows(layout, batch)
    return text.splitlines()


def fields(data_type: DataType, *values: Any) -> list[str]:
    return written("csv", data_type, *values)[1:]


def members(data_type: DataType, *values: Any) -> list[str]:
    """Give the JSON text of each value."""
    lines = written("ndjson", data_type, *values)
    return [line.removeprefix('{"c0":').removesuffix("}") for line in lines]


def test_null_and_the_empty_text_differ_in_csv() -> None:
    assert fields(types.VARCHAR, None, "", "a") == ["", '""', "a"]


def test_csv_quotes_only_what_it_must() -> None:
    assert fields(types.VARCHAR, "a b", "a,b", 'say "hi"', "NULL") == [
        "a b",
        '"a,b"',
        '"say ""hi"""',
        "NULL",
    ]


def test_line_breaks_stay_inside_quotes() -> None:
    columns = columns_of(types.VARCHAR, types.BIGINT)
    batch = batch_of(columns, [("one\ntwo", 1), ("three\r", 2)])
    rows = list(csv.reader(io.StringIO(from_batches(csv_layout(columns), batch), newline="")))
    assert rows == [["c0", "c1"], ["one\ntwo", "1"], ["three\r", "2"]]


def test_tsv_parts_fields_with_tabs() -> None:
    assert written("tsv", types.VARCHAR, "a,b", "a\tb") == ["c0", "a,b", '"a\tb"']


def test_a_csv_header_is_quoted_where_it_must_be() -> None:
    columns = [OutputColumn("a,b", types.BIGINT), OutputColumn("c", types.BIGINT)]
    assert csv_layout(columns).begin == '"a,b",c\n'


def test_numbers_are_spelled_as_athena_spells_them() -> None:
    values = [1.0, 0.1, 1e7, 1e-3, 9.9e-4, -0.0, 1e20, float("nan"), float("-inf"), None]
    assert fields(types.DOUBLE, *values) == [
        *["1.0", "0.1", "1.0E7", "0.001", "9.9E-4", "-0.0", "1.0E20", "NaN", "-Infinity", ""]
    ]
    assert fields(types.REAL, 0.1, 16777216.0) == ["0.1", "1.6777216E7"]
    assert fields(types.BIGINT, -(2**63), 2**63 - 1) == [
        "-9223372036854775808",
        "9223372036854775807",
    ]
    assert fields(types.BOOLEAN, True, False, None) == ["true", "false", ""]


def test_decimals_keep_every_digit() -> None:
    wide = Decimal("12345678901234567890123456789.012345678")
    assert fields(types.decimal(38, 9), wide) == [str(wide)]
    assert fields(types.decimal(20, 10), Decimal("1E-10"), Decimal(0)) == [
        "0.0000000001",
        "0.0000000000",
    ]
    assert members(types.decimal(38, 9), wide) == [str(wide)]


def test_times_have_the_digits_of_their_type() -> None:
    assert fields(types.timestamp(3), NAIVE) == ["2024-01-02 03:04:05.678"]
    assert fields(types.timestamp(0), NAIVE.replace(microsecond=0)) == ["2024-01-02 03:04:05"]
    assert fields(types.timestamp(6), NAIVE) == ["2024-01-02 03:04:05.678000"]
    aware = NAIVE.replace(tzinfo=UTC)
    assert fields(types.TIMESTAMP_WITH_TIME_ZONE, aware) == ["2024-01-02 03:04:05.678 UTC"]
    assert fields(types.TIME, time(3, 4, 5, 6000)) == ["03:04:05.006"]
    assert fields(types.DATE, date(999, 1, 2)) == ["0999-01-02"]
    assert fields(types.INTERVAL_DAY_TO_SECOND, timedelta(1, 2)) == ["1 00:00:02.000"]


def test_nested_values_are_spelled_as_athena_spells_them() -> None:
    assert fields(types.array_of(types.BIGINT), [1, None], [], None) == ['"[1, null]"', "[]", ""]
    assert fields(types.map_of(types.VARCHAR, types.BIGINT), [("k", 1)]) == ["{k=1}"]
    assert fields(PLACE, {"lat": 1.5, "field1": "x"}) == ['"{lat=1.5, field1=x}"']
    assert fields(types.VARBINARY, b"hello") == ["68 65 6c 6c 6f"]


def test_a_char_is_padded_to_its_length() -> None:
    assert fields(types.char(3), "a", "ab\u0301") == ["a  ", "ab\u0301"]


def test_json_numbers_are_numbers_and_the_rest_is_text() -> None:
    assert members(types.BIGINT, 2**63 - 1, None) == ["9223372036854775807", "null"]
    assert members(types.DOUBLE, 1.5, float("nan"), float("inf")) == ["1.5", '"NaN"', '"Infinity"']
    assert members(types.BOOLEAN, True) == ["true"]
    assert members(types.timestamp(3), NAIVE) == ['"2024-01-02 03:04:05.678"']
    assert members(types.VARBINARY, b"hello") == ['"aGVsbG8="']
    assert members(types.VARCHAR, 'say "hi"\n', "é") == ['"say \\"hi\\"\\n"', '"é"']


def test_json_keeps_the_shape_of_nested_values() -> None:
    assert members(types.array_of(types.VARCHAR), ["a", None]) == ['["a",null]']
    assert members(types.map_of(types.BIGINT, types.DOUBLE), [(1, 2.0)]) == ['{"1":2.0}']
    assert members(PLACE, {"lat": 1.5, "field1": "x"}) == ['{"lat":1.5,"field1":"x"}']


def test_a_json_value_stands_in_json_as_it_is() -> None:
    assert members(types.JSON, '{"a": [1,\n2]}', "null") == ['{"a": [1, 2]}', "null"]


def test_json_is_one_array_whatever_the_batches() -> None:
    columns = columns_of(types.BIGINT)
    batch = batch_of(columns, [(1,), (2,)])
    for write in (from_batches, from_rows):
        assert json.loads(write(json_layout(columns), batch, batch)) == [
            {"c0": value} for value in (1, 2, 1, 2)
        ]
        assert json.loads(write(json_layout(columns))) == []


def test_repeated_names_are_told_apart_where_names_are_keys() -> None:
    columns = [OutputColumn(name, types.BIGINT) for name in ("a", "a", "a_2", "a")]
    assert distinct_names(columns) == ("a", "a_3", "a_2", "a_4")
    text = from_batches(ndjson_layout(columns), batch_of(columns, [(1, 2, 3, 4)]))
    assert json.loads(text) == {"a": 1, "a_3": 2, "a_2": 3, "a_4": 4}


def test_markdown_is_a_table_with_numbers_to_the_right() -> None:
    columns = [OutputColumn("a|b", types.VARCHAR), OutputColumn("n", types.BIGINT)]
    batch = batch_of(columns, [("x|y\n<b>", 1), (None, None)])
    expected = "| a\\|b | n |\n| --- | ---: |\n| x\\|y<br>&lt;b> | 1 |\n|  |  |\n"
    assert from_batches(markdown_layout(columns), batch) == expected
    assert from_rows(markdown_layout(columns), batch) == expected


def test_a_batch_larger_than_what_is_spelled_at_once_is_whole() -> None:
    columns = columns_of(types.BIGINT, types.VARCHAR)
    rows = [(number, "x" * (number % 7)) for number in range(40_000)]
    batch = batch_of(columns, rows).slice(3)
    lines = from_batches(csv_layout(columns), batch).splitlines()
    assert len(lines) == 1 + 40_000 - 3
    assert lines[1] == "3,xxx"
    assert lines[-1] == "39999,x"


def no_surrogates() -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


LEAVES: dict[DataType, st.SearchStrategy[Any]] = {
    types.BOOLEAN: st.booleans(),
    types.INTEGER: st.integers(-(2**31), 2**31 - 1),
    types.BIGINT: st.integers(-(2**63), 2**63 - 1),
    types.DOUBLE: st.floats(),
    types.REAL: st.floats(width=32),
    types.decimal(9, 2): st.decimals(-(10**6), 10**6, places=2),
    types.decimal(38, 12): st.decimals(-(10**6), 10**6, places=12),
    types.VARCHAR: no_surrogates(),
    types.char(4): st.text("ab ,é", max_size=4),
    types.VARBINARY: st.binary(max_size=4),
    types.DATE: st.dates(),
    types.TIME: st.times().map(lambda value: value.replace(fold=0)),
    types.timestamp(3): st.datetimes().map(
        lambda value: value.replace(microsecond=value.microsecond // 1000 * 1000, fold=0)
    ),
    types.timestamp(6): st.datetimes().map(lambda value: value.replace(fold=0)),
}


def typed_values(data_type: DataType, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(data_type), st.lists(st.none() | values, max_size=6))


def any_column() -> st.SearchStrategy[Any]:
    leaves = [typed_values(kind, values) for kind, values in LEAVES.items()]
    arrays = [
        typed_values(types.array_of(kind), st.lists(st.none() | values, max_size=3))
        for kind, values in LEAVES.items()
    ]
    maps = [
        typed_values(
            types.map_of(types.VARCHAR, kind),
            st.dictionaries(no_surrogates(), st.none() | values, max_size=3).map(
                lambda value: list(value.items())
            ),
        )
        for kind, values in LEAVES.items()
    ]
    return st.one_of(*leaves, *arrays, *maps)


@settings(max_examples=400, deadline=None)
@given(column=any_column(), name=st.sampled_from(sorted(LAYOUTS)))
def test_rows_and_batches_are_written_alike(column: tuple[DataType, list[Any]], name: str) -> None:
    data_type, values = column
    written(name, data_type, *values)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(st.none() | no_surrogates(), st.none() | st.integers(0, 9))))
def test_what_json_wrote_reads_back(rows: list[tuple[str | None, int | None]]) -> None:
    columns = columns_of(types.VARCHAR, types.BIGINT)
    batch = batch_of(columns, rows)
    expected = [{"c0": text, "c1": number} for text, number in rows]
    assert json.loads(from_batches(json_layout(columns), batch)) == expected
    lines = from_batches(ndjson_layout(columns), batch).split("\n")[:-1]
    assert [json.loads(line) for line in lines] == expected


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(no_surrogates().filter(lambda t: "\0" not in t), st.integers(0, 9))))
def test_what_csv_wrote_reads_back(rows: list[tuple[str, int]]) -> None:
    columns = columns_of(types.VARCHAR, types.BIGINT)
    text = from_batches(csv_layout(columns), batch_of(columns, rows))
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["c0", "c1"], *([text, str(number)] for text, number in rows)]


def parquet_of(columns: Sequence[OutputColumn], *batches: pa.RecordBatch) -> pq.ParquetFile:
    schema = pa.schema(pa.field(column.name, arrow_type(column.type)) for column in columns)
    sink = io.BytesIO()
    writer = ParquetWriter(sink, schema, columns)
    for batch in batches:
        writer.write(batch)
    writer.close()
    return pq.ParquetFile(io.BytesIO(sink.getvalue()))


def test_parquet_gathers_small_batches_into_row_groups() -> None:
    columns = columns_of(types.BIGINT)
    batch = batch_of(columns, [(number,) for number in range(1000)])
    file = parquet_of(columns, *[batch] * 200)
    counts = [file.metadata.row_group(index).num_rows for index in range(file.num_row_groups)]
    assert counts == [ROW_GROUP_ROWS // 1000 * 1000 + 1000, 200_000 - 123_000]
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_parquet_keeps_types_and_tells_repeated_names_apart() -> None:
    columns = [OutputColumn("a", types.decimal(10, 2)), OutputColumn("a", types.timestamp(3))]
    table = parquet_of(columns, batch_of(columns, [(Decimal("1.50"), NAIVE)])).read()
    assert table.schema.names == ["a", "a_2"]
    assert table.to_pylist() == [{"a": Decimal("1.50"), "a_2": NAIVE}]


def test_an_empty_result_is_a_readable_file() -> None:
    assert parquet_of(columns_of(types.BIGINT)).read().num_rows == 0


def test_arrow_is_a_stream_or_a_file() -> None:
    columns = columns_of(types.BIGINT)
    batch = batch_of(columns, [(1,), (2,)])
    stream, file = io.BytesIO(), io.BytesIO()
    for writer in (
        ArrowStreamWriter(stream, batch.schema),
        ArrowFileWriter(file, batch.schema, columns),
    ):
        writer.write(batch)
        writer.close()
    assert pa.ipc.open_stream(stream.getvalue()).read_all().to_pydict() == {"c0": [1, 2]}
    assert pa.ipc.open_file(file.getvalue()).read_all().to_pydict() == {"c0": [1, 2]}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_type_of_a_result_can_be_written(kind: Kind) -> None:
    samples: dict[Kind, DataType] = {
        Kind.ARRAY: types.array_of(types.BIGINT),
        Kind.MAP: types.map_of(types.VARCHAR, types.BIGINT),
        Kind.ROW: PLACE,
        Kind.DECIMAL: types.decimal(10, 2),
        Kind.CHAR: types.char(2),
    }
    if kind is Kind.FUNCTION:
        return
    data_type = samples.get(kind, DataType(kind))
    for name in LAYOUTS:
        assert written(name, data_type, None, None)
