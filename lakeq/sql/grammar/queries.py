"""Queries: WITH, SELECT, set operations, VALUES, and ORDER BY, OFFSET and LIMIT after them."""

from collections.abc import Sequence

from sqlglot import exp

from lakeq.sql.grammar.relations import INLINE_VALUES, RelationGrammar
from lakeq.sql.scanner import Source, Spelling, Token, TokenKind

MAX_DEPTH = 400
_SET_OPERATIONS: dict[str, type[exp.SetOperation]] = {
    "UNION": exp.Union,
    "EXCEPT": exp.Except,
    "INTERSECT": exp.Intersect,
}


class QueryGrammar(RelationGrammar):
    """Reads a whole query."""

    def __init__(self, source: Source, start: int = 0) -> None:
        super().__init__(source, Spelling.TRINO, start)
        self.end = start
        """Where the query that was read ends."""

    def whole_query(self) -> exp.Query:
        """Read the one query that is left of the text, and nothing after it.

        Raises QuerySyntaxError, or NotSupported for grammar of Trino's that lakeq does not do.
        """
        start = self.token.start
        query = self.query()
        self.end = self.previous.end
        self.finish()
        _refuse_depth(self.source, query, start)
        return query

    def query(self) -> exp.Query:
        """Read a query, its WITH and its ORDER BY, OFFSET and LIMIT included."""
        self.enter()
        with_ = self._with()
        body = self._modified(self._union(self._intersection(self._term())))
        if with_ is not None:
            body.set("with_", with_)
        self.leave()
        return body

    def query_after(self, first: exp.Query) -> exp.Query:
        """Read on after a parenthesized query that turned out to be only the first term."""
        return self._modified(self._union(self._intersection(first)))

    def _with(self) -> exp.With | None:
        token = self.token
        if not self.accept("WITH"):
            return None
        recursive = self.accept("RECURSIVE")
        return self.at(
            token, exp.With(expressions=self.listed(self._named_query), recursive=recursive)
        )

    def _named_query(self) -> exp.CTE:
        token = self.token
        name = self.identifier()
        columns = self.in_parentheses(self.identifier) if self.at_symbol("(") else []
        self.expect("AS")
        alias = self.at(token, exp.TableAlias(this=name, columns=columns))
        return self.at(token, exp.CTE(this=self.subquery(), alias=alias))

    def _union(self, first: exp.Query) -> exp.Query:
        return self._chain(first, ("UNION", "EXCEPT"))

    def _intersection(self, first: exp.Query) -> exp.Query:
        return self._chain(first, ("INTERSECT",))

    def _chain(self, first: exp.Query, words: Sequence[str]) -> exp.Query:
        run = [first]
        previous: tuple[str, bool] | None = None
        token = self.token
        while self.token.word in words:
            token = self.advance()
            distinct = not self.accept("ALL")
            if distinct:
                self.accept("DISTINCT")
            operation = (token.word, distinct)
            if (previous is not None and operation != previous) or token.word == "EXCEPT":
                run = [self._combined(token, previous or operation, run)]
            right = self._term()
            run.append(self._intersection(right) if "UNION" in words else right)
            previous = operation
        return run[0] if previous is None else self._combined(token, previous, run)

    def _combined(
        self, token: Token, operation: tuple[str, bool], run: list[exp.Query]
    ) -> exp.Query:
        """Join equal set operations into a shallow tree; they are associative, but for EXCEPT."""
        word, distinct = operation
        while len(run) > 1:
            pairs = zip(run[::2], run[1::2], strict=False)
            joined: list[exp.Query] = [
                self.at(token, _SET_OPERATIONS[word](this=a, expression=b, distinct=distinct))
                for a, b in pairs
            ]
            run = joined + run[len(joined) * 2 :]
        return run[0]

    def _term(self) -> exp.Query:
        token = self.token
        if self.at_symbol("("):
            self.advance()
            inner = self.query()
            self.expect_symbol(")")
            return self.at(token, exp.Subquery(this=inner))
        match token.word:
            case "SELECT":
                return self._select()
            case "VALUES":
                return self._values()
            case "TABLE":
                self.advance()
                return self._everything(token, self.table())
            case _:
                raise self.mismatch("'('", "'SELECT'", "'TABLE'", "'VALUES'")

    def _everything(self, token: Token, relation: exp.Expr) -> exp.Select:
        star = self.at(token, exp.Star())
        source = self.at(token, exp.From(this=relation))
        return self.at(token, exp.Select(expressions=[star], from_=source))

    def _values(self) -> exp.Select:
        token = self.advance()
        values = self.at(token, exp.Values(expressions=self.listed(self.expression)))
        select = self._everything(token, values)
        select.meta[INLINE_VALUES] = True
        return select

    def _select(self) -> exp.Select:
        token = self.advance()
        parts: dict[str, object] = {}
        if self.accept("DISTINCT"):
            parts["distinct"] = self.at(self.previous, exp.Distinct())
        else:
            self.accept("ALL")
        parts["expressions"] = self.listed(self._select_item)
        if self.accept("FROM"):
            parts["from_"], parts["joins"] = self.sources()
        if self.accept("WHERE"):
            parts["where"] = self.at(self.previous, exp.Where(this=self.expression()))
        if self.accept("GROUP"):
            parts["group"] = self._group()
        if self.accept("HAVING"):
            parts["having"] = self.at(self.previous, exp.Having(this=self.expression()))
        if self.token.word == "WINDOW" and self.at_clause():
            self.advance()
            parts["windows"] = self.listed(self._named_window)
        return self.at(token, exp.Select(**parts))

    def _select_item(self) -> exp.Expr:
        token = self.token
        if self.accept_symbol("*"):
            return self.at(token, exp.Star())
        node = self.expression()
        if self.at_symbol(".") and self.at_symbol("*", 1):
            return self._qualified_star(token, node)
        if self.accept("AS") or (self.at_identifier() and not self.at_clause()):
            return self.at(token, exp.Alias(this=node, alias=self.identifier()))
        if self.token.kind is TokenKind.BACKQUOTED:
            self.identifier()
        return node

    def _qualified_star(self, token: Token, node: exp.Expr) -> exp.Expr:
        self.advance()
        star = self.at(self.advance(), exp.Star())
        everything: exp.Expr = self.at(token, exp.Dot(this=node, expression=star))
        if isinstance(node, exp.Column) and len(node.parts) < 4:
            parts = dict(zip(("table", "db", "catalog"), reversed(node.parts), strict=False))
            everything = self.at(token, exp.Column(this=star, **parts))
        if not (self.token.word == "AS" and self.at_symbol("(", 1)):
            return everything
        place_of_names = self.advance()
        names = self.in_parentheses(self.identifier)
        return self.at(place_of_names, exp.Aliases(this=everything, expressions=names))

    def _named_window(self) -> exp.Window:
        token = self.token
        name = self.identifier()
        self.expect("AS")
        return self.at(token, exp.Window(this=name, **self.window_specification()))

    def _group(self) -> exp.Group:
        token = self.previous
        self.expect("BY")
        distinct = self.accept("DISTINCT")
        every = not distinct and self.accept("ALL")
        items = self.listed(self._grouping)
        quantifier = {"distinct": True} if distinct else {"all": True} if every else {}
        return self.at(token, exp.Group(expressions=items, **quantifier))

    def _grouping(self) -> exp.Expr:
        token = self.token
        if self.accept("GROUPING", "SETS"):
            return self.at(token, exp.GroupingSets(expressions=self.in_parentheses(self._set)))
        if token.word in ("ROLLUP", "CUBE"):
            self.advance()
            node = exp.Rollup if token.word == "ROLLUP" else exp.Cube
            return self.at(token, node(expressions=self._sets()))
        if self.at_symbol("(") and self.at_symbol(")", 1):
            return self._set()
        return self.expression()

    def _sets(self) -> list[exp.Tuple]:
        if self.at_symbol("(") and self.at_symbol(")", 1):
            self.advance()
            self.advance()
            return []
        return self.in_parentheses(self._set)

    def _set(self) -> exp.Tuple:
        token = self.token
        if self.at_symbol("(") and self.at_symbol(")", 1):
            self.advance()
            self.advance()
            return self.at(token, exp.Tuple(expressions=[]))
        node = self.expression()
        if isinstance(node, exp.Tuple):
            return node
        inner = node.this if isinstance(node, exp.Paren) else node
        return self.at(token, exp.Tuple(expressions=[inner]))

    def _modified(self, body: exp.Query) -> exp.Query:
        order = self.order()
        if order is not None:
            body.set("order", order)
        if self.token.word == "OFFSET":
            token = self.advance()
            body.set("offset", self.at(token, exp.Offset(expression=self._count())))
            if not self.accept("ROWS"):
                self.accept("ROW")
        if self.token.word == "LIMIT":
            token = self.advance()
            if not self.accept("ALL"):
                body.set("limit", self.at(token, exp.Limit(expression=self._count())))
        elif self.token.word == "FETCH":
            body.set("limit", self._fetch())
        return body

    def _fetch(self) -> exp.Expr:
        token = self.advance()
        if not self.accept("FIRST"):
            self.expect("NEXT")
        counted = self.token.word not in ("ROW", "ROWS")
        one = exp.Literal(this="1", is_string=False)
        count = self._count() if counted else self.at(token, one)
        if not self.accept("ROWS"):
            self.expect("ROW")
        if self.accept("ONLY"):
            return self.at(token, exp.Fetch(direction="FIRST", count=count))
        self.expect("WITH", "TIES")
        ties = exp.LimitOptions(rows=True, with_ties=True)
        return self.at(token, exp.Fetch(direction="FIRST", count=count, limit_options=ties))

    def _count(self) -> exp.Expr:
        if self.at_symbol("?"):
            return self.value(weakest=9)
        token = self.token
        if token.kind is not TokenKind.NUMBER or not token.text.isdecimal():
            self.fail("'?'", "<integer>")
        self.advance()
        return self.at(token, exp.Literal(this=token.text, is_string=False))


def _refuse_depth(source: Source, query: exp.Query, start: int) -> None:
    level: list[exp.Expr] = [query]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.iter_expressions()]
        if not level:
            return
    raise source.error(f"the statement is nested more than {MAX_DEPTH} levels deep", start)
