"""Catalog as code, carried out: a folder of DDL applied to a catalog and its storage."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from lakeq.catalog import describe
from lakeq.catalog.base import Catalog
from lakeq.lake.changes import apply_change, create_view, repair_table
from lakeq.model.changes import RepairTable
from lakeq.model.query import QueryContext
from lakeq.sql.definitions import Difference, DifferenceKind, compare, load
from lakeq.sql.statements import CreateViewStatement
from lakeq.storage.base import FileSystem


def apply_definitions(
    catalog: Catalog,
    storage: FileSystem,
    context: QueryContext,
    folder: Path,
    variables: Mapping[str, str],
) -> Iterator[Difference]:
    """Bring a catalog to the state a folder defines, and yield each thing as it is dealt with.

    The folder is read as a whole before anything is changed. What the catalog has besides stays.
    """
    definitions = load(folder, variables)
    for difference in compare(definitions, catalog):
        for change in difference.changes:
            if isinstance(change, CreateViewStatement):
                create_view(catalog, change, context)
            else:
                apply_change(catalog, change)
        yield difference
    for repair in definitions.repairs:
        yield _repair(catalog, storage, repair)


def _repair(catalog: Catalog, storage: FileSystem, repair: RepairTable) -> Difference:
    repaired = repair_table(catalog, storage, repair.table)
    kind = DifferenceKind.ADD if repaired.added else DifferenceKind.SAME
    names = describe.partition_names(repaired.table, repaired.added)
    details = tuple(f"partition {name} added" for name in names)
    return Difference(kind, "partitions", str(repair.table), details=details)
