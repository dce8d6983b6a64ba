"""Strings: counted in code points, positions from one, NULL whenever an argument is."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions import splitting
from lakeq.engines.duckdb.functions.guards import Check, checked, guarded
from lakeq.engines.duckdb.functions.invocation import Invocation, Template, named
from lakeq.engines.duckdb.spelling import joined, once, one_by_one, shared, text
from lakeq.engines.duckdb.udfs.stemming import OTHER_LANGUAGES
from lakeq.errors import InvalidArgument, NotSupported
from lakeq.model.bound import Cast
from lakeq.model.types import Kind

# What Java's Character.isWhitespace accepts, and Trino's trim therefore removes.
_WHITESPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2008\u2009\u200a\u2028\u2029\u205f\u3000"
)
_STAND_IN = "chr(1114109)"
"""A code point that is no character, and never will be."""

_LONGEST = 2**31 - 1
_LARGEST_TABLE = 1_000_000


def concat(call: Invocation) -> str:
    """Spell concatenation of strings or binaries."""
    together = f"({' || '.join(call.sql)})"
    if call.result.kind is Kind.VARBINARY:
        # A NULL in it would cost DuckDB the type.
        return f"CAST({together} AS BLOB)"
    return f"rtrim({together}, ' ')" if call.result.kind is Kind.CHAR else together


def concat_ws(call: Invocation) -> str:
    """Spell concatenation with a separator: NULLs are left out, but a NULL separator is NULL."""
    separator, *values = call.sql
    if call.arguments[1].type.kind is Kind.ARRAY:
        spelled = shared(
            values[0],
            lambda items: f"CASE WHEN {items} IS NOT NULL THEN {_joined(items, separator)} END",
        )
    else:
        spelled = _joined(f"[{', '.join(values)}]", separator)
    if call.constant(0) is not None:
        return spelled
    return f"CASE WHEN {separator} IS NOT NULL THEN {spelled} END"


def length(call: Invocation) -> str:
    """Spell the length of a string in code points, or of a binary in bytes."""
    name = "octet_length" if call.first.kind is Kind.VARBINARY else "length"
    return f"{name}({call.sql[0]})"


def trim(call: Invocation) -> str:
    """Spell trim, ltrim or rtrim; a char's padding goes with what is trimmed."""
    if len(call.sql) == 1:
        return shared(call.sql[0], lambda value: _without_whitespace(call.function, value))
    trimmed = f"{call.function}({call.sql[0]}, {call.sql[1]})"
    if call.first.kind is Kind.CHAR and call.function != "ltrim":
        return f"rtrim({trimmed}, ' ')"
    return trimmed


def substring(call: Invocation) -> str:
    """Spell substr: position 0, and any before the start, give nothing."""
    if call.first.kind is Kind.VARBINARY:
        return once(call.sql, _bytes)
    start = call.constant(1)
    if isinstance(start, int) and start > 0:
        taken = ", ".join((_bounded(call, 1), *_lengths(call)))
        return f"substr({call.sql[0]}, {taken})"

    def build(values: Sequence[str]) -> str:
        outside = f"{values[1]} = 0 OR {values[1]} < -length({values[0]})"
        empty = _empty(values, "''")
        taken = ", ".join((values[0], _clamped(call, 1, values[1]), *_lengths(call, values)))
        return f"CASE WHEN {outside} THEN {empty} ELSE substr({taken}) END"

    return once(call.sql, build)


def overlay(call: Invocation) -> str:
    """Spell OVERLAY: what is before the position, the new string, what is after the length."""

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        source, placed, start = values[:3]
        size = values[3] if len(values) > 3 else f"length({placed})"
        kept = f"greatest({start} - 1 + greatest({size}, 0), 0)"
        answer = f"left({source}, {start} - 1) || {placed} || substr({source}, {kept} + 1)"
        bad = f"{start} <= 0 OR {start} > {_LONGEST} OR abs({size}) > {_LONGEST}"
        return [(bad, "start position must be positive")], answer

    return checked(call, build)


def replace(call: Invocation) -> str:
    """Spell replace; an empty search string is found before every character and at the end."""
    replacement = call.sql[2] if len(call.sql) > 2 else "''"
    searched = call.constant_text(1)
    if searched:
        return f"replace({call.sql[0]}, {call.sql[1]}, {replacement})"

    def build(values: Sequence[str]) -> str:
        source, search, inserted = values
        spread = joined(f"string_split({source}, '')", inserted)
        between = (
            f"CASE WHEN {source} = '' THEN {inserted} ELSE {inserted} || {spread} || {inserted} END"
        )
        if searched == "":
            return between
        return (
            f"CASE WHEN {search} = '' THEN {between} "
            f"ELSE replace({source}, {search}, {inserted}) END"
        )

    return once([*call.sql[:2], replacement], build)


