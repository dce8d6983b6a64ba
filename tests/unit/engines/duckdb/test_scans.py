"""Scans: exactly the planned files, row groups and members, as the catalog's types."""

import os
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lakeq.engines.duckdb.attachments import Attachments
from lakeq.engines.duckdb.files.parquet import MAX_GROUPS
from lakeq.engines.duckdb.files.reads import most_reads, predicted_reads
from lakeq.errors import BadDataFile, FileChanged
from lakeq.model.plan import ScanPlan
from tests.unit.engines.duckdb.lake import EngineLake

ROWS = 5000


@pytest.fixture
def numbers(lake: EngineLake) -> EngineLake:
    """Two partitions of one file each, ten row groups of 500 rows, sorted by id."""
    lake.run(
        "CREATE EXTERNAL TABLE d.numbers (id bigint, name string, score double,"
        " place struct<city:string,at:struct<x:bigint,y:double>>, missing int)"
        " PARTITIONED BY (day date, region string) STORED AS PARQUET LOCATION '$/numbers/'"
    )
    for number, (day, region) in enumerate((("2024-01-01", "eu"), ("2024-01-02", "it's"))):
        ids = range(number * ROWS, (number + 1) * ROWS)
        columns = {
            "id": pa.array(ids, pa.int32()),
            "Name": [f"name {i:08d} {i * 7919 % 104729}" for i in ids],
            "score": pa.array([i / 7 for i in ids], pa.float32()),
            "place": [{"City": f"city {i}", "at": {"x": i, "y": i / 3}} for i in ids],
        }
        lake.write(f"numbers/{number}/a.parquet", columns, row_group_size=500)
        lake.run(
            f"ALTER TABLE d.numbers ADD PARTITION (day='{day}', region='{region.replace(chr(39), chr(39) * 2)}')"
            f" LOCATION '$/numbers/{number}/'"
        )
    return lake


def check(lake: EngineLake, sql: str) -> list[tuple[Any, ...]]:
    """Run with pruning and without; the rows agree, and no more is read than was predicted."""
    query, plan = lake.planned(sql)
    rows, read = lake.run_plan(query, plan)
    assert read <= most_reads(plan), (read, most_reads(plan))
    whole_query, whole_plan = lake.planned(sql, prune=False)
    unpruned, _ = lake.run_plan(whole_query, whole_plan)
    assert sorted(map(repr, rows)) == sorted(map(repr, unpruned))
    return rows


def test_columns_have_the_catalogs_types_and_names(numbers: EngineLake) -> None:
    rows = check(numbers, "SELECT id, name, missing, day, region FROM d.numbers WHERE id = 4999")
    assert rows == [(4999, "name 00004999 104248", None, date(2024, 1, 1), "eu")]


def test_what_is_read_without_filters_is_what_was_predicted(numbers: EngineLake) -> None:
    query, plan = numbers.planned("SELECT sum(id), max(score) FROM d.numbers")
    rows, read = numbers.run_plan(query, plan)
    assert rows[0][0] == sum(range(2 * ROWS))
    assert read == predicted_reads(plan)


@pytest.mark.parametrize(
    ("condition", "row_count"), [("true", 2 * ROWS), ("id < 1200", 1500), ("day < day", 0)]
)
def test_duckdb_orders_joins_by_how_many_rows_are_kept(
    numbers: EngineLake, condition: str, row_count: int
) -> None:
    query, plan = numbers.planned(f"SELECT id FROM d.numbers WHERE {condition}")
    sql = numbers.engine.compile(query, plan, Attachments())
    counts = [int(count) for count in re.findall(r"explicit_cardinality = (\d+)", sql)]
    assert sum(counts) == row_count


