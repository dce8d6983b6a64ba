"""Comparisons: three-valued, NaN-aware, and padded for char, as Trino's are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lakeq.engines.duckdb.casts import cast, pad
from lakeq.engines.duckdb.functions.equality import equal, identity, members
from lakeq.engines.duckdb.functions.invocation import Invocation, Template, constant_value
from lakeq.engines.duckdb.functions.ordering import ordered
from lakeq.engines.duckdb.moments.precise import comparable as instant_key
from lakeq.engines.duckdb.spelling import once
from lakeq.engines.duckdb.types import ZONED_KINDS
from lakeq.errors import NotSupported
from lakeq.functions.coercions import common_type
from lakeq.model.bound import Call, Cast, Expression, Literal
from lakeq.model.traversal import walk
from lakeq.model.types import DataType, Kind

SYMBOLS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_ORDERED = ("lt", "le", "gt", "ge")
_MIRRORED = {"lt": "gt", "le": "ge"}
_UNORDERED = (Kind.MAP, Kind.JSON)


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison, and what is known of it: that it is no NaN, that it is constant.

    A constant is not NULL.
    """

    sql: str
    type: DataType
    never_nan: bool = False
    constant: bool = False


def operand(expression: Expression, sql: str) -> Operand:
    """See what an expression is known to be."""
    constant = constant_value(expression) is not None
    return Operand(sql, expression.type, _never_nan(expression), constant)


def operands(call: Invocation) -> tuple[Operand, ...]:
    """See what a call's arguments are known to be."""
    pairs = zip(call.arguments, call.sql, strict=True)
    return tuple(operand(expression, sql) for expression, sql in pairs)


def compare(operator: str, left: Operand, right: Operand) -> str:
    """Spell a comparison of two values of one type."""
    check_comparable(operator, left.type)
    if left.type.is_float:
        return _compare_floats(operator, left, right)
    if left.type.fields:
        return _compare_containers(operator, left, right)
    first, second = comparable(left), comparable(right)
    if left.type.kind is Kind.CHAR and operator in _ORDERED:
        first, second = pad(first, left.type), pad(second, right.type)
    return f"({first} {SYMBOLS[operator]} {second})"


def comparable(value: Operand) -> str:
    """Spell what DuckDB can compare in place of a value: of one with a time zone, its instant."""
    return instant_key(value.sql, value.type) if value.type.kind in ZONED_KINDS else value.sql


def compare_in_filter(operator: str, left: Operand, right: Operand) -> str:
    """Spell a comparison that stands where NULL and false are the same.

    There the plain operator can stand by itself, which lets DuckDB join by it and push it into
    scans, with a second condition that drops NaN, which to Trino equals nothing and exceeds nothing.
    """
    if left.type.kind is Kind.ROW and operator == "eq":
        return _equal_rows_in_filter(left, right)
    if left.type.fields and operator == "eq":
        # What is equal is not distinct, and by that DuckDB can join.
        plain = " = ".join(identity(side.sql, side.type) for side in (left, right))
        return f"({plain} AND {compare(operator, left, right)})"
    if not left.type.is_float or operator == "ne":
        return compare(operator, left, right)
    if operator in _MIRRORED:
        operator, left, right = _MIRRORED[operator], right, left
    plain = f"{left.sql} {SYMBOLS[operator]} {right.sql}"
    if left.never_nan or (operator == "eq" and right.never_nan):
        return f"({plain})"
    return f"({plain} AND {_not_nan(left.sql)})"


def check_comparable(operator: str, data_type: DataType) -> None:
    """Refuse types whose NULLs or NaNs inside DuckDB compares otherwise than Trino."""
    unordered = data_type.kind in _UNORDERED and operator in _ORDERED
    if unordered or data_type.kind is Kind.FUNCTION:
        raise NotSupported(f"Comparison of {data_type.trino} is not supported")
    for field in data_type.fields:
        check_comparable(operator, field.type)


def comparison(operator: str) -> Template:
    """Make the template of a comparison operator."""
    return lambda call: compare(operator, *operands(call))


def between(call: Invocation) -> str:
    """Spell BETWEEN; each end is a comparison of its own where NaN or padding matter."""
    value, low, high = operands(call)
    check_comparable("ge", value.type)
    split = value.type.is_float and not (high.never_nan and high.constant)
    if not split and value.type.kind is not Kind.CHAR and not value.type.fields:
        return f"({comparable(value)} BETWEEN {comparable(low)} AND {comparable(high)})"
    return f"({compare('ge', value, low)} AND {compare('le', value, high)})"


def overlaps(call: Invocation) -> str:
    """Spell OVERLAPS of two periods, each of two ends, as the standard says it.

    The ends may come in either order. Where one is NULL the other is the beginning.
    """
    return once([comparable(end) for end in operands(call)], _overlapping)


def in_list(call: Invocation) -> str:
    """Spell IN with a list of values."""
    value, *options = operands(call)
    check_comparable("eq", value.type)
    plain = not value.type.is_float or all(option.never_nan for option in options)
    if plain and not value.type.fields:
        spelled = f"({comparable(value)} IN ({', '.join(map(comparable, options))}))"
    else:
        spelled = "(" + " OR ".join(compare("eq", value, option) for option in options) + ")"
    return _all_tried(call, spelled) if _may_stop_short(call) else spelled


