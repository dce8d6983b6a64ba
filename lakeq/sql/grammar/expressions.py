"""Expressions, from OR down to literals and names."""

from abc import abstractmethod
from collections.abc import Callable, Sequence

from sqlglot import exp

from lakeq.sql.grammar.literals import CLOCKS, LiteralGrammar
from lakeq.sql.grammar.words import QUERY_STARTS, QUERY_TAILS, RESERVED
from lakeq.sql.nodes import place
from lakeq.sql.scanner import Token, TokenKind

_STATES: dict[str, Callable[[], exp.Expr]] = {
    "NULL": exp.Null,
    "TRUE": lambda: exp.Boolean(this=True),
    "FALSE": lambda: exp.Boolean(this=False),
    "UNKNOWN": lambda: exp.Var(this="UNKNOWN"),
}
_COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_ARITHMETIC: dict[str, tuple[int, type[exp.Binary]]] = {
    "||": (1, exp.DPipe),
    "+": (2, exp.Add),
    "-": (2, exp.Sub),
    "*": (3, exp.Mul),
    "/": (3, exp.Div),
    "%": (3, exp.Mod),
}
_CURRENT: dict[str, type[exp.Func]] = {
    "CURRENT_DATE": exp.CurrentDate,
    "CURRENT_USER": exp.CurrentUser,
    "CURRENT_CATALOG": exp.CurrentCatalog,
    "CURRENT_SCHEMA": exp.CurrentSchema,
}
_ROW_STARTS = ("ROW", "CAST", "TRY_CAST")
_COLUMN_PARTS = ("this", "table", "db", "catalog")


