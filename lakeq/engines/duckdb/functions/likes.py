"""Patterns: LIKE, in which nothing escapes unless ESCAPE says so."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.guards import Check, checked
from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import text

_STAND_IN = "chr(1)"
"""DuckDB takes only a single byte for an escape, so this control stands for any of them."""

_MULTIPLE = "Escape string must be a single character"
_DANGLING = "Escape character must be followed by '%', '_' or the escape character itself"


def like(call: Invocation) -> str:
    """Spell LIKE. An empty escape is none; whatever else Trino refuses fails."""
    if len(call.sql) == 2 or call.constant(2) == "":
        return f"({call.sql[0]} LIKE {call.sql[1]})"
    wanted, escape = call.constant_text(1), call.constant_text(2)
    if wanted is not None and escape is not None and _complaint(wanted, escape) is None:
        pattern, letter = _in_ascii(wanted, escape)
        return f"({call.sql[0]} LIKE {text(pattern)} ESCAPE {text(letter)})"

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        value, pattern, letter = values
        rest = pattern
        for escaped in (f"{letter} || {letter}", f"{letter} || '%'", f"{letter} || '_'"):
            rest = f"replace({rest}, {escaped}, '')"
        checks = [
            (f"length({letter}) > 1", _MULTIPLE),
            (f"{letter} <> '' AND contains({rest}, {letter})", _DANGLING),
        ]
        plain = f"{value} LIKE {pattern}"
        escaped = f"{value} LIKE replace({pattern}, {letter}, {_STAND_IN}) ESCAPE {_STAND_IN}"
        return checks, f"CASE WHEN {letter} = '' THEN {plain} ELSE {escaped} END"

    return checked(call, build)


def _in_ascii(pattern: str, escape: str) -> tuple[str, str]:
    """Write a pattern with an escape of one byte, if it has another."""
    if escape.isascii():
        return pattern, escape
    letter = next(chr(code) for code in range(1, 128) if chr(code) not in f"%_{pattern}")
    return pattern.replace(escape, letter), letter


def _complaint(pattern: str, escape: str) -> str | None:
    """Tell what is wrong with a pattern and its escape."""
    if len(escape) != 1:
        return _MULTIPLE
    position = 0
    while position < len(pattern):
        if pattern[position] == escape:
            if pattern[position + 1 : position + 2] not in ("%", "_", escape):
                return _DANGLING
            position += 1
        position += 1
    return None