def reverse(call: Invocation) -> str:
    """Spell reverse, by code points, where DuckDB's goes by what a reader sees as one character."""
    if call.first.kind is Kind.VARBINARY:
        pairs = f"regexp_extract_all(hex({call.sql[0]}), '..')"
        return f"unhex(array_to_string(list_reverse({pairs}), ''))"
    turned = shared(call.sql[0], _reversed)
    return f"rtrim({turned}, ' ')" if call.result.kind is Kind.CHAR else turned


def position(call: Invocation) -> str:
    """Spell strpos; what is asked of every other occurrence is worked out in Python."""
    if len(call.sql) == 2:
        return f"strpos({call.sql[0]}, {call.sql[1]})"
    match call.constant(2):
        case 1:
            return f"strpos({call.sql[0]}, {call.sql[1]})"
        case -1:
            return once(call.sql[:2], _last_position)
        case _:
            return call.udf("strings.position")


def padded(call: Invocation) -> str:
    """Spell lpad or rpad."""

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        source, size, filler = values
        checks = []
        if not _is_within(call.constant(1), 0, _LONGEST):
            outside = f"{size} NOT BETWEEN 0 AND {_LONGEST}"
            checks.append((outside, f"Target length must be in the range [0..{_LONGEST}]"))
        if not call.constant(2):
            empty = f"octet_length({filler}) = 0" if is_binary else f"{filler} = ''"
            checks.append(
                (empty, f"Padding {'bytes' if is_binary else 'string'} must not be empty")
            )
        if is_binary:
            hexadecimal = f"hex({source}), CAST({size} AS INTEGER) * 2, hex({filler})"
            return checks, f"unhex({call.function}({hexadecimal}))"
        return checks, f"{call.function}({source}, CAST({size} AS INTEGER), {filler})"

    is_binary = call.first.kind is Kind.VARBINARY
    return checked(call, build)


def normalize(call: Invocation) -> str:
    """Spell normalize; NFC is what DuckDB has."""
    if call.constant(1) == "NFC":
        return f"nfc_normalize({call.sql[0]})"
    return call.udf("strings.normalize")


def character(call: Invocation) -> str:
    """Spell chr, of any code point that is no surrogate."""

    def build(value: str) -> str:
        valid = f"{value} BETWEEN 0 AND 1114111 AND {value} NOT BETWEEN 55296 AND 57343"
        message = f"'Not a valid Unicode code point: ' || {value}"
        wrong = call.fail_about(InvalidArgument, message)
        return f"CASE WHEN {valid} THEN chr(CAST({value} AS INTEGER)) ELSE {wrong} END"

    return shared(call.sql[0], build)


def codepoint(call: Invocation) -> str:
    """Spell codepoint, of a string of exactly one character."""

    def build(value: str) -> str:
        message = "Input string must be a single character string"
        return guarded(call, [(f"length({value}) <> 1", message)], f"unicode({value})", [value])

    return shared(call.sql[0], build)


def cased(call: Invocation) -> str:
    """Spell lower or upper, by code points."""
    if call.function == "upper":
        return shared(call.sql[0], _upper)
    return f"lower({call.sql[0]})"


def levenshtein(call: Invocation) -> str:
    """Spell levenshtein_distance: DuckDB counts bytes, so anything but ASCII is done in Python."""
    count = call.udf("strings.levenshtein_distance")

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        left, right = values
        lengths = f"length({left}), length({right})"
        size = f"greatest({lengths}) * (least({lengths}) - 1)"
        message = "The combined inputs for Levenshtein distance are too large"
        answer = f"CASE WHEN {_ascii(values)} THEN levenshtein({left}, {right}) ELSE {count} END"
        return [(f"{size} > {_LARGEST_TABLE}", message)], answer

    return checked(call, build)


def hamming(call: Invocation) -> str:
    """Spell hamming_distance, likewise."""
    count = call.udf("strings.hamming_distance")

    def build(values: Sequence[str]) -> tuple[Sequence[Check], str]:
        left, right = values
        message = "The input strings to hamming_distance function must have the same length"
        native = f"hamming({one_by_one(left, 'VARCHAR')}, {one_by_one(right, 'VARCHAR')})"
        answer = (
            f"CASE WHEN {left} = '' THEN 0 WHEN {_ascii(values)} THEN {native} ELSE {count} END"
        )
        return [(f"length({left}) <> length({right})", message)], answer

    return checked(call, build)


def word_stem(call: Invocation) -> str:
    """Spell word_stem; a language that it does not know is refused before TRY could hide it."""
    language = call.constant(1) if len(call.sql) > 1 else None
    if language in OTHER_LANGUAGES:
        raise NotSupported(f"Function word_stem is not supported for language {language}")
    return call.udf("strings.word_stem")


def _bytes(values: Sequence[str]) -> str:
    """Spell substr of a binary."""
    source, start = values[:2]
    size = f"octet_length({source})"
    first = f"CASE WHEN {start} > 0 THEN {start} ELSE {size} + {start} + 1 END"
    last = size
    outside = f"{start} = 0 OR {start} < -{size} OR {start} > {size}"
    if len(values) > 2:
        last = f"least({size}, {first} - 1 + least({values[2]}, {size}))"
        outside += f" OR {values[2]} IS NULL OR {values[2]} <= 0"
    empty = _empty(values, "CAST('' AS BLOB)")
    return f"CASE WHEN {outside} THEN {empty} ELSE array_slice({source}, {first}, {last}) END"


