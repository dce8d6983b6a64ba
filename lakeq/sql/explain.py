"""EXPLAIN and its options; the statement behind them is read by its own grammar."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from lakeq.sql.cursor import Cursor
from lakeq.sql.statements import ExplainFormat, ExplainType

_Choice = TypeVar("_Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class ExplainHeading:
    """What stands before the explained statement, which begins at offset ``statement_start``."""

    analyze: bool
    verbose: bool
    format: ExplainFormat
    type: ExplainType | None
    statement_start: int


class ExplainGrammar(Cursor):
    """Reads EXPLAIN as far as the statement."""

    def heading(self) -> ExplainHeading:
        """Read the heading: ``EXPLAIN [ANALYZE [VERBOSE]] [(option, ...)]``."""
        self.expect("EXPLAIN")
        analyze = self.accept("ANALYZE")
        verbose = analyze and self.accept("VERBOSE")
        options: dict[str, str] = {}
        if self.at_symbol("(") and self.ahead(1).word in ("FORMAT", "TYPE"):
            options = dict(self.in_parentheses(self._option))
        if self.token.word == "EXPLAIN" or self.at_end:
            self.fail("<statement>")
        kind = ExplainType[options["TYPE"]] if "TYPE" in options else None
        return ExplainHeading(
            analyze,
            verbose,
            ExplainFormat[options.get("FORMAT", "TEXT")],
            kind,
            self.token.start,
        )

    def _option(self) -> tuple[str, str]:
        if self.accept("FORMAT"):
            return "FORMAT", self._choice(ExplainFormat)
        if self.accept("TYPE"):
            return "TYPE", self._choice(ExplainType)
        raise self.mismatch("'FORMAT'", "'TYPE'")

    def _choice(self, choices: type[_Choice]) -> str:
        names = [choice.name for choice in choices]
        if self.token.word not in names:
            self.fail(*(f"'{name}'" for name in sorted(names)))
        return self.advance().word
