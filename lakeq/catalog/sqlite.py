"""SQLiteCatalog: the built-in metastore, one SQLite file that many processes may share."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lakeq.catalog.connections import LOCK_TIMEOUT_MS, Connections
from lakeq.errors import DatabaseNotFound, InvalidArgument, TableNotFound
from lakeq.model.domains import TupleDomain
from lakeq.model.names import TableName
from lakeq.model.table import Database, KeyValue, Partition, Table, View

if TYPE_CHECKING:
    from lakeq.catalog.definition_store import DefinitionStore
    from lakeq.catalog.partition_store import PartitionStore
    from lakeq.model.changes import CatalogChange


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SQLiteCatalog:
    """A metastore in a SQLite file, which the first change creates.

    Safe to use from any number of threads and processes. Each answer sees one state of the
    metastore; a change that has returned survives a kill of the process and a loss of power.
    """

    def __init__(
        self,
        path: Path,
        *,
        lock_timeout_ms: int = LOCK_TIMEOUT_MS,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._path = path
        self._connections = Connections(path, lock_timeout_ms)
        self._clock = clock

    def databases(self) -> Sequence[Database]:
        """List databases by name."""
        with self._reading() as connection:
            return _definitions(connection).databases()

    def database(self, name: str) -> Database:
        """Look a database up. Raises DatabaseNotFound, with a suggestion as its hint."""
        with self._reading() as connection:
            return _definitions(connection).database(name)[1]

    def tables(self, database: str) -> Sequence[Table | View]:
        """List a database's tables and views by name. Raises DatabaseNotFound."""
        with self._reading() as connection:
            definitions = _definitions(connection)
            definitions.database(database)
            return [stored.definition for stored in definitions.tables(database)]

    def table(self, name: TableName) -> Table | View:
        """Look a table or view up. Raises DatabaseNotFound or TableNotFound, with a suggestion."""
        with self._reading() as connection:
            return _definitions(connection).table(name).definition

    def partition_count(self, table: Table) -> int:
        """Count a table's partitions; the metastore keeps the number."""
        with self._reading() as connection:
            return _definitions(connection).table(table.name).partition_count

    def partition_version(self, table: Table) -> int:
        """Give a number that changes whenever the table's partitions or definition do.

        It never returns, even when a table is dropped and created anew.
        """
        with self._reading() as connection:
            return _definitions(connection).table(table.name).change_number

    def partitions(self, table: Table, domain: TupleDomain) -> Sequence[Partition]:
        """Fetch the partitions of a domain, ordered by their values, NULL first."""
        if not table.is_partitioned:
            return []
        with self._reading() as connection:
            return _partition_store(connection, table.name).select(domain)

    def key_values(
        self, table: Table, keys: Sequence[str], domain: TupleDomain
    ) -> Sequence[tuple[KeyValue, ...]]:
        """Fetch the distinct combinations of some keys' values within the domain, in order."""
        names = [key.name for key in table.partition_keys]
        if not keys or not set(keys) <= set(names):
            raise InvalidArgument(
                f"Table '{table.name.qualified()}' has no such partition keys: {', '.join(keys)}"
            )
        positions = [names.index(key) for key in keys]
        with self._reading() as connection:
            return _partition_store(connection, table.name).distinct(positions, domain)

    def prepared_statement(self, workgroup: str, name: str) -> str:
        """Give the text that PREPARE kept under a name. Raises PreparedStatementNotFound."""
        from lakeq.catalog.prepared_statements import prepared_text  # noqa: PLC0415 - as in apply.

        with self._reading() as connection:
            return prepared_text(connection, workgroup, name)

    def prepared_statements(self, workgroup: str) -> Sequence[str]:
        """List a workgroup's prepared statements by name."""
        from lakeq.catalog.prepared_statements import prepared_names  # noqa: PLC0415 - as in apply.

        with self._reading() as connection:
            return prepared_names(connection, workgroup)

    def apply(self, change: "CatalogChange") -> Sequence[Partition]:
        """Make one change, wholly or not at all; durable when this returns.

        Answers the partitions that were added or dropped, when the change is one of partitions.
        """
        from lakeq.catalog.sqlite_changes import make_change  # noqa: PLC0415 - queries do without.

        now = self._clock()
        with self._connections.writing() as connection:
            return make_change(connection, change, now)

    def close(self) -> None:
        """Let go of the file. A call after this opens it again."""
        self._connections.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._connections.reading() as connection:
            try:
                yield connection
            except (DatabaseNotFound, TableNotFound) as error:
                if error.hint is None and not self._path.exists():
                    error.hint = f"there is no metastore `{self._path}` yet; check the path"
                raise


def _definitions(connection: sqlite3.Connection) -> "DefinitionStore":
    # Many a statement never asks the metastore, and what reads it takes a while to load.
    from lakeq.catalog.definition_store import DefinitionStore  # noqa: PLC0415 - see above.

    return DefinitionStore(connection)


def _partition_store(connection: sqlite3.Connection, name: TableName) -> "PartitionStore":
    from lakeq.catalog.partition_store import PartitionStore  # noqa: PLC0415 - see above.

    stored, table = _definitions(connection).base_table(name)
    return PartitionStore(connection, stored.id, table.partition_keys)