def _lengths(call: Invocation, values: Sequence[str] = ()) -> tuple[str, ...]:
    """Spell substr's third argument, if there is one: DuckDB counts back where it is negative."""
    if len(call.sql) < 3:
        return ()
    size = call.constant(2)
    if isinstance(size, int):
        return (str(min(max(size, 0), _LONGEST)),)
    spelled = (values or call.sql)[2]
    # To DuckDB's greatest and least, a NULL is not there.
    return (f"CASE WHEN {spelled} IS NOT NULL THEN greatest({_clamped(call, 2, spelled)}, 0) END",)


def _bounded(call: Invocation, index: int) -> str:
    value = call.constant(index)
    assert isinstance(value, int)
    return str(min(value, _LONGEST))


def _clamped(call: Invocation, index: int, spelled: str) -> str:
    """Keep a bigint within what DuckDB's substr takes; a number from a smaller type already is."""
    argument = call.arguments[index]
    if call.constant(index) is not None or (
        isinstance(argument, Cast) and argument.argument.type.kind is not Kind.BIGINT
    ):
        return spelled
    bounded = f"least(greatest({spelled}, -{_LONGEST}), {_LONGEST})"
    return f"CASE WHEN {spelled} IS NOT NULL THEN {bounded} END"


def _empty(values: Sequence[str], nothing: str) -> str:
    """Spell an empty string, or NULL when any operand is NULL."""
    missing = " OR ".join(f"{value} IS NULL" for value in values)
    return f"CASE WHEN {missing} THEN NULL ELSE {nothing} END"


def _joined(items: str, separator: str) -> str:
    """Join the texts of a list; DuckDB joins no texts at all to NULL."""
    return f"coalesce({joined(items, separator)}, '')"


def _without_whitespace(function: str, value: str) -> str:
    """Spell trim of whitespace: spaces first, which is all that there mostly is, and fast.

    DuckDB's trim of one argument takes no-break spaces away too, which Java's whitespace is without.
    """
    plain = f"{function}({value}, ' ')"
    ends = []
    if function != "rtrim":
        ends.append(f"unicode({plain})")
    if function != "ltrim":
        ends.append(f"unicode(right({plain}, 1))")
    last = ord(max(_WHITESPACE))
    more = " OR ".join(f"{end} <= 32 OR {end} BETWEEN 5760 AND {last}" for end in ends)
    return f"CASE WHEN {more} THEN {function}({value}, {text(_WHITESPACE)}) ELSE {plain} END"


def _reversed(value: str) -> str:
    """Spell reverse by code points, which is DuckDB's for ASCII."""
    turned = f"array_to_string(list_reverse(string_split({value}, '')), '')"
    return f"CASE WHEN {_ascii([value])} THEN reverse({value}) ELSE {turned} END"


def _upper(value: str) -> str:
    """Spell upper: Trino leaves ß alone, for which DuckDB has a capital."""
    kept = f"translate(upper(translate({value}, 'ß', {_STAND_IN})), {_STAND_IN}, 'ß')"
    return f"CASE WHEN {_ascii([value])} THEN upper({value}) ELSE {kept} END"


def _last_position(values: Sequence[str]) -> str:
    source, wanted = values
    place = f"strpos({_reversed(source)}, {_reversed(wanted)})"
    return (
        f"CASE WHEN {wanted} = '' OR strpos({source}, {wanted}) = 0 "
        f"THEN strpos({source}, {wanted}) "
        f"ELSE length({source}) - length({wanted}) + 2 - {place} END"
    )


def _ascii(values: Sequence[str]) -> str:
    return " AND ".join(f"strlen({value}) = length({value})" for value in values)


def _is_within(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and low <= value <= high


def _python(name: str) -> Template:
    return lambda call: call.udf(f"strings.{name}")


TEMPLATES: dict[str, Template] = {
    "concat": concat,
    "concat_ws": concat_ws,
    "length": length,
    "lower": cased,
    "upper": cased,
    "title_case": _python("title_case"),
    "trim": trim,
    "ltrim": trim,
    "rtrim": trim,
    "substr": substring,
    "overlay": overlay,
    "replace": replace,
    "reverse": reverse,
    "strpos": position,
    "starts_with": named("starts_with"),
    "ends_with": named("suffix"),
    "lpad": padded,
    "rpad": padded,
    "split": splitting.split,
    "split_part": splitting.split_part,
    "split_to_map": _python("split_to_map"),
    "split_to_multimap": _python("split_to_multimap"),
    "translate": named("translate"),
    "normalize": normalize,
    "chr": character,
    "codepoint": codepoint,
    "levenshtein_distance": levenshtein,
    "hamming_distance": hamming,
    "soundex": _python("soundex"),
    "word_stem": word_stem,
    "luhn_check": _python("luhn_check"),
}
