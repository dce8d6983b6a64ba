"""A lake of two tables: one by day and hour, and one without partitions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.planning.lake import PlanningLake

DAYS = ("2024-01-30", "2024-01-31", "2024-02-01")
HOURS = (0, 12)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[PlanningLake]:
    """Events in six partitions of two row groups each; users in one file of three."""
    lake = PlanningLake(tmp_path)
    lake.run(
        "CREATE EXTERNAL TABLE d.events (id bigint, kind string, place struct<city:string,zip:bigint>)"
        " PARTITIONED BY (day string, hour int) STORED AS PARQUET LOCATION '$/events/'"
    )
    for number, (day, hour) in enumerate((day, hour) for day in DAYS for hour in HOURS):
        ids = list(range(number * 20, number * 20 + 20))
        places = [{"city": f"city {i}", "zip": i} for i in ids]
        columns = {"id": ids, "kind": [f"kind {i % 3}" for i in ids], "place": places}
        lake.write(f"events/day={day}/hour={hour}/a.parquet", columns)
        lake.run(f"ALTER TABLE d.events ADD PARTITION (day='{day}', hour={hour})")
    lake.run(
        "CREATE EXTERNAL TABLE d.users (id bigint, name string, day string)"
        " STORED AS PARQUET LOCATION '$/users/'"
    )
    ids = list(range(30))
    lake.write(
        "users/u.parquet",
        {"id": ids, "name": [f"user {i}" for i in ids], "day": ["2024-01-31"] * 30},
    )
    yield lake
    lake.catalog.close()
