"""A plan made by hand: one table of two partitions, two files and three columns."""

from lakeq.model.bound import ScanRelation
from lakeq.model.domains import Domain, TupleDomain
from lakeq.model.files import ColumnChunk, DataFile, FileColumn, FileLayout, Leaf, RowGroup
from lakeq.model.names import TableName
from lakeq.model.plan import Count, PruningStep, ScanColumn, ScanPlan, Split, TableScan
from lakeq.model.table import Column, FileFormat, Partition, Storage, Table
from lakeq.model.types import BIGINT, VARCHAR

GIGABYTE = 10**9
NAMES = ("id", "text", "tag")
SIZES = (10 * GIGABYTE, 85 * GIGABYTE, 5 * GIGABYTE)
TABLE = Table(
    TableName("d", "t"),
    Storage(tuple(Column(name, BIGINT) for name in NAMES), "/t/", "parquet"),
    (Column("day", VARCHAR),),
)
LAYOUT = FileLayout(
    1,
    tuple(FileColumn(name, BIGINT) for name in NAMES),
    tuple(Leaf(index, (name,), BIGINT) for index, name in enumerate(NAMES)),
    (RowGroup(1, tuple(ColumnChunk(0, size) for size in SIZES)),),
    100,
)


def scan(*names: str, partitions: int = 2, filtered: bool = False, relation: int = 1) -> TableScan:
    """Scan some columns of some partitions; each holds one file of 100 GB of chunks."""
    columns = tuple(ScanColumn(NAMES.index(name), name) for name in names)
    bytes_each = sum(SIZES[column.index] for column in columns)
    unread = partitions * (sum(SIZES) - bytes_each)
    file_bytes = sum(SIZES) + GIGABYTE
    return TableScan(
        relation=ScanRelation(relation, TABLE),
        format=FileFormat.PARQUET,
        columns=columns,
        domain=TupleDomain({"day": Domain.of_values(["a"])} if filtered else {}),
        partitions=tuple(
            Partition((f"day {number}",), Storage((), f"/t/{number}/", "parquet"))
            for number in range(partitions)
        ),
        splits=tuple(
            Split(
                DataFile(f"/t/{number}/f", file_bytes, "1"),
                number,
                (0,),
                tuple(column.index for column in columns),
                bytes_each,
                LAYOUT,
            )
            for number in range(partitions)
        ),
        partition_count=Count(2, partitions),
        file_count=Count(2, partitions),
        row_group_count=Count(partitions, partitions),
        column_count=Count(3, len(columns)),
        table_bytes=2 * file_bytes,
        steps=(
            PruningStep(
                "partitions",
                "day = 'a'" if filtered else "",
                (2 - partitions) * file_bytes,
                Count(2, partitions),
                "" if filtered else "no filter on `day`",
            ),
            PruningStep(
                "row groups", "", 0, Count(partitions, partitions), "no filter on a column"
            ),
            PruningStep("columns", ", ".join(names), unread, Count(3, len(names))),
            PruningStep("footers", f"{partitions} files", partitions * GIGABYTE, note="not billed"),
        ),
    )


def plan(*scans: TableScan, inexact_reason: str = "", early_stop: str = "") -> ScanPlan:
    return ScanPlan({found.relation.id: found for found in scans}, inexact_reason, early_stop)
