"""Bits: shifts that wrap around within their type, where DuckDB reports an overflow."""

from collections.abc import Callable, Sequence

from lakeq.engines.duckdb.functions.invocation import Invocation, Template, named, pattern
from lakeq.engines.duckdb.spelling import once
from lakeq.errors import InvalidArgument
from lakeq.model.types import Kind

_BITS = {Kind.TINYINT: 8, Kind.SMALLINT: 16, Kind.INTEGER: 32, Kind.BIGINT: 64}
_LARGEST_SHIFT = 63


def bit_count(call: Invocation) -> str:
    """Spell bit_count, of a number that must be representable with the bits given."""

    def build(values: Sequence[str]) -> str:
        value, bits = values
        limit = f"CAST(pow(2, {bits} - 1) AS HUGEINT)"
        few = f"'Bits specified in bit_count must be between 2 and 64, got ' || {bits}"
        wide = (
            f"'Number must be representable with the bits specified. ' || {value} "
            f"|| ' cannot be represented with ' || {bits} || ' bits'"
        )
        unseen = f"CASE WHEN {value} < 0 THEN 64 - {bits} ELSE 0 END"
        return (
            f"CASE WHEN {value} IS NULL OR {bits} IS NULL THEN NULL "
            f"WHEN {bits} NOT BETWEEN 2 AND 64 THEN {call.fail_about(InvalidArgument, few)} "
            f"WHEN {value} >= {limit} OR {value} < -{limit} "
            f"THEN {call.fail_about(InvalidArgument, wide)} "
            f"ELSE CAST(bit_count({value}) - {unseen} AS BIGINT) END"
        )

    return once(call.sql, build)


def shift_left(call: Invocation) -> str:
    """Spell a shift to the left, in more bits than the type has, and wrap it around."""
    bits = _BITS[call.first.kind]

    def build(value: str, power: str) -> str:
        moved = f"((CAST({value} AS HUGEINT) * {power}) % {_number(2**bits)})"
        half = _number(2 ** (bits - 1))
        wrapped = once(
            [moved],
            lambda values: (
                f"CASE WHEN {values[0]} >= {half} THEN {values[0]} - {_number(2**bits)} "
                f"WHEN {values[0]} < -{half} THEN {values[0]} + {_number(2**bits)} "
                f"ELSE {values[0]} END"
            ),
        )
        return f"CAST({wrapped} AS {call.type_name})"

    return _shift(call, "0", build)


def shift_right(call: Invocation) -> str:
    """Spell a shift to the right that brings in zeros."""
    bits = _BITS[call.first.kind]

    def build(value: str, power: str) -> str:
        unsigned = (
            f"CAST({value} AS HUGEINT) + CASE WHEN {value} < 0 THEN {_number(2**bits)} ELSE 0 END"
        )
        moved = f"CASE WHEN {power} = 1 THEN {value} ELSE ({unsigned}) // {power} END"
        return f"CAST({moved} AS {call.type_name})"

    return _shift(call, "0", build)


def shift_right_arithmetic(call: Invocation) -> str:
    """Spell a shift to the right that brings in the sign."""

    def build(value: str, power: str) -> str:
        down = f"CASE WHEN {value} < 0 THEN {power} - 1 ELSE 0 END"
        return f"CAST((CAST({value} AS HUGEINT) - ({down})) // {power} AS {call.type_name})"

    return _shift(call, "CASE WHEN {0} < 0 THEN -1 ELSE 0 END", build)


def _shift(call: Invocation, beyond: str, build: Callable[[str, str], str]) -> str:
    """Shift by the power of two given to ``build``; Java takes a shift's lowest six bits."""
    bits = _BITS[call.first.kind]

    def spelled(values: Sequence[str]) -> str:
        value, places = values
        power = f"CAST(pow(2, {places} & {_LARGEST_SHIFT}) AS HUGEINT)"
        return (
            f"CASE WHEN {value} IS NULL OR {places} IS NULL THEN NULL "
            f"WHEN {places} >= {bits} THEN CAST({beyond.format(value)} AS {call.type_name}) "
            f"ELSE {build(value, power)} END"
        )

    return once(call.sql, spelled)


def _number(value: int) -> str:
    return f"CAST({value} AS HUGEINT)"


def _infix(symbol: str) -> Template:
    return lambda call: f"({call.sql[0]} {symbol} {call.sql[1]})"


TEMPLATES: dict[str, Template] = {
    "bit_count": bit_count,
    "bitwise_and": _infix("&"),
    "bitwise_left_shift": shift_left,
    "bitwise_not": pattern("(~({0}))"),
    "bitwise_or": _infix("|"),
    "bitwise_right_shift": shift_right,
    "bitwise_right_shift_arithmetic": shift_right_arithmetic,
    "bitwise_xor": named("xor"),
}
