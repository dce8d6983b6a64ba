"""Files whose columns differ from their table's: by name or by position, as the table says."""

import pyarrow as pa
import pytest

from tests.unit.lake.home import Home, column_bytes

every_format = pytest.mark.parametrize("suffix", ["parquet", "orc"])


def test_parquet_columns_are_found_by_name(home: Home) -> None:
    home.table("t", "a bigint, b string, c double")
    home.write("t/1.parquet", {"a": [1], "b": ["x"]})
    home.write("t/2.parquet", {"B": ["y"], "C": [2.5], "A": [2]})
    home.write("t/3.parquet", {"other": [9], "b": ["z"]})
    assert sorted(home.rows("SELECT b, a, c FROM t")) == [
        *(("x", 1, None), ("y", 2, 2.5), ("z", None, None))
    ]


def test_parquet_columns_are_found_by_position_when_the_table_says_so(home: Home) -> None:
    properties = "'parquet.column.index.access' = 'true'"
    home.table("t", "a bigint, b string, c double", properties=properties)
    home.write("t/1.parquet", {"renamed": [1], "c": ["x"]})
    home.write("t/2.parquet", {"b": [2], "a": ["y"], "x": [2.5], "extra": [True]})
    assert sorted(home.rows("SELECT a, b, c FROM t")) == [(1, "x", None), (2, "y", 2.5)]
    assert home.rows("SELECT a FROM t WHERE c > 1") == [(2,)]


def test_orc_columns_are_found_by_position(home: Home) -> None:
    home.table("t", "a bigint, b string, c double", stored="ORC")
    home.write("t/1.orc", {"renamed": [1], "c": ["x"]})
    home.write("t/2.orc", {"b": [2], "a": ["y"], "x": [2.5], "extra": [True]})
    assert sorted(home.rows("SELECT a, b, c FROM t")) == [(1, "x", None), (2, "y", 2.5)]


def test_orc_columns_are_found_by_name_when_the_table_says_so(home: Home) -> None:
    properties = "'orc.column.index.access' = 'false'"
    home.table("t", "a bigint, b string, c double", stored="ORC", properties=properties)
    home.write("t/1.orc", {"b": ["x"], "A": [1]})
    home.write("t/2.orc", {"c": [2.5], "b": ["y"], "a": [2]})
    assert sorted(home.rows("SELECT a, b, c FROM t")) == [(1, "x", None), (2, "y", 2.5)]


@every_format
def test_columns_drift_from_partition_to_partition(home: Home, suffix: str) -> None:
    home.table("t", "a bigint, b string, c double", keys="v int", stored=suffix.upper())
    home.write(f"t/v=1/1.{suffix}", {"a": pa.array([1], pa.int32())})
    home.write(f"t/v=2/1.{suffix}", {"a": [2], "b": ["two"]})
    home.write(f"t/v=3/1.{suffix}", {"a": [3], "b": ["three"], "c": pa.array([3.5], pa.float32())})
    home.write(f"t/v=4/1.{suffix}", {"a": [4], "b": ["four"], "c": [4.5], "d": [True]})
    home.run("MSCK REPAIR TABLE t")
    assert home.rows("SELECT a, b, c, v FROM t ORDER BY v") == [
        (1, None, None, 1),
        (2, "two", None, 2),
        (3, "three", 3.5, 3),
        (4, "four", 4.5, 4),
    ]
    assert home.rows("SELECT sum(a), count(b), count(c), count(*) FROM t") == [(10, 3, 2, 4)]
    assert home.column("SELECT a FROM t WHERE c IS NULL ORDER BY a") == [1, 2]
    assert home.column("SELECT a FROM t WHERE b > 'g' ORDER BY a") == [2, 3]
    assert home.column("SELECT a FROM t WHERE coalesce(c, 0) < 4 ORDER BY a") == [1, 2, 3]


