"""Listing: the files of partitions, each location listed once per plan, so that a plan is a snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lakeq.model.files import DataFile
from lakeq.storage.base import FileSystem
from lakeq.storage.concurrency import map_in_threads
from lakeq.storage.locations import is_s3


@dataclass(slots=True)
class Listings:
    """What was listed so far. The same location always answers the same files."""

    storage: FileSystem
    known: dict[str, tuple[DataFile, ...]] = field(default_factory=dict)

    def files(self, locations: Sequence[str]) -> list[tuple[DataFile, ...]]:
        """List locations, many at a time where each takes a request; a missing one is empty."""
        missing = [location for location in dict.fromkeys(locations) if location not in self.known]
        if any(is_s3(location) for location in missing):
            found = map_in_threads(self._list, missing)
        else:
            found = [self._list(location) for location in missing]
        self.known.update(zip(missing, found, strict=True))
        return [self.known[location] for location in locations]

    def _list(self, location: str) -> tuple[DataFile, ...]:
        return tuple(self.storage.list_files(location))
