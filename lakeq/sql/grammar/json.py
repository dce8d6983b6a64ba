"""The functions of SQL/JSON, which have clauses of their own."""

from collections.abc import Callable

from sqlglot import exp

from lakeq.sql.grammar.expressions import ExpressionGrammar
from lakeq.sql.nodes import JsonForm, JsonValue
from lakeq.sql.scanner import Token, TokenKind

_ENCODINGS = ("UTF8", "UTF16", "UTF32")
_EXISTS_ERRORS = ("TRUE", "FALSE", "UNKNOWN", "ERROR")


class JsonGrammar(ExpressionGrammar):
    """Reads JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT and JSON_ARRAY."""

    def json_form(self, token: Token) -> exp.Expr | None:
        """Read a SQL/JSON function, if one stands here."""
        forms: dict[str, Callable[[], dict[str, object]]] = {
            "JSON_EXISTS": self._exists_clauses,
            "JSON_VALUE": self._value_clauses,
            "JSON_QUERY": self._query_clauses,
            "JSON_OBJECT": self._object_clauses,
            "JSON_ARRAY": self._array_clauses,
        }
        if token.word == "JSON_TABLE":
            raise self.unsupported("JSON_TABLE", token)
        if token.word not in forms:
            return None
        self.advance()
        self.expect_symbol("(")
        clauses = forms[token.word]()
        self.expect_symbol(")")
        return self.at(token, JsonForm(name=token.word.lower(), **clauses))

    def _exists_clauses(self) -> dict[str, object]:
        clauses = self._invocation()
        if self.token.word in _EXISTS_ERRORS:
            clauses["error"] = self.advance().word.lower()
            self.expect("ON", "ERROR")
        return clauses

    def _value_clauses(self) -> dict[str, object]:
        clauses = self._invocation()
        if self.accept("RETURNING"):
            clauses["returning"] = self.type_name()
        return clauses | self._behaviors(self._value_behavior)

    def _query_clauses(self) -> dict[str, object]:
        clauses = self._invocation() | self._output()
        clauses["wrapper"] = self._wrapper()
        if self.token.word in ("KEEP", "OMIT") and self.ahead(1).word == "QUOTES":
            clauses["quotes"] = self.advance().word.lower()
            self.advance()
            if self.accept("ON"):
                self.expect("SCALAR", "STRING")
        return clauses | self._behaviors(self._query_behavior)

    def _object_clauses(self) -> dict[str, object]:
        clauses: dict[str, object] = {}
        if not self.at_symbol(")") and self.token.word != "RETURNING":
            members = self.listed(self._json_member)
            clauses["expressions"] = [each for member in members for each in member]
            clauses["nulls"] = self._null_treatment()
            clauses["unique"] = self._uniqueness()
        return clauses | self._output()

    def _array_clauses(self) -> dict[str, object]:
        clauses: dict[str, object] = {}
        if not self.at_symbol(")") and self.token.word != "RETURNING":
            clauses["expressions"] = self.listed(self._json_value)
            clauses["nulls"] = self._null_treatment()
        return clauses | self._output()

    def _invocation(self) -> dict[str, object]:
        value = self._json_value()
        self.expect_symbol(",")
        clauses: dict[str, object] = {"this": value, "path": self.string()}
        if self.accept("PASSING"):
            clauses["expressions"] = self.listed(self._json_argument)
        return clauses

    def _json_value(self) -> JsonValue:
        token = self.token
        return self.at(token, JsonValue(this=self.expression(), format=self._format()))

    def _json_argument(self) -> JsonValue:
        node = self._json_value()
        self.expect("AS")
        quoted = self.token.kind is TokenKind.QUOTED
        name = self.identifier().name
        # Names that are not quoted are in capitals, and the path tells letters apart.
        node.set("name", name if quoted else name.upper())
        return node

    def _json_member(self) -> tuple[JsonValue, JsonValue]:
        token = self.token
        following = self.ahead(1)
        is_keyword = following.kind is not TokenKind.SYMBOL and following.word != "VALUE"
        if token.word == "KEY" and is_keyword:
            self.advance()
        name = self.at(token, JsonValue(this=self.expression()))
        if not (self.accept("VALUE") or self.accept_symbol(":")):
            self.fail("':'", "'VALUE'")
        return name, self._json_value()

    def _format(self) -> str | None:
        if not self.accept("FORMAT"):
            return None
        self.expect("JSON")
        if not self.accept("ENCODING"):
            return "json"
        if self.token.word not in _ENCODINGS:
            self.fail(*(f"'{encoding}'" for encoding in _ENCODINGS))
        return self.advance().word.lower()

    def _output(self) -> dict[str, object]:
        if not self.accept("RETURNING"):
            return {}
        target = self.type_name()
        token = self.token
        if self._format() not in (None, "json"):
            raise self.unsupported("FORMAT JSON ENCODING", token)
        return {"returning": target}

    def _wrapper(self) -> str | None:
        if self.accept("WITHOUT"):
            self.accept("ARRAY")
            self.expect("WRAPPER")
            return "without"
        if not self.accept("WITH"):
            return None
        kind = "unconditional"
        if self.token.word in ("CONDITIONAL", "UNCONDITIONAL"):
            kind = self.advance().word.lower()
        self.accept("ARRAY")
        self.expect("WRAPPER")
        return kind

    def _null_treatment(self) -> str | None:
        if self.token.word not in ("NULL", "ABSENT") or self.ahead(1).word != "ON":
            return None
        word = self.advance().word.lower()
        self.expect("ON", "NULL")
        return word

    def _uniqueness(self) -> str | None:
        if self.token.word not in ("WITH", "WITHOUT"):
            return None
        word = self.advance().word.lower()
        self.expect("UNIQUE")
        self.accept("KEYS")
        return word

    def _behaviors(self, read: Callable[[], exp.Expr | str | None]) -> dict[str, object]:
        """Read ``... ON EMPTY`` and ``... ON ERROR``, each of which may be left out."""
        found: dict[str, object] = {}
        while "error" not in found:
            behavior = read()
            if behavior is None:
                break
            self.expect("ON")
            if "empty" not in found and self.accept("EMPTY"):
                found["empty"] = behavior
                continue
            self.expect("ERROR")
            found["error"] = behavior
        return found

    def _value_behavior(self) -> exp.Expr | str | None:
        if self.accept("DEFAULT"):
            return self.expression()
        return self.advance().word.lower() if self.token.word in ("NULL", "ERROR") else None

    def _query_behavior(self) -> str | None:
        if self.accept("EMPTY"):
            if self.token.word not in ("ARRAY", "OBJECT"):
                self.fail("'ARRAY'", "'OBJECT'")
            return self.advance().word.lower()
        return self.advance().word.lower() if self.token.word in ("NULL", "ERROR") else None
