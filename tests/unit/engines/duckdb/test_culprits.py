"""The file that a failed query could not read is found, whatever DuckDB says of it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lakeq.errors import BadDataFile
from tests.unit.engines.duckdb.lake import EngineLake


def damage(path: Path, start: int, content: bytes) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:start] + content + data[start + len(content) :])


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd"])
@pytest.mark.parametrize("byte", [b"\x00", b"\x55", b"\xff"])
def test_the_unreadable_file_of_many_is_named(lake: EngineLake, codec: str, byte: bytes) -> None:
    lake.run("CREATE EXTERNAL TABLE d.t (s string) STORED AS PARQUET LOCATION '$/t/'")
    table = pa.table({"s": [f"value {row}" for row in range(5_000)]})
    for name in "abcd":
        path = lake.folder / "t" / f"{name}.parquet"
        path.parent.mkdir(exist_ok=True)
        pq.write_table(table, path, compression=codec, use_dictionary=False)
    damage(lake.folder / "t" / "c.parquet", 4, byte * 60)
    with pytest.raises(BadDataFile) as raised:
        lake.rows("SELECT max(s) FROM d.t")
    assert f"Malformed Parquet file '{lake.folder}/t/c.parquet'" in raised.value.message


def test_damage_to_what_is_not_read_goes_unnoticed(lake: EngineLake) -> None:
    lake.run("CREATE EXTERNAL TABLE d.t (a bigint, b bigint) STORED AS PARQUET LOCATION '$/t/'")
    path = lake.write("t/1.parquet", {"a": range(1000), "b": range(1000)}, row_group_size=1000)
    chunk = pq.read_metadata(path).row_group(0).column(1)
    damage(path, chunk.dictionary_page_offset, b"\xff" * 50)
    assert lake.rows("SELECT sum(a) FROM d.t") == [(499_500,)]
    with pytest.raises(BadDataFile):
        lake.rows("SELECT sum(b) FROM d.t")
