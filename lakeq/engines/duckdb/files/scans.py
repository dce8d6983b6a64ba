"""Scans: every table reference of a plan as the SQL of a derived table.

A source reads the planned files and nothing else: it never lists, globs or guesses. Fields that the
query does not touch are NULL in it, so that the names are all there.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set

from lakeq.engines.duckdb.attachments import Attachments
from lakeq.engines.duckdb.files.columns import null
from lakeq.engines.duckdb.files.parquet import parquet_groups, read_files, row_condition
from lakeq.engines.duckdb.literals import literal
from lakeq.engines.duckdb.relations import ROW_COUNT, ScanSource
from lakeq.engines.duckdb.spelling import quote
from lakeq.errors import NotSupported
from lakeq.model.bound import BoundQuery, ColumnReference
from lakeq.model.plan import ScanPlan, Split, TableScan
from lakeq.model.table import FileFormat, KeyValue
from lakeq.model.traversal import all_expressions
from lakeq.model.types import BIGINT
from lakeq.storage.base import FileSystem


class ScanBuilder:
    """Builds the sources of one query's scans."""

    def __init__(self, storage: FileSystem, attachments: Attachments) -> None:
        self._storage = storage
        self._attachments = attachments

    def sources(self, query: BoundQuery, plan: ScanPlan) -> dict[int, ScanSource]:
        """Build the source of each scan, by relation id."""
        used = referenced_fields(query)
        return {
            number: self._source(scan, used.get(number, frozenset()))
            for number, scan in plan.scans.items()
        }

    def _source(self, scan: TableScan, used: Set[int]) -> ScanSource:
        names = tuple(field.name for field in scan.relation.all_fields)
        if not scan.columns:
            return ScanSource(self._counted(scan, used), names, counted=True)
        fields = _Fields(scan, used)
        match scan.format:
            case FileFormat.PARQUET:
                selects = self._parquet(scan, fields)
            case FileFormat.ORC:
                selects = self._orc(scan, fields)
            case other:
                raise NotSupported(f"Reading {other.value} files is not supported")
        return ScanSource(" UNION ALL ".join(selects) or fields.empty(), names)

    def _parquet(self, scan: TableScan, fields: "_Fields") -> list[str]:
        selects = []
        for group, splits in parquet_groups(scan).items():
            source, columns = read_files(scan, group, splits)
            keys, join = self._keys(fields, splits)
            condition = row_condition(group.rows)
            where = f" WHERE {condition}" if condition else ""
            selects.append(f"SELECT {fields.spell(columns, keys)} FROM {source}{join}{where}")
        return selects

    def _orc(self, scan: TableScan, fields: "_Fields") -> list[str]:
        from lakeq.engines.duckdb.files.orc import orc_groups, read_stripes  # noqa: PLC0415 - slow to load.

        selects = []
        for group, splits in orc_groups(scan).items():
            stream, columns = read_stripes(scan, group, splits, self._storage)
            keys, join = self._keys(fields, splits)
            name = self._attachments.stream(stream)
            selects.append(f"SELECT {fields.spell(columns, keys)} FROM {name} AS s{join}")
        return selects

    def _keys(self, fields: "_Fields", splits: Sequence[Split]) -> tuple[list[str], str]:
        """Spell the partition keys of some files: constants, or a join with the files' numbers."""
        values = [fields.key_values(split) for split in splits]
        if len(set(values)) == 1:
            types = fields.key_types
            return [literal(v, t) for v, t in zip(values[0], types, strict=True)], ""
        names = [f"k{index}" for index in range(len(fields.keys))]
        table = self._attachments.table(
            ("n", *names),
            (BIGINT, *fields.key_types),
            [(number, *row) for number, row in enumerate(values)],
        )
        return [f"k.{name}" for name in names], f" JOIN {table} AS k ON s.file_index = k.n"

    def _counted(self, scan: TableScan, used: Set[int]) -> str:
        """Answer from the layouts how many rows have which key values."""
        fields = _Fields(scan, used)
        rows: Counter[tuple[KeyValue, ...]] = Counter()
        for split in scan.splits:
            if split.layout is None:
                raise NotSupported(f"Reading {scan.format.value} files is not supported")
            rows[fields.key_values(split)] += split.layout.row_count
        counted = [(*values, count) for values, count in rows.items() if count]
        if not counted:
            return f"SELECT {fields.nulls()}, {null(BIGINT)} AS {quote(ROW_COUNT)} WHERE false"
        names = [f"k{index}" for index in range(len(fields.keys))]
        table = self._attachments.table((*names, ROW_COUNT), (*fields.key_types, BIGINT), counted)
        spelled = fields.spell([], [f"k.{name}" for name in names])
        return f"SELECT {spelled}, k.{quote(ROW_COUNT)} FROM {table} AS k"


class _Fields:
    """The fields of one scan: which are read, which are keys, which are nobody's business.

    Hidden fields are like keys: every row of a file has the same.
    """

    def __init__(self, scan: TableScan, used: Set[int]) -> None:
        self._scan = scan
        self._columns = scan.relation.all_fields
        first_key = len(scan.relation.table.storage.columns)
        self.keys = [index for index in range(first_key, len(self._columns)) if index in used]
        self.key_types = [self._columns[index].type for index in self.keys]
        self._named = [index for index in range(len(self._columns)) if index in used] or [0]

    def key_values(self, split: Split) -> tuple[KeyValue, ...]:
        """Give the values of the keys used, in one split."""
        if not self.keys:
            return ()
        from lakeq.planning.known_fields import known_values  # noqa: PLC0415 - not for every scan.

        partition = self._scan.partitions[split.partition]
        return known_values(self._scan.relation.table, partition, split.file, self.keys)

    def spell(self, columns: Sequence[str], keys: Sequence[str]) -> str:
        """Spell the select list, given the scanned columns and the keys used."""
        spelled: dict[int, str] = dict(zip(self.keys, keys, strict=True))
        if columns:
            scanned = (column.index for column in self._scan.columns)
            spelled |= dict(zip(scanned, columns, strict=True))
        return self._list(spelled)

    def nulls(self) -> str:
        """Spell a select list of NULLs."""
        return self._list({})

    def empty(self) -> str:
        """Spell a source of no rows."""
        return f"SELECT {self.nulls()} WHERE false"

    def _list(self, spelled: Mapping[int, str]) -> str:
        return ", ".join(
            f"{spelled.get(index) or null(self._columns[index].type)} "
            f"AS {quote(self._columns[index].name)}"
            for index in self._named
        )


def referenced_fields(query: BoundQuery) -> dict[int, set[int]]:
    """Find which fields of which relations a query names at all."""
    found: dict[int, set[int]] = {}
    for node in all_expressions(query.query):
        if isinstance(node, ColumnReference):
            found.setdefault(node.relation, set()).add(node.index)
    return found
