"""Function calls and the forms that look like them: CASE, CAST, windows, aggregates."""

from sqlglot import exp

from lakeq.sql.grammar.json import JsonGrammar
from lakeq.sql.nodes import place
from lakeq.sql.scanner import Token, TokenKind

_NORMAL_FORMS = frozenset({"NFD", "NFC", "NFKD", "NFKC"})
_TRIMS = {"LEADING": "ltrim", "TRAILING": "rtrim", "BOTH": "trim"}


class CallGrammar(JsonGrammar):
    """Reads calls. SQL's keyword forms become the plain calls that Trino makes of them."""

    def special_form(self, token: Token) -> exp.Expr | None:
        """Read a form that begins with a word of its own, if one stands here."""
        match token.word:
            case "CASE":
                return self._case()
            case "EXISTS":
                self.advance()
                return self.at(token, exp.Exists(this=self.subquery()))
            case "ARRAY" if self.at_symbol("[", 1):
                return self._array()
            case word if word.startswith("JSON_"):
                return self.json_form(token)
            case _:
                return self._call_form(token) if self.at_symbol("(", 1) else None

    def _call_form(self, token: Token) -> exp.Expr | None:
        match token.word:
            case "CAST" | "TRY_CAST":
                return self._cast()
            case "EXTRACT":
                return self._extract()
            case "TRIM":
                return self._trim()
            case "POSITION":
                return self._position()
            case "SUBSTRING":
                return self._substring()
            case "NORMALIZE":
                return self._normalize()
            case "OVERLAY":
                return self._overlay()
            case "LISTAGG":
                return self._listagg()
            case "GROUPING":
                return self.call(self.advance(), token.text)
            case _:
                return None

    def call(self, token: Token, name: str) -> exp.Expr:
        """Read the arguments of a call, and FILTER, null treatment and OVER behind it."""
        self.expect_symbol("(")
        arguments, order = self._arguments()
        self.expect_symbol(")")
        node: exp.Expr = self._anonymous(token, name, *arguments)
        if order is not None:
            node = self.at(token, exp.WithinGroup(this=node, expression=order))
        return self._windowed(token, node)

    def order(self) -> exp.Order | None:
        """Read ORDER BY, if it stands next."""
        token = self.token
        if not self.accept("ORDER"):
            return None
        self.expect("BY")
        return self.at(token, exp.Order(expressions=self.listed(self._ordered)))

    def window_specification(self) -> dict[str, object]:
        """Read what may stand in the parentheses of OVER, as the arguments of a window node."""
        parts: dict[str, object] = {}
        self.expect_symbol("(")
        begins = {"PARTITION", "ORDER", "ROWS", "RANGE", "GROUPS"}
        if self.at_identifier() and self.token.word not in begins:
            parts["alias"] = self.identifier()
        if self.accept("PARTITION"):
            self.expect("BY")
            parts["partition_by"] = self.listed(self.expression)
        parts["order"] = self.order()
        parts["spec"] = self._frame()
        self.expect_symbol(")")
        return parts

    def _arguments(self) -> tuple[list[exp.Expr], exp.Order | None]:
        token = self.token
        if self.at_symbol(")"):
            return [], None
        if self.at_symbol("*") and self.at_symbol(")", 1):
            return [self.at(self.advance(), exp.Star())], None
        distinct = self.accept("DISTINCT")
        if not distinct:
            self.accept("ALL")
        arguments: list[exp.Expr] = self.listed(self.expression)
        if distinct:
            arguments = [self.at(token, exp.Distinct(expressions=arguments))]
        return arguments, self.order()

    def _windowed(self, token: Token, node: exp.Expr) -> exp.Expr:
        if self.token.word == "FILTER" and self.at_symbol("(", 1):
            node = self.at(token, exp.Filter(this=node, expression=self._filter()))
        if self.accept("IGNORE", "NULLS"):
            node = self.at(token, exp.IgnoreNulls(this=node))
        elif self.accept("RESPECT", "NULLS"):
            node = self.at(token, exp.RespectNulls(this=node))
        if self.token.word != "OVER":
            return node
        self.advance()
        if self.at_symbol("("):
            return self.at(token, exp.Window(this=node, **self.window_specification()))
        return self.at(token, exp.Window(this=node, alias=self.identifier()))

    def _filter(self) -> exp.Where:
        self.advance()
        self.expect_symbol("(")
        token = self.token
        self.expect("WHERE")
        where = self.at(token, exp.Where(this=self.expression()))
        self.expect_symbol(")")
        return where

    def _ordered(self) -> exp.Ordered:
        token = self.token
        node = self.expression()
        descending = self.accept("DESC")
        if not descending:
            self.accept("ASC")
        nulls_first = False
        if self.accept("NULLS"):
            nulls_first = self.accept("FIRST")
            if not nulls_first:
                self.expect("LAST")
        return self.at(token, exp.Ordered(this=node, desc=descending, nulls_first=nulls_first))

    def _frame(self) -> exp.WindowSpec | None:
        token = self.token
        if token.word not in ("ROWS", "RANGE", "GROUPS"):
            return None
        self.advance()
        if self.accept("BETWEEN"):
            start, start_side = self._frame_bound()
            self.expect("AND")
            end, end_side = self._frame_bound()
        else:
            start, start_side = self._frame_bound()
            end, end_side = "CURRENT ROW", None
        return self.at(
            token,
            exp.WindowSpec(
                kind=token.word, start=start, start_side=start_side, end=end, end_side=end_side
            ),
        )

    def _frame_bound(self) -> tuple[exp.Expr | str, str | None]:
        if self.accept("CURRENT", "ROW"):
            return "CURRENT ROW", None
        offset: exp.Expr | str = "UNBOUNDED" if self.accept("UNBOUNDED") else self.expression()
        if not (self.accept("PRECEDING") or self.accept("FOLLOWING")):
            self.fail("'FOLLOWING'", "'PRECEDING'")
        return offset, self.previous.word

    def _case(self) -> exp.Case:
        token = self.advance()
        operand = None if self.token.word == "WHEN" else self.expression()
        branches = []
        while self.token.word == "WHEN":
            branch = self.advance()
            condition = self.expression()
            self.expect("THEN")
            branches.append(self.at(branch, exp.If(this=condition, true=self.expression())))
        if not branches:
            self.fail("'WHEN'")
        default = self.expression() if self.accept("ELSE") else None
        if not self.accept("END"):
            self.fail("'ELSE'", "'END'", "'WHEN'")
        return self.at(token, exp.Case(this=operand, ifs=branches, default=default))

    def _array(self) -> exp.Array:
        token = self.advance()
        self.expect_symbol("[")
        items = [] if self.at_symbol("]") else self.listed(self.expression)
        self.expect_symbol("]")
        return self.at(token, exp.Array(expressions=items))

    def _cast(self) -> exp.Cast:
        token = self.advance()
        self.expect_symbol("(")
        operand = self.expression()
        self.expect("AS")
        target = self.type_name()
        self.expect_symbol(")")
        node = exp.TryCast if token.word == "TRY_CAST" else exp.Cast
        return self.at(token, node(this=operand, to=target))

    def _extract(self) -> exp.Extract:
        token = self.advance()
        self.expect_symbol("(")
        field = self.expect_kind(TokenKind.WORD, expecting="<identifier>")
        self.expect("FROM")
        operand = self.value()
        self.expect_symbol(")")
        part = self.at(field, exp.Var(this=field.word))
        return self.at(token, exp.Extract(this=part, expression=operand))

    def _trim(self) -> exp.Expr:
        token = self.advance()
        self.expect_symbol("(")
        name = "trim"
        specified = self.token.word in _TRIMS
        if specified:
            name = _TRIMS[self.advance().word]
        characters = None if self.token.word == "FROM" else self.value()
        if self.accept("FROM"):
            operands = [self.value(), characters]
        elif specified:
            self.fail("'FROM'")
        else:
            second = self.value() if self.accept_symbol(",") else None
            operands = [characters, second]
        self.expect_symbol(")")
        return self._anonymous(token, name, *(each for each in operands if each is not None))

    def _position(self) -> exp.Expr:
        token = self.advance()
        self.expect_symbol("(")
        needle = self.value()
        self.expect("IN")
        haystack = self.value()
        self.expect_symbol(")")
        return self._anonymous(token, "strpos", haystack, needle)

    def _substring(self) -> exp.Expr:
        token = self.advance()
        self.expect_symbol("(")
        arguments = [self.value()]
        if self.accept("FROM"):
            arguments.append(self.value())
            if self.accept("FOR"):
                arguments.append(self.value())
        else:
            while self.accept_symbol(","):
                arguments.append(self.value())
        self.expect_symbol(")")
        return self._anonymous(token, token.text, *arguments)

    def _overlay(self) -> exp.Expr:
        token = self.advance()
        self.expect_symbol("(")
        arguments = [self.value()]
        self.expect("PLACING")
        arguments.append(self.value())
        self.expect("FROM")
        arguments.append(self.value())
        if self.accept("FOR"):
            arguments.append(self.value())
        self.expect_symbol(")")
        return self._anonymous(token, token.text, *arguments)

    def _normalize(self) -> exp.Expr:
        token = self.advance()
        self.expect_symbol("(")
        operand = self.value()
        form = "NFC"
        place_of_form = token
        if self.accept_symbol(","):
            place_of_form = self.token
            if self.token.word not in _NORMAL_FORMS:
                self.fail("'NFC'", "'NFD'", "'NFKC'", "'NFKD'")
            form = self.advance().word
        self.expect_symbol(")")
        literal = self.at(place_of_form, exp.Literal(this=form, is_string=True))
        return self._anonymous(token, token.text, operand, literal)

    def _listagg(self) -> exp.Expr:
        token = self.advance()
        self.expect_symbol("(")
        first = self.token
        distinct = self.accept("DISTINCT")
        if not distinct:
            self.accept("ALL")
        arguments: list[exp.Expr] = [self.expression()]
        if self.accept_symbol(","):
            arguments.append(self.string())
        arguments += self._overflow(arguments)
        self.expect_symbol(")")
        if distinct:
            arguments = [self.at(first, exp.Distinct(expressions=arguments))]
        self.expect("WITHIN", "GROUP")
        self.expect_symbol("(")
        order = self.order()
        if order is None:
            self.fail("'ORDER'")
        self.expect_symbol(")")
        node = self._anonymous(token, token.text, *arguments)
        grouped = self.at(token, exp.WithinGroup(this=node, expression=order))
        return self._windowed(token, grouped)

    def _overflow(self, arguments: list[exp.Expr]) -> list[exp.Expr]:
        """Read what becomes of a text that is too long: the arguments that say so, after a separator."""
        token = self.token
        if not self.accept("ON", "OVERFLOW") or self.accept("ERROR"):
            return []
        self.expect("TRUNCATE")
        filler = exp.Literal(this="...", is_string=True)
        if self.token.word not in ("WITH", "WITHOUT"):
            filler = self.string()
        counted = self.accept("WITH", "COUNT")
        if not counted:
            self.expect("WITHOUT", "COUNT")
        missing = [] if len(arguments) > 1 else [exp.Literal(this="", is_string=True)]
        return [*(self.at(token, each) for each in missing), filler, exp.Boolean(this=counted)]

    def _anonymous(self, token: Token, name: str, *arguments: exp.Expr) -> exp.Anonymous:
        node = exp.Anonymous(this=name, expressions=list(arguments))
        return place(node, self.source.position(token.start))
