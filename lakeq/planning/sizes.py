"""Sizes: how large a whole table is, for people to see what pruning saved.

Partitions that a query prunes are not listed for it each time: their sizes are remembered until the
table's partitions change. Nothing here enters a bill, and no failure here fails a query.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

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
        before = sum((Size(*known[location]) for location in locations), NOTHING)
        return Size(*known[_ALL]) - before + fresh

    def _recall(self, key: str) -> "_Known | None":
        remembered = self.cache.fact(key)
        return None if remembered is None else json.loads(remembered)

    def _survey(self, key: str, table: Table, total: int) -> "_Known | None":
        """List every partition."""
        if total > _MOST_PARTITIONS:
            return None
        partitions = self.catalog.partitions(table, TupleDomain())
        locations = [partition.storage.location for partition in partitions]
        try:
            sizes = [size_of(files) for files in self.listings.files(locations)]
        except (OperationalError, NotSupportedError):
            return None
        whole = sum(sizes, NOTHING)
        known = {
            location: (size.bytes, size.files)
            for location, size in zip((*locations, _ALL), (*sizes, whole), strict=True)
        }
        self.cache.remember(key, json.dumps(known).encode())
        return known


_Known: TypeAlias = Mapping[str, tuple[int, int]]
"""Bytes and files by location; the empty one stands for all partitions together."""

_ALL = ""
