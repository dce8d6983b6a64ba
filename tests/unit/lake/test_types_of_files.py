"""What files may hold for each type a table declares, and what is bad data."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from lakeq.errors import BadDataFile
from tests.unit.lake.home import Home

every_format = pytest.mark.parametrize("suffix", ["parquet", "orc"])
MOMENT = datetime(2024, 2, 29, 23, 59, 59, 123456)


@pytest.mark.parametrize(
    ("declared", "held"),
    [
        ("bigint", pa.array(["a"])),
        ("int", pa.array([1], pa.int64())),
        ("string", pa.array([1])),
        ("boolean", pa.array([1])),
        ("double", pa.array([1])),
        ("float", pa.array([1.5], pa.float64())),
        ("date", pa.array(["2024-01-01"])),
        ("timestamp", pa.array([date(2024, 1, 1)])),
        ("decimal(5,2)", pa.array([Decimal("12345678.12")])),
        ("decimal(10,1)", pa.array([Decimal("1.25")])),
        ("array<int>", pa.array([1])),
        ("struct<a:int>", pa.array([1])),
        ("struct<a:int>", pa.array([{"a": "x"}])),
        ("array<string>", pa.array([[1]])),
        ("map<string,int>", pa.array([[("a", "b")]], pa.map_(pa.string(), pa.string()))),
    ],
    ids=str,
)
@every_format
def test_a_file_of_another_type_is_bad_data(
    home: Home, suffix: str, declared: str, held: pa.Array
) -> None:
    home.table("t", f"id int, x {declared}", stored=suffix.upper())
    ids = pa.array([1], pa.int32())
    good = {"id": ids}
    home.write(f"t/a.{suffix}", good)
    path = home.write(f"t/b.{suffix}", {"id": ids, "x": held})
    error = home.failure("SELECT x FROM t")
    assert type(error) is BadDataFile
    assert error.trino_name == "HIVE_BAD_DATA"
    assert str(path) in error.message
    assert "Column 'x'" in error.message
    assert "table 'd.t' declares for column 'x'" in error.message
    assert error.hint
    # Whoever does not touch the column does not notice.
    assert home.column("SELECT id FROM t") == [1, 1]
    assert home.cli("query", "SELECT x FROM t").exit_code == 1


def test_a_mismatch_names_both_types(home: Home) -> None:
    home.table("t", "x decimal(5,2)")
    home.write("t/a.parquet", {"X": pa.array([1.5])})
    error = home.failure("SELECT x FROM t")
    assert "Column 'X'" in error.message
    assert "of type double" in error.message
    assert "as the type decimal(5,2)" in error.message
    assert "`double`" in str(error.hint)


@pytest.mark.parametrize(
    ("declared", "held", "expected"),
    [
        ("bigint", pa.array([1, None, -1], pa.int8()), [1, None, -1]),
        ("bigint", pa.array([1, None, 2**31 - 1], pa.int32()), [1, None, 2**31 - 1]),
        ("int", pa.array([7, None], pa.int16()), [7, None]),
        ("double", pa.array([1.5, None], pa.float32()), [1.5, None]),
        ("decimal(20,4)", pa.array([Decimal("1.25"), None]), [Decimal("1.2500"), None]),
        ("varchar(3)", pa.array(["abcdef", None]), ["abc", None]),
        ("char(5)", pa.array(["ab", None]), ["ab   ", None]),
        ("string", pa.array([b"ab", None], pa.string()), ["ab", None]),
        ("binary", pa.array([b"\x00\xff", None, b""]), [b"\x00\xff", None, b""]),
        ("boolean", pa.array([True, None, False]), [True, None, False]),
        ("date", pa.array([date(1, 1, 1), None, date(9999, 12, 31)]), None),
        ("tinyint", pa.array([-128, 127], pa.int8()), [-128, 127]),
        ("array<bigint>", pa.array([[1, None], None, []], pa.list_(pa.int64())), None),
        ("map<string,int>", pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int32())), None),
    ],
    ids=str,
)
@every_format
def test_values_come_as_they_were_written(
    home: Home, suffix: str, declared: str, held: pa.Array, expected: list[Any] | None
) -> None:
    home.table("t", f"x {declared}", stored=suffix.upper())
    home.write(f"t/a.{suffix}", {"x": held})
    found = home.column("SELECT x FROM t")
    if declared.startswith("map"):
        found = [None if value is None else dict(value) for value in found]
        expected = [{"a": 1}, None]
    assert found == (held.to_pylist() if expected is None else expected)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@every_format
def test_timestamps_of_any_unit_are_read_to_the_millisecond(
    home: Home, suffix: str, unit: str
) -> None:
    home.table("t", "x timestamp", stored=suffix.upper())
    values = pa.array([MOMENT.replace(microsecond=123_000), None, datetime(1969, 12, 31, 23)])
    home.write(f"t/a.{suffix}", {"x": values.cast(pa.timestamp(unit))})
    assert home.column("SELECT x FROM t") == values.to_pylist()
    result = home.run("SELECT x FROM t")
    assert result.columns[0].type.trino == "timestamp(3)"
    assert result.schema.types == [pa.timestamp("ms")]


@pytest.mark.parametrize(
    ("micros", "millis"), [(123_456, 123), (123_500, 124), (123_501, 124), (123_499, 123)]
)
@pytest.mark.parametrize("year", [2024, 1950])
@pytest.mark.parametrize("unit", ["us", "ns"])
@every_format
def test_finer_timestamps_are_rounded_to_the_millisecond(
    home: Home, suffix: str, unit: str, year: int, micros: int, millis: int
) -> None:
    # Trino's readers round to the precision of the column, which is three in Athena.
    home.table("t", "x timestamp", stored=suffix.upper())
    moment = MOMENT.replace(year=year, day=28, microsecond=micros)
    home.write(f"t/a.{suffix}", {"x": pa.array([moment], pa.timestamp(unit))})
    rounded = moment.replace(microsecond=millis * 1000)
    assert home.value("SELECT x FROM t") == rounded
    assert home.value(f"SELECT count(*) FROM t WHERE x = TIMESTAMP '{rounded}'") == 1
    assert home.value(f"SELECT count(*) FROM t WHERE x > TIMESTAMP '{rounded}'") == 0
    assert home.value(f"SELECT count(*) FROM t WHERE x < TIMESTAMP '{rounded}'") == 0


@every_format
def test_timestamps_of_different_units_in_one_table_agree(home: Home, suffix: str) -> None:
    home.table("t", "x timestamp", stored=suffix.upper())
    moment = MOMENT.replace(microsecond=0)
    for unit in ("ms", "us", "ns"):
        home.write(f"t/{unit}.{suffix}", {"x": pa.array([moment], pa.timestamp(unit))})
    assert home.rows("SELECT x, count(*) FROM t GROUP BY x") == [(moment, 3)]


@every_format
def test_int_columns_widen_file_by_file(home: Home, suffix: str) -> None:
    home.table("t", "x bigint", stored=suffix.upper())
    for name, data_type in (("a", pa.int16()), ("b", pa.int32()), ("c", pa.int64())):
        home.write(f"t/{name}.{suffix}", {"x": pa.array([5, None], data_type)})
    assert home.rows("SELECT sum(x), count(x), count(*) FROM t") == [(15, 3, 6)]


@every_format
def test_a_column_of_nulls_reads_null_whatever_its_type(home: Home, suffix: str) -> None:
    home.table("t", "id bigint, x decimal(5,2), s struct<a:int>", stored=suffix.upper())
    nulls = pa.array([None, None], pa.decimal128(5, 2))
    home.write(f"t/a.{suffix}", {"id": [1, 2], "x": nulls})
    assert home.rows("SELECT * FROM t ORDER BY id") == [(1, None, None), (2, None, None)]
    assert home.rows("SELECT id FROM t WHERE x IS NOT NULL") == []
    assert home.rows("SELECT count(x), count(*), max(x), count(s.a) FROM t") == [(0, 2, None, 0)]


def test_arrows_null_type_reads_null(home: Home) -> None:
    home.table("t", "id bigint, x string")
    home.write("t/a.parquet", {"id": [1, 2], "x": pa.nulls(2)})
    home.write("t/b.parquet", {"id": [3], "x": ["three"]})
    assert home.rows("SELECT x FROM t ORDER BY id") == [(None,), (None,), ("three",)]


@every_format
def test_extreme_doubles_survive(home: Home, suffix: str) -> None:
    home.table("t", "x double", stored=suffix.upper())
    home.write(f"t/a.{suffix}", {"x": [float("inf"), float("-inf"), float("nan"), -0.0, 5e-324]})
    assert home.value("SELECT count(*) FROM t WHERE is_nan(x)") == 1
    assert home.value("SELECT count(*) FROM t WHERE x = infinity()") == 1
    assert home.value("SELECT count(*) FROM t WHERE x > 0 AND x < 1") == 1


@every_format
@pytest.mark.parametrize(
    "condition", ["x < 69.25", "x <= 2", "x > 0", "x >= 1", "x = x", "x BETWEEN 0 AND 9"]
)
def test_nan_is_not_compared_by_statistics_that_leave_it_out(
    home: Home, suffix: str, condition: str
) -> None:
    home.table("t", "x double", stored=suffix.upper())
    home.write(f"t/a.{suffix}", {"x": [1.0, float("nan"), 2.0]})
    assert home.column(f"SELECT x FROM t WHERE {condition} ORDER BY x") == [1.0, 2.0]


@every_format
def test_wide_decimals_survive(home: Home, suffix: str) -> None:
    home.table("t", "x decimal(38,10)", stored=suffix.upper())
    wide = pa.decimal128(38, 10)
    widest = Decimal("9999999999999999999999999999.9999999999")
    least = widest.copy_negate()
    home.write(f"t/a.{suffix}", {"x": pa.array([widest, least, None], wide)})
    assert home.rows("SELECT max(x), min(x), count(x) FROM t") == [(widest, least, 2)]
