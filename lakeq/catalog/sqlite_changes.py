"""Changes of the built-in metastore, each made inside a transaction that its caller holds."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from lakeq.catalog.definition_changes import define
from lakeq.catalog.partition_changes import add_partitions, drop_partitions
from lakeq.catalog.prepared_statements import change_prepared
from lakeq.errors import InvalidArgument
from lakeq.model.changes import (
    AddPartitions,
    CatalogChange,
    DeallocateStatement,
    DropPartitions,
    PrepareStatement,
    RepairTable,
)
from lakeq.model.table import Partition


def make_change(
    connection: sqlite3.Connection, change: CatalogChange, now: datetime
) -> Sequence[Partition]:
    """Make one change; answer the partitions added or dropped."""
    match change:
        case AddPartitions():
            return add_partitions(connection, change)
        case DropPartitions():
            return drop_partitions(connection, change)
        case RepairTable():
            raise InvalidArgument("A table is repaired by adding the partitions that were found")
        case PrepareStatement() | DeallocateStatement():
            change_prepared(connection, change, now)
            return []
        case _:
            define(connection, change, now)
            return []
