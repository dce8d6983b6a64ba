"""Casts of text: to numbers and booleans, narrower text and char; and text from other values."""

from collections.abc import Callable

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert, refusal
from lakeq.engines.duckdb.spelling import shared, text
from lakeq.model.types import FLOAT_KINDS, INTEGER_KINDS, VARCHAR, DataType, Kind

_WHOLE = r"[+-]?[0-9]+"
_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
_FLOAT = rf"\s*({_NUMBER}|[+-]?NaN|[+-]?Infinity)\s*"
_LETTERED = rf"\s*({_NUMBER})[dDfF]\s*"
"""Java's parsers take a number with the letter of its type behind, too."""


def pad(operand: str, char: DataType) -> str:
    """Give a char value its trailing spaces back."""
    return f"rpad({operand}, {char.precision}, ' ')"


def from_char(conversion: Conversion) -> str:
    """Cast a char by its text; only text keeps the padding."""
    source, target = conversion.source, conversion.target
    padded = pad(conversion.operand, source)
    if target.kind not in (Kind.VARCHAR, Kind.VARBINARY):
        return conversion.again(conversion.operand, VARCHAR, target)
    return conversion.again(padded, DataType(Kind.VARCHAR, source.precision), target)


def to_text(conversion: Conversion, spelled: str, longest: int | None) -> str:
    """Bound the text of a value; Trino refuses to cut what is not text."""
    limit = conversion.target.precision
    if limit is None or (longest is not None and longest <= limit):
        return spelled
    kind = conversion.source.trino.upper()

    def build(value: str) -> str:
        message = (
            f"'Value ' || {value} || {text(f' ({kind}) cannot be represented as varchar({limit})')}"
        )
        return (
            f"CASE WHEN length({value}) <= {limit} THEN {value} ELSE {conversion.fail(message)} END"
        )

    return shared(spelled, build)


def guarded(pattern: str) -> Callable[[Conversion], str]:
    """Cast text that Trino can read, and refuse what only DuckDB can."""

    def convert(conversion: Conversion) -> str:
        def build(value: str) -> str:
            return (
                f"CASE WHEN regexp_full_match({value}, {text(pattern)}) "
                f"THEN {conversion.native_text(value)} ELSE {conversion.fail(refusal(conversion, value))} END"
            )

        return shared(conversion.operand, build)

    return convert


def _to_float(conversion: Conversion) -> str:
    def build(value: str) -> str:
        bare = f"regexp_extract({value}, {text(_LETTERED)}, 1)"
        return (
            f"CASE WHEN regexp_full_match({value}, {text(_FLOAT)}) "
            f"THEN {conversion.native_text(value)} "
            f"WHEN regexp_full_match({value}, {text(_LETTERED)}) "
            f"THEN {conversion.native_text(bare)} "
            f"ELSE {conversion.fail(refusal(conversion, value))} END"
        )

    return shared(conversion.operand, build)


def _narrow_text(conversion: Conversion) -> str:
    return f"left({conversion.operand}, {conversion.target.precision})"


def _to_char(conversion: Conversion) -> str:
    return f"rtrim(left({conversion.operand}, {conversion.target.precision}), ' ')"


def _text_to_boolean(conversion: Conversion) -> str:
    def build(value: str) -> str:
        failed = conversion.fail(refusal(conversion, value))
        return (
            f"CASE WHEN lower({value}) IN ('t', 'true', '1') THEN true "
            f"WHEN lower({value}) IN ('f', 'false', '0') THEN false ELSE {failed} END"
        )

    return shared(conversion.operand, build)


TEXTS: dict[tuple[Kind, Kind], Convert] = {
    **{(Kind.VARCHAR, target): guarded(_WHOLE) for target in INTEGER_KINDS},
    **{(Kind.VARCHAR, target): _to_float for target in FLOAT_KINDS},
    (Kind.VARCHAR, Kind.DECIMAL): guarded(_NUMBER),
    (Kind.VARCHAR, Kind.BOOLEAN): _text_to_boolean,
    (Kind.VARCHAR, Kind.VARCHAR): _narrow_text,
    (Kind.VARCHAR, Kind.CHAR): _to_char,
    (Kind.VARCHAR, Kind.VARBINARY): lambda conversion: f"encode({conversion.operand})",
    (Kind.CHAR, Kind.CHAR): _to_char,
}
