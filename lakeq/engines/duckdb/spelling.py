"""Spelling: names and strings that DuckDB reads back exactly as they were."""

from collections.abc import Callable, Sequence

_REPEATABLE = 1000


def quote(name: str) -> str:
    r"""Quote an identifier.

    >>> quote('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Spell a string; NUL, which no quoted string may hold, is put in by its number.

    >>> text("it's"), text("a" + chr(0) + "b")
    ("'it''s'", "('a' || chr(0) || 'b')")
    """
    if "\0" not in value:
        return "'" + value.replace("'", "''") + "'"
    return "(" + " || chr(0) || ".join(text(part) for part in value.split("\0")) + ")"


def once(values: Sequence[str], build: Callable[[Sequence[str]], str]) -> str:
    """Build an expression that names its operands more than once, keeping its text short.

    Short operands are repeated, because DuckDB computes equal expressions once. Long ones, which
    would grow twofold at each level of nesting, are bound to names by a lambda.
    """
    if sum(len(value) for value in values) < _REPEATABLE:
        return build(values)
    members = ", ".join(f"v{index} := {value}" for index, value in enumerate(values))
    body = build([f"shared.v{index}" for index in range(len(values))])
    return f"list_transform([struct_pack({members})], lambda shared: {body})[1]"


def shared(value: str, build: Callable[[str], str]) -> str:
    """Build an expression that names its one operand more than once, like ``once``."""
    return once([value], lambda values: build(values[0]))
