"""Make the sample lake: the same rows on every machine, without a network.

    python sample_data/generate.py [--scale N] [--into DIR]

Every table is a function that yields files; randomness comes from ``random.Random.random`` alone,
whose sequence Python promises to keep, and arithmetic stays exact, so the rows do not depend on
the platform. The bytes depend on the version of pyarrow only. What each table is there to show is
said in ``sample_data/README.md``.
"""

import argparse
import csv
import gzip
import io
import json
import shutil
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import orc

T = TypeVar("T")
Row = dict[str, Any]

GRAM_SCHEMA = pa.schema(
    [("gram", pa.string()), ("year", pa.int32()), ("count", pa.int64()), ("books", pa.int64())]
)
OLD_TRIP_SCHEMA = pa.schema(
    [
        ("vendor", pa.string()),
        ("pickup_at", pa.timestamp("ms")),
        ("dropoff_at", pa.timestamp("ms")),
        ("pickup_zone", pa.int32()),
        ("dropoff_zone", pa.int32()),
        ("passengers", pa.int32()),
        ("distance_km", pa.float64()),
        ("fare", pa.decimal128(10, 2)),
        ("tip", pa.decimal128(10, 2)),
        ("payment", pa.string()),
    ]
)
# From 2024 on the writer counts passengers in 64 bits, adds a fee and orders its columns anew.
NEW_TRIP_SCHEMA = pa.schema(
    [
        ("pickup_at", pa.timestamp("ms")),
        ("dropoff_at", pa.timestamp("ms")),
        ("vendor", pa.string()),
        ("passengers", pa.int64()),
        ("pickup_zone", pa.int32()),
        ("dropoff_zone", pa.int32()),
        ("distance_km", pa.float64()),
        ("payment", pa.string()),
        ("fare", pa.decimal128(10, 2)),
        ("tip", pa.decimal128(10, 2)),
        ("airport_fee", pa.decimal128(6, 2)),
    ]
)
ZONE_SCHEMA = pa.schema(
    [
        ("zone_id", pa.int32()),
        ("zone", pa.string()),
        ("borough", pa.string()),
        ("code", pa.string()),
    ]
)
LOG_SCHEMA = pa.schema(
    [
        ("requested_at", pa.timestamp("ms")),
        ("client", pa.string()),
        (
            "request",
            pa.struct([("method", pa.string()), ("path", pa.string()), ("status", pa.int32())]),
        ),
        ("bytes_sent", pa.int64()),
        ("tags", pa.list_(pa.string())),
    ]
)
ORDER_SCHEMA = pa.schema(
    [
        ("order_id", pa.int64()),
        ("customer", pa.string()),
        ("ordered_on", pa.date32()),
        ("amount", pa.decimal128(12, 2)),
        (
            "items",
            pa.list_(pa.struct([("sku", pa.string()), ("quantity", pa.int32())])),
        ),
    ]
)

# What a phrase's yearly count rises and falls through; years between are interpolated.
FAMOUS = {
    "gold rush": {1845: 0, 1850: 900, 1900: 1500, 2009: 2600},
    "information superhighway": {1990: 0, 1995: 3900, 2009: 240},
    "just say no": {1972: 0, 1979: 90, 1983: 420, 1987: 4600, 1990: 3900, 1997: 1800, 2009: 1250},
    "roaring twenties": {1925: 0, 1935: 350, 1975: 1400, 2009: 2100},
    "steam engine": {1800: 400, 1850: 3800, 1900: 4200, 2009: 1900},
    "world wide web": {1990: 0, 1999: 9800, 2009: 5200},
}
OPENINGS = ("a", "all", "any", "each", "every", "his", "her", "my", "no", "our", "that", "the")
QUALITIES = ("best", "big", "bright", "first", "good", "great", "last", "new", "old", "small")
THINGS = ("book", "city", "house", "light", "road", "ship", "story", "world")
BOROUGHS = ("Bronx", "Brooklyn", "Manhattan", "Queens", "Staten Island")
PAGES = (
    "/",
    "/about",
    "/cart",
    "/cart/checkout",
    "/login",
    "/products",
    "/search",
    "/static/app.js",
)
TAGS = ("beta", "bot", "cached", "mobile", "slow")
REGIONS = ("europe", "north america", "asia/pacific", None)
UNREGISTERED_CLIENT = "203.0.113.99"


@dataclass(frozen=True)
class Lake:
    """Where files go, and how many rows a partition gets."""

    folder: Path
    scale: int

    def path(self, *parts: str) -> Path:
        """Name a file of the lake, its folder made."""
        path = self.folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


