"""Scan plans: what exactly will be read. Scanned bytes are a property of these values alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lakeq.model.bound import ScanRelation
from lakeq.model.domains import TupleDomain
from lakeq.model.files import DataFile, FileLayout
from lakeq.model.table import FileFormat, Partition


@dataclass(frozen=True, slots=True)
class ScanColumn:
    """A column of the table that a query touches, and which parts of it.

    ``index`` is its position in ``table.storage.columns``. ``paths`` are the row members used, each
    below the column; the empty path ``()`` alone means all of it.
    """

    index: int
    name: str
    paths: tuple[tuple[str, ...], ...] = ((),)


@dataclass(frozen=True, slots=True)
class Split:
    """The part of one file that one scan reads.

    ``row_groups`` are the kept ones, in order. ``columns`` gives, for each of the scan's columns,
    the index of the file's top-level column that holds it, or ``None`` where the file has none
    (its rows read NULL). ``layout`` is ``None`` for formats that are read whole.
    """

    file: DataFile
    partition: int
    row_groups: tuple[int, ...]
    columns: tuple[int | None, ...]
    scan_bytes: int
    layout: FileLayout | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are, and how many a plan keeps."""

    total: int
    kept: int


@dataclass(frozen=True, slots=True)
class PruningStep:
    """One line of the pruning tree: what a rule saved, in bytes, and on what grounds.

    ``rule`` is partitions, files, row groups, columns or footers. A rule that did not apply saves
    nothing and says why in ``note``.
    """

    rule: str
    predicate: str
    saved_bytes: int
    count: Count | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableScan:
    """One table reference of a query and everything it will read.

    ``partitions`` are the kept ones; splits index into them. ``domain`` is what the query's
    predicates say of the table's columns (keys included), for engines that can skip by it.
    ``is_filtered`` tells that some predicate is over the files' columns, understood or not.
    ``table_bytes`` is the size of all the table's files, or ``None`` when not all were listed.
    """

    relation: ScanRelation
    format: FileFormat
    columns: tuple[ScanColumn, ...]
    domain: TupleDomain
    partitions: tuple[Partition, ...]
    splits: tuple[Split, ...]
    partition_count: Count
    file_count: Count
    row_group_count: Count
    column_count: Count
    table_bytes: int | None
    steps: tuple[PruningStep, ...] = ()
    is_filtered: bool = False

    @property
    def scan_bytes(self) -> int:
        """The bytes this reference is billed for (meter v1)."""
        return sum(split.scan_bytes for split in self.splits)


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """All scans of one query, by relation id.

    ``inexact_reason`` is empty when the bill cannot differ from this plan.
    ``early_stop`` names why an engine may read less than is billed.
    """

    scans: Mapping[int, TableScan] = field(default_factory=dict)
    inexact_reason: str = ""
    early_stop: str = ""

    @property
    def scan_bytes(self) -> int:
        """The bytes the query is billed for (meter v1): every reference counts by itself."""
        return sum(scan.scan_bytes for scan in self.scans.values())
