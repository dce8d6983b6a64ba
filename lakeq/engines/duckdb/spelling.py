"""Spelling: names and strings that DuckDB reads back exactly as they were."""

from collections.abc import Callable, Sequence

_REPEATABLE = 1000
_PRIVATE_USE = range(0xE000, 0xF900)


def quote(name: str) -> str:
    r"""Quote an identifier.

    >>> quote('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Spell a string; NUL, which no quoted string may hold, is put in by its number.

    >>> text("it's")
    "'it''s'"
    """
    if "\0" not in value:
        return "'" + value.replace("'", "''") + "'"
    stand_in = next(chr(code) for code in _PRIVATE_USE if chr(code) not in value)
    return f"replace({text(value.replace(chr(0), stand_in))}, '{stand_in}', chr(0))"


def text_list(values: Sequence[str | None], type_name: str) -> str:
    r"""Spell a list from the texts of its elements, which DuckDB reads ten times faster so.

    >>> text_list(["a", None], "VARCHAR")
    'CAST(\'["a",NULL]\' AS VARCHAR[])'
    """
    return f"CAST({text('[' + ','.join(map(_element, values)) + ']')} AS {type_name}[])"


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


def _element(value: str | None) -> str:
    if value is None:
        return "NULL"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