@every_format
def test_a_column_that_no_file_has_costs_nothing_and_is_null(home: Home, suffix: str) -> None:
    home.table("t", "a bigint, later string", stored=suffix.upper())
    home.write(f"t/1.{suffix}", {"a": range(10)})
    assert home.rows("SELECT later, count(*) FROM t GROUP BY later") == [(None, 10)]
    assert home.scanned("SELECT later FROM t") == 0
    assert home.rows("SELECT a FROM t WHERE later = 'x'") == []


def test_only_the_members_named_are_paid_for(home: Home) -> None:
    rows = [
        {"name": f"name {n}" * 10, "place": {"city": f"c{n % 7}", "zip": n}} for n in range(1000)
    ]
    home.table("t", "id bigint, s struct<name:string,place:struct<city:string,zip:bigint>>")
    path = home.write("t/1.parquet", {"id": range(1000), "s": rows})
    whole = home.scanned("SELECT s FROM t")
    name, city, code = (
        home.scanned(f"SELECT s.{member} FROM t") for member in ("name", "place.city", "place.zip")
    )
    assert name + city + code == whole == column_bytes(path, ["s"])
    assert home.scanned("SELECT s.place FROM t") == city + code
    assert home.scanned("SELECT s.place.zip, s.name FROM t") == name + code
    assert home.scanned("SELECT max(s.place.zip) FROM t WHERE s.place.zip > 5") == code
    assert home.value("SELECT max(s.place.zip) FROM t WHERE s.place.city = 'c3'") == 997


def test_members_are_found_by_name_and_may_be_missing(home: Home) -> None:
    home.table("t", "s struct<a:bigint,b:string,c:double>")
    home.write("t/1.parquet", {"s": [{"b": "x", "a": 1}]})
    home.write("t/2.parquet", {"s": [{"C": 2.5, "B": "y"}, None]})
    rows = home.rows("SELECT s.a, s.b, s.c FROM t")
    assert sorted(rows, key=repr) == [(1, "x", None), (None, "y", 2.5), (None, None, None)]
    assert home.value("SELECT count(*) FROM t WHERE s IS NULL") == 1


@every_format
def test_parquet_and_orc_give_the_same_answers(home: Home, suffix: str) -> None:
    count = 1000
    columns = {
        "i": pa.array([n if n % 5 else None for n in range(count)], pa.int64()),
        "f": pa.array([n / 4 for n in range(count)]),
        "s": pa.array([f"text {n % 17}" if n % 3 else None for n in range(count)]),
        "l": pa.array([[n, n + 1] if n % 7 else None for n in range(count)], pa.list_(pa.int64())),
        "r": pa.array([{"x": n, "y": f"{n}"} if n % 4 else None for n in range(count)]),
        "m": pa.array(
            [[("k", n)] if n % 6 else None for n in range(count)], pa.map_(pa.string(), pa.int64())
        ),
    }
    home.table(
        "t",
        "i bigint, f double, s string, l array<bigint>, r struct<x:bigint,y:string>,"
        " m map<string,bigint>",
        stored=suffix.upper(),
    )
    home.write(f"t/1.{suffix}", columns)
    assert home.rows(
        "SELECT count(i), sum(i), sum(f), count(DISTINCT s), count(l), sum(cardinality(l)),"
        " count(r), sum(r.x), max(r.y), count(m), sum(m['k']) FROM t"
    ) == [
        (
            800,
            sum(n for n in range(count) if n % 5),
            sum(n / 4 for n in range(count)),
            17,
            count - 143,
            2 * (count - 143),
            750,
            sum(n for n in range(count) if n % 4),
            "999",
            count - 167,
            sum(n for n in range(count) if n % 6),
        )
    ]
    assert home.column("SELECT s FROM t WHERE i = 7") == ["text 7"]
    assert home.value("SELECT count(*) FROM t CROSS JOIN UNNEST(l) AS u(e)") == 2 * (count - 143)
