"""Scans: one table reference planned, from its partitions down to its row groups and columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lakeq.errors import NotSupported
from lakeq.formats.layouts import LayoutReader
from lakeq.model.bound import Call, Expression, ScanRelation
from lakeq.model.domains import TupleDomain
from lakeq.model.files import DataFile, FileLayout
from lakeq.model.plan import Count, ScanColumn, Split, TableScan
from lakeq.model.table import FileFormat, Partition, Table
from lakeq.model.types import BOOLEAN
from lakeq.planning.evaluator import Evaluator
from lakeq.planning.files import FileFilter
from lakeq.planning.listing import Listings
from lakeq.planning.mapping import FileMapping, check_partition, map_file
from lakeq.planning.partitions import PartitionSelection
from lakeq.planning.row_groups import ColumnFilter, column_filters, kept_row_groups
from lakeq.planning.sizes import NOTHING, Size, TableSizes, size_of
from lakeq.planning.steps import Pruned, has_data, pruning_steps
from lakeq.sql.domains import predicate_domain

QUERYABLE = (FileFormat.PARQUET, FileFormat.ORC)


def check_format(table: Table) -> None:
    """Make sure that a table's files can be queried. Raises NotSupported."""
    if table.storage.format not in QUERYABLE:
        raise NotSupported(
            f"Table '{table.name}' is stored as {table.storage.format.value}, which cannot be"
            " queried yet",
            hint="tables stored as Parquet and ORC can",
        )


@dataclass(frozen=True, slots=True)
class ScanPlanner:
    """Plans scans over what was listed and what footers say."""

    listings: Listings
    layouts: LayoutReader
    sizes: TableSizes

    def plan(
        self,
        scan: ScanRelation,
        columns: tuple[ScanColumn, ...],
        selection: PartitionSelection,
        partition_total: int,
        conjuncts: Sequence[Expression],
        evaluator: Evaluator,
    ) -> TableScan:
        """Choose the files, row groups and column chunks of the selected partitions."""
        table, partitions = scan.table, selection.partitions
        for partition in partitions:
            _check(table, columns, partition)
        # What the selection says holds the answers of subqueries too.
        domain = _domain(scan, (*conjuncts, *selection.conjuncts))
        found = self.listings.files([p.storage.location for p in partitions])
        filtered = FileFilter.of(scan, conjuncts, evaluator)
        listed = [filtered.keep(p, files) for p, files in zip(partitions, found, strict=True)]
        reading = self._read(table, columns, domain, listed)
        whole = self.sizes.whole(table, partitions, partition_total)
        kept = Count(partition_total, len(partitions)) if table.is_partitioned else Count(0, 0)
        pruned = Pruned(
            scan=scan,
            partitions=kept,
            row_groups=Count(reading.row_group_count, reading.kept_row_group_count),
            columns=columns,
            whole=whole,
            found=sum((size_of(files) for files in found), NOTHING),
            listed=sum((size_of(files) for files in listed), NOTHING),
            file_predicates=filtered.predicates,
            chunk_bytes=reading.chunk_bytes,
            kept_chunk_bytes=reading.kept_chunk_bytes,
            scan_bytes=sum(split.scan_bytes for split in reading.splits),
            is_empty=domain.is_none,
        )
        return TableScan(
            relation=scan,
            format=table.storage.format,
            columns=columns,
            domain=domain,
            partitions=partitions,
            splits=tuple(reading.splits),
            partition_count=kept,
            file_count=Count(_files(whole, pruned.found), len(reading.splits)),
            row_group_count=pruned.row_groups,
            column_count=Count(len(table.storage.columns), len(columns)),
            table_bytes=None if whole is None else whole.bytes,
            steps=pruning_steps(pruned, selection, conjuncts),
            is_filtered=any(has_data(scan, conjunct) for conjunct in conjuncts),
        )

    def _read(
        self,
        table: Table,
        columns: tuple[ScanColumn, ...],
        domain: TupleDomain,
        listed: Sequence[Sequence[DataFile]],
    ) -> "_Reading":
        reading = _Reading(table, columns, column_filters(table, columns, domain))
        if domain.is_none:
            return reading
        files = [file for found in listed for file in found]
        layouts = dict(zip(files, self.layouts.layouts(files, table.storage.format), strict=True))
        for partition, found in enumerate(listed):
            for file in found:
                reading.add(partition, file, layouts[file])
        return reading


@dataclass(slots=True)
class _Reading:
    """The splits chosen so far, and what was added up along the way."""

    table: Table
    columns: tuple[ScanColumn, ...]
    filters: tuple[ColumnFilter, ...]
    splits: list[Split] = field(default_factory=list)
    row_group_count: int = 0
    kept_row_group_count: int = 0
    chunk_bytes: int = 0
    kept_chunk_bytes: int = 0
    mappings: dict[tuple[int, int], tuple[FileLayout, FileMapping]] = field(default_factory=dict)

    def add(self, partition: int, file: DataFile, layout: FileLayout) -> None:
        """Choose what to read of one file."""
        mapping = self._mapping(file, layout)
        kept = kept_row_groups(layout, mapping, self.filters)
        sizes = [sum(chunk.length for chunk in group.chunks) for group in layout.row_groups]
        self.row_group_count += len(sizes)
        self.kept_row_group_count += len(kept)
        self.chunk_bytes += sum(sizes)
        if not kept:
            return
        self.kept_chunk_bytes += sum(sizes[index] for index in kept)
        scan_bytes = sum(
            layout.row_groups[index].chunks[leaf].length
            for index in kept
            for leaf in mapping.charged
        )
        self.splits.append(Split(file, partition, kept, mapping.columns, scan_bytes, layout))

    def _mapping(self, file: DataFile, layout: FileLayout) -> FileMapping:
        # The files of one table mostly share one schema, and layouts of one schema its objects.
        key = (id(layout.columns), id(layout.leaves))
        if key not in self.mappings:
            self.mappings[key] = (layout, map_file(self.table, self.columns, file, layout))
        return self.mappings[key][1]


def _check(table: Table, columns: tuple[ScanColumn, ...], partition: Partition) -> None:
    if partition.storage.format is not table.storage.format:
        raise NotSupported(
            f"A partition of table '{table.name}' at '{partition.storage.location}' is stored as"
            f" {partition.storage.format.value}, and its table as {table.storage.format.value}",
            hint="drop the partition, or write its files as the table's are",
        )
    check_partition(table, columns, partition)


def _domain(scan: ScanRelation, conjuncts: Sequence[Expression]) -> TupleDomain:
    if not conjuncts:
        return TupleDomain()
    return predicate_domain(Call("and", tuple(conjuncts), BOOLEAN), scan).domain


def _files(whole: Size | None, listed: Size) -> int:
    return listed.files if whole is None else whole.files
