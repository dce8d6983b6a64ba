"""Files: what is known of each without opening it, which ``"$path"`` and its like ask for.

So a predicate over these hidden columns, and over partition keys beside them, is decided for each
file before any footer is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lakeq.errors import DataError, NotSupported
from lakeq.model.bound import ColumnReference, Expression, ScanRelation
from lakeq.model.files import DataFile
from lakeq.model.table import Partition
from lakeq.model.traversal import subqueries
from lakeq.planning.evaluator import Evaluator
from lakeq.planning.known_fields import known_values
from lakeq.planning.partitions import known_predicate
from lakeq.planning.pushdown import references


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Keeps the files of which the predicates over hidden columns may hold."""

    scan: ScanRelation
    evaluator: Evaluator
    predicates: tuple[Expression, ...]

    @classmethod
    def of(
        cls, scan: ScanRelation, conjuncts: Sequence[Expression], evaluator: Evaluator
    ) -> "FileFilter":
        """Take from the conjuncts what they say of files."""
        first_key, first_hidden = len(scan.table.storage.columns), len(scan.table.columns)

        def is_known(column: ColumnReference) -> bool:
            return column.relation == scan.id and column.index >= first_key

        said = [known_predicate(conjunct, is_known) for conjunct in conjuncts]
        predicates = tuple(
            predicate
            for predicate in said
            if predicate is not None
            and any(column.index >= first_hidden for column in references(predicate))
            and not any(subqueries(predicate))
        )
        return cls(scan, evaluator, predicates)

    def keep(self, partition: Partition, files: Sequence[DataFile]) -> Sequence[DataFile]:
        """Choose among the files of one partition."""
        for predicate in self.predicates:
            columns = sorted(set(references(predicate)), key=lambda column: column.index)
            indices = [column.index for column in columns]
            table = self.scan.table
            rows = [known_values(table, partition, file, indices) for file in files]
            try:
                kept = self.evaluator.keep(predicate, columns, rows)
            except (DataError, NotSupported):
                # A value it fails on may be of a row that another predicate removes first.
                continue
            files = [file for file, keep in zip(files, kept, strict=True) if keep]
        return files
