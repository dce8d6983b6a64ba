"""Generated tables: columns, partitions, files and row groups, as files and as what DDL says of them."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import orc

EPOCH = datetime(2024, 1, 1)
WORDS = ["", "a", "ab", "abc", "abd", "b", "ba", "zz", "ä", "日本", "abc\x00", "Z" * 80]


@dataclass(frozen=True)
class Kind:
    """A type of column: its two names, its values around a center, and how SQL spells them."""

    ddl: str
    arrow: pa.DataType
    value: Callable[[random.Random, int], Any]
    spell: Callable[[Any], str] = str


def _double(rng: random.Random, center: int) -> float:
    special = [math.nan, -0.0, 0.0, math.inf, -math.inf]
    return rng.choice(special) if rng.random() < 0.05 else center + rng.randint(-8, 8) / 4


def _moment(rng: random.Random, center: int) -> datetime:
    return EPOCH + timedelta(seconds=center, microseconds=rng.choice([0, 1000, 1499, 1500, 2000]))


def _spell_moment(value: datetime) -> str:
    return f"timestamp '{value:%Y-%m-%d %H:%M:%S}.{value.microsecond // 1000:03}'"


def _text(rng: random.Random, center: int) -> str:
    return f"{'abcdefgh'[center // 10 % 8]}{rng.choice(WORDS)}"


def _spell_text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _point(rng: random.Random, center: int) -> dict[str, Any]:
    inner = {"z": center + rng.random(), "w": _text(rng, center)}
    return {"x": center, "y": None if rng.random() < 0.2 else inner}


INNER = pa.struct([("z", pa.float64()), ("w", pa.string())])
KINDS = {
    "i": Kind("int", pa.int32(), lambda rng, center: center + rng.randint(-5, 5)),
    "b": Kind("bigint", pa.int64(), lambda rng, center: center * 1000 + rng.randint(0, 9)),
    "d": Kind("double", pa.float64(), _double, lambda value: f"{value!r}E0"),
    "m": Kind(
        "decimal(9,2)",
        pa.decimal128(9, 2),
        lambda rng, center: Decimal(center * 100 + rng.randint(-300, 300)).scaleb(-2),
    ),
    "s": Kind("string", pa.string(), _text, _spell_text),
    "t": Kind(
        "date",
        pa.date32(),
        lambda rng, center: date(2024, 1, 1) + timedelta(center + rng.randint(-3, 3)),
        lambda value: f"date '{value}'",
    ),
    "u": Kind("timestamp", pa.timestamp("us"), _moment, _spell_moment),
    "f": Kind("boolean", pa.bool_(), lambda rng, center: rng.random() < center / 80, str),
    "p": Kind(
        "struct<x:bigint,y:struct<z:double,w:string>>",
        pa.struct([("x", pa.int64()), ("y", INNER)]),
        _point,
    ),
    "a": Kind(
        "array<bigint>",
        pa.list_(pa.int64()),
        lambda rng, center: [center] * rng.randint(0, 3),
    ),
}
COMPARABLE = "ibdmstuf"
KEYS = {"day": "string", "hour": "int"}


@dataclass(frozen=True)
class File:
    path: Path
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A partition: its key values by name, and its files."""

    values: dict[str, Any]
    location: Path
    files: tuple[File, ...]


@dataclass(frozen=True)
class Table:
    name: str
    format: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    parts: tuple[Part, ...]
    location: Path

    def ddl(self) -> list[str]:
        columns = ", ".join(f"{name} {KINDS[name].ddl}" for name in self.columns)
        keys = ", ".join(f"{key} {KEYS[key]}" for key in self.keys)
        partitioned = f" PARTITIONED BY ({keys})" if keys else ""
        statements = [
            (
                f"CREATE EXTERNAL TABLE {self.name} ({columns}){partitioned}"
                f" STORED AS {self.format} LOCATION '{self.location}/'"
            )
        ]
        statements += [
            f"ALTER TABLE {self.name} ADD PARTITION"
            f" ({', '.join(f'{key}={_spell_key(v)}' for key, v in part.values.items())})"
            f" LOCATION '{part.location}/'"
            for part in self.parts
            if self.keys
        ]
        return statements


def _spell_key(value: Any) -> str:
    return "'__HIVE_DEFAULT_PARTITION__'" if value is None else repr(value)


def generate_table(rng: random.Random, name: str, folder: Path) -> Table:
    """Make a table up and write its files."""
    file_format = rng.choice(["PARQUET", "PARQUET", "ORC"])
    columns = tuple(rng.sample(sorted(KINDS), rng.randint(2, 7)))
    keys = rng.choice([(), ("day",), ("day", "hour"), ("hour",)])
    location = folder / name
    parts: list[Part] = []
    for values in _key_values(rng, keys):
        place = location / f"part{len(parts)}" if keys else location
        if keys and rng.random() < 0.2:
            place = folder / f"{name}_elsewhere{len(parts)}"
        files = tuple(
            _write_file(rng, place / f"f{number}", file_format, columns, len(parts) + number)
            for number in range(rng.randint(0 if keys else 1, 2))
        )
        parts.append(Part(values, place, files))
    if keys:
        # A folder that was never registered, which no query may see.
        _write_file(rng, location / "unregistered" / "f", file_format, columns, 0)
    return Table(f"g.{name}", file_format, columns, keys, tuple(parts), location)


def _key_values(rng: random.Random, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    if not keys:
        return [{}]
    pool: dict[str, list[Any]] = {
        "day": ["2024-01-30", "2024-01-31", "2024-02-01", None],
        "hour": [0, 6, 12, None],
    }
    drawn = {tuple(rng.choice(pool[key]) for key in keys) for _ in range(rng.randint(1, 5))}
    return [dict(zip(keys, values, strict=True)) for values in sorted(drawn, key=str)]


def _write_file(
    rng: random.Random, path: Path, file_format: str, columns: tuple[str, ...], number: int
) -> File:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Columns that were added to the table after the file was written.
    present = columns if rng.random() < 0.7 else columns[: rng.randint(1, len(columns))]
    groups = [_rows(rng, present, 10 * (number + group)) for group in range(rng.randint(1, 4))]
    if file_format == "ORC":
        with orc.ORCWriter(
            path,
            compression=rng.choice(["zlib", "snappy", "zstd", "uncompressed"]),
            stripe_size=64,
            batch_size=16,
        ) as writer:
            for group in groups:
                writer.write(group)
        return File(path, present)
    with pq.ParquetWriter(
        path,
        groups[0].schema,
        compression=rng.choice(["snappy", "zstd", "none", "gzip"]),
        use_dictionary=rng.random() < 0.5,
        write_statistics=rng.random() < 0.85,
    ) as writer:
        for group in groups:
            writer.write_table(group)
    return File(path, present)


def _rows(rng: random.Random, columns: tuple[str, ...], center: int) -> pa.Table:
    count = rng.randint(1, 40)
    arrays = {}
    for name in columns:
        null_share = rng.choice([0, 0, 0.2, 1])
        kind = KINDS[name]
        values = [
            None if rng.random() < null_share else kind.value(rng, center) for _ in range(count)
        ]
        arrays[name] = pa.array(values, kind.arrow)
    return pa.table(arrays)