@pytest.mark.parametrize(
    "condition",
    [
        "id BETWEEN 700 AND 800",
        "id IN (10, 9990)",
        "id < 20 OR id > 9980",
        "id = 5 OR id BETWEEN 1200 AND 1300 OR id BETWEEN 4000 AND 6100",
        "name LIKE 'name 0000123%'",
        "score > 700.0e0 AND score < 720e0",
        "place.at.x BETWEEN 1000 AND 1010",
        "id IS NULL",
        "missing IS NOT NULL",
        "day = DATE '2024-01-02' AND id % 1000 = 1",
        "region = 'it''s' OR id < 3",
    ],
)
def test_pruned_row_groups_are_not_read(numbers: EngineLake, condition: str) -> None:
    check(numbers, f"SELECT id, name, region FROM d.numbers WHERE {condition}")
    check(numbers, f"SELECT * FROM d.numbers WHERE {condition}")
    check(numbers, f"SELECT count(*), sum(score) FROM d.numbers WHERE {condition}")


def test_row_groups_are_skipped_whatever_the_reason(numbers: EngineLake) -> None:
    query, plan = numbers.planned("SELECT sum(id) FROM d.numbers")
    (number, scan), *_ = plan.scans.items()
    first, second = scan.splits
    kept = replace(
        scan,
        splits=(replace(first, row_groups=(0, 3, 4, 9)), replace(second, row_groups=(1, 5))),
    )
    narrowed = replace(plan, scans={number: kept})
    rows, read = numbers.run_plan(query, narrowed)
    groups = [0, 3, 4, 9, 11, 15]
    assert rows == [(sum(sum(range(g * 500, g * 500 + 500)) for g in groups),)]
    assert read == predicted_reads(narrowed)


def test_only_the_members_asked_for_are_read(numbers: EngineLake) -> None:
    query, plan = numbers.planned("SELECT sum(place.at.x), sum(missing) FROM d.numbers")
    rows, read = numbers.run_plan(query, plan)
    assert rows == [(sum(range(2 * ROWS)), None)]
    assert read == predicted_reads(plan)
    _, whole = numbers.planned("SELECT place FROM d.numbers")
    assert read < predicted_reads(whole) / 2


def test_a_row_is_read_whole_where_it_is_asked_for_whole(numbers: EngineLake) -> None:
    rows = check(numbers, "SELECT place FROM d.numbers WHERE id = 7")
    assert repr(rows).count("city 7") == 1


def test_a_subquerys_unused_columns_are_not_read(numbers: EngineLake) -> None:
    sql = "SELECT sum(id) FROM (SELECT id, name, place FROM d.numbers) t"
    query, plan = numbers.planned(sql)
    _, read = numbers.run_plan(query, plan)
    assert read == predicted_reads(plan)
    _, alone = numbers.planned("SELECT sum(id) FROM d.numbers")
    assert predicted_reads(alone) == read


def test_counting_reads_nothing(numbers: EngineLake) -> None:
    for sql, expected in (
        ("SELECT count(*) FROM d.numbers", [(10_000,)]),
        (
            "SELECT count(*), count(region), max(day) FROM d.numbers WHERE region = 'eu'",
            [(5000, 5000, date(2024, 1, 1))],
        ),
        (
            "SELECT region, count(*) FROM d.numbers GROUP BY region ORDER BY 1",
            [("eu", 5000), ("it's", 5000)],
        ),
        (
            "SELECT DISTINCT day FROM d.numbers ORDER BY day",
            [(date(2024, 1, 1),), (date(2024, 1, 2),)],
        ),
        ("SELECT count(*) FROM d.numbers a CROSS JOIN (VALUES 1, 2) v(x)", [(20_000,)]),
        (
            "SELECT count(*) FILTER (WHERE region = 'eu'), count(DISTINCT day), sum(1) FROM d.numbers",
            [(5000, 2, 10_000)],
        ),
        ("SELECT count(*) FROM (SELECT day FROM d.numbers LIMIT 70) t", [(70,)]),
        ("SELECT count(*) FROM d.numbers WHERE day > DATE '2030-01-01'", [(0,)]),
    ):
        query, plan = numbers.planned(sql)
        rows, read = numbers.run_plan(query, plan)
        assert (rows, read) == (expected, 0), sql


