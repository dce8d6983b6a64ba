"""Spelling: names and strings that DuckDB reads back exactly as they were."""

import re
import zlib
from collections.abc import Callable, Sequence

_REPEATABLE = 1000
_CONSTANT = re.compile(r"'(?:[^']|'')*'")
_NAME = re.compile(r'[\w.]+|\w+\."[^"]*"')
_PYTHON = re.compile(r"\blakeq_\w+__\w+\(")
_VOLATILE = ("random()", "uuid()")
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
    would grow twofold at each level of nesting, and those that differ each time they are computed,
    are bound to names by a lambda.
    """
    short = sum(len(value) for value in values) < _REPEATABLE
    if short and not any(_is_volatile(value) for value in values):
        return build(values)
    return bound(values, build)


def captured(values: Sequence[str], build: Callable[[Sequence[str]], str]) -> str:
    """Build an expression that names its operands inside lambdas, which compute them each time.

    So they are bound to names outside, unless they are no more than names.
    """
    if all(_NAME.fullmatch(value) for value in values):
        return build(values)
    return bound(values, build)


def fresh(stem: str, *texts: str) -> str:
    """Make a name for a lambda's parameter that none of the texts in its body holds already.

    >>> fresh("item", "list_sum(item1)")
    'item2'
    """
    number = 1
    while any(f"{stem}{number}" in text for text in texts):
        number += 1
    return f"{stem}{number}"


def joined(items: str, separator: str) -> str:
    """Spell the texts of a list with a separator between them, leaving NULLs out.

    DuckDB's own function takes no separator but a constant.
    """
    if _CONSTANT.fullmatch(separator):
        return f"array_to_string({items}, {separator})"
    left, right = fresh("left", items, separator), fresh("right", items, separator)
    item = fresh("item", items, separator)
    present = f"list_filter({items}, lambda {item}: {item} IS NOT NULL)"
    return once(
        [present, separator],
        lambda values: (
            f"CASE WHEN {values[1]} IS NULL THEN NULL WHEN len({values[0]}) = 0 THEN '' "
            f"ELSE list_reduce({values[0]}, "
            f"lambda {left}, {right}: {left} || {values[1]} || {right}) END"
        ),
    )


def coalesced(*values: str) -> str:
    """Spell the first value that is not NULL.

    DuckDB 1.5's own coalesce lets go of what a Python function gave before it is read, and reads on
    in memory that is not its own any more, so CASE is spelled wherever one is called.
    """
    if not any(_PYTHON.search(value) for value in values):
        return f"coalesce({', '.join(values)})"
    branches = " ".join(f"WHEN {value} IS NOT NULL THEN {value}" for value in values[:-1])
    return f"CASE {branches} ELSE {values[-1]} END" if branches else values[-1]


def one_by_one(value: str, type_name: str) -> str:
    """Spell a value so that a function sees those of the rows it is asked for, and no others.

    Of a column that a file keeps as a dictionary, DuckDB hands a function the whole dictionary, with
    values of rows that were filtered away; if it fails for one, it fails for all. It does not see a
    dictionary through a cast to a union. Its own functions mostly say that they may fail, and so
    are spared.
    """
    return f"union_extract(CAST({value} AS UNION(v {type_name})), 'v')"


def shared(value: str, build: Callable[[str], str]) -> str:
    """Build an expression that names its one operand more than once, like ``once``."""
    return once([value], lambda values: build(values[0]))


def _is_volatile(value: str) -> bool:
    return any(name in value for name in _VOLATILE)


def bound(values: Sequence[str], build: Callable[[Sequence[str]], str]) -> str:
    """Build an expression that has its operands by name, each computed once."""
    members = ", ".join(f"v{index} := {value}" for index, value in enumerate(values))
    # Named by what it stands for, so that none hides another in whose place it stands.
    name = f"shared{zlib.crc32(members.encode('utf-8', 'surrogatepass')):x}"
    body = build([f"{name}.v{index}" for index in range(len(values))])
    return f"list_transform([struct_pack({members})], lambda {name}: {body})[1]"


def _element(value: str | None) -> str:
    if value is None:
        return "NULL"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
