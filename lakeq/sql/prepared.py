"""PREPARE, EXECUTE and DEALLOCATE; the statements that they name are read by their own grammars."""

import re
from dataclasses import dataclass

from sqlglot import exp

from lakeq.errors import InvalidDefinition
from lakeq.sql.grammar.queries import QueryGrammar
from lakeq.sql.scanner import Token, TokenKind
from lakeq.sql.statements import Deallocate, Execute, ExecuteImmediate

# Athena's rule, but for names of one letter, which Trino takes.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_@:]{0,255}")
_NAME_HINT = "a letter or _ first, then letters, digits, _, @ or :, at most 256 in all"


@dataclass(frozen=True, slots=True)
class PrepareHeading:
    """What stands before the prepared statement, which begins at offset ``statement_start``."""

    name: str
    statement_start: int


class PreparedGrammar(QueryGrammar):
    """Reads the statements about prepared statements."""

    def prepare_heading(self) -> PrepareHeading:
        """Read ``PREPARE name FROM``."""
        self.expect("PREPARE")
        name = self._statement_name()
        self.expect("FROM")
        return PrepareHeading(name, self.token.start)

    def execute(self) -> Execute | ExecuteImmediate:
        """Read ``EXECUTE name [USING ...]`` or ``EXECUTE IMMEDIATE 'text' [USING ...]``."""
        begin = self.token
        self.expect("EXECUTE")
        if self.token.word == "IMMEDIATE" and self.ahead(1).kind is TokenKind.STRING:
            self.advance()
            at_text = self._place(self.token)
            text = self.string().name
            return ExecuteImmediate(text, self._using(), self._place(begin), at_text)
        name = self._statement_name()
        return Execute(name, self._using(), self._place(begin))

    def deallocate(self) -> Deallocate:
        """Read ``DEALLOCATE PREPARE name``."""
        self.expect("DEALLOCATE", "PREPARE")
        name = self._statement_name()
        self.finish()
        return Deallocate(name)

    def _statement_name(self) -> str:
        token = self.token
        name = self.identifier().name
        if not _NAME.fullmatch(name):
            line, column = self._place(token)
            raise InvalidDefinition(
                f"'{name}' is no name for a prepared statement",
                line=line,
                column=column,
                hint=_NAME_HINT,
            )
        return name

    def _using(self) -> tuple[exp.Expr, ...] | None:
        arguments = tuple(self.listed(self.expression)) if self.accept("USING") else None
        self.finish()
        return arguments

    def _place(self, token: Token) -> tuple[int, int]:
        return self.source.position(token.start)
