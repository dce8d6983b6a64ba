"""Culprits: which file of a plan cannot be read, once a query has failed over one.

DuckDB's decoders do not always tell. Only the way a failure is worded depends on this.
"""

from collections.abc import Iterator

from lakeq.engines.duckdb import client
from lakeq.engines.duckdb.files.parquet import parquet_groups, read_files, row_condition
from lakeq.errors import BadDataFile
from lakeq.formats.tail import malformed
from lakeq.model.files import DataFile
from lakeq.model.plan import ScanPlan
from lakeq.model.table import FileFormat
from lakeq.storage.locations import is_s3

_PROBED_BYTES = 1 << 30
"""Reading every file of a larger plan once more would take too long for a better message."""

_REASON = "its data cannot be decoded"


def unreadable_file(
    cursor: client.DuckDBPyConnection, plan: ScanPlan, said: str
) -> BadDataFile | None:
    """Name the Parquet file that made a query fail with the text ``said``; ``None`` if none did.

    Raises DuckDB's InterruptException when the cursor is interrupted meanwhile.
    """
    read = list(_reads(plan))
    # The statement's own text, quoted below, may name any of them.
    said = said.partition("\n\nLINE ")[0]
    for file, _ in read:
        if f'"{file.path}"' in said or f"'{file.path}'" in said:
            return malformed(file, "Parquet", _REASON)
    if plan.scan_bytes > _PROBED_BYTES:
        return None
    for file, sql in read:
        try:
            cursor.execute(sql).fetchall()
        except client.InterruptException:
            raise
        except (client.Error, RuntimeError) as error:
            if is_s3(file.path) and isinstance(error, client.IOException):
                # Storage itself fails.
                return None
            return malformed(file, "Parquet", _REASON)
    return None


def _reads(plan: ScanPlan) -> Iterator[tuple[DataFile, str]]:
    """Yield each file with a query that decodes what the plan reads of it, and nothing else."""
    for scan in plan.scans.values():
        if scan.format is not FileFormat.PARQUET or not scan.columns:
            continue
        for group, splits in parquet_groups(scan).items():
            for split in splits:
                source, columns = read_files(scan, group, [split])
                condition = row_condition(group.rows)
                where = f" WHERE {condition}" if condition else ""
                hashed = f"SELECT max(hash({', '.join(columns)})) FROM {source}{where}"
                yield split.file, hashed
