"""Padding: char, which DuckDB keeps without its padding, for the functions that see it."""

from collections.abc import Sequence

from lakeq.engines.duckdb.casts import pad
from lakeq.engines.duckdb.functions.comparisons import SYMBOLS
from lakeq.model.bound import Call
from lakeq.model.types import Kind

_CHAR_AWARE = frozenset(
    (
        *SYMBOLS,
        "between",
        "in",
        "is_null",
        "is_distinct_from",
        "coalesce",
        "nullif",
        "if",
        "array",
        "row",
        "lower",
        "upper",
        "title_case",
        "trim",
        "ltrim",
        "rtrim",
    )
)


def padded_operands(call: Call, operands: Sequence[str]) -> tuple[str, ...]:
    """Pad the operands that are char, where the function sees what they are padded with."""
    if call.function in _CHAR_AWARE or _is_about_containers(call):
        return tuple(operands)
    return tuple(
        pad(operand, argument.type) if argument.type.kind is Kind.CHAR else operand
        for operand, argument in zip(operands, call.arguments, strict=True)
    )


def _is_about_containers(call: Call) -> bool:
    """Whether char stands beside arrays, maps or rows, in which it is kept without its padding."""
    return any(data_type.fields for data_type in (call.type, *(a.type for a in call.arguments)))
