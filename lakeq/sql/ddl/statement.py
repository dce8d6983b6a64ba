"""One DDL or utility statement, told apart by its first words."""

from lakeq.model.changes import CatalogChange
from lakeq.sql.ddl.databases import DatabaseGrammar
from lakeq.sql.ddl.partitions import PartitionGrammar
from lakeq.sql.ddl.show import ShowGrammar
from lakeq.sql.ddl.tables import TableGrammar
from lakeq.sql.ddl.views import ViewGrammar
from lakeq.sql.statements import ChangeStatement, RepairStatement, Statement


class StatementGrammar(DatabaseGrammar, TableGrammar, PartitionGrammar, ViewGrammar, ShowGrammar):
    """Reads a whole statement, and nothing after it."""

    def statement(self) -> Statement:
        """Read the statement, but for CREATE VIEW."""
        statement = self._any_statement()
        self.finish()
        return statement

    def _any_statement(self) -> Statement:
        first = self.advance().word
        match first:
            case "CREATE":
                return ChangeStatement(self._create())
            case "DROP":
                return ChangeStatement(self._drop())
            case "ALTER":
                return ChangeStatement(self._alter())
            case "MSCK":
                return RepairStatement(self.repair_table())
            case "SHOW":
                return self.show()
            case _:
                return self.describe()

    def _create(self) -> CatalogChange:
        create = self.previous
        if self.accept("DATABASE") or self.accept("SCHEMA"):
            return self.create_database()
        if self.token.word in ("INDEX", "ROLE", "TEMPORARY", "FUNCTION", "PROTECTED"):
            raise self.unsupported(f"CREATE {self.token.word}", create)
        if self.token.word not in ("EXTERNAL", "TABLE"):
            self.fail("'DATABASE'", "'EXTERNAL'", "'OR'", "'SCHEMA'", "'TABLE'", "'VIEW'")
        return self.create_table()

    def _drop(self) -> CatalogChange:
        drop = self.previous
        if self.accept("DATABASE") or self.accept("SCHEMA"):
            return self.drop_database()
        if self.accept("TABLE"):
            return self.drop_table()
        if self.accept("VIEW"):
            return self.drop_view()
        if self.token.word in ("INDEX", "ROLE", "MACRO", "TEMPORARY", "FUNCTION"):
            raise self.unsupported(f"DROP {self.token.word}", drop)
        raise self.mismatch("'DATABASE'", "'SCHEMA'", "'TABLE'", "'VIEW'")

    def _alter(self) -> CatalogChange:
        alter = self.previous
        if self.token.word in ("DATABASE", "SCHEMA", "INDEX", "VIEW"):
            raise self.unsupported(f"ALTER {self.token.word}", alter)
        self.expect("TABLE")
        table = self.table_name()
        if self.accept("SET", "TBLPROPERTIES"):
            return self.set_properties(table)
        if self.token.word == "ADD" and self.ahead(1).word in ("IF", "PARTITION"):
            self.advance()
            return self.add_partitions(table)
        if self.token.word == "DROP" and self.ahead(1).word in ("IF", "PARTITION"):
            self.advance()
            return self.drop_partitions(table)
        words = [self.token.word, self.ahead(1).word]
        if words[0] in _OTHER_ALTERATIONS:
            what = " ".join(word for word in words if word)
            raise self.unsupported(f"ALTER TABLE {what}", alter)
        raise self.mismatch("'ADD'", "'DROP'", "'SET'")


_OTHER_ALTERATIONS = frozenset(
    {
        "ADD",
        "ARCHIVE",
        "CHANGE",
        "CLUSTERED",
        "COMPACT",
        "CONCATENATE",
        "DROP",
        "EXCHANGE",
        "NOT",
        "PARTITION",
        "RENAME",
        "REPLACE",
        "SET",
        "SKEWED",
        "TOUCH",
        "UNARCHIVE",
    }
)
