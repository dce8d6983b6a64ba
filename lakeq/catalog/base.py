"""Catalog: what tables exist, where their files lie, and the changes one can make to that."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from lakeq.model.domains import TupleDomain
from lakeq.model.names import TableName
from lakeq.model.table import Database, KeyValue, Partition, Table, View

if TYPE_CHECKING:
    from lakeq.model.changes import CatalogChange


class Catalog(Protocol):
    """A metastore, in Glue's nouns. Names are folded to lower case before they come here."""

    def databases(self) -> Sequence[Database]:
        """List databases by name."""
        ...

    def database(self, name: str) -> Database:
        """Look a database up. Raises DatabaseNotFound, with a suggestion as its hint."""
        ...

    def tables(self, database: str) -> Sequence[Table | View]:
        """List a database's tables and views by name. Raises DatabaseNotFound."""
        ...

    def table(self, name: TableName) -> Table | View:
        """Look a table or view up. Raises DatabaseNotFound or TableNotFound, with a suggestion."""
        ...

    def partition_count(self, table: Table) -> int:
        """Count a table's partitions, without fetching them."""
        ...

    def partition_version(self, table: Table) -> int:
        """Give a number that changes whenever the table's partitions or definition do."""
        ...

    def partitions(self, table: Table, domain: TupleDomain) -> Sequence[Partition]:
        """Fetch the partitions whose key values lie in the domain, ordered by their values.

        The domain names partition keys only. Selection is exact and uses the keys' index. An
        unpartitioned table has none.
        """
        ...

    def key_values(
        self, table: Table, keys: Sequence[str], domain: TupleDomain
    ) -> Sequence[tuple[KeyValue, ...]]:
        """Fetch the distinct combinations of some keys' values within the domain."""
        ...

    def prepared_statement(self, workgroup: str, name: str) -> str:
        """Give the text that PREPARE kept under a name. Raises PreparedStatementNotFound."""
        ...

    def prepared_statements(self, workgroup: str) -> Sequence[str]:
        """List a workgroup's prepared statements by name."""
        ...

    def apply(self, change: "CatalogChange") -> Sequence[Partition]:
        """Make one change, wholly or not at all; durable when this returns.

        Answers the partitions that were added or dropped, when the change is one of partitions.
        ``RepairTable`` is not taken here: ``discovery.find_partitions`` turns it into AddPartitions.
        Raises AlreadyExists, TableNotFound, DatabaseNotFound, PartitionNotFound, DatabaseNotEmpty,
        PreparedStatementNotFound, InvalidDefinition or MetastoreError.
        """
        ...

    def close(self) -> None:
        """Let go of the metastore."""
        ...
