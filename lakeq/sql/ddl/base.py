"""What every DDL statement is made of: names, strings, properties."""

from lakeq.errors import InvalidDefinition
from lakeq.model.names import CATALOG_NAME, TableName
from lakeq.sql.cursor import Cursor
from lakeq.sql.ddl.words import RESERVED
from lakeq.sql.scanner import Source, Spelling, Token, TokenKind

MAX_NAME_LENGTH = 255


class DdlGrammar(Cursor):
    """Reads DDL; unqualified names take ``database``."""

    def __init__(
        self, source: Source, database: str, *, start: int = 0, spelling: Spelling = Spelling.HIVE
    ) -> None:
        super().__init__(source, spelling, start)
        self.database = database.lower()

    def name(self) -> str:
        """Read one name, folded to lower case."""
        token = self.token
        if not self.at_name():
            self.fail("<identifier>")
        self.advance()
        self._check_length(token)
        return token.text.lower()

    def at_name(self) -> bool:
        """Tell whether a name stands next. Double quotes are taken, as Athena takes them."""
        token = self.token
        if token.kind is TokenKind.WORD:
            return token.word not in RESERVED
        return token.kind in (TokenKind.BACKQUOTED, TokenKind.QUOTED) and token.text != ""

    def table_name(self) -> TableName:
        """Read a table's or view's name: ``t``, ``db.t`` or ``awsdatacatalog.db.t``.

        Athena also reads a dot inside of backquotes as the one between database and table.
        """
        first = self.token
        parts = [self.name()]
        if first.kind is TokenKind.BACKQUOTED and not self.at_symbol(".") and "." in parts[0]:
            parts = parts[0].split(".")
        while self.accept_symbol("."):
            parts.append(self.name())
        if len(parts) == 3:
            self._own_catalog(first, parts.pop(0))
        if len(parts) > 2 or not all(parts) or any("." in part for part in parts):
            raise self.source.error("Too many dots in table name", first.start)
        return TableName.of(parts[0] if len(parts) == 2 else self.database, parts[-1])

    def database_name(self) -> str:
        """Read a database's name, which may stand behind the catalog's."""
        first = self.token
        name = self.name()
        if self.accept_symbol("."):
            self._own_catalog(first, name)
            name = self.name()
        if "." in name:
            raise self.source.error("Too many dots in database name", first.start)
        return name

    def string(self) -> str:
        """Read a string. Hive takes either quote for one."""
        if self.token.kind not in (TokenKind.STRING, TokenKind.QUOTED):
            self.fail("<string>")
        return self.advance().text

    def comment(self) -> str | None:
        """Read ``COMMENT 'text'``, if it stands next."""
        return self.string() if self.accept("COMMENT") else None

    def if_not_exists(self) -> bool:
        """Read IF NOT EXISTS, if it stands next."""
        return self.accept("IF", "NOT", "EXISTS")

    def properties(self) -> dict[str, str]:
        """Read ``('key' = 'value', ...)``."""
        read: dict[str, str] = {}
        for token, key, value in self.in_parentheses(self._property):
            if key in read:
                raise self.contradiction(f"Duplicate property `{key}`", token)
            read[key] = value
        return read

    def contradiction(self, message: str, token: Token) -> InvalidDefinition:
        """Make the error for what parses but cannot be meant."""
        line, column = self.source.position(token.start)
        return InvalidDefinition(message, line=line, column=column)

    def _property(self) -> tuple[Token, str, str]:
        token = self.token
        key = self.string()
        self.expect_symbol("=")
        return token, key, self.string()

    def _own_catalog(self, token: Token, catalog: str) -> None:
        if catalog != CATALOG_NAME:
            raise self.unsupported(f"Catalog `{catalog}`", token)

    def _check_length(self, token: Token) -> None:
        if len(token.text) > MAX_NAME_LENGTH:
            message = f"A name may have at most {MAX_NAME_LENGTH} characters"
            raise self.contradiction(message, token)
