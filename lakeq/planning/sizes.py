"""Sizes: how large a whole table is, for people to see what pruning saved.

Partitions that a query prunes are not listed for it each time: their sizes are remembered until the
table's partitions change. Nothing here enters a bill, and no failure here fails a query.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from lakeq.catalog.base import Catalog
from lakeq.errors import NotSupportedError, OperationalError
from lakeq.model.domains import TupleDomain
from lakeq.model.files import DataFile
from lakeq.model.table import Partition, Table
from lakeq.planning.listing import Listings
from lakeq.storage.cache import FooterCache

_MOST_PARTITIONS = 20_000


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes and files."""

    bytes: int
    files: int

    def __add__(self, other: "Size") -> "Size":
        return Size(self.bytes + other.bytes, self.files + other.files)

    def __sub__(self, other: "Size") -> "Size":
        return Size(self.bytes - other.bytes, self.files - other.files)


NOTHING = Size(0, 0)


def size_of(files: Sequence[DataFile]) -> Size:
    """Add files up."""
    return Size(sum(file.size for file in files), len(files))


@dataclass(frozen=True, slots=True)
class TableSizes:
    """Measures tables: kept partitions as they were just listed, the others as remembered."""

    catalog: Catalog
    listings: Listings
    cache: FooterCache

    def whole(self, table: Table, kept: Sequence[Partition], total: int) -> Size | None:
        """Give a table's size, when some ``kept`` of its ``total`` partitions were listed.

        ``None`` when there are too many partitions to list, or some cannot be listed.
        """
        locations = [partition.storage.location for partition in kept]
        fresh = sum((size_of(files) for files in self.listings.files(locations)), NOTHING)
        if len(kept) == total or not table.is_partitioned:
            return fresh
        key = f"sizes {table.name} {self.catalog.partition_version(table)} {table.storage.location}"
        known = self._recall(key) or self._survey(key, table, total)
        if known is None or any(location not in known for location in locations):
            return None
        return known[""] - sum((known[location] for location in locations), NOTHING) + fresh

    def _recall(self, key: str) -> dict[str, Size] | None:
        remembered = self.cache.fact(key)
        if remembered is None:
            return None
        found = json.loads(remembered)
        return {location: Size(*numbers) for location, numbers in found.items()}

    def _survey(self, key: str, table: Table, total: int) -> dict[str, Size] | None:
        """List every partition; the empty location stands for all of them together."""
        if total > _MOST_PARTITIONS:
            return None
        partitions = self.catalog.partitions(table, TupleDomain())
        locations = [partition.storage.location for partition in partitions]
        try:
            sizes = [size_of(files) for files in self.listings.files(locations)]
        except (OperationalError, NotSupportedError):
            return None
        known = dict(zip(locations, sizes, strict=True))
        known[""] = sum(sizes, NOTHING)
        numbers = {location: (size.bytes, size.files) for location, size in known.items()}
        self.cache.remember(key, json.dumps(numbers).encode())
        return known
