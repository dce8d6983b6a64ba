"""Guards: calls that fail with Trino's error for some arguments, and answer for the others."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from lakeq.engines.duckdb.functions.invocation import Invocation
from lakeq.engines.duckdb.spelling import once
from lakeq.errors import InvalidArgument

Check: TypeAlias = tuple[str, str]
"""A condition under which a call fails, and with which message."""


def guarded(
    call: Invocation, checks: Sequence[Check], answer: str, operands: Sequence[str] | None = None
) -> str:
    """Spell a call that is NULL if an operand is, fails if a condition holds, and else answers.

    The operands are the call's own, unless given. NULL comes first, as in Trino, which does not
    even look at the other arguments then.
    """
    if not checks:
        return answer
    names = call.sql if operands is None else operands
    present = [name for index, name in enumerate(names) if call.constant(index) is None]
    missing = " OR ".join(f"{name} IS NULL" for name in present)
    branches = [f"WHEN {missing} THEN NULL"] if present else []
    branches += [
        f"WHEN {condition} THEN {call.fail(InvalidArgument, message)}"
        for condition, message in checks
    ]
    return f"CASE {' '.join(branches)} ELSE {answer} END"


def checked(call: Invocation, build: Callable[[Sequence[str]], tuple[Sequence[Check], str]]) -> str:
    """Spell a guarded call from its operands, which are named more than once."""

    def spell(values: Sequence[str]) -> str:
        checks, answer = build(values)
        return guarded(call, checks, answer, values)

    return once(call.sql, spell)
