"""Names and literals: what expressions are made of in the end."""

from typing import TypeVar

from sqlglot import exp

from lakeq.errors import QuerySyntaxError
from lakeq.sql.grammar.types import TypeGrammar
from lakeq.sql.grammar.words import RESERVED
from lakeq.sql.nodes import POSITION, TypedLiteral, TypeName, place
from lakeq.sql.scanner import Token, TokenKind

_INTERVAL_UNITS = frozenset({"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"})
CLOCKS: dict[str, type[exp.Func]] = {
    "CURRENT_TIME": exp.CurrentTime,
    "CURRENT_TIMESTAMP": exp.CurrentTimestamp,
    "LOCALTIME": exp.Localtime,
    "LOCALTIMESTAMP": exp.Localtimestamp,
}
_Node = TypeVar("_Node", bound=exp.Expr)


class LiteralGrammar(TypeGrammar):
    """Reads names, literals and parameters."""

    _parameters_seen = 0

    def identifier(self) -> exp.Identifier:
        """Read one name. Raises QuerySyntaxError for a reserved word and for backquotes."""
        token = self.token
        if token.kind is TokenKind.BACKQUOTED:
            raise self.backquoted(token)
        if not self.at_identifier():
            self.fail("<identifier>")
        self.advance()
        return self.at(
            token, exp.Identifier(this=token.text, quoted=token.kind is TokenKind.QUOTED)
        )

    def at_identifier(self, distance: int = 0) -> bool:
        """Tell whether a name stands next, or so many tokens further on."""
        token = self.ahead(distance)
        if token.kind is TokenKind.WORD:
            return token.word not in RESERVED
        return token.kind is TokenKind.QUOTED

    def at(self, token: Token, node: _Node) -> _Node:
        """Give a node the place of a token."""
        return place(node, self.source.position(token.start))

    def string(self) -> exp.Literal:
        """Read a string literal."""
        token = self.expect_kind(TokenKind.STRING, expecting="<string>")
        return self.at(token, exp.Literal(this=token.text, is_string=True))

    def number(self) -> exp.Literal:
        """Read a number, exactly as it is written."""
        token = self.advance()
        if self.token.kind is TokenKind.WORD and self.token.start == token.end:
            raise self.source.error(
                "identifiers must not start with a digit;"
                " surround the identifier with double quotes",
                token.start,
            )
        return self.at(token, exp.Literal(this=token.text, is_string=False))

    def placeholder(self) -> exp.Placeholder:
        """Read ``?``; its number is kept as ``meta["index"]``."""
        node = self.at(self.advance(), exp.Placeholder())
        node.meta["index"] = self._parameters_seen
        self._parameters_seen += 1
        return node

    def clock(self, node: type[exp.Func]) -> exp.Expr:
        """Read a clock such as ``current_timestamp(3)``."""
        token = self.advance()
        if not self.accept_symbol("("):
            return self.at(token, node())
        digits = self.expect_kind(TokenKind.NUMBER, expecting="<integer>")
        self.expect_symbol(")")
        precision = self.at(digits, exp.Literal(this=digits.text, is_string=False))
        return self.at(token, node(this=precision))

    def interval(self) -> exp.Expr:
        """Read an interval literal."""
        token = self.token
        self.expect("INTERVAL")
        negative = self.accept_symbol("-")
        if not negative:
            self.accept_symbol("+")
        text = self.string()
        unit: exp.Expr = self._interval_unit()
        if self.accept("TO"):
            span = exp.IntervalSpan(this=unit, expression=self._interval_unit())
            unit = place(span, unit.meta[POSITION])
        node: exp.Expr = self.at(token, exp.Interval(this=text, unit=unit))
        # sqlglot puts a unit of its own making in the place of ours.
        place(node.args["unit"], unit.meta[POSITION])
        return self.at(token, exp.Neg(this=node)) if negative else node

    def at_interval(self) -> bool:
        """Tell whether the word INTERVAL begins a literal here."""
        signed = self.at_symbol("-", 1) or self.at_symbol("+", 1)
        return self.ahead(2 if signed else 1).kind is TokenKind.STRING

    def typed_literal(self, token: Token) -> TypedLiteral:
        """Read ``DATE '2024-01-01'`` and its kin."""
        self.advance()
        self.accept("PRECISION")
        return self.at(token, TypedLiteral(this=self.string(), type_name=token.text.lower()))

    def at_typed_literal(self) -> bool:
        """Tell whether a type with its literal stands next."""
        distance = 2 if self.token.word == "DOUBLE" and self.ahead(1).word == "PRECISION" else 1
        return self.ahead(distance).kind is TokenKind.STRING

    def type_name(self) -> TypeName:
        """Read a type as a node."""
        token = self.token
        return self.at(token, TypeName(this=self.data_type()))

    def backquoted(self, token: Token) -> QuerySyntaxError:
        """Make the error for a name in backquotes."""
        return self.source.error(
            "backquoted identifiers are not supported; use double quotes to quote identifiers",
            token.start,
        )

    def _interval_unit(self) -> exp.Var:
        token = self.token
        if token.word not in _INTERVAL_UNITS:
            self.fail("'DAY'", "'HOUR'", "'MINUTE'", "'MONTH'", "'SECOND'", "'YEAR'")
        return self.at(self.advance(), exp.Var(this=token.word))
