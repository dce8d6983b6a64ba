"""Patterns: LIKE, in which nothing escapes unless ESCAPE says so."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.guards import Check, checked
from lakeq.engines.duckdb.functions.invocation import Invocation

_STAND_IN = "chr(1)"
"""DuckDB takes only a single byte for an escape, so this control stands for a longer one."""

_SET_ASIDE = "chr(2)"
_MULTIPLE = "Escape string must be a single character"
_DANGLING = "Escape character must be followed by '%', '_' or the escape character itself"


def like(call: Invocation) -> str:
    """Spell LIKE. An empty escape is none; whatever else Trino refuses fails."""
    if len(call.sql) == 2 or call.constant(2) == "":
        return f"({call.sql[0]} LIKE {call.sql[1]})"
    wanted, escape = call.constant_text(1), call.constant_text(2)
    if wanted is not None and escape is not None and _complaint(wanted, escape) is None:
        if escape.isascii():
            return f"({call.sql[0]} LIKE {call.sql[1]} ESCAPE {call.sql[2]})"
        return f"({call.sql[0]} LIKE {_in_ascii(*call.sql[1:])} ESCAPE {_STAND_IN})"

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
        return checks, (
            f"CASE WHEN {letter} = '' THEN {plain} "
            f"WHEN strlen({letter}) = 1 THEN {plain} ESCAPE {letter} "
            f"ELSE {value} LIKE {_in_ascii(pattern, letter)} ESCAPE {_STAND_IN} END"
        )

    return checked(call, build)


def _in_ascii(pattern: str, escape: str) -> str:
    """Spell a pattern with an escape of one byte in the place of another.

    What is escaped twice, and so stands for itself, is put aside first.
    """
    steps = (
        (f"{escape} || {escape}", _SET_ASIDE),
        (f"{escape} || '%'", f"{_STAND_IN} || '%'"),
        (f"{escape} || '_'", f"{_STAND_IN} || '_'"),
        (_SET_ASIDE, escape),
    )
    for theirs, ours in steps:
        pattern = f"replace({pattern}, {theirs}, {ours})"
    return pattern


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
