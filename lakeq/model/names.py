"""Names of databases and tables: folded to lower case, as Glue stores them, and quoted for SQL."""

from dataclasses import dataclass

DEFAULT_DATABASE = "default"
CATALOG_NAME = "awsdatacatalog"


@dataclass(frozen=True, slots=True, order=True)
class TableName:
    """A table's or view's database and name, both lower case.

    >>> str(TableName.of("Sales", "Orders"))
    'sales.orders'
    """

    database: str
    name: str

    @classmethod
    def of(cls, database: str, name: str) -> "TableName":
        """Fold both parts, because Athena's names ignore case."""
        return cls(database.lower(), name.lower())

    def __str__(self) -> str:
        return f"{self.database}.{self.name}"

    def qualified(self) -> str:
        """Name the table with its catalog, as Trino's messages do."""
        return f"{CATALOG_NAME}.{self.database}.{self.name}"


def quote_trino(name: str) -> str:
    """Quote an identifier for a query.

    >>> quote_trino('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def quote_hive(name: str) -> str:
    """Quote an identifier for DDL.

    >>> quote_hive("date")
    '`date`'
    """
    return "`" + name.replace("`", "``") + "`"