class ExpressionGrammar(LiteralGrammar):
    """Reads expressions; calls and queries are read by the classes above this one."""

    @abstractmethod
    def query(self) -> exp.Query:
        """Read a query."""

    @abstractmethod
    def query_after(self, first: exp.Query) -> exp.Query:
        """Read what may follow the first term of a query, whose text was just read."""

    @abstractmethod
    def call(self, token: Token, name: str) -> exp.Expr:
        """Read a function call; its name was just read."""

    @abstractmethod
    def special_form(self, token: Token) -> exp.Expr | None:
        """Read an expression that begins with a word of its own, such as CASE or CAST."""

    def expression(self) -> exp.Expr:
        """Read one expression: what OR, AND and NOT are made of, and below."""
        disjuncts = []
        while True:
            conjuncts = [self._negation()]
            while self.accept("AND"):
                conjuncts.append(self._negation())
            disjuncts.append(balanced(exp.And, conjuncts))
            if not self.accept("OR"):
                break
        return balanced(exp.Or, disjuncts)

    def value(self, weakest: int = 1) -> exp.Expr:
        """Read an expression without predicates, of operators that bind at least so tightly."""
        self.enter()
        left = self._signed()
        while True:
            token = self.token
            strength, node = _ARITHMETIC.get(token.text, (0, exp.Binary))
            if token.kind is not TokenKind.SYMBOL or strength < weakest:
                self.leave()
                return left
            self.advance()
            left = self.at(token, node(this=left, expression=self.value(strength + 1)))

    def subquery(self) -> exp.Query:
        """Read a query in parentheses, and give the query alone."""
        self.expect_symbol("(")
        query = self.query()
        self.expect_symbol(")")
        return query

    def _negation(self) -> exp.Expr:
        negations = []
        while self.token.word == "NOT":
            negations.append(self.advance())
        node = self._predicate(self.value())
        for token in reversed(negations):
            node = self.at(token, exp.Not(this=node))
        return node

    def _predicate(self, left: exp.Expr) -> exp.Expr:
        token = self.token
        if token.kind is TokenKind.SYMBOL and token.text in _COMPARISONS:
            self.advance()
            right = self._quantified() or self.value()
            return self.at(token, _COMPARISONS[token.text](this=left, expression=right))
        if self.accept("IS"):
            return self._is(token, left)
        negated = token.word == "NOT" and self.ahead(1).word in ("BETWEEN", "IN", "LIKE")
        if negated:
            self.advance()
        node = self._membership(left)
        return self.at(token, exp.Not(this=node)) if negated else node

    def _quantified(self) -> exp.Expr | None:
        token = self.token
        if token.word not in ("ALL", "ANY", "SOME") or not self.at_symbol("(", 1):
            return None
        self.advance()
        node = exp.All if token.word == "ALL" else exp.Any
        return self.at(token, node(this=self.subquery()))

    def _is(self, token: Token, left: exp.Expr) -> exp.Expr:
        negated = self.accept("NOT")
        if self.accept("DISTINCT"):
            self.expect("FROM")
            distinct = exp.NullSafeEQ if negated else exp.NullSafeNEQ
            return self.at(token, distinct(this=left, expression=self.value()))
        if self.token.word == "JSON":
            raise self.unsupported("IS JSON", token)
        node: exp.Expr = self.at(token, exp.Is(this=left, expression=self._state()))
        return self.at(token, exp.Not(this=node)) if negated else node

    def _state(self) -> exp.Expr:
        """Read what a value is said to be: NULL, or a boolean one of the three it can be."""
        token = self.token
        for word, node in _STATES.items():
            if self.accept(word):
                return self.at(token, node())
        raise self.mismatch("'DISTINCT'", *(f"'{word}'" for word in _STATES))

    def _membership(self, left: exp.Expr) -> exp.Expr:
        token = self.token
        if self.accept("BETWEEN"):
            low = self.value()
            self.expect("AND")
            return self.at(token, exp.Between(this=left, low=low, high=self.value()))
        if self.accept("IN"):
            return self.at(token, self._in(left))
        if token.word == "OVERLAPS" and self._at_period(1):
            self.advance()
            return self.at(token, exp.Overlaps(this=left, expression=self.value()))
        if self.accept("LIKE"):
            like: exp.Expr = self.at(token, exp.Like(this=left, expression=self.value()))
            if self.accept("ESCAPE"):
                like = self.at(token, exp.Escape(this=like, expression=self.value()))
            return like
        return left

    def _in(self, left: exp.Expr) -> exp.In:
        token = self.token
        if self._at_query(1):
            query = self.at(token, exp.Subquery(this=self.subquery()))
            return exp.In(this=left, query=query)
        self.expect_symbol("(")
        items = self.listed(self.expression)
        if len(items) == 1 and isinstance(items[0], exp.Subquery):
            return exp.In(this=left, query=self._nested_query(token, items[0]))
        self.expect_symbol(")")
        return exp.In(this=left, expressions=items)

    def _at_period(self, distance: int) -> bool:
        """Whether a row begins there: OVERLAPS is a name wherever none does."""
        return self.at_symbol("(", distance) or self.ahead(distance).word in _ROW_STARTS

    def _at_query(self, distance: int) -> bool:
        return self.ahead(distance).word in QUERY_STARTS

    def _signed(self) -> exp.Expr:
        signs = []
        while self.at_symbol("-") or self.at_symbol("+"):
            signs.append(self.advance())
        node = self._zoned(self._subscripted(self._primary()))
        for token in reversed(signs):
            if token.text == "-":
                node = self.at(token, exp.Neg(this=node))
        return node

    def _zoned(self, node: exp.Expr) -> exp.Expr:
        while self.token.word == "AT":
            token = self.advance()
            zone: exp.Expr | None = None
            if not self.accept("LOCAL"):
                self.expect("TIME", "ZONE")
                zone = self.string() if self.token.kind is TokenKind.STRING else self.interval()
            node = self.at(token, exp.AtTimeZone(this=node, zone=zone))
        return node

    def _subscripted(self, node: exp.Expr) -> exp.Expr:
        while True:
            token = self.token
            if self.accept_symbol("["):
                node = self.at(token, exp.Bracket(this=node, expressions=[self.value()]))
                self.expect_symbol("]")
            elif self.at_symbol(".") and not self.at_symbol("*", 1):
                self.advance()
                node = self.at(token, exp.Dot(this=node, expression=self.identifier()))
            else:
                return node

    def _primary(self) -> exp.Expr:
        token = self.token
        match token.kind:
            case TokenKind.STRING:
                return self.string()
            case TokenKind.NUMBER:
                return self.number()
            case TokenKind.HEX:
                return self.at(self.advance(), exp.HexString(this=token.text))
            case TokenKind.WORD:
                return self._word(token)
            case TokenKind.QUOTED:
                return self._name()
            case TokenKind.BACKQUOTED:
                raise self.backquoted(token)
            case TokenKind.SYMBOL if token.text == "(":
                return self._parenthesized(token)
            case TokenKind.SYMBOL if token.text == "?":
                return self.placeholder()
            case _:
                raise self.mismatch("<expression>")

    def _word(self, token: Token) -> exp.Expr:
        word = token.word
        if word in ("TRUE", "FALSE"):
            return self.at(self.advance(), exp.Boolean(this=word == "TRUE"))
        if word == "NULL":
            return self.at(self.advance(), exp.Null())
        if word in _CURRENT:
            return self.at(self.advance(), _CURRENT[word]())
        if word == "CURRENT_PATH":
            raise self.unsupported(word, token)
        if word in CLOCKS:
            return self.clock(CLOCKS[word])
        form = self.special_form(token)
        if form is not None:
            return form
        if word in RESERVED:
            self.fail("<expression>")
        if word == "INTERVAL" and self.at_interval():
            return self.interval()
        return self.typed_literal(token) if self.at_typed_literal() else self._name()

    def _name(self) -> exp.Expr:
        first = self.token
        parts = [self.identifier()]
        if self.at_symbol("->"):
            return self._lambda(first, parts)
        while self.at_symbol(".") and self.at_identifier(1):
            self.advance()
            parts.append(self.identifier())
        if self.at_symbol("("):
            return self.call(first, ".".join(part.name for part in parts))
        node = column(parts[:4])
        place(node, self.source.position(first.start))
        for part in parts[4:]:
            node = self.at(first, exp.Dot(this=node, expression=part))
        return node

    def _lambda(self, token: Token, names: Sequence[exp.Identifier]) -> exp.Lambda:
        self.expect_symbol("->")
        return self.at(token, exp.Lambda(this=self.expression(), expressions=list(names)))

    def _parenthesized(self, token: Token) -> exp.Expr:
        if self._at_query(1):
            return self.at(token, exp.Subquery(this=self.subquery()))
        if self._at_lambda():
            self.advance()
            names = [] if self.at_symbol(")") else self.listed(self.identifier)
            self.expect_symbol(")")
            return self._lambda(token, names)
        self.advance()
        items = self.listed(self.expression)
        if len(items) == 1 and isinstance(items[0], exp.Subquery):
            return self._nested_query(token, items[0])
        self.expect_symbol(")")
        if len(items) == 1:
            return self.at(token, exp.Paren(this=items[0]))
        return self.at(token, exp.Tuple(expressions=items))

    def _nested_query(self, token: Token, inner: exp.Subquery) -> exp.Expr:
        """Read the rest of ``((SELECT ...) UNION ...)``: what looked like an expression was not."""
        node = inner
        if self.token.word in QUERY_TAILS:
            node = self.at(token, exp.Subquery(this=self.query_after(inner)))
        self.expect_symbol(")")
        return node

    def _at_lambda(self) -> bool:
        distance = 1
        while self.at_identifier(distance) and self.at_symbol(",", distance + 1):
            distance += 2
        if self.at_identifier(distance):
            distance += 1
        return self.at_symbol(")", distance) and self.at_symbol("->", distance + 1)


def column(parts: Sequence[exp.Identifier]) -> exp.Expr:
    """Make a column of its name's parts, outermost first."""
    named = zip(_COLUMN_PARTS, reversed(parts), strict=False)
    return exp.Column(**dict(named))


def balanced(connector: type[exp.Connector], terms: Sequence[exp.Expr]) -> exp.Expr:
    """Join terms into a tree as shallow as can be, so that long chains do not make deep ones."""
    level = list(terms)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        joined: list[exp.Expr] = [connector(this=a, expression=b) for a, b in pairs]
        level = joined + level[len(joined) * 2 :]
    return level[0]
