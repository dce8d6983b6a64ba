"""CREATE EXTERNAL TABLE, DROP TABLE and SET TBLPROPERTIES."""

from collections.abc import Sequence

from lakeq.errors import InvalidDefinition, NotSupported
from lakeq.model.changes import CreateTable, DropTable, SetTableProperties
from lakeq.model.names import TableName
from lakeq.model.table import Column, Storage, Table
from lakeq.sql.ddl.storage_clauses import RowFormat, StorageGrammar, StoredAs
from lakeq.sql.scanner import Token, TokenKind


class TableGrammar(StorageGrammar):
    """Reads statements about tables."""

    def create_table(self) -> CreateTable:
        """Read CREATE EXTERNAL TABLE, whose CREATE was just read.

        The location is kept as it was written. Raises InvalidDefinition for columns that repeat and
        for a table without LOCATION or EXTERNAL.
        """
        create = self.previous
        external = self.accept("EXTERNAL")
        self.expect("TABLE")
        if_not_exists = self.if_not_exists()
        at_name = self.token
        name = self.table_name()
        if not external:
            raise self._not_external(create)
        if self.token.word == "LIKE":
            raise self.unsupported("CREATE TABLE LIKE", create)
        table = self._definition(name, at_name)
        return CreateTable(table, if_not_exists)

    def drop_table(self) -> DropTable:
        """Read DROP TABLE behind its two words."""
        if_exists = self.accept("IF", "EXISTS")
        return DropTable(self.table_name(), if_exists)

    def set_properties(self, table: TableName) -> SetTableProperties:
        """Read what stands behind SET TBLPROPERTIES."""
        return SetTableProperties(table, self.properties())

    def _definition(self, name: TableName, at_name: Token) -> Table:
        named: dict[str, Token] = {}
        columns = self._columns(named) if self.at_symbol("(") else ()
        comment = self.comment()
        keys = self._partition_keys(named)
        bucket_columns, bucket_count = self._buckets(columns)
        storage = self._storage(columns, at_name, self.row_format(), self.stored_as())
        properties = self.properties() if self.accept("TBLPROPERTIES") else {}
        if not columns:
            raise self.contradiction("A table needs at least one column", at_name)
        return Table(
            name,
            Storage(
                storage.columns,
                storage.location,
                storage.serde,
                storage.input_format,
                storage.output_format,
                storage.serde_parameters,
                bucket_columns,
                bucket_count,
            ),
            keys,
            properties,
            comment,
        )

    def _storage(
        self, columns: tuple[Column, ...], at_name: Token, row_format: RowFormat, files: StoredAs
    ) -> Storage:
        if not self.accept("LOCATION"):
            if self.token.kind is TokenKind.END or self.token.word == "TBLPROPERTIES":
                raise self.contradiction("A table needs a LOCATION", at_name)
            self.fail("'LOCATION'")
        return Storage(
            columns,
            self.string(),
            row_format.serde or files.serde,
            files.input_format,
            files.output_format,
            row_format.parameters,
        )

    def _columns(self, named: dict[str, Token]) -> tuple[Column, ...]:
        return tuple(self.in_parentheses(lambda: self._column(named)))

    def _column(self, named: dict[str, Token]) -> Column:
        token = self.token
        name = self.name()
        if name in named:
            raise self.contradiction(f"Column `{name}` is named twice", token)
        named[name] = token
        return Column(name, self.data_type(), self.comment())

    def _partition_keys(self, named: dict[str, Token]) -> tuple[Column, ...]:
        if not self.accept("PARTITIONED", "BY"):
            return ()
        return self._columns(named)

    def _buckets(self, columns: Sequence[Column]) -> tuple[tuple[str, ...], int]:
        if not self.accept("CLUSTERED", "BY"):
            return (), -1
        token = self.token
        names = tuple(self.in_parentheses(self.name))
        if self.token.word == "SORTED":
            raise self.unsupported("SORTED BY")
        unknown = set(names) - {column.name for column in columns}
        if unknown:
            raise self.contradiction(f"Bucket column `{min(unknown)}` is not a column", token)
        self.expect("INTO")
        if not self.token.text.isdecimal() or int(self.token.text) < 1:
            self.fail("<integer>")
        count = int(self.advance().text)
        self.expect("BUCKETS")
        return names, count

    def _not_external(self, create: Token) -> InvalidDefinition | NotSupported:
        """Tell which of the tables without EXTERNAL was meant: a query's, Iceberg's, or neither."""
        iceberg = False
        while self.token.kind is not TokenKind.END:
            token = self.advance()
            if token.word == "AS" and self.token.word in ("SELECT", "WITH", "VALUES", "TABLE"):
                return self.unsupported("CREATE TABLE AS", create)
            if token.word == "AS" and self.at_symbol("("):
                return self.unsupported("CREATE TABLE AS", create)
            if token.word == "LIKE":
                return self.unsupported("CREATE TABLE LIKE", create)
            iceberg = iceberg or token.text.lower() == "iceberg"
        if iceberg:
            return self.unsupported("An Iceberg table", create)
        return self.contradiction("External keyword required for table type HIVE", create)
