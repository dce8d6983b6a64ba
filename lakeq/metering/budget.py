"""Budgets: a query over a limit is refused before a data page is read."""

from collections.abc import Iterator
from dataclasses import dataclass

from lakeq.errors import ScanLimitExceeded
from lakeq.metering.money import money_text, size_text
from lakeq.metering.prices import PriceList
from lakeq.model.plan import TableScan
from lakeq.model.query import Estimate, WorkGroup
from lakeq.planning.mapping import charged_leaves


def admit(estimate: Estimate, workgroup: WorkGroup, prices: PriceList | None = None) -> None:
    """Let a query pass whose estimate keeps to the limits.

    Raises ScanLimitExceeded, which names the estimate and the limit, and in its hint the change of
    the query that would save most, at the prices given or else at Athena's.
    """
    limit = _exceeded(estimate, workgroup)
    if limit is None:
        return
    bound = "" if estimate.exact else "up to "
    raise ScanLimitExceeded(
        f"The query would scan {bound}{size_text(estimate.scanned_bytes)} and cost"
        f" {bound}{money_text(estimate.cost_usd)}; the limit is {limit}. Nothing was read",
        hint=cheapest_change(estimate, prices or PriceList())
        or "raise the limit, or see `lakeq explain`",
    )


def cheapest_change(estimate: Estimate, prices: PriceList) -> str:
    """Name the one change that would leave least to scan; empty when none is known."""
    changes = [change for scan in estimate.plan.scans.values() for change in _changes(scan)]
    if not changes:
        return ""
    best = max(changes, key=lambda change: change.saved_bytes)
    left = estimate.scanned_bytes - best.saved_bytes
    cost_usd = prices.cost_usd(prices.billed_bytes(left))
    return f"{best.advice} -> {size_text(left)}, {money_text(cost_usd)}"


@dataclass(frozen=True, slots=True)
class _Change:
    advice: str
    saved_bytes: int


def _exceeded(estimate: Estimate, workgroup: WorkGroup) -> str | None:
    max_cost, max_scan = workgroup.max_cost_usd, workgroup.max_scan_bytes
    if max_cost is not None and estimate.cost_usd > max_cost:
        return money_text(max_cost)
    if max_scan is not None and estimate.scanned_bytes > max_scan:
        return size_text(max_scan)
    return None


def _changes(scan: TableScan) -> Iterator[_Change]:
    table = scan.relation.table
    by_partition = _bytes_by_partition(scan)
    free_keys = [key.name for key in table.partition_keys if scan.domain.domain(key.name).is_all]
    is_whole = scan.partition_count.kept == scan.partition_count.total
    if free_keys and is_whole and len(by_partition) > 1:
        saved = scan.scan_bytes - max(by_partition.values())
        keys = " and ".join(f"`{name}`" for name in free_keys)
        noun = "key" if len(free_keys) == 1 else "keys"
        yield _Change(
            f"filter {table.name} by its partition {noun} {keys}, to one partition", saved
        )
    by_column = _bytes_by_column(scan)
    if len(by_column) > 1:
        largest = max(by_column, key=lambda name: by_column[name])
        yield _Change(f"leave out column `{largest}` of {table.name}", by_column[largest])


def _bytes_by_partition(scan: TableScan) -> dict[int, int]:
    found: dict[int, int] = {}
    for split in scan.splits:
        found[split.partition] = found.get(split.partition, 0) + split.scan_bytes
    return found


def _bytes_by_column(scan: TableScan) -> dict[str, int]:
    found = {column.name: 0 for column in scan.columns}
    for split in scan.splits:
        if split.layout is None:
            continue
        for column, position in zip(scan.columns, split.columns, strict=True):
            leaves = charged_leaves(split.layout, column, position)
            found[column.name] += sum(
                split.layout.row_groups[group].chunks[leaf].length
                for group in split.row_groups
                for leaf in leaves
            )
    return found
