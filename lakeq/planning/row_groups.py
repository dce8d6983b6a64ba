"""Row groups: which of them a file's statistics leave in question.

A row group is dropped only where its statistics prove that no row in it can match. Missing
statistics prove nothing.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta
from itertools import pairwise
from typing import Any

from lakeq.model.domains import Bound, Domain, Range, TupleDomain
from lakeq.model.files import ColumnStatistics, FileLayout
from lakeq.model.plan import ScanColumn
from lakeq.model.table import Table
from lakeq.model.types import DataType, Kind
from lakeq.planning.mapping import FileMapping

_HALF_MILLISECOND = timedelta(microseconds=500)
_FEW_RANGES = 8


@dataclass(frozen=True, slots=True)
class ColumnFilter:
    """The domain of one of a scan's columns, ready to be held against many statistics."""

    position: int
    type: DataType
    domain: Domain
    highs: tuple[Bound, ...] = ()

    def may_match(self, statistics: ColumnStatistics | None, row_count: int) -> bool:
        """Whether rows of these statistics may hold a value of the domain."""
        if statistics is None:
            return True
        if statistics.null_count == row_count:
            return self.domain.null_allowed
        if self.domain.null_allowed and statistics.null_count != 0:
            return True
        span = Range(
            _as_read(statistics.minimum, self.type), _as_read(statistics.maximum, self.type)
        )
        return any(not values.intersect(span).is_empty for values in self._near(span.low))

    def _near(self, low: Bound) -> Sequence[Range]:
        """Pick, among many sorted ranges, the few that begin to lie above a value."""
        if not self.highs or low is None:
            return self.domain.ranges
        first = bisect_left(self.highs, low)
        return self.domain.ranges[first : first + 2]


def column_filters(
    table: Table, columns: Sequence[ScanColumn], domain: TupleDomain
) -> tuple[ColumnFilter, ...]:
    """Prepare the domains of a scan's columns."""
    return tuple(
        _column_filter(position, table.storage.columns[column.index].type, found)
        for position, column in enumerate(columns)
        if (found := domain.domains.get(column.name)) is not None and not found.is_all
    )


def kept_row_groups(
    layout: FileLayout, mapping: FileMapping, filters: Sequence[ColumnFilter]
) -> tuple[int, ...]:
    """Choose the row groups of a file that may hold rows of every domain, in order."""
    kept: Sequence[int] = range(len(layout.row_groups))
    for column in filters:
        if mapping.columns[column.position] is None:
            # A column that the file lacks is NULL in every row.
            kept = kept if column.domain.null_allowed else ()
            continue
        leaf = mapping.plain[column.position]
        if leaf is None or layout.leaves[leaf].type.kind is Kind.CHAR:
            continue
        groups = layout.row_groups
        kept = [
            index
            for index in kept
            if column.may_match(groups[index].chunks[leaf].statistics, groups[index].row_count)
        ]
    return tuple(kept)


def _column_filter(position: int, data_type: DataType, domain: Domain) -> ColumnFilter:
    ranges = domain.ranges
    if len(ranges) <= _FEW_RANGES:
        return ColumnFilter(position, data_type, domain)
    are_sorted = all(
        left.high is not None and right.low is not None and left.high <= right.low
        for left, right in pairwise(ranges)
    )
    highs = tuple(values.high for values in ranges[:-1]) if are_sorted else ()
    return ColumnFilter(position, data_type, domain, highs)


def _as_read(bound: Any, data_type: DataType) -> Bound:
    """Turn an end of the file's values into the same end of the values a query sees.

    Both conversions keep order, so that what lay between the ends still does.
    """
    if data_type.kind is Kind.VARCHAR and data_type.precision is not None and bound is not None:
        # A longer text is cut to the declared length.
        return bound[: data_type.precision]
    if isinstance(bound, datetime) and data_type.kind is Kind.TIMESTAMP:
        return _in_milliseconds(bound)
    # A NaN is no bound.
    return bound if bound == bound else None  # noqa: PLR0124 - only NaN differs from itself.


def _in_milliseconds(moment: datetime) -> datetime | None:
    """Round as Athena does when it reads a timestamp, half a millisecond up."""
    if moment.year == MAXYEAR:
        return None
    rounded = moment + _HALF_MILLISECOND
    return rounded.replace(microsecond=rounded.microsecond // 1000 * 1000)