def test_a_table_without_files_has_no_rows(lake: EngineLake) -> None:
    lake.run(
        "CREATE EXTERNAL TABLE d.empty (id int, s array<string>) STORED AS PARQUET LOCATION '$/empty/'"
    )
    assert lake.rows("SELECT * FROM d.empty") == []
    assert lake.rows("SELECT count(*), max(id) FROM d.empty") == [(0, None)]


def test_files_of_differing_columns_are_read_as_one_table(lake: EngineLake) -> None:
    lake.run(
        "CREATE EXTERNAL TABLE d.drift (id bigint, added string, r struct<a:bigint,b:string>)"
        " STORED AS PARQUET LOCATION '$/drift/'"
    )
    lake.write("drift/1.parquet", {"id": pa.array([1], pa.int16()), "r": [{"a": 1}]})
    lake.write("drift/2.parquet", {"added": ["x"], "ID": [2], "r": [{"B": "b", "extra": 5.0}]})
    assert sorted(lake.rows("SELECT id, added, r.a, r.b FROM d.drift"), key=str) == [
        (1, None, 1, None),
        (2, "x", None, "b"),
    ]
    assert len(lake.rows("SELECT * FROM d.drift")) == 2
    assert lake.rows("SELECT added FROM d.drift WHERE id = 1") == [(None,)]


def test_timestamps_finer_than_milliseconds_are_rounded(lake: EngineLake) -> None:
    lake.run("CREATE EXTERNAL TABLE d.t (ts timestamp) STORED AS PARQUET LOCATION '$/t/'")
    moments = [datetime(2024, 1, 1, 0, 0, 0, 999_500), datetime(1969, 12, 31, 23, 59, 59, 999_499)]
    for number, kind in enumerate(
        (pa.timestamp("us"), pa.timestamp("ns"), pa.timestamp("us", "UTC"))
    ):
        lake.write(f"t/{number}.parquet", {"ts": pa.array(moments, kind)})
    pq.write_table(
        pa.table({"ts": pa.array(moments, pa.timestamp("ns"))}),
        lake.folder / "t" / "int96.parquet",
        use_deprecated_int96_timestamps=True,
    )
    rounded = [datetime(2024, 1, 1, 0, 0, 1), datetime(1969, 12, 31, 23, 59, 59, 999_000)]
    assert sorted(lake.rows("SELECT ts FROM d.t")) == [(each,) for each in sorted(rounded * 4)]
    assert len(check(lake, "SELECT ts FROM d.t WHERE ts = TIMESTAMP '2024-01-01 00:00:01'")) == 4


def test_char_and_varchar_columns_have_their_lengths(lake: EngineLake) -> None:
    lake.run(
        "CREATE EXTERNAL TABLE d.c (a char(3), b varchar(2)) STORED AS PARQUET LOCATION '$/c/'"
    )
    lake.write("c/1.parquet", {"a": ["x  ", "x", "wxyz"], "b": ["abc", "a", None]})
    assert lake.rows("SELECT a, b FROM d.c") == [("x  ", "ab"), ("x  ", "a"), ("wxy", None)]
    assert lake.rows("SELECT count(*) FROM d.c WHERE a = 'x'") == [(2,)]
    assert lake.rows("SELECT a, count(*) FROM d.c GROUP BY a ORDER BY a") == [
        ("wxy", 1),
        ("x  ", 2),
    ]


def test_names_full_of_patterns_are_taken_as_they_are(lake: EngineLake) -> None:
    lake.run(
        "CREATE EXTERNAL TABLE d.p (`from` bigint) PARTITIONED BY (`k\"k` string) STORED AS PARQUET LOCATION '$/p/'"
    )
    for number, name in enumerate(["a[1].parquet", "a1.parquet", "x*y?.parquet", "k=v.parquet"]):
        lake.write(f"p/dt=2024-01-01/{name}", {"from": [number]})
    lake.run("ALTER TABLE d.p ADD PARTITION (`k\"k`='it''s') LOCATION '$/p/dt=2024-01-01/'")
    rows = lake.rows('SELECT "from", "k""k" FROM d.p ORDER BY 1')
    assert rows == [(number, "it's") for number in range(4)]


