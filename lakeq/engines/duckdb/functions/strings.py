"""Strings: counted in code points, positions from one, NULL whenever an argument is."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.invocation import Invocation, Template, named
from lakeq.engines.duckdb.patterns import check_like
from lakeq.engines.duckdb.spelling import once, shared, text
from lakeq.errors import InvalidArgument
from lakeq.model.types import Kind

# What Java's Character.isWhitespace accepts, and Trino's trim therefore removes.
_WHITESPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2008\u2009\u200a\u2028\u2029\u205f\u3000"
)


def concat(call: Invocation) -> str:
    """Spell concatenation of strings, binaries or arrays."""
    if call.result.kind is Kind.ARRAY:
        name = call.type_name
        return "(" + " || ".join(f"CAST({part} AS {name})" for part in call.sql) + ")"
    return f"({' || '.join(call.sql)})"


def like(call: Invocation) -> str:
    """Spell LIKE, in which nothing escapes unless ESCAPE says so."""
    if len(call.sql) == 2:
        return f"({call.sql[0]} LIKE {call.sql[1]})"
    wanted, escape = call.constant_text(1), call.constant_text(2)
    if wanted is None or escape is None:
        raise call.refuse()
    check_like(wanted, escape)
    return f"({call.sql[0]} LIKE {call.sql[1]} ESCAPE {call.sql[2]})"


def trim(call: Invocation) -> str:
    """Spell trim, ltrim or rtrim."""
    characters = call.sql[1] if len(call.sql) > 1 else text(_WHITESPACE)
    return f"{call.function}({call.sql[0]}, {characters})"


def substring(call: Invocation) -> str:
    """Spell substr: position 0, and any before the start, give an empty string."""
    start = call.constant(1)
    if isinstance(start, int) and start > 0:
        if len(call.sql) == 2:
            return f"substr({call.sql[0]}, {start})"
        return f"substr({call.sql[0]}, {start}, {_length(call)})"

    def build(values: Sequence[str]) -> str:
        taken = ", ".join(
            (*values[:2], *([f"greatest({values[2]}, 0)"] if len(values) > 2 else []))
        )
        outside = f"{values[1]} = 0 OR {values[1]} < -length({values[0]})"
        return f"CASE WHEN {outside} THEN {_empty(values)} ELSE substr({taken}) END"

    return once(call.sql, build)


def replace(call: Invocation) -> str:
    """Spell replace; an empty search string, which would match everywhere, is refused."""
    replacement = call.sql[2] if len(call.sql) > 2 else "''"
    searched = call.constant_text(1)
    if not searched:
        raise call.refuse()
    return f"replace({call.sql[0]}, {call.sql[1]}, {replacement})"


def reverse(call: Invocation) -> str:
    """Spell reverse, by code points, where DuckDB's goes by what a reader sees as one character."""
    call.require(Kind.VARCHAR)
    return f"array_to_string(list_reverse(string_split({call.sql[0]}, '')), '')"


def split(call: Invocation) -> str:
    """Spell split by a delimiter that is not empty."""
    return f"string_split({call.sql[0]}, {_delimiter(call)})"


def split_part(call: Invocation) -> str:
    """Spell split_part: NULL beyond the last part, an error before the first."""
    parts = f"string_split({call.sql[0]}, {_delimiter(call)})"
    index = call.constant(2)
    if isinstance(index, int):
        if index <= 0:
            raise InvalidArgument("Index must be greater than zero")
        return f"{parts}[{index}]"
    return once(
        [parts, call.sql[2]],
        lambda values: (
            f"CASE WHEN {values[1]} <= 0 THEN "
            f"{call.fail(InvalidArgument, 'Index must be greater than zero')} "
            f"ELSE {values[0]}[{values[1]}] END"
        ),
    )


def padded(call: Invocation) -> str:
    """Spell lpad or rpad."""
    filler = call.constant_text(2)
    if filler == "":
        raise InvalidArgument("Padding string must not be empty")
    size = call.constant(1)
    if not isinstance(size, int):
        raise call.refuse()
    if not 0 <= size < 2**31:
        raise InvalidArgument(f"Target length must be in the range [0..{2**31 - 1}]")
    return f"{call.function}({call.sql[0]}, {size}, {call.sql[2]})"


def character(call: Invocation) -> str:
    """Spell chr."""
    return f"chr(CAST({call.sql[0]} AS INTEGER))"


def codepoint(call: Invocation) -> str:
    """Spell codepoint, of a string of exactly one character."""
    return shared(
        call.sql[0],
        lambda value: (
            f"CASE WHEN length({value}) <> 1 THEN "
            f"{call.fail(InvalidArgument, 'Input string must be a single character string')} "
            f"ELSE unicode({value}) END"
        ),
    )


def cased(call: Invocation) -> str:
    """Spell lower or upper, by code points."""
    if call.function == "upper":
        # Trino leaves a letter alone whose capital is not one code point; DuckDB has one for it.
        return f"replace(upper({call.sql[0]}), '\u1e9e', '\u00df')"
    return f"lower({call.sql[0]})"


def _delimiter(call: Invocation) -> str:
    delimiter = call.constant_text(1)
    if delimiter is None:
        raise call.refuse()
    if delimiter == "":
        raise InvalidArgument("The delimiter may not be the empty string")
    return call.sql[1]


def _length(call: Invocation) -> str:
    length = call.constant(2)
    if isinstance(length, int):
        return str(max(length, 0))
    return f"greatest({call.sql[2]}, 0)"


def _empty(values: Sequence[str]) -> str:
    """Spell an empty string, or NULL when any operand is NULL."""
    missing = " OR ".join(f"{value} IS NULL" for value in values)
    return f"CASE WHEN {missing} THEN NULL ELSE '' END"


TEMPLATES: dict[str, Template] = {
    "concat": concat,
    "length": named("length"),
    "lower": cased,
    "upper": cased,
    "trim": trim,
    "ltrim": trim,
    "rtrim": trim,
    "substr": substring,
    "replace": replace,
    "reverse": reverse,
    "strpos": named("strpos"),
    "starts_with": named("starts_with"),
    "lpad": padded,
    "rpad": padded,
    "split": split,
    "split_part": split_part,
    "chr": character,
    "codepoint": codepoint,
}
