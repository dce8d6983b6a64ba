"""Catalog as code, carried out: a folder of DDL applied to a catalog and its storage."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from lakeq.catalog import describe
from lakeq.catalog.base import Catalog
from lakeq.errors import LakeqError
from lakeq.lake.changes import apply_change, create_view, repair_table, view_of
from lakeq.model.changes import CreateView, RepairTable
from lakeq.model.query import QueryContext
from lakeq.model.table import Column
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
    views = {str(view.name): view for view in definitions.views}
    for difference in compare(definitions, catalog):
        for change in difference.changes:
            if isinstance(change, CreateViewStatement):
                with _naming(change):
                    create_view(catalog, change, context)
            else:
                apply_change(catalog, change)
        if difference.subject == "view" and difference.kind is DifferenceKind.SAME:
            yield _refreshed(difference, views[difference.name], catalog, context)
        else:
            yield difference
    for repair in definitions.repairs:
        yield _repair(catalog, storage, repair)


@contextmanager
def _naming(view: CreateViewStatement) -> Iterator[None]:
    """Say which of a folder's views a failure is in."""
    try:
        yield
    except LakeqError as error:
        error.message = f"view '{view.name}': {error.message}"
        raise


def _refreshed(
    difference: Difference, defined: CreateViewStatement, catalog: Catalog, context: QueryContext
) -> Difference:
    """Make a view anew whose text is the same, but whose columns are not, as its tables changed."""
    with _naming(defined):
        view = view_of(catalog, defined, context)
    # As the metastore spells them: it keeps fewer types than queries have.
    before, after = _spelled(catalog.table(view.name).columns), _spelled(view.columns)
    if before == after:
        return difference
    catalog.apply(CreateView(view, or_replace=True))
    details = (f"columns: {before} -> {after}",)
    return replace(difference, kind=DifferenceKind.CHANGE, details=details)


def _spelled(columns: tuple[Column, ...]) -> str:
    return ", ".join(f"{column.name} {column.type.hive}" for column in columns)


def _repair(catalog: Catalog, storage: FileSystem, repair: RepairTable) -> Difference:
    repaired = repair_table(catalog, storage, repair.table)
    kind = DifferenceKind.ADD if repaired.added else DifferenceKind.SAME
    names = describe.partition_names(repaired.table, repaired.added)
    details = tuple(f"partition {name} added" for name in names)
    return Difference(kind, "partitions", str(repair.table), details=details)
