"""SHOW and DESCRIBE."""

from lakeq.sql.ddl.base import DdlGrammar
from lakeq.sql.scanner import TokenKind
from lakeq.sql.statements import (
    Describe,
    DescribeStyle,
    ShowColumns,
    ShowCreateTable,
    ShowCreateView,
    ShowDatabases,
    ShowPartitions,
    ShowTableProperties,
    ShowTables,
    ShowViews,
    Statement,
)

_SHOWN_ELSEWHERE = frozenset(
    {
        "CATALOGS",
        "COMPACTIONS",
        "CURRENT",
        "FUNCTIONS",
        "GRANT",
        "GRANTS",
        "INDEX",
        "INDEXES",
        "LOCKS",
        "PRINCIPALS",
        "ROLE",
        "ROLES",
        "SESSION",
        "STATS",
        "TABLE",
        "TRANSACTIONS",
    }
)
_STYLES = {"EXTENDED": DescribeStyle.EXTENDED, "FORMATTED": DescribeStyle.FORMATTED}


class ShowGrammar(DdlGrammar):
    """Reads statements that tell what is there."""

    def show(self) -> Statement:
        """Read what stands behind SHOW."""
        show = self.previous
        what = self.token.word
        if what in _SHOWN_ELSEWHERE:
            raise self.unsupported(f"SHOW {what}", show)
        match what:
            case "DATABASES" | "SCHEMAS":
                self.advance()
                return ShowDatabases(self._shown_pattern())
            case "TABLES":
                self.advance()
                return ShowTables(self._shown_database(), self._shown_pattern())
            case "VIEWS":
                self.advance()
                return ShowViews(self._shown_database(), self._shown_pattern())
            case "COLUMNS":
                self.advance()
                return self._shown_columns()
            case "PARTITIONS":
                self.advance()
                return ShowPartitions(self.table_name())
            case "CREATE":
                self.advance()
                return self._shown_create()
            case "TBLPROPERTIES":
                self.advance()
                return self._shown_properties()
            case _:
                raise self.mismatch(
                    "'COLUMNS'",
                    "'CREATE'",
                    "'DATABASES'",
                    "'PARTITIONS'",
                    "'SCHEMAS'",
                    "'TABLES'",
                    "'TBLPROPERTIES'",
                    "'VIEWS'",
                )

    def describe(self) -> Describe:
        """Read what stands behind DESCRIBE or DESC."""
        describe = self.previous
        if self.token.word in ("DATABASE", "SCHEMA", "FUNCTION", "INPUT", "OUTPUT"):
            raise self.unsupported(f"DESCRIBE {self.token.word}", describe)
        style = _STYLES.get(self.token.word, DescribeStyle.PLAIN)
        if style is not DescribeStyle.PLAIN:
            self.advance()
        table = self.table_name()
        if self.token.word == "PARTITION":
            raise self.unsupported("DESCRIBE ... PARTITION", describe)
        return Describe(table, style, self._shown_path() if self.at_name() else None)

    def _shown_database(self) -> str:
        if self.accept("IN") or self.accept("FROM"):
            return self.database_name()
        return self.database

    def _shown_pattern(self) -> str | None:
        if self.accept("LIKE"):
            return self.string()
        is_pattern = self.token.kind in (TokenKind.STRING, TokenKind.QUOTED)
        return self.string() if is_pattern else None

    def _shown_columns(self) -> ShowColumns:
        if not (self.accept("FROM") or self.accept("IN")):
            self.fail("'FROM'", "'IN'")
        token = self.token
        table = self.table_name()
        if self.accept("FROM") or self.accept("IN"):
            database = self.database_name()
            if table.database not in (self.database, database):
                raise self.contradiction("The database is named twice", token)
            table = type(table).of(database, table.name)
        return ShowColumns(table)

    def _shown_create(self) -> Statement:
        if self.accept("VIEW"):
            return ShowCreateView(self.table_name())
        if not self.accept("TABLE"):
            self.fail("'TABLE'", "'VIEW'")
        return ShowCreateTable(self.table_name())

    def _shown_properties(self) -> ShowTableProperties:
        table = self.table_name()
        key = None
        if self.accept_symbol("("):
            key = self.string()
            self.expect_symbol(")")
        return ShowTableProperties(table, key)

    def _shown_path(self) -> str:
        parts = [self.name()]
        while self.accept_symbol("."):
            quoted = self.token.kind is TokenKind.STRING
            parts.append(self.string() if quoted else self.name())
        return ".".join(parts)