class Dice:
    """Choices that depend on the seed alone."""

    def __init__(self, *seed: object) -> None:
        """Start a sequence of its own for each seed, so that tables do not disturb each other."""
        text = "/".join(str(part) for part in seed)
        self._random = Random(zlib.crc32(text.encode()))  # a seed, not a secret

    def below(self, end: int) -> int:
        """Pick a whole number from zero up to, not including, ``end``."""
        return int(self._random.random() * end)

    def between(self, low: int, high: int) -> int:
        """Pick a whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def pick(self, values: Sequence[T]) -> T:
        """Pick one of some values."""
        return values[self.below(len(values))]

    def happens(self, percent: int) -> bool:
        """Decide something that happens so many times in a hundred."""
        return self.below(100) < percent


def main() -> None:
    """Write every table of the lake."""
    parser = argparse.ArgumentParser(description="Make the sample lake.")
    parser.add_argument("--scale", type=int, default=1, help="how many times as many rows")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="folder to fill")
    options = parser.parse_args()
    lake = Lake(options.into, options.scale)
    for database in ("ngrams", "shop", "taxi", "web"):
        shutil.rmtree(lake.folder / database, ignore_errors=True)
    make_ngrams(lake)
    make_taxi(lake)
    make_web(lake)
    make_shop(lake)
    files = [path for name in lake.folder.iterdir() if name.is_dir() for path in name.rglob("*.*")]
    files = [path for path in files if path.is_file()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files):,} bytes")


def make_ngrams(lake: Lake) -> None:
    """Write phrases by decade, sorted, in many row groups, so that all three kinds of pruning show."""
    phrases = [" ".join(words) for words in product(OPENINGS, QUALITIES, THINGS)]
    phrases += [f"{phrase} {n}" for n in range(2, lake.scale + 1) for phrase in phrases]
    curves: dict[str, dict[int, int]] = {phrase: {} for phrase in phrases} | FAMOUS
    for decade in range(1800, 2010, 10):
        rows: list[Row] = []
        for phrase in sorted(curves):
            rows.extend(gram_rows(phrase, curves[phrase], decade))
        path = lake.path("ngrams", "ngram", f"decade={decade}", "part-00000.parquet")
        write_parquet(path, GRAM_SCHEMA, rows, rows_per_group=1000)


def gram_rows(phrase: str, curve: dict[int, int], decade: int) -> Iterator[Row]:
    """Yield a phrase's counts of one decade; the more is printed, the more years have one."""
    dice = Dice("ngrams", phrase, decade)
    usual = 3 + dice.below(40)
    for year in range(decade, decade + 10):
        if curve:
            count = interpolate(curve, year) * dice.between(95, 105) // 100
        elif dice.happens(30 + (year - 1800) // 3):
            count = usual * (1 + (year - 1800) // 20) + dice.below(usual)
        else:
            count = 0
        if count:
            yield {"gram": phrase, "year": year, "count": count, "books": 1 + count * 2 // 3}


def interpolate(curve: dict[int, int], year: int) -> int:
    """Read a curve between its points; before the first there is nothing."""
    points = sorted(curve.items())
    for (left, low), (right, high) in pairwise(points):
        if left <= year <= right:
            return low + (high - low) * (year - left) // (right - left)
    return 0


def make_taxi(lake: Lake) -> None:
    """Write trips whose files changed shape in 2024, and the zones they ran between."""
    zones = [
        {"zone_id": n, "zone": f"Zone {n}", "borough": BOROUGHS[n % 5], "code": f"{n:03}"}
        for n in range(1, 61)
    ]
    write_parquet(lake.path("taxi", "zones", "zones.parquet"), ZONE_SCHEMA, zones)
    for year, month in ((2023, 11), (2023, 12), (2024, 1), (2024, 2), (2024, 3), (2024, 4)):
        schema = OLD_TRIP_SCHEMA if year < 2024 else NEW_TRIP_SCHEMA
        rows = [trip(Dice("taxi", year, month, n), year, month) for n in range(2500 * lake.scale)]
        rows.sort(key=lambda row: row["pickup_at"])
        folder = ("taxi", "trips", f"year={year}", f"month={month:02}")
        write_parquet(lake.path(*folder, "part-00000.parquet"), schema, rows, rows_per_group=1000)


def trip(dice: Dice, year: int, month: int) -> Row:
    """Make one ride; some meters do not count passengers, and cash leaves no tip on record."""
    pickup_at = datetime(year, month, 1, tzinfo=UTC) + timedelta(seconds=dice.below(28 * 86400))
    distance_m = dice.between(400, 24_000)
    payment = dice.pick(("card", "card", "card", "cash"))
    fare = Decimal(300 + distance_m // 5 + dice.below(200)) / 100
    return {
        "vendor": f"{dice.pick((1, 2, 7)):03}",
        "pickup_at": pickup_at.replace(tzinfo=None),
        "dropoff_at": (pickup_at + timedelta(seconds=distance_m // 5 + 60)).replace(tzinfo=None),
        "pickup_zone": dice.between(1, 60),
        "dropoff_zone": dice.between(1, 60),
        "passengers": None if dice.happens(8) else dice.between(1, 5),
        "distance_km": distance_m / 1000,
        "fare": fare,
        "tip": None if payment == "cash" else Decimal(dice.below(900)) / 100,
        "payment": payment,
        "airport_fee": Decimal("1.75") if dice.happens(6) else None,
    }


def make_web(lake: Lake) -> None:
    """Write logs as ORC and again as JSON, with one day moved away and two folders nobody registered."""
    for day in range(1, 5):
        dt = f"2024-03-{day:02}"
        rows = [log_line(Dice("web", dt, n), day) for n in range(11_000 * lake.scale)]
        rows.sort(key=lambda row: row["requested_at"])
        folder = ("access_logs_moved", dt) if day == 4 else ("access_logs", f"dt={dt}")
        write_orc(lake.path("web", *folder, "part-00000.orc"), rows)
        write_json(lake.path("web", "access_logs_json", f"dt={dt}", "part-00000.json.gz"), rows)
    for day in (4, 5):
        dt = f"2024-03-{day:02}"
        rows = [
            {**log_line(Dice("web", dt, "unregistered", n), day), "client": UNREGISTERED_CLIENT}
            for n in range(500 * lake.scale)
        ]
        write_orc(lake.path("web", "access_logs", f"dt={dt}", "part-00000.orc"), rows)


def log_line(dice: Dice, day: int) -> Row:
    """Make one request; a few have no tags at all, which is not the same as none."""
    at = datetime(2024, 3, day, tzinfo=UTC) + timedelta(milliseconds=dice.below(86_400_000))
    path = dice.pick(PAGES)
    method = "POST" if path in {"/cart/checkout", "/login"} else "GET"
    return {
        "requested_at": at.replace(tzinfo=None),
        "client": f"198.51.100.{dice.between(1, 250)}",
        "request": {
            "method": method,
            "path": path,
            "status": dice.pick((200,) * 17 + (404, 404, 500)),
        },
        "bytes_sent": dice.between(120, 48_000),
        "tags": None if dice.happens(3) else [tag for tag in TAGS if dice.happens(15)],
    }


def make_shop(lake: Lake) -> None:
    """Write orders by a region that is not always known, and events in far too many files."""
    for region in REGIONS:
        rows = [order(Dice("orders", region, n), n) for n in range(800 * lake.scale)]
        name = "__HIVE_DEFAULT_PARTITION__" if region is None else region.replace("/", "%2F")
        path = lake.path("shop", "orders", f"region={name}", "part-00000.parquet")
        write_parquet(path, ORDER_SCHEMA, rows, rows_per_group=400)
    for file in range(48):
        dice = Dice("events", file)
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        for n in range(25 * lake.scale):
            at = datetime(2024, 3, 1, tzinfo=UTC) + timedelta(minutes=file * 30, seconds=n)
            kind = dice.pick(("view", "view", "view", "add to cart", "buy"))
            writer.writerow([file * 1000 + n, f"{at:%Y-%m-%d %H:%M:%S}", kind, dice.between(1, 90)])
        write_gzip(lake.path("shop", "events", f"events-{file:03}.csv.gz"), text.getvalue())


def order(dice: Dice, number: int) -> Row:
    """Make one order of one to four articles."""
    items = [
        {"sku": f"SKU-{dice.below(500):04}", "quantity": dice.between(1, 5)}
        for _ in range(dice.between(1, 4))
    ]
    return {
        "order_id": 100_000 + number,
        "customer": f"customer-{dice.between(1, 300):03}",
        "ordered_on": date(2024, 1, 1) + timedelta(days=number % 90),
        "amount": Decimal(dice.between(500, 90_000)) / 100,
        "items": items,
    }


def write_parquet(
    path: Path, schema: pa.Schema, rows: Sequence[Row], *, rows_per_group: int | None = None
) -> None:
    """Write Parquet as a writer that is not Arrow would: without Arrow's own schema inside."""
    table = pa.table({name: [row[name] for row in rows] for name in schema.names}, schema=schema)
    pq.write_table(
        table, path, compression="zstd", row_group_size=rows_per_group, store_schema=False
    )


def write_orc(path: Path, rows: Sequence[Row]) -> None:
    """Write ORC in several small stripes; the writer ends one when its 64 KB buffers fill up."""
    table = pa.table(
        {name: [row[name] for row in rows] for name in LOG_SCHEMA.names}, schema=LOG_SCHEMA
    )
    orc.write_table(
        table, path, compression="zlib", stripe_size=1024, row_index_stride=1000, batch_size=500
    )


def write_json(path: Path, rows: Sequence[Row]) -> None:
    """Write one JSON object a line, gzipped."""
    lines = [json.dumps({**row, "requested_at": f"{row['requested_at']}"}) for row in rows]
    write_gzip(path, "\n".join(lines) + "\n")


def write_gzip(path: Path, text: str) -> None:
    """Compress without the file's name or the time, which would change the bytes."""
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
