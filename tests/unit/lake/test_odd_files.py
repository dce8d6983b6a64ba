"""Odd files and tables: strange names, nothing inside, very many, very wide."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.lake.home import Home, column_bytes

every_format = pytest.mark.parametrize("suffix", ["parquet", "orc"])
NAMES = [
    *("with space", "[brackets]", "[a-z]", "{braces}", "100%", "%20", "star*", "what?", "ha#sh"),
    *("it's", 'say "x"', "back\\slash", "naïve", "日本語", "😀", "a+b", "a&b=c", "semi;colon"),
    *("tab\there", "line\nbreak", "~home", "$HOME", "`tick`", "comma,", "dot.", "-dash", "@at"),
    *("UPPER.PARQUET", "no suffix", "x" * 200),
]


@pytest.mark.parametrize("name", NAMES, ids=repr)
@every_format
def test_a_file_of_any_name_is_read(home: Home, suffix: str, name: str) -> None:
    home.table("t", "id bigint", stored=suffix.upper())
    made = home.write(f"t/plain.{suffix}", {"id": [1]})
    made.rename(made.with_name(name))
    home.write(f"t/other.{suffix}", {"id": [2]})
    assert home.rows("SELECT sum(id), count(*) FROM t") == [(3, 2)]
    assert sorted(home.column("SELECT id FROM t")) == [1, 2]


@pytest.mark.parametrize(
    "name",
    ["with space", "[brackets]", "{braces}", "100%41", "it's", 'say "x"', "日本語", "a+b&c=d"],
)
@every_format
def test_a_folder_of_any_name_is_read(home: Home, suffix: str, name: str) -> None:
    folder = home.folder / name / f"sub {name}"
    literal = str(folder).replace("'", "''")
    home.run(
        f"CREATE EXTERNAL TABLE t (id bigint) STORED AS {suffix.upper()} LOCATION '{literal}/'"
    )
    home.write(f"{name}/sub {name}/{name}/1.{suffix}", {"id": [1, 2]})
    assert home.column("SELECT id FROM t ORDER BY id") == [1, 2]


def test_a_name_that_is_not_unicode_is_refused_by_a_name_that_is(home: Home) -> None:
    home.table("t", "id bigint")
    made = home.write("t/1.parquet", {"id": [1]})
    try:
        made.rename(made.with_name("odd\udcff"))
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system keeps to Unicode")
    error = home.failure("SELECT id FROM t")
    assert error.trino_name == "HIVE_FILESYSTEM_ERROR"
    error.message.encode()


@every_format
def test_a_location_that_does_not_exist_has_no_rows(home: Home, suffix: str) -> None:
    home.table("t", "id bigint, word string", stored=suffix.upper())
    assert home.rows("SELECT * FROM t") == []
    assert home.rows("SELECT count(*), sum(id), max(word) FROM t") == [(0, None, None)]
    assert home.rows("SELECT word, count(*) FROM t GROUP BY word") == []
    assert home.rows("SELECT a.id FROM t a LEFT JOIN t b ON a.id = b.id") == []
    assert home.scanned("SELECT * FROM t") == 0
    done = home.cli("query", "SELECT * FROM t", "--format", "csv")
    assert (done.exit_code, done.stdout) == (0, "id,word\n")


def test_a_location_that_is_a_file_has_no_rows(home: Home) -> None:
    home.table("t", "id bigint")
    (home.folder / "t").write_bytes(b"not a folder")
    assert home.rows("SELECT id FROM t") == []


@every_format
def test_an_empty_folder_has_no_rows(home: Home, suffix: str) -> None:
    home.table("t", "id bigint", stored=suffix.upper())
    (home.folder / "t" / "sub").mkdir(parents=True)
    assert home.rows("SELECT count(*), max(id) FROM t") == [(0, None)]


@every_format
def test_a_file_of_no_rows_adds_none(home: Home, suffix: str) -> None:
    home.table("t", "id bigint, word string", stored=suffix.upper())
    nothing = {"id": pa.array([], pa.int64()), "word": pa.array([], pa.string())}
    home.write(f"t/empty.{suffix}", nothing)
    assert home.rows("SELECT * FROM t") == []
    assert home.value("SELECT count(*) FROM t") == 0
    home.write(f"t/full.{suffix}", {"id": [1], "word": ["x"]})
    assert home.rows("SELECT * FROM t") == [(1, "x")]
    assert home.rows("SELECT word FROM t WHERE id > 0") == [("x",)]


def test_row_groups_of_no_rows_add_none(home: Home) -> None:
    home.table("t", "id bigint, word string")
    path = home.folder / "t" / "1.parquet"
    path.parent.mkdir()
    schema = pa.schema([("id", pa.int64()), ("word", pa.string())])
    with pq.ParquetWriter(path, schema) as writer:
        for ids in ([], [1, 2], [], [3], []):
            rows = {"id": pa.array(ids, pa.int64()), "word": [f"w{n}" for n in ids]}
            writer.write_table(pa.table(rows, schema=schema))
    assert pq.read_metadata(path).num_row_groups == 5
    assert home.rows("SELECT * FROM t ORDER BY id") == [(1, "w1"), (2, "w2"), (3, "w3")]
    assert home.rows("SELECT id FROM t WHERE id >= 3") == [(3,)]
    assert home.rows("SELECT count(*), count(word) FROM t") == [(3, 3)]


def test_a_parquet_file_of_no_columns_counts_its_rows(home: Home) -> None:
    home.table("t", "id bigint")
    home.write("t/1.parquet", pa.table({"other": [1, 2, 3]}))
    assert home.rows("SELECT count(*), count(id) FROM t") == [(3, 0)]
    assert home.rows("SELECT id FROM t") == [(None,)] * 3


@every_format
def test_five_hundred_columns_are_read_one_at_a_time(home: Home, suffix: str) -> None:
    names = [f"c{number:03}" for number in range(500)]
    home.table("t", ", ".join(f"{name} bigint" for name in names), stored=suffix.upper())
    path = home.write(f"t/1.{suffix}", {name: [number, 1] for number, name in enumerate(names)})
    assert home.value("SELECT sum(c250) FROM t") == 251
    if suffix == "parquet":
        assert home.scanned("SELECT c250 FROM t") == column_bytes(path, ["c250"])
    assert home.scanned("SELECT c250 FROM t") < home.scanned("SELECT * FROM t") / 100
    result = home.lake.execute("SELECT * FROM t WHERE c499 = 499")
    assert [column.name for column in result.columns] == names
    assert list(result.rows()) == [tuple(range(500))]
    total = home.value(f"SELECT {' + '.join(f'max({name})' for name in names[:100])} FROM t")
    assert total == sum(range(2, 100)) + 2


def test_three_thousand_small_files_are_one_table(home: Home) -> None:
    home.table("t", "id bigint, word string", keys="part int")
    template: Path = home.write("template.parquet", {"id": range(5), "word": list("abcde")})
    data = template.read_bytes()
    for part in range(30):
        folder = home.folder / "t" / f"part={part}"
        folder.mkdir(parents=True)
        for number in range(100):
            (folder / f"{number}.parquet").write_bytes(data)
    home.run("MSCK REPAIR TABLE t")
    assert home.value("SELECT count(*) FROM t") == 15_000
    assert home.rows("SELECT part, sum(id) FROM t WHERE part > 27 GROUP BY part ORDER BY part") == [
        (28, 1000),
        (29, 1000),
    ]
    assert home.rows("SELECT sum(id), count(DISTINCT part), max(word) FROM t") == [
        (30_000, 30, "e")
    ]
    each = column_bytes(template, ["id"])
    assert home.scanned("SELECT sum(id) FROM t") == 3000 * each
    assert home.scanned("SELECT sum(id) FROM t WHERE part = 7") == 100 * each


@every_format
def test_the_same_table_twice_counts_twice(home: Home, suffix: str) -> None:
    home.table("t", "id bigint", stored=suffix.upper())
    home.write(f"t/1.{suffix}", {"id": range(100)})
    once = home.scanned("SELECT id FROM t")
    assert once > 0
    for sql in (
        "SELECT a.id FROM t a JOIN t b ON a.id = b.id",
        "SELECT id FROM t UNION ALL SELECT id FROM t",
        "SELECT id FROM t WHERE id IN (SELECT id FROM t)",
        "SELECT id, (SELECT max(id) FROM t) FROM t",
        "WITH x AS (SELECT id FROM t) SELECT a.id, b.id FROM x a CROSS JOIN x b",
    ):
        assert home.scanned(sql) == 2 * once, sql


@every_format
def test_row_groups_outside_a_range_are_not_paid_for(home: Home, suffix: str) -> None:
    home.table("t", "id bigint, word string", stored=suffix.upper())
    rows = {"id": range(50_000), "word": [f"word {n}" for n in range(50_000)]}
    options = {"row_group_size": 5_000} if suffix == "parquet" else {"stripe_size": 65_536}
    home.write(f"t/1.{suffix}", rows, **options)
    whole = home.scanned("SELECT word FROM t WHERE id >= 0")
    part = home.scanned("SELECT word FROM t WHERE id BETWEEN 20000 AND 20010")
    assert 0 < part < whole / 2
    assert home.value("SELECT count(word) FROM t WHERE id BETWEEN 20000 AND 20010") == 11
    assert home.scanned("SELECT word FROM t WHERE id > 60000") == 0
    assert home.column("SELECT id FROM t WHERE word = 'word 49999'") == [49_999]


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd", "lz4", "brotli"])
def test_parquet_of_every_codec_is_read(home: Home, codec: str) -> None:
    home.table("t", "id bigint, word string")
    rows = {"id": range(1000), "word": [f"word {n % 10}" for n in range(1000)]}
    home.write("t/1.parquet", rows, compression=codec)
    assert home.rows("SELECT sum(id), max(word) FROM t") == [(499_500, "word 9")]


@pytest.mark.parametrize("codec", ["uncompressed", "snappy", "zlib", "zstd", "lz4"])
def test_orc_of_every_codec_is_read(home: Home, codec: str) -> None:
    home.table("t", "id bigint, word string", stored="ORC")
    rows = {"id": range(1000), "word": [f"word {n % 10}" for n in range(1000)]}
    home.write("t/1.orc", rows, compression=codec)
    assert home.rows("SELECT sum(id), max(word) FROM t") == [(499_500, "word 9")]
    assert home.rows("SELECT id FROM t WHERE id > 998") == [(999,)]


def test_files_of_other_suffixes_are_read_all_the_same(home: Home) -> None:
    home.table("t", "id bigint")
    made = home.write("t/1.parquet", {"id": [1]})
    made.rename(made.with_name("part-00000"))
    assert home.column("SELECT id FROM t") == [1]


def test_symbolic_links_are_followed(home: Home) -> None:
    home.table("t", "id bigint")
    made = home.write("elsewhere/1.parquet", {"id": [1]})
    (home.folder / "t").mkdir()
    (home.folder / "t" / "link.parquet").symlink_to(made)
    (home.folder / "t" / "nowhere.parquet").symlink_to(home.folder / "missing")
    (home.folder / "t" / "loop").symlink_to(home.folder / "t")
    assert home.column("SELECT id FROM t") == [1]