def _may_stop_short(call: Invocation) -> bool:
    """Whether IN is over nothing but constants, one of which has yet to be worked out.

    Trino works all of them out while it plans, and fails if one of them does.
    """
    if all(isinstance(argument, Literal | Cast) for argument in call.arguments):
        return False
    nodes = (node for argument in call.arguments for node in walk(argument))
    return all(isinstance(node, Literal | Cast | Call) for node in nodes)


def _all_tried(call: Invocation, spelled: str) -> str:
    options = ", ".join(call.sql[1:])
    return f"CASE WHEN [{options}] IS NOT NULL THEN {spelled} END"


def is_distinct_from(call: Invocation) -> str:
    """Spell IS DISTINCT FROM, by which NaN equals NaN."""
    check_comparable("eq", call.first)
    left, right = (identity(sql, call.first) for sql in call.sql)
    return f"({left} IS DISTINCT FROM {right})"


def nullif(call: Invocation) -> str:
    """Spell NULLIF; its operands are compared as their common type, where they have two."""
    left, right = operands(call)
    shared_type = common_type(left.type, right.type) or left.type

    def comparable_as_one(side: Operand, sql: str) -> Operand:
        spelled = cast(sql, side.type, shared_type, timezone=call.timezone)
        return Operand(spelled, shared_type, side.never_nan, side.constant)

    def build(values: Sequence[str]) -> str:
        sides = map(comparable_as_one, (left, right), values)
        same = compare("eq", *sides)
        return f"CASE WHEN {same} THEN NULL ELSE {values[0]} END"

    return once(call.sql, build)


def _never_nan(expression: Expression) -> bool:
    """Whether an expression can be seen not to be NaN; only asked of floating types."""
    match expression:
        case Literal(value=value):
            return not (isinstance(value, float) and math.isnan(value))
        case Cast(argument=argument):
            if argument.type.is_float:
                return _never_nan(argument)
            return not argument.type.is_text
        case Call(function="negate", arguments=(argument,)):
            return _never_nan(argument)
        case _:
            return False


def _not_nan(sql: str) -> str:
    return f"{sql} <= CAST('Infinity' AS DOUBLE)"


def _overlapping(ends: Sequence[str]) -> str:
    ordered_ends = []
    for one, other in (ends[:2], ends[2:]):
        turned = f"{one} IS NULL OR {other} < {one}"
        ordered_ends.append(f"CASE WHEN {turned} THEN {other} ELSE {one} END")
        ordered_ends.append(f"CASE WHEN {turned} THEN {one} ELSE {other} END")
    return once(ordered_ends, _overlapping_in_order)


def _overlapping_in_order(ends: Sequence[str]) -> str:
    first, first_end, second, second_end = ends
    return (
        f"(({first} > {second} AND NOT ({first} >= {second_end} AND {first_end} >= {second_end})) "
        f"OR ({second} > {first} AND NOT ({second} >= {first_end} AND {second_end} >= {first_end})) "
        f"OR ({first} = {second} AND ({first_end} <> {second_end} OR {first_end} = {second_end})))"
    )


def _compare_floats(operator: str, left: Operand, right: Operand) -> str:
    """DuckDB takes NaN for equal to itself and greater than anything else; Trino for neither."""
    if operator in _MIRRORED:
        operator, left, right = _MIRRORED[operator], right, left
    symbol = SYMBOLS[operator]
    if left.never_nan or (operator in ("eq", "ne") and right.never_nan):
        return f"({left.sql} {symbol} {right.sql})"
    if operator in ("gt", "ge") and right.never_nan and right.constant:
        return f"({left.sql} {symbol} {right.sql} AND {_not_nan(left.sql)})"
    # Where the left side is NaN the answer is known, unless the right side is NULL: comparing the
    # right side with itself says just that.
    known = "=" if operator == "ne" else "<>"
    return once(
        [left.sql, right.sql],
        lambda values: (
            f"CASE WHEN isnan({values[0]}) THEN {values[1]} {known} {values[1]} "
            f"ELSE {values[0]} {symbol} {values[1]} END"
        ),
    )


def _compare_containers(operator: str, left: Operand, right: Operand) -> str:
    if operator in _ORDERED:
        return ordered(operator, left.sql, right.sql, left.type)
    spelled = equal(_equal_members, left.sql, right.sql, left.type)
    return f"(NOT ({spelled}))" if operator == "ne" else f"({spelled})"


def _equal_rows_in_filter(left: Operand, right: Operand) -> str:
    check_comparable("eq", left.type)
    pairs = zip(members(left.sql, left.type), members(right.sql, right.type), strict=True)
    tests = (
        compare_in_filter("eq", Operand(mine, data_type), Operand(theirs, data_type))
        for (mine, data_type), (theirs, _) in pairs
    )
    return f"({' AND '.join(tests)})"


def _equal_members(left: str, right: str, data_type: DataType) -> str:
    return compare("eq", Operand(left, data_type), Operand(right, data_type))
