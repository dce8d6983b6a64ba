"""A million partitions in the metastore: how fast they go in, and how fast a few come out.

Run ``python bench/partitions.py [--count N] [--repeat N]``. Keys are a date string, an hour and a
region, as a lake of logs has them. Each look-up is measured as planning makes it, partition objects
included; the figure is the median. The goal is 10 ms for a selective look-up.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from lakeq.catalog.sqlite import SQLiteCatalog
from lakeq.model.changes import AddPartitions, CreateTable, PartitionSpec
from lakeq.model.domains import Domain, Range, TupleDomain
from lakeq.model.names import TableName
from lakeq.model.table import Column, Storage, Table
from lakeq.model.types import BIGINT, INTEGER, VARCHAR

REGIONS = [f"region-{number:02d}" for number in range(42)]
HOURS = range(24)
BATCH = 100_000
TABLE = Table(
    TableName("default", "logs"),
    Storage(
        tuple(Column(f"column_{number}", BIGINT) for number in range(40)),
        "s3://bucket/logs/",
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    ),
    (Column("k1", VARCHAR), Column("k2", INTEGER), Column("k3", VARCHAR)),
)


def day(number: int) -> str:
    return (date(2020, 1, 1) + timedelta(days=number)).isoformat()


def specs(count: int) -> Iterator[PartitionSpec]:
    per_day = len(HOURS) * len(REGIONS)
    for number in range(count):
        in_day = number % per_day
        yield PartitionSpec(
            (
                ("k1", day(number // per_day)),
                ("k2", str(in_day // len(REGIONS))),
                ("k3", REGIONS[in_day % len(REGIONS)]),
            )
        )


def fill(catalog: SQLiteCatalog, count: int) -> float:
    """Add the partitions in batches, and give the seconds that took."""
    catalog.apply(CreateTable(TABLE))
    source = specs(count)
    seconds = 0.0
    while batch := tuple(islice(source, BATCH)):
        start = time.perf_counter()
        catalog.apply(AddPartitions(TABLE.name, batch))
        seconds += time.perf_counter() - start
    return seconds


def median_ms(look_up: Callable[[], Sequence[object]], repeat: int) -> tuple[float, int]:
    """Give the median time of a look-up, and how many rows it found."""
    times, rows = [], 0
    for _ in range(repeat):
        start = time.perf_counter()
        rows = len(look_up())
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000, rows


def look_ups(days: int) -> dict[str, dict[str, Domain]]:
    middle = days // 2
    a_day = Domain.of_values([day(middle)])
    week = Domain.of_range(Range(day(middle), day(middle + 6)))
    some_days = Domain.of_values([day(middle + step) for step in range(0, 10, 2)])
    month = Domain.of_range(Range(day(middle), day(middle + 29)))
    evening = Domain.of_range(Range(18, 20))
    a_region = Domain.of_values([REGIONS[7]])
    an_hour = Domain.of_values([9])
    return {
        "one partition": {"k1": a_day, "k2": an_hour, "k3": a_region},
        "one day": {"k1": a_day},
        "one day, one region": {"k1": a_day, "k3": a_region},
        "seven days, one hour, one region": {"k1": week, "k2": an_hour, "k3": a_region},
        "IN of 5 days, one region": {"k1": some_days, "k3": a_region},
        "IN of 5 days, 3 hours, 3 regions": {
            "k1": some_days,
            "k2": evening,
            "k3": Domain.of_values(REGIONS[:3]),
        },
        "month, one region": {"k1": month, "k3": a_region},
        "seven days": {"k1": week},
        "one hour (no leading key)": {"k2": an_hour},
        "one region (no leading key)": {"k3": a_region},
        "one hour, one region (no leading key)": {"k2": an_hour, "k3": a_region},
        "no such region (no leading key)": {"k3": Domain.of_values(["nowhere"])},
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1_000_000, help="partitions to add")
    parser.add_argument("--repeat", type=int, default=15, help="times to measure each look-up")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lake.sqlite"
        catalog = SQLiteCatalog(path)
        seconds = fill(catalog, arguments.count)
        print(f"{arguments.count:,} partitions added in {seconds:.1f} s", end="")
        print(f" ({arguments.count / seconds:,.0f} per second)")
        catalog.close()
        print(f"metastore: {path.stat().st_size / 1e6:.0f} MB")
        days = arguments.count // (len(HOURS) * len(REGIONS)) + 1
        print(f"\n{'look-up':<40}{'rows':>10}{'p50 ms':>10}{'µs per row':>12}")
        for name, domains in look_ups(days).items():
            domain = TupleDomain(domains)
            ms, rows = median_ms(lambda d=domain: catalog.partitions(TABLE, d), arguments.repeat)
            per_row = f"{ms * 1000 / rows:.1f}" if rows else ""
            print(f"{name:<40}{rows:>10,}{ms:>10.2f}{per_row:>12}")
        for key in ("k1", "k2", "k3"):
            ms, rows = median_ms(
                lambda k=key: catalog.key_values(TABLE, [k], TupleDomain()), arguments.repeat
            )
            print(f"{f'distinct values of {key}':<40}{rows:>10,}{ms:>10.2f}")
        ms, _ = median_ms(lambda: [catalog.partition_count(TABLE)], arguments.repeat)
        print(f"{'partition count':<40}{1:>10}{ms:>10.2f}")
        catalog.close()


if __name__ == "__main__":
    main()