def test_many_files_are_joined_with_their_partitions(lake: EngineLake) -> None:
    lake.run(
        "CREATE EXTERNAL TABLE d.many (v bigint) PARTITIONED BY (n int, s string) STORED AS PARQUET LOCATION '$/many/'"
    )
    parts = []
    for number in range(1100):
        lake.write(f"many/n={number}/s=s{number % 7}/a.parquet", {"v": [number * 2]})
        parts.append(f"PARTITION (n={number}, s='s{number % 7}')")
    lake.run("ALTER TABLE d.many ADD " + " ".join(parts))
    total = sum(range(1100))
    assert lake.rows("SELECT sum(v), sum(n), count(DISTINCT s) FROM d.many") == [
        (total * 2, total, 7)
    ]
    assert lake.rows("SELECT v FROM d.many WHERE n = 1000 AND s = 's6'") == [(2000,)]
    assert lake.rows("SELECT count(*) FROM d.many WHERE v <> n * 2") == [(0,)]


def test_very_many_sets_of_row_groups_are_still_read_rightly(lake: EngineLake) -> None:
    lake.run("CREATE EXTERNAL TABLE d.odd (v bigint) STORED AS PARQUET LOCATION '$/odd/'")
    count = MAX_GROUPS + 20
    for number in range(count):
        lake.write(f"odd/{number}.parquet", {"v": range(60)}, row_group_size=20 + number % 7)
    for number in range(count):
        pq.write_table(
            pa.table({"v": range(number + 1, number + 401)}),
            lake.folder / "odd" / f"{number}.parquet",
            row_group_size=number + 1,
        )
    check(lake, "SELECT count(*), sum(v) FROM d.odd WHERE v BETWEEN 100 AND 120")


def test_the_same_table_twice_is_read_twice(numbers: EngineLake) -> None:
    sql = "SELECT count(*) FROM d.numbers a JOIN d.numbers b ON a.id = b.id WHERE a.id < 100"
    assert check(numbers, sql) == [(100,)]


def test_a_file_replaced_after_planning_fails_the_query(numbers: EngineLake) -> None:
    query, plan = numbers.planned("SELECT sum(id) FROM d.numbers")
    path = numbers.folder / "numbers" / "0" / "a.parquet"
    os.utime(path, ns=(1, 1))
    with pytest.raises(FileChanged):
        numbers.run_plan(query, plan)


def test_a_file_replaced_while_it_is_read_fails_the_query(numbers: EngineLake) -> None:
    query, plan = numbers.planned("SELECT id FROM d.numbers")
    stream = numbers.engine.execute(query, plan)
    batches = stream.batches()
    next(batches)
    os.utime(numbers.folder / "numbers" / "1" / "a.parquet", ns=(1, 1))
    with pytest.raises(FileChanged):
        list(batches)


def test_a_file_gone_after_planning_fails_the_query(numbers: EngineLake) -> None:
    query, plan = numbers.planned("SELECT sum(id) FROM d.numbers")
    (numbers.folder / "numbers" / "0" / "a.parquet").unlink()
    with pytest.raises(FileChanged):
        numbers.run_plan(query, plan)


def test_a_corrupt_page_is_a_bad_data_file(lake: EngineLake) -> None:
    lake.run("CREATE EXTERNAL TABLE d.bad (s string) STORED AS PARQUET LOCATION '$/bad/'")
    path = lake.write(
        "bad/1.parquet", {"s": [f"value {i}" for i in range(1000)]}, row_group_size=1000
    )
    content = bytearray(path.read_bytes())
    content[4:3000] = b"\xff" * 2996
    path.write_bytes(content)
    with pytest.raises(BadDataFile) as raised:
        lake.rows("SELECT max(s) FROM d.bad")
    assert "Error:" not in str(raised.value)


