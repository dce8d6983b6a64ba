"""A lake with a table of its own, and a connection to it."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lakeq

COLUMNS = {
    "flag": ("boolean", pa.bool_(), [True, None]),
    "tiny": ("tinyint", pa.int8(), [-1, None]),
    "small": ("smallint", pa.int16(), [300, None]),
    "number": ("int", pa.int32(), [70000, None]),
    "big": ("bigint", pa.int64(), [2**40, None]),
    "single": ("float", pa.float32(), [0.1, None]),
    "twice": ("double", pa.float64(), [0.25, None]),
    "price": ("decimal(10,2)", pa.decimal128(10, 2), [Decimal("1.50"), None]),
    "large": ("decimal(38,10)", pa.decimal128(38, 10), [Decimal("1.5000000000"), None]),
    "word": ("string", pa.string(), ["naïve", None]),
    "short": ("varchar(5)", pa.string(), ["abc", None]),
    "code": ("char(4)", pa.string(), ["ab", None]),
    "raw": ("binary", pa.binary(), [b"\x00\xff", None]),
    "day": ("date", pa.date32(), [date(2024, 2, 29), None]),
    "moment": ("timestamp", pa.timestamp("ms"), [datetime(2024, 2, 29, 1, 2, 3, 4000), None]),
    "list": ("array<int>", pa.list_(pa.int32()), [[1, None], None]),
    "lookup": ("map<string,int>", pa.map_(pa.string(), pa.int32()), [[("a", 1)], None]),
    "place": (
        "struct<name:string,at:double>",
        pa.struct([("name", pa.string()), ("at", pa.float64())]),
        [{"name": "x", "at": 1.5}, None],
    ),
}


@pytest.fixture(scope="session")
def lake_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write and declare ``everything``, one row of values and one of NULLs, and ``numbers``."""
    folder = tmp_path_factory.mktemp("lake")
    everything = pa.table(
        {name: pa.array(values, arrow) for name, (_, arrow, values) in COLUMNS.items()}
    )
    numbers = pa.table({"n": range(10_000), "text": [f"number {n}" for n in range(10_000)]})
    for name, table in (("everything", everything), ("numbers", numbers)):
        (folder / name).mkdir()
        pq.write_table(table, folder / name / "data.parquet", row_group_size=2_500)
    columns = ", ".join(f"`{name}` {hive}" for name, (hive, _, _) in COLUMNS.items())
    with connect(folder) as connection, connection.cursor() as cursor:
        cursor.execute(
            f"CREATE EXTERNAL TABLE everything ({columns}) "
            f"STORED AS PARQUET LOCATION '{folder}/everything/'"
        )
        cursor.execute(
            "CREATE EXTERNAL TABLE numbers (n bigint, text string) "
            f"STORED AS PARQUET LOCATION '{folder}/numbers/'"
        )
    return folder


@pytest.fixture
def connection(lake_folder: Path) -> Iterator[lakeq.Connection]:
    """Connect to that lake."""
    with connect(lake_folder) as opened:
        yield opened


@pytest.fixture
def cursor(connection: lakeq.Connection) -> Iterator[lakeq.Cursor]:
    """Give a cursor on that lake."""
    with connection.cursor() as opened:
        yield opened


def connect(folder: Path) -> lakeq.Connection:
    """Connect without touching what else is on this machine."""
    return lakeq.connect(folder / "lake.sqlite", cache_dir="none", history="none")
