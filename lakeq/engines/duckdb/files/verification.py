"""Verification: that the files of a plan are still what was listed."""

from lakeq.errors import FileChanged
from lakeq.model.files import DataFile
from lakeq.model.plan import ScanPlan
from lakeq.storage.base import FileSystem
from lakeq.storage.concurrency import map_in_threads
from lakeq.storage.locations import is_s3


class Verification:
    """Compares the planned files that are read with those in storage.

    A file that still is the version listed when all has been read was that version all along.
    Looking before as well costs next to nothing on disk, where it saves a query that is bound to
    fail, but a request for each object in S3, where it is left out.
    """

    def __init__(self, storage: FileSystem, plan: ScanPlan) -> None:
        self._storage = storage
        found = {
            split.file.path: split.file
            for scan in plan.scans.values()
            if scan.columns
            for split in scan.splits
            if split.row_groups or split.layout is None
        }
        self._local = [file for file in found.values() if not is_s3(file.path)]
        self._remote = [file for file in found.values() if is_s3(file.path)]

    @property
    def paths(self) -> list[str]:
        """The files that are read."""
        return [file.path for file in (*self._local, *self._remote)]

    def check_before(self) -> None:
        """Raise FileChanged for a file that is already another one, as far as that is cheap."""
        for file in self._local:
            self._check(file)

    def check_after(self) -> None:
        """Raise FileChanged for a file that is another one, or gone."""
        for file in self._local:
            self._check(file)
        if self._remote:
            map_in_threads(self._check, self._remote)

    def _check(self, file: DataFile) -> None:
        now = self._storage.status(file.path)
        if now is None:
            raise FileChanged(
                f"File '{file.path}' was removed while it was being read",
                hint="run the query again",
            )
        if (now.size, now.version) != (file.size, file.version):
            raise FileChanged(
                f"File '{file.path}' was changed while it was being read",
                hint="run the query again",
            )
