"""Types as queries write them: ``decimal(10, 2)``, ``array(row(a bigint))``."""

from lakeq.errors import TypeMismatch
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    INTERVAL_DAY_TO_SECOND,
    INTERVAL_YEAR_TO_MONTH,
    JSON,
    MAX_DECIMAL_DIGITS,
    REAL,
    SMALLINT,
    TINYINT,
    UNKNOWN,
    UUID,
    VARBINARY,
    DataType,
    Field,
    Kind,
    array_of,
    char,
    decimal,
    map_of,
    row_of,
    varchar,
)
from lakeq.sql.cursor import Cursor
from lakeq.sql.grammar.words import RESERVED
from lakeq.sql.scanner import Token, TokenKind

_PLAIN = {
    "BOOLEAN": BOOLEAN,
    "TINYINT": TINYINT,
    "SMALLINT": SMALLINT,
    "INTEGER": INTEGER,
    "INT": INTEGER,
    "BIGINT": BIGINT,
    "REAL": REAL,
    "DOUBLE": DOUBLE,
    "VARBINARY": VARBINARY,
    "DATE": DATE,
    "JSON": JSON,
    "UNKNOWN": UNKNOWN,
    "UUID": UUID,
}
_KNOWN_BUT_NOT_DONE = frozenset(
    {
        "IPADDRESS",
        "IPPREFIX",
        "HYPERLOGLOG",
        "P4HYPERLOGLOG",
        "TDIGEST",
        "QDIGEST",
        "SETDIGEST",
        "GEOMETRY",
        "SPHERICALGEOGRAPHY",
        "BINGTILE",
        "COLOR",
        "FUNCTION",
    }
)
_MAX_CHAR_LENGTH = 65536
_MAX_FRACTION_DIGITS = 12


class TypeGrammar(Cursor):
    """Reads a type."""

    def data_type(self) -> DataType:
        """Read one type. Raises TypeMismatch for one that Trino does not have."""
        self.enter()
        token = self.token
        if token.kind not in (TokenKind.WORD, TokenKind.QUOTED) or token.word in RESERVED:
            self.fail("<type>")
        self.advance()
        data_type = self._named(token, token.text.upper())
        while self.token.word == "ARRAY" and not self.at_symbol("(", 1):
            self.advance()
            data_type = array_of(data_type)
        self.leave()
        return data_type

    def _named(self, token: Token, name: str) -> DataType:
        if name in _PLAIN:
            if name == "DOUBLE":
                self.accept("PRECISION")
            return _PLAIN[name]
        match name:
            case "ROW" if self.at_symbol("("):
                return row_of(*self.in_parentheses(self._row_field))
            case "ARRAY" | "MAP":
                return self._container(token, name)
            case "TIMESTAMP" | "TIME":
                return self._temporal(token, name)
            case "INTERVAL":
                return self._interval_type()
            case "DECIMAL" | "DEC" | "VARCHAR" | "CHAR":
                return self._sized(token, name)
            case _:
                raise self._unknown(token, name)

    def _unknown(self, token: Token, name: str) -> Exception:
        if name in _KNOWN_BUT_NOT_DONE:
            return self.unsupported(f"the type {name.lower()}", token)
        return self._refusal(f"Unknown type: {token.text}", token)

    def _container(self, token: Token, name: str) -> DataType:
        closing = ">" if self.accept_symbol("<") else ")"
        if closing == ")":
            self.expect_symbol("(")
        parts = self.listed(self.data_type)
        self.expect_symbol(closing)
        if name == "ARRAY" and len(parts) == 1:
            return array_of(parts[0])
        if name == "MAP" and len(parts) == 2:
            return map_of(parts[0], parts[1])
        raise self._refusal(f"Wrong number of type parameters for {name.lower()}", token)

    def _row_field(self) -> Field:
        if not self._at_field_name():
            return Field(None, self.data_type())
        token = self.advance()
        name = token.text if token.kind is TokenKind.QUOTED else token.text.lower()
        return Field(name, self.data_type())

    def _at_field_name(self) -> bool:
        after = self.ahead(1)
        if after.kind not in (TokenKind.WORD, TokenKind.QUOTED):
            return False
        match self.token.word:
            case "DOUBLE":
                return after.word != "PRECISION"
            case "TIMESTAMP" | "TIME":
                return after.word not in ("WITH", "WITHOUT")
            case "INTERVAL":
                return after.word not in ("YEAR", "DAY")
            case _:
                # `bigint array` is an anonymous field of the older spelling.
                return after.word != "ARRAY" or self.at_symbol("(", 2) or self.at_symbol("<", 2)

    def _temporal(self, token: Token, name: str) -> DataType:
        digits = self._parameters()
        precision = digits[0] if digits else 3
        if len(digits) > 1 or precision > _MAX_FRACTION_DIGITS:
            raise self._refusal(
                f"{name} precision must be in range [0, {_MAX_FRACTION_DIGITS}]", token
            )
        if self.accept("WITH"):
            self.expect("TIME", "ZONE")
            is_time = name == "TIME"
            zoned = Kind.TIME_WITH_TIME_ZONE if is_time else Kind.TIMESTAMP_WITH_TIME_ZONE
            return DataType(zoned, precision)
        if self.accept("WITHOUT"):
            self.expect("TIME", "ZONE")
        return DataType(Kind.TIMESTAMP if name == "TIMESTAMP" else Kind.TIME, precision)

    def _interval_type(self) -> DataType:
        if self.accept("YEAR", "TO", "MONTH"):
            return INTERVAL_YEAR_TO_MONTH
        if self.accept("DAY", "TO", "SECOND"):
            return INTERVAL_DAY_TO_SECOND
        raise self.mismatch("'DAY TO SECOND'", "'YEAR TO MONTH'")

    def _sized(self, token: Token, name: str) -> DataType:
        sizes = self._parameters()
        if name in ("DECIMAL", "DEC"):
            return self._decimal(token, sizes)
        if len(sizes) > 1:
            raise self._refusal(f"Wrong number of type parameters for {name.lower()}", token)
        if name == "VARCHAR":
            return varchar(sizes[0] if sizes else None)
        length = sizes[0] if sizes else 1
        if length > _MAX_CHAR_LENGTH:
            raise self._refusal(
                f"CHAR length must be in range [0, {_MAX_CHAR_LENGTH}], got {length}", token
            )
        return char(length)

    def _decimal(self, token: Token, sizes: list[int]) -> DataType:
        precision, scale = [*sizes, *(MAX_DECIMAL_DIGITS, 0)[len(sizes) :]][:2]
        if len(sizes) > 2:
            raise self._refusal("Wrong number of type parameters for decimal", token)
        if not 1 <= precision <= MAX_DECIMAL_DIGITS:
            raise self._refusal(
                f"DECIMAL precision must be in range [1, {MAX_DECIMAL_DIGITS}]: {precision}", token
            )
        if scale > precision:
            raise self._refusal(
                f"DECIMAL scale must be in range [0, precision ({precision})]: {scale}", token
            )
        return decimal(precision, scale)

    def _parameters(self) -> list[int]:
        return self.in_parentheses(self._size) if self.at_symbol("(") else []

    def _size(self) -> int:
        if not self.token.text.isdecimal() or len(self.token.text) > 10:
            self.fail("<integer>")
        return int(self.expect_kind(TokenKind.NUMBER, expecting="<integer>").text)

    def _refusal(self, message: str, token: Token) -> TypeMismatch:
        line, column = self.source.position(token.start)
        return TypeMismatch(message, line=line, column=column)