def test_decimals_and_dates_come_as_they_are_declared(lake: EngineLake) -> None:
    lake.run(
        "CREATE EXTERNAL TABLE d.m (a decimal(12,4), b date, c binary) STORED AS PARQUET LOCATION '$/m/'"
    )
    columns = {
        "a": pa.array([Decimal("1.50")], pa.decimal128(5, 2)),
        "b": [date(2024, 2, 29)],
        "c": [b"\x00\xff"],
    }
    lake.write("m/1.parquet", columns)
    assert lake.rows("SELECT * FROM d.m") == [(Decimal("1.5000"), date(2024, 2, 29), b"\x00\xff")]


def test_nothing_but_the_planned_files_is_named(numbers: EngineLake) -> None:
    query, plan = numbers.planned("SELECT id FROM d.numbers WHERE region = 'eu'")
    sql = numbers.engine.compile(query, plan, Attachments())
    assert "numbers/0/a.parquet" in sql
    assert "numbers/1/" not in sql
    assert "union_by_name" not in sql


def test_orc_stripes_are_read_like_row_groups(lake: EngineLake) -> None:
    lake.run(
        "CREATE EXTERNAL TABLE d.o (id bigint, place struct<city:string,zip:bigint>, tags array<string>, ts timestamp)"
        " PARTITIONED BY (day string) STORED AS ORC LOCATION '$/o/'"
    )
    for day in (1, 2):
        ids = range(day * 20_000, day * 20_000 + 20_000)
        columns = {
            "x": pa.array(ids, pa.int32()),
            "y": [{"City": f"city {i * 7919 % 10007}", "zip": i} for i in ids],
            "z": [[f"tag {i}", None] if i % 3 else None for i in ids],
            "w": pa.array(
                [datetime(2024, 1, 1, 0, 0, 0, i % 1000 + 600) for i in ids], pa.timestamp("ns")
            ),
        }
        lake.write_orc(f"o/{day}.d/a.orc", columns, stripe_size=64 << 10)
        lake.run(f"ALTER TABLE d.o ADD PARTITION (day='{day}') LOCATION '$/o/{day}.d/'")
    assert check(
        lake, "SELECT day, count(*), sum(id), sum(place.zip) FROM d.o GROUP BY day ORDER BY 1"
    ) == [
        ("1", 20_000, sum(range(20_000, 40_000)), sum(range(20_000, 40_000))),
        ("2", 20_000, sum(range(40_000, 60_000)), sum(range(40_000, 60_000))),
    ]
    rows = check(lake, "SELECT id, place.city, tags, ts, day FROM d.o WHERE id = 40001")
    assert rows == [
        (
            40001,
            f"city {40001 * 7919 % 10007}",
            ["tag 40001", None],
            datetime(2024, 1, 1, 0, 0, 0, 1000),
            "2",
        )
    ]
    assert lake.rows("SELECT count(*) FROM d.o a JOIN d.o b ON a.id = b.id") == [(40_000,)]
    assert check(lake, "SELECT count(*) FROM d.o") == [(40_000,)]
    assert len(check(lake, "SELECT * FROM d.o WHERE id < 20010")) == 10


def test_a_file_gone_while_orc_is_read_fails_the_query(lake: EngineLake) -> None:
    lake.run("CREATE EXTERNAL TABLE d.o (id bigint) STORED AS ORC LOCATION '$/o/'")
    path = lake.write_orc("o/a.orc", {"id": list(range(1000))})
    query, plan = lake.planned("SELECT sum(id) FROM d.o")
    Path(path).unlink()
    with pytest.raises(FileChanged):
        lake.run_plan(query, plan)


def test_an_empty_plan_reads_nothing(lake: EngineLake) -> None:
    assert predicted_reads(ScanPlan()) == 0
    query, _ = lake.planned("SELECT 1")
    assert lake.run_plan(query, ScanPlan()) == ([(1,)], 0)
