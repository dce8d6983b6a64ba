"""Generated tables of two partition keys, with a column of each Hive type, as Parquet or ORC."""

import math
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import orc

WORDS = ["", "a", "ab", "ab ", "abc", "abcd", "abcdef", "B", "b", "é", "😀b", "5", "zz"]
KEYS: list[tuple[str | None, int | None]] = [
    *(("ab", 2024), ("ab ", 2023), ("5", None), (None, 2024), ("", 5), ("2024-01-02", -1)),
]
_FLOATS = [math.nan, -0.0, 0.0, math.inf, -math.inf, 0.1, 1.25]
_FIELDS = pa.struct([("x", pa.int32()), ("w", pa.string())])


def _float(rng: random.Random, center: int) -> float:
    return rng.choice(_FLOATS) if rng.random() < 0.3 else center + rng.randint(-4, 4) / 4


def _moment(rng: random.Random, center: int) -> datetime:
    second = rng.choice([-1, 0, 0, 1, 43200])
    microsecond = rng.choice([0, 0, 499, 500, 1000, 123_456])
    return datetime(2024, 1, center % 5 + 1) + timedelta(seconds=second, microseconds=microsecond)


COLUMNS: Mapping[str, tuple[str, pa.DataType, Callable[[random.Random, int], Any]]] = {
    "i": ("int", pa.int32(), lambda rng, center: center + rng.randint(-2, 2)),
    "b": ("bigint", pa.int64(), lambda rng, center: rng.choice([center, 5, (1 << 63) - 1])),
    "f": ("float", pa.float32(), _float),
    "o": ("double", pa.float64(), _float),
    "m": (
        "decimal(9,2)",
        pa.decimal128(9, 2),
        lambda rng, center: Decimal(center * 100 + rng.randint(-99, 99)).scaleb(-2),
    ),
    "c": ("char(5)", pa.string(), lambda rng, center: rng.choice(WORDS)[:5]),
    "v": ("varchar(4)", pa.string(), lambda rng, center: rng.choice(WORDS)),
    "s": ("string", pa.string(), lambda rng, center: rng.choice(WORDS[center % 7 :])),
    "t": (
        "date",
        pa.date32(),
        lambda rng, center: date(2024, 1, 1) + timedelta(center % 4 + rng.randint(-1, 1)),
    ),
    "u": ("timestamp", pa.timestamp("us"), _moment),
    "a": (
        "array<int>",
        pa.list_(pa.int32()),
        lambda rng, center: [rng.choice([center, 5, None]) for _ in range(rng.randint(0, 3))],
    ),
    "r": (
        "struct<x:int,w:string>",
        _FIELDS,
        lambda rng, center: {"x": center, "w": rng.choice(WORDS)},
    ),
}


def write_table(rng: random.Random, name: str, folder: Path) -> Iterator[str]:
    """Make a table up, write its files, and yield the DDL that defines it."""
    file_format = rng.choice(["PARQUET", "ORC"])
    columns = ", ".join(f"{column} {hive}" for column, (hive, _, _) in COLUMNS.items())
    place = folder / name
    yield (
        f"CREATE EXTERNAL TABLE g.{name} (id bigint, {columns}) PARTITIONED BY (dt string, y int)"
        f" STORED AS {file_format} LOCATION '{place}/'"
    )
    row_ids = iter(range(1_000_000))
    for number, keys in enumerate(rng.sample(KEYS, rng.randint(2, len(KEYS)))):
        part = place / f"p{number}"
        part.mkdir(parents=True)
        for file in range(rng.randint(1, 2)):
            groups = [_rows(rng, row_ids, rng.randint(0, 9)) for _ in range(rng.randint(1, 3))]
            _write(part / f"f{file}", groups, file_format)
        spelled = ", ".join(
            f"{key}={value!r}" if value is not None else f"{key}='__HIVE_DEFAULT_PARTITION__'"
            for key, value in zip(("dt", "y"), keys, strict=True)
        )
        yield f"ALTER TABLE g.{name} ADD PARTITION ({spelled}) LOCATION '{part}/'"


def _rows(rng: random.Random, row_ids: Iterator[int], center: int) -> pa.Table:
    count = rng.randint(1, 12)
    arrays = {"id": pa.array([next(row_ids) for _ in range(count)], pa.int64())}
    for name, (_, arrow, value) in COLUMNS.items():
        nulls = rng.choice([0, 0, 0.2, 1])
        values = [None if rng.random() < nulls else value(rng, center) for _ in range(count)]
        if rng.random() < 0.3:
            values = [values[0]] * count
        arrays[name] = pa.array(values, arrow)
    return pa.table(arrays)


def _write(path: Path, groups: list[pa.Table], file_format: str) -> None:
    if file_format == "ORC":
        with orc.ORCWriter(path, stripe_size=64, batch_size=16) as writer:
            for group in groups:
                writer.write(group)
        return
    with pq.ParquetWriter(path, groups[0].schema) as writer:
        for group in groups:
            writer.write_table(group)
