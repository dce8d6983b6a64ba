"""What may stand in FROM: tables, subqueries, joins, UNNEST, LATERAL."""

from sqlglot import exp

from lakeq.sql.grammar.calls import CallGrammar
from lakeq.sql.grammar.words import QUERY_STARTS, QUERY_TAILS
from lakeq.sql.nodes import RelationGroup, Sample
from lakeq.sql.scanner import Token, TokenKind

INLINE_VALUES = "inline values"
"""Marks the query that stands for a bare VALUES."""

_TABLE_PARTS = ("this", "db", "catalog")


class RelationGrammar(CallGrammar):
    """Reads FROM."""

    def sources(self) -> tuple[exp.From, list[exp.Join]]:
        """Read the list after FROM: the first relation, and what is joined to it in turn."""
        token = self.previous
        first, joins = self._joined()
        while self.accept_symbol(","):
            comma = self.previous
            relation, inner = self._joined()
            if inner:
                # A comma binds more loosely than JOIN does.
                relation = self.at(comma, RelationGroup(this=relation, joins=inner))
            joins.append(self.at(comma, exp.Join(this=relation, kind="CROSS")))
        return self.at(token, exp.From(this=first)), joins

    def table(self) -> exp.Table:
        """Read a table's name."""
        token = self.token
        parts = [self.identifier()]
        while self.accept_symbol("."):
            parts.append(self.identifier())
        if len(parts) > len(_TABLE_PARTS):
            dotted = ".".join(part.name for part in parts)
            raise self.source.error(f"Too many dots in table name: {dotted}", token.start)
        named = zip(_TABLE_PARTS, reversed(parts), strict=False)
        return self.at(token, exp.Table(**dict(named)))

    def at_clause(self) -> bool:
        """Tell whether a word that could be an alias begins a clause here instead."""
        after = self.ahead(1)
        match self.token.word:
            case "LIMIT":
                return after.word == "ALL" or self._at_count(after)
            case "OFFSET":
                return self._at_count(after)
            case "FETCH":
                return after.word in ("FIRST", "NEXT")
            case "WINDOW":
                return self.at_identifier(1) and self.ahead(2).word == "AS"
            case "TABLESAMPLE":
                return after.word in ("BERNOULLI", "SYSTEM")
            case "MATCH_RECOGNIZE":
                return self.at_symbol("(", 1)
            case _:
                return False

    def _at_count(self, token: Token) -> bool:
        return token.kind is TokenKind.NUMBER or token.text == "?"

    def _joined(self) -> tuple[exp.Expr, list[exp.Join]]:
        self.enter()
        first = self._sampled()
        joins = []
        while (join := self._join()) is not None:
            joins.append(join)
        self.leave()
        return first, joins

    def _join(self) -> exp.Join | None:
        token = self.token
        if self.accept("CROSS"):
            self.expect("JOIN")
            return self.at(token, exp.Join(this=self._sampled(), kind="CROSS"))
        natural = self.accept("NATURAL")
        side = self._join_side()
        if not natural and side is None and self.token.word not in ("JOIN", "INNER"):
            return None
        kind = "INNER" if side is None else None
        if side is None:
            self.accept("INNER")
        self.expect("JOIN")
        if natural:
            return self.at(
                token, exp.Join(this=self._sampled(), side=side, kind=kind, method="NATURAL")
            )
        relation = self._joined_before_condition()
        return self.at(
            token, exp.Join(this=relation, side=side, kind=kind, **self._join_condition())
        )

    def _join_side(self) -> str | None:
        if self.token.word not in ("LEFT", "RIGHT", "FULL"):
            return None
        side = self.advance().word
        self.accept("OUTER")
        return side

    def _joined_before_condition(self) -> exp.Expr:
        """Read the right side of a join; ``a JOIN b JOIN c ON .. ON ..`` nests to the right."""
        token = self.token
        first = self._sampled()
        if self.token.word in ("ON", "USING"):
            return first
        self.enter()
        joins = []
        while self.token.word not in ("ON", "USING"):
            join = self._join()
            if join is None:
                self.fail("'ON'", "'USING'")
            joins.append(join)
        self.leave()
        return self.at(token, RelationGroup(this=first, joins=joins))

    def _join_condition(self) -> dict[str, object]:
        if self.accept("ON"):
            return {"on": self.expression()}
        self.expect("USING")
        return {"using": self.in_parentheses(self.identifier)}

    def _sampled(self) -> exp.Expr:
        relation = self._aliased(self._relation())
        token = self.token
        if token.word == "MATCH_RECOGNIZE":
            raise self.unsupported(token.word)
        if not self.accept("TABLESAMPLE"):
            return relation
        method = self.token
        if not (self.accept("BERNOULLI") or self.accept("SYSTEM")):
            self.fail("'BERNOULLI'", "'SYSTEM'")
        self.expect_symbol("(")
        percentage = self.expression()
        self.expect_symbol(")")
        return self.at(token, Sample(this=relation, method=method.word, percentage=percentage))

    def _aliased(self, relation: exp.Expr) -> exp.Expr:
        token = self.token
        if not self.accept("AS") and (not self.at_identifier() or self.at_clause()):
            return relation
        name = self.identifier()
        names = self.in_parentheses(self.identifier) if self.at_symbol("(") else []
        relation.set("alias", self.at(token, exp.TableAlias(this=name, columns=names)))
        return relation

    def _relation(self) -> exp.Expr:
        token = self.token
        if self.at_symbol("("):
            return self._parenthesized_relation()
        match token.word:
            case "UNNEST":
                return self._unnest()
            case "LATERAL" if self.at_symbol("(", 1):
                self.advance()
                inner = self.at(self.token, exp.Subquery(this=self.subquery()))
                return self.at(token, exp.Lateral(this=inner))
            case "TABLE" if self.at_symbol("(", 1):
                raise self.unsupported("TABLE()")
            case "JSON_TABLE":
                raise self.unsupported("JSON_TABLE")
            case _:
                return self._time_travelling(self.table())

    def _time_travelling(self, table: exp.Table) -> exp.Table:
        if self.token.word == "FOR":
            raise self.unsupported("FOR TIMESTAMP or VERSION AS OF")
        return table

    def _unnest(self) -> exp.Unnest:
        token = self.advance()
        arguments = self.in_parentheses(self.expression)
        ordinality = self.accept("WITH", "ORDINALITY")
        return self.at(token, exp.Unnest(expressions=arguments, offset=ordinality))

    def _parenthesized_relation(self) -> exp.Expr:
        token = self.token
        if self.ahead(1).word in QUERY_STARTS and not (
            self.ahead(1).word == "TABLE" and self.at_symbol("(", 2)
        ):
            return self._subquery_relation(token, self.subquery())
        self.advance()
        relation, joins = self._joined()
        bare = isinstance(relation, exp.Subquery) and not joins and not relation.args.get("alias")
        if bare and self.token.word in QUERY_TAILS:
            query = self.query_after(relation)  # type: ignore[arg-type] # It is a subquery here.
            self.expect_symbol(")")
            return self._subquery_relation(token, query)
        self.expect_symbol(")")
        if bare:
            return relation
        return self.at(token, RelationGroup(this=relation, joins=joins))

    def _subquery_relation(self, token: Token, query: exp.Query) -> exp.Expr:
        if query.meta.get(INLINE_VALUES) and set(query.args) <= {"expressions", "from_"}:
            values: exp.Expr = query.args["from_"].this
            return self.at(token, values)
        return self.at(token, exp.Subquery(this=query))
