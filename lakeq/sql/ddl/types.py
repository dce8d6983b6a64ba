"""Types as DDL writes them: ``decimal(10,2)``, ``array<struct<a:int,b:string>>``."""

from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    MAX_DECIMAL_DIGITS,
    REAL,
    SMALLINT,
    TIMESTAMP,
    TINYINT,
    VARBINARY,
    VARCHAR,
    DataType,
    Field,
    array_of,
    char,
    decimal,
    map_of,
    row_of,
    varchar,
)
from lakeq.sql.ddl.base import DdlGrammar
from lakeq.sql.scanner import Token, TokenKind

_PLAIN = {
    "BOOLEAN": BOOLEAN,
    "TINYINT": TINYINT,
    "SMALLINT": SMALLINT,
    "INT": INTEGER,
    "INTEGER": INTEGER,
    "BIGINT": BIGINT,
    "FLOAT": REAL,
    "DOUBLE": DOUBLE,
    "STRING": VARCHAR,
    "BINARY": VARBINARY,
    "DATE": DATE,
    "TIMESTAMP": TIMESTAMP,
}
_LONGEST = {"CHAR": 255, "VARCHAR": 65535}
# Hive's own default for a decimal without digits.
_HIVE_DECIMAL_DIGITS = 10
_FIELD_NAMES = (TokenKind.WORD, TokenKind.BACKQUOTED, TokenKind.QUOTED, TokenKind.NUMBER)


class TypeGrammar(DdlGrammar):
    """Reads a Hive type."""

    def data_type(self) -> DataType:
        """Read one type."""
        self.enter()
        token = self.token
        word = token.word
        if word in _PLAIN:
            self.advance()
            if word == "DOUBLE":
                self.accept("PRECISION")
            data_type = _PLAIN[word]
        elif word in ("DECIMAL", "DEC", "NUMERIC"):
            data_type = self._decimal(self.advance())
        elif word in _LONGEST:
            data_type = self._characters(self.advance())
        else:
            data_type = self._container(token)
        self.leave()
        return data_type

    def _container(self, token: Token) -> DataType:
        if token.word not in ("ARRAY", "MAP", "STRUCT"):
            self.fail("<type>")
        self.advance()
        self.expect_symbol("<")
        if token.word == "STRUCT":
            data_type = row_of(*self.listed(self._field))
        elif token.word == "ARRAY":
            data_type = array_of(self.data_type())
        else:
            key = self.data_type()
            self.expect_symbol(",")
            data_type = map_of(key, self.data_type())
        self.expect_symbol(">")
        return data_type

    def _field(self) -> Field:
        # Reserved words are taken here: tables that crawlers wrote have fields named `date`.
        if self.token.kind not in _FIELD_NAMES:
            self.fail("<identifier>")
        name = self.advance().text.lower()
        self.expect_symbol(":")
        data_type = self.data_type()
        self.comment()
        return Field(name, data_type)

    def _decimal(self, token: Token) -> DataType:
        sizes = self._sizes()
        precision = sizes[0] if sizes else _HIVE_DECIMAL_DIGITS
        scale = sizes[1] if len(sizes) > 1 else 0
        if len(sizes) > 2 or not 1 <= precision <= MAX_DECIMAL_DIGITS or scale > precision:
            raise self.contradiction(
                f"A decimal has from 1 to {MAX_DECIMAL_DIGITS} digits, and no more behind the point",
                token,
            )
        return decimal(precision, scale)

    def _characters(self, token: Token) -> DataType:
        longest = _LONGEST[token.word]
        self.expect_symbol("(")
        length = self._size()
        self.expect_symbol(")")
        if not 1 <= length <= longest:
            message = f"The length of {token.word.lower()} must be from 1 to {longest}"
            raise self.contradiction(message, token)
        return char(length) if token.word == "CHAR" else varchar(length)

    def _sizes(self) -> list[int]:
        return self.in_parentheses(self._size) if self.at_symbol("(") else []

    def _size(self) -> int:
        token = self.token
        if token.kind is not TokenKind.NUMBER or not token.text.isdecimal() or len(token.text) > 9:
            self.fail("<integer>")
        return int(self.advance().text)
