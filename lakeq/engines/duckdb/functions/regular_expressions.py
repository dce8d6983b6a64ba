"""Regular expressions: by DuckDB's own engine where it means what Java means, else in Python.

A constant pattern is rewritten for DuckDB if it can be. Where the two engines agree on some strings
only (on ASCII, or on those that do not end in a line feed), Python gets the others.
"""

from collections.abc import Callable

from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.patterns.java_patterns import JavaPattern, read_pattern
from lakeq.engines.duckdb.patterns.replacements import read_replacement, to_re2
from lakeq.engines.duckdb.spelling import shared, text
from lakeq.engines.duckdb.udfs.base import Udf
from lakeq.errors import InvalidArgument
from lakeq.model.bound import Lambda
from lakeq.model.types import VARCHAR, Field, Kind, array_of, row_of

_MOST_GROUPS = 9
_PIECES = array_of(row_of(Field("before", VARCHAR), Field("groups", array_of(VARCHAR))))


def regexp_like(call: Invocation) -> str:
    """Spell a search."""

    def native(pattern: JavaPattern, value: str) -> str | None:
        return _matches(value, pattern.re2)

    known = _constant(call)
    if isinstance(known, JavaPattern) and known.re2_test is not None and not known.ascii_only:
        return _matches(call.sql[0], known.re2_test) or ""
    return _spelled(call, native)


def regexp_count(call: Invocation) -> str:
    """Spell the number of matches."""

    def native(pattern: JavaPattern, value: str) -> str | None:
        if not pattern.width or pattern.re2 is None:
            return None
        return f"len(regexp_extract_all({value}, {text(pattern.re2)}))"

    return _spelled(call, native)


def regexp_extract(call: Invocation) -> str:
    """Spell the first match; DuckDB gives an empty string for none, which Trino's NULL is."""

    def native(pattern: JavaPattern, value: str) -> str | None:
        group = _group(call, pattern)
        if group is None or pattern.re2 is None:
            return None
        written = text(pattern.re2)
        found = f"regexp_extract({value}, {written}, {group})"
        width = pattern.width if group == 0 else pattern.group_widths[group - 1]
        if width:
            return f"nullif({found}, '')"
        if width is None:
            return None
        return f"CASE WHEN regexp_matches({value}, {written}) THEN {found} END"

    return _spelled(call, native)


def regexp_extract_all(call: Invocation) -> str:
    """Spell all matches, as far as DuckDB sees the same ones: those that are not empty."""

    def native(pattern: JavaPattern, value: str) -> str | None:
        group = _group(call, pattern)
        if group is None or not pattern.width or pattern.re2 is None:
            return None
        if group and pattern.group_widths[group - 1] is None:
            return None
        return f"regexp_extract_all({value}, {text(pattern.re2)}, {group})"

    return _spelled(call, native)


def regexp_replace(call: Invocation) -> str:
    """Spell a replacement."""
    if len(call.sql) > 2 and call.arguments[2].type.kind is Kind.FUNCTION:
        return _replaced_by_lambda(call)

    def native(pattern: JavaPattern, value: str) -> str | None:
        if not pattern.width or pattern.re2 is None:
            return None
        template = call.constant_text(2) if len(call.sql) > 2 else ""
        if template is None:
            return None
        try:
            pieces = read_replacement(template, len(pattern.group_widths), pattern.names)
        except InvalidArgument:
            # Trino sees that only when there is something to replace.
            return None
        rewritten = to_re2(pieces)
        if rewritten is None:
            return None
        return f"regexp_replace({value}, {text(pattern.re2)}, {text(rewritten)}, 'g')"

    return _spelled(call, native)


def regexp_split(call: Invocation) -> str:
    """Spell the parts between matches."""

    def native(pattern: JavaPattern, value: str) -> str | None:
        if not pattern.width or pattern.re2 is None:
            return None
        return f"regexp_split_to_array({value}, {text(pattern.re2)})"

    return _spelled(call, native)


def _spelled(call: Invocation, native: Callable[[JavaPattern, str], str | None]) -> str:
    """Spell a call natively where that is right, and in Python elsewhere."""
    pattern = _constant(call)
    if isinstance(pattern, InvalidArgument):
        return call.fail(InvalidArgument, pattern.message)
    python = _in_python(call)
    if pattern is None or native(pattern, "x") is None:
        return python(call.sql[0])

    def build(value: str) -> str:
        spelled = native(pattern, value) or ""
        conditions = []
        if pattern.ascii_only:
            conditions.append(f"strlen({value}) <> length({value})")
        if pattern.end:
            conditions.append(f"suffix({value}, chr(10))")
        if not conditions:
            return spelled
        return f"CASE WHEN {' OR '.join(conditions)} THEN {python(value)} ELSE {spelled} END"

    return shared(call.sql[0], build)


def _in_python(call: Invocation) -> Callable[[str], str]:
    def spell(value: str) -> str:
        types = (argument.type for argument in call.arguments)
        operands = (value, *call.sql[1:])
        path = f"regular_expressions.{call.function}"
        return call.udf(path, list(zip(operands, types, strict=True)))

    return spell


def _constant(call: Invocation) -> JavaPattern | InvalidArgument | None:
    """Read a pattern that is constant; the error if it is wrong, ``None`` if it is no constant."""
    written = call.constant_text(1)
    if written is None:
        return None
    try:
        return read_pattern(written)
    except InvalidArgument as error:
        return error


def _matches(value: str, re2: str | None) -> str | None:
    return None if re2 is None else f"regexp_matches({value}, {text(re2)})"


def _group(call: Invocation, pattern: JavaPattern) -> int | None:
    """Give the number of a group that DuckDB can give."""
    group = call.constant(2) if len(call.sql) > 2 else 0
    most = min(len(pattern.group_widths), _MOST_GROUPS)
    return group if isinstance(group, int) and 0 <= group <= most else None


def _replaced_by_lambda(call: Invocation) -> str:
    """Spell a replacement by a lambda, which gets the groups of each match.

    Python takes the string apart: each match with what is before it, and then what is left. One
    NULL from the lambda makes the whole answer NULL.
    """
    function = call.arguments[2]
    assert isinstance(function, Lambda), function
    types = tuple(argument.type for argument in call.arguments[:2])
    name = call.udfs.name(Udf("regular_expressions.take_apart", types, _PIECES))
    piece, found = (f"{letter}{function.parameters[0].id}" for letter in "pf")
    part = (
        f"CASE WHEN {piece}.groups IS NULL THEN {piece}.before "
        f"ELSE {piece}.before || {call.apply(2, f'{piece}.groups')} END"
    )
    parts = f"list_transform({name}({call.sql[0]}, {call.sql[1]}), lambda {piece}: {part})"
    whole = f"CASE WHEN len({found}) = list_count({found}) THEN array_to_string({found}, '') END"
    return f"list_transform([{parts}], lambda {found}: {whole})[1]"


TEMPLATES: dict[str, Template] = {
    "regexp_like": regexp_like,
    "regexp_count": regexp_count,
    "regexp_extract": regexp_extract,
    "regexp_extract_all": regexp_extract_all,
    "regexp_position": lambda call: call.udf("regular_expressions.regexp_position"),
    "regexp_replace": regexp_replace,
    "regexp_split": regexp_split,
}
