"""Partitions: which rows they hold, where they lie, and how little of them is read."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from lakeq.catalog.partition_names import escape
from tests.unit.lake.home import Home, column_bytes, opened

ODD_VALUES = [
    *("plain", "with space", "a/b", "a=b", "100%", "%41", "a:b", "it's", 'say "x"', "back\\slash"),
    *("[brackets]", "{braces}", "star*", "what?", "#hash", "naïve", "日本", "😀", "a\tb", "a\nb"),
    *("", ".dot", "_under", "semi;colon", "null", "NULL", " lead", "trail ", "a'b\"c`d", "$HOME"),
]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Home]]:
    """Open lakes whose table ``p`` has ten days, each of two hundred rows; no test changes them."""
    with ExitStack() as stack:
        homes = {}
        for suffix in ("parquet", "orc"):
            homes[suffix] = stack.enter_context(opened(tmp_path_factory.mktemp(suffix)))
            partitioned(homes[suffix], suffix)
        yield lambda suffix: homes[suffix]


@pytest.fixture
def home_of_days(days: Callable[[str], Home]) -> Home:
    return days("parquet")


def partitioned(home: Home, suffix: str = "parquet") -> None:
    home.table("p", "id bigint, word string", keys="day string, hour int", stored=suffix.upper())
    for day in range(1, 11):
        for hour in (0, 12):
            start = day * 1000 + hour
            home.write(
                f"p/day=2024-01-{day:02}/hour={hour}/1.{suffix}",
                {"id": range(start, start + 100), "word": [f"word {n}" for n in range(100)]},
            )
    home.run("MSCK REPAIR TABLE p")


PREDICATES = [
    ("day = '2024-01-03'", 2),
    ("day IN ('2024-01-03', '2024-01-05')", 4),
    ("day BETWEEN '2024-01-03' AND '2024-01-05'", 6),
    ("day = '2024-01-03' AND hour = 12", 1),
    ("day = '2024-01-03' OR hour = 12", 11),
    ("(day = '2024-01-03' AND hour = 0) OR (day = '2024-01-04' AND hour = 12)", 2),
    ("substr(day, 1, 9) = '2024-01-1'", 2),
    ("day LIKE '%-10'", 2),
    ("day LIKE '2024-01-0_'", 18),
    ("NOT day > '2024-01-02'", 4),
    ("day <> '2024-01-03'", 18),
    ("CAST(day AS date) = DATE '2024-01-03'", 2),
    ("CAST(day AS date) >= DATE '2024-01-09'", 4),
    ("date(day) BETWEEN DATE '2024-01-02' AND DATE '2024-01-03'", 4),
    ("date_trunc('month', CAST(day AS date)) = DATE '2024-02-01'", 0),
    ("CAST(substr(day, 9) AS integer) % 5 = 0", 4),
    ("hour * 2 = 24", 10),
    ("CAST(hour AS varchar) = '12'", 10),
    ("concat(day, '-', CAST(hour AS varchar)) = '2024-01-07-12'", 1),
    ("day = concat('2024-01-', '03')", 2),
    ("CASE WHEN hour = 12 THEN day ELSE '' END = '2024-01-03'", 1),
    ("coalesce(day, '') = '2024-01-03'", 2),
    ("length(day) = 3", 0),
    ("day = '2024-01-03' AND word = 'word 7'", 2),
    ("day = '2024-01-03' AND length(word) > id", 2),
    ("day = (SELECT max(day) FROM p)", 2),
    ("day = (SELECT min(day) FROM p WHERE hour = 12)", 2),
    ("day >= (SELECT max(day) FROM p WHERE day < '2024-01-10')", 4),
    ("hour = (SELECT max(hour) FROM p) AND day = (SELECT max(day) FROM p)", 1),
    ("1 = 0", 0),
    ("day = '2024-01-03' AND day = '2024-01-04'", 0),
    ("day IS NULL", 0),
    ("day = NULL", 0),
    ("hour NOT IN (0, NULL)", 0),
    ("true", 20),
]


@pytest.mark.parametrize(("predicate", "kept"), PREDICATES, ids=[each[0] for each in PREDICATES])
def test_a_predicate_over_keys_prunes_exactly(
    home_of_days: Home, predicate: str, kept: int
) -> None:
    estimate = home_of_days.lake.estimate(f"SELECT sum(id) FROM p WHERE {predicate}")
    scan = next(iter(estimate.plan.scans.values()))
    assert (scan.partition_count.kept, scan.partition_count.total) == (kept, 20)
    assert estimate.exact


@pytest.mark.parametrize("predicate", [each[0] for each in PREDICATES])
@pytest.mark.parametrize("suffix", ["parquet", "orc"])
def test_pruning_changes_no_answer(
    days: Callable[[str], Home], suffix: str, predicate: str
) -> None:
    home = days(suffix)
    # A condition on a key that reads data first is one that cannot prune.
    unpruned = (
        f"SELECT id FROM (SELECT id, word, day, hour FROM p LIMIT 10000) AS p WHERE {predicate}"
    )
    pruned = f"SELECT id FROM p WHERE {predicate}"
    assert sorted(home.column(pruned)) == sorted(home.column(unpruned))
    home.scanned(pruned)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM p",
        "SELECT count(*) FROM p WHERE day > '2024-01-05'",
        "SELECT day, count(*) FROM p GROUP BY day",
        "SELECT max(day), min(hour) FROM p",
        "SELECT DISTINCT day FROM p",
        "SELECT day FROM p WHERE hour = 12 ORDER BY day LIMIT 3",
        "SELECT 1 FROM p",
        "SELECT count(*) FROM (SELECT * FROM p)",
        "SELECT max(day) FROM p WHERE day < (SELECT max(day) FROM p)",
        "SELECT * FROM p WHERE day = 'nowhere'",
    ],
)
def test_what_keys_and_footers_answer_scans_nothing(home_of_days: Home, sql: str) -> None:
    result = home_of_days.run(sql)
    assert home_of_days.lake.estimate(sql).scanned_bytes == result.statistics.scanned_bytes == 0
    assert (result.statistics.billed_bytes, result.statistics.cost_usd) == (0, Decimal(0))
    assert result.statistics.read_bytes == 0


def test_a_filtered_day_scans_the_chunks_of_its_files(home_of_days: Home) -> None:
    home = home_of_days
    files = (home.folder / "p" / "day=2024-01-03").rglob("*.parquet")
    expected = sum(column_bytes(file, ["id"]) for file in files)
    assert home.scanned("SELECT sum(id) FROM p WHERE day = '2024-01-03'") == expected


def test_a_key_compared_with_other_data_is_an_upper_bound_and_the_bill_is_narrowed(
    home: Home,
) -> None:
    partitioned(home)
    home.table("wanted", "day string")
    wanted = home.write("wanted/1.parquet", {"day": ["2024-01-03", "2024-01-02"]})
    sql = "SELECT sum(id) FROM p WHERE day = (SELECT max(day) FROM wanted)"
    estimate = home.lake.estimate(sql)
    assert not estimate.exact
    assert "d.p" in estimate.reason
    result = home.lake.execute(sql)
    assert result.statistics.scanned_bytes == estimate.scanned_bytes
    assert not result.statistics.exact
    assert list(result.rows()) == [(2 * sum(range(100)) + 100 * (3000 + 3012),)]
    narrowed = home.scanned("SELECT sum(id) FROM p WHERE day = '2024-01-03'")
    assert result.statistics.scanned_bytes == narrowed + column_bytes(wanted, ["day"])
    assert result.statistics.scanned_bytes < estimate.scanned_bytes
    assert result.statistics.exact
    assert result.statistics.read_bytes
    assert result.estimate is not None
    assert result.estimate.scanned_bytes == result.statistics.scanned_bytes
    recorded = next(entry for entry in home.history() if entry.query_id == result.query_id)
    assert (
        recorded.scanned_bytes == sum(recorded.tables.values()) == result.statistics.scanned_bytes
    )


def test_a_key_compared_with_nothing_keeps_nothing(home: Home) -> None:
    partitioned(home)
    home.table("wanted", "day string")
    home.write("wanted/1.parquet", {"day": ["2024-01-03"]})
    sql = "SELECT sum(id) FROM p WHERE day = (SELECT max(day) FROM wanted WHERE day = 'x')"
    assert home.value(sql) is None
    files = home.folder / "wanted" / "1.parquet"
    assert home.run(sql).statistics.scanned_bytes <= column_bytes(files, ["day"])


def test_a_subquery_of_many_rows_fails_although_it_only_prunes(home: Home) -> None:
    partitioned(home)
    home.table("wanted", "day string")
    home.write("wanted/1.parquet", {"day": ["2024-01-03", "2024-01-02"]})
    error = home.failure("SELECT sum(id) FROM p WHERE day = (SELECT day FROM wanted)")
    assert error.trino_name == "SUBQUERY_MULTIPLE_ROWS"
    assert home.history()[0].state == "FAILED"


@pytest.mark.parametrize(
    ("timezone", "count"), [("UTC", 0), ("America/New_York", 200), ("Asia/Tokyo", 0)]
)
def test_the_time_zone_of_the_session_prunes_as_it_answers(
    home_of_days: Home, timezone: str, count: int
) -> None:
    home = home_of_days
    # The tenth has begun everywhere but in the west.
    now = datetime(2024, 1, 10, 1, tzinfo=UTC)
    context = replace(home.lake.context(timezone=timezone), now=now)
    sql = "SELECT count(id) FROM p WHERE CAST(day AS date) > current_date"
    assert list(home.lake.execute(sql, context).rows()) == [(count,)]


@pytest.mark.parametrize("value", ODD_VALUES, ids=repr)
@pytest.mark.parametrize("suffix", ["parquet", "orc"])
def test_odd_characters_in_a_key_are_found_again(home: Home, suffix: str, value: str) -> None:
    home.table("odd", "id bigint", keys="k string", stored=suffix.upper())
    literal = value.replace("'", "''")
    # DDL is Hive's, where a backslash is escaped by another.
    hive = literal.replace("\\", "\\\\")
    if value == "":
        folder = home.folder / "odd" / "k="
        home.run(f"ALTER TABLE odd ADD PARTITION (k = '') LOCATION '{folder}'")
        home.write(f"odd/k=/1.{suffix}", {"id": [7]})
    else:
        home.run(f"ALTER TABLE odd ADD PARTITION (k = '{hive}')")
        (name,) = home.column("SHOW PARTITIONS odd")
        home.write(f"odd/{name}/1.{suffix}", {"id": [7]})
    home.run("ALTER TABLE odd ADD PARTITION (k = 'other')")
    home.write(f"odd/k=other/1.{suffix}", {"id": [8]})
    assert home.rows(f"SELECT id, k FROM odd WHERE k = '{literal}'") == [(7, value)]
    assert home.rows("SELECT k FROM odd WHERE k = ?", parameters=(value,)) == [(value,)]
    assert sorted(home.column("SELECT k FROM odd")) == sorted([value, "other"])
    home.run(f"ALTER TABLE odd DROP PARTITION (k = '{hive}')")
    assert home.column("SELECT k FROM odd") == ["other"]


@pytest.mark.parametrize("value", [v for v in ODD_VALUES if v and v[0] not in "._"], ids=repr)
def test_odd_characters_in_a_folder_are_read_as_hive_writes_them(home: Home, value: str) -> None:
    home.table("odd", "id bigint", keys="k string")
    home.write(f"odd/k={escape(value)}/1.parquet", {"id": [7]})
    home.run("MSCK REPAIR TABLE odd")
    assert home.rows("SELECT id, k FROM odd") == [(7, value)]
    assert home.column("SHOW PARTITIONS odd") == [f"k={escape(value)}"]


@pytest.mark.parametrize("suffix", ["parquet", "orc"])
def test_null_partitions_hold_null(home: Home, suffix: str) -> None:
    home.table("n", "id bigint", keys="k string, i int", stored=suffix.upper())
    home.write(f"n/k=__HIVE_DEFAULT_PARTITION__/i=1/1.{suffix}", {"id": [1]})
    home.write(f"n/k=a/i=__HIVE_DEFAULT_PARTITION__/1.{suffix}", {"id": [2]})
    home.write(f"n/k=b/i=2/1.{suffix}", {"id": [3]})
    home.run("MSCK REPAIR TABLE n")
    assert sorted(home.rows("SELECT * FROM n"), key=repr) == [
        *((1, None, 1), (2, "a", None), (3, "b", 2))
    ]
    assert home.column("SELECT id FROM n WHERE k IS NULL") == [1]
    assert home.column("SELECT id FROM n WHERE i IS NULL") == [2]
    assert sorted(home.column("SELECT id FROM n WHERE k IS NOT NULL")) == [2, 3]
    assert sorted(home.column("SELECT id FROM n WHERE k <> 'a' OR i > 0")) == [1, 3]
    assert home.column("SELECT id FROM n WHERE coalesce(i, 0) = 0") == [2]
    assert home.rows("SELECT max(k), count(k), count(*), min(i) FROM n") == [("b", 2, 3, 1)]
    assert home.column("SELECT id FROM n WHERE k = '__HIVE_DEFAULT_PARTITION__'") == []
    assert home.column("SELECT id FROM n WHERE k NOT IN ('a')") == [3]


def test_keys_have_their_types(home: Home) -> None:
    keys = (
        "d date, n int, b bigint, m decimal(5,2), f boolean, t timestamp, v varchar(3), c char(4)"
    )
    home.table("k", "id bigint", keys=keys)
    home.write("elsewhere/1.parquet", {"id": [1]})
    home.run(
        "ALTER TABLE k ADD PARTITION (d = '2024-02-29', n = 7, b = 9000000000, m = 1.5, f = true,"
        f" t = '2024-02-29 01:02:03', v = 'abc', c = 'ab') LOCATION '{home.folder}/elsewhere/'"
    )
    ((*values,),) = home.rows("SELECT d, n, b, m, f, t, v, c FROM k")
    assert values == [
        date(2024, 2, 29),
        *(7, 9_000_000_000, Decimal("1.50"), True, datetime(2024, 2, 29, 1, 2, 3), "abc", "ab  "),
    ]
    for predicate in (
        "d = DATE '2024-02-29'",
        "d > DATE '2024-02-28' AND n BETWEEN 1 AND 10",
        "m = DECIMAL '1.5'",
        "m * 2 = 3",
        "f",
        "NOT f = false",
        "t >= TIMESTAMP '2024-02-29 00:00:00'",
        "v = 'abc'",
        "c = 'ab'",
        "year(d) = 2024",
        "b / 1000000000 = 9",
    ):
        assert home.column(f"SELECT id FROM k WHERE {predicate}") == [1], predicate
        assert home.column(f"SELECT id FROM k WHERE NOT ({predicate})") == [], predicate


def test_a_registered_partition_elsewhere_is_read_and_an_unregistered_folder_is_not(
    home: Home,
) -> None:
    home.table("p", "id bigint", keys="day string")
    home.write("p/day=a/1.parquet", {"id": [1]})
    home.write("p/day=ghost/1.parquet", {"id": [99]})
    home.write("far away/x/1.parquet", {"id": [2]})
    home.run(
        "ALTER TABLE p ADD PARTITION (day = 'a')"
        f" PARTITION (day = 'b') LOCATION '{home.folder}/far away/x'"
    )
    assert sorted(home.rows("SELECT id, day FROM p")) == [(1, "a"), (2, "b")]
    assert home.column("SELECT day FROM p WHERE day = 'ghost'") == []


def test_two_partitions_on_one_location_give_its_rows_twice(home: Home) -> None:
    home.table("p", "id bigint", keys="day string")
    home.write("shared/1.parquet", {"id": [1, 2]})
    for day in "ab":
        home.run(f"ALTER TABLE p ADD PARTITION (day = '{day}') LOCATION '{home.folder}/shared'")
    assert sorted(home.rows("SELECT day, id FROM p")) == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
    assert home.value("SELECT count(*) FROM p") == 4
    one = home.scanned("SELECT sum(id) FROM p WHERE day = 'a'")
    assert home.scanned("SELECT sum(id) FROM p") == 2 * one > 0


def test_a_partition_whose_folder_is_gone_has_no_rows(home: Home) -> None:
    home.table("p", "id bigint", keys="day string")
    home.write("p/day=a/1.parquet", {"id": [1]})
    home.run("ALTER TABLE p ADD PARTITION (day = 'a') PARTITION (day = 'b')")
    assert home.rows("SELECT * FROM p") == [(1, "a")]
    assert home.column("SELECT DISTINCT day FROM p") == ["a"]
    assert home.column("SHOW PARTITIONS p") == ["day=a", "day=b"]


def test_a_table_without_partitions_registered_has_no_rows(home: Home) -> None:
    home.table("p", "id bigint", keys="day string")
    home.write("p/day=a/1.parquet", {"id": [1]})
    assert home.rows("SELECT * FROM p") == []
    assert home.rows("SELECT count(*), max(day), sum(id) FROM p") == [(0, None, None)]


def test_hidden_files_and_folders_are_not_read(home: Home) -> None:
    home.table("t", "id bigint")
    home.write("t/1.parquet", {"id": [1]})
    home.write("t/sub/folder/2.parquet", {"id": [2]})
    for name in ("_temporary/3.parquet", ".hidden.parquet", "_SUCCESS", "sub/.x/4.parquet"):
        path: Path = home.folder / "t" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"not a data file")
    assert sorted(home.column("SELECT id FROM t")) == [1, 2]


def test_msck_adds_what_is_there_once(home: Home) -> None:
    home.table("p", "id bigint", keys="day string")
    home.write("p/day=a/1.parquet", {"id": [1]})
    home.write("p/other/1.parquet", {"id": [9]})
    first, second = (home.column("MSCK REPAIR TABLE p") for _ in range(2))
    assert any("day=a" in line for line in first)
    assert not any("day=a" in line for line in second)
    home.write("p/day=b/1.parquet", {"id": [2]})
    home.run("MSCK REPAIR TABLE p")
    assert home.column("SHOW PARTITIONS p") == ["day=a", "day=b"]
    assert sorted(home.rows("SELECT id, day FROM p")) == [(1, "a"), (2, "b")]
