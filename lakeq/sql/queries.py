"""The statement that is asked most, by itself: the others take a while to load."""

from dataclasses import dataclass

from sqlglot import exp

from lakeq.model.query import StatementKind


@dataclass(frozen=True, slots=True)
class QueryStatement:
    """A query: its tree, as ``lakeq.sql.grammar`` builds it, and its text without the semicolon."""

    tree: exp.Query
    text: str

    @property
    def kind(self) -> StatementKind:
        """Athena's statement type."""
        return StatementKind.DML
