"""Scans in a plan: which columns they give, and what is known of their values."""

from collections.abc import Collection, Iterator

from lakeq.explaining.nodes import PlanNode, Symbols
from lakeq.model.bound import OutputColumn, ScanRelation
from lakeq.model.domains import Domain, Range
from lakeq.model.plan import TableScan
from lakeq.planning.spelling import spell_value

_MAX_RANGES = 10


def scan_node(
    number: int,
    relation: ScanRelation,
    scan: TableScan | None,
    used: Collection[int],
    symbols: Symbols,
) -> PlanNode:
    """Draw a table's scan; ``used`` are the indexes of the fields that the query names.

    Columns that are named, but are found not to be needed, are left out as they are of the bill.
    """
    stored = range(len(relation.table.storage.columns))
    read = stored if scan is None else {column.index for column in scan.columns}
    fields = [
        (index, field)
        for index, field in enumerate(relation.all_fields)
        if index in used and (index in read or index not in stored)
    ]
    outputs = tuple(
        OutputColumn(symbols.field(relation.id, index, field.name), field.type)
        for index, field in fields
    )
    details = [
        line
        for (index, field), output in zip(fields, outputs, strict=True)
        for line in _column_lines(relation, scan, index, field, output.name)
    ]
    if scan is not None:
        named = {field.name for _, field in fields}
        for name, domain in scan.domain.domains.items():
            if name not in named:
                details += [name, *_domain_lines(domain)]
    table = f"awsdatacatalog:{relation.table.name}"
    return PlanNode(number, "TableScan", outputs, (), {"table": table}, tuple(details), scan)


def _column_lines(
    relation: ScanRelation,
    scan: TableScan | None,
    index: int,
    field: OutputColumn,
    symbol: str,
) -> Iterator[str]:
    role = "REGULAR" if index < len(relation.table.storage.columns) else "PARTITION_KEY"
    if index >= len(relation.fields):
        role = "SYNTHESIZED"
    yield f"{symbol} := {field.name}:{field.type.hive}:{role}"
    if scan is not None:
        yield from _domain_lines(scan.domain.domain(field.name))


def _domain_lines(domain: Domain) -> Iterator[str]:
    if not domain.is_all:
        yield f"    :: {domain_text(domain)}"


def domain_text(domain: Domain) -> str:
    """Write a domain as ranges: round brackets leave an end out.

    >>> domain_text(Domain.of_values([1, 2])), domain_text(Domain.of_range(Range(low=5)))
    ('[[1], [2]]', '[[5, <max>)]')
    """
    texts = [range_text(each) for each in domain.ranges[:_MAX_RANGES]]
    if len(domain.ranges) > _MAX_RANGES:
        texts.append(f"... {len(domain.ranges)} in all")
    if domain.null_allowed:
        texts.insert(0, "NULL")
    return f"[{', '.join(texts)}]"


def range_text(values: Range) -> str:
    """Write one range."""
    if values.is_point:
        return f"[{spell_value(values.low)}]"
    low = "(<min>" if values.low is None else ("[" if values.low_inclusive else "(")
    high = "<max>)" if values.high is None else ("]" if values.high_inclusive else ")")
    start = low if values.low is None else low + spell_value(values.low)
    end = high if values.high is None else spell_value(values.high) + high
    return f"{start}, {end}"


def row_count(scan: TableScan) -> int | None:
    """Count the rows that a scan reads, as the footers state them; ``None`` where there are none."""
    counts = [
        split.layout.row_groups[group].row_count
        for split in scan.splits
        if split.layout is not None
        for group in split.row_groups
    ]
    return None if any(split.layout is None for split in scan.splits) else sum(counts)
