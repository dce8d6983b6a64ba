"""Comparisons: three-valued, NaN-aware, and padded for char, as Trino's are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lakeq.engines.duckdb.casts import pad
from lakeq.engines.duckdb.functions.invocation import Invocation, Template, constant_value
from lakeq.engines.duckdb.spelling import once, shared, text
from lakeq.engines.duckdb.types import member_names
from lakeq.errors import NotSupported
from lakeq.model.bound import Call, Cast, Expression, Literal
from lakeq.model.types import DataType, Kind

SYMBOLS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_ORDERED = ("lt", "le", "gt", "ge")
_MIRRORED = {"lt": "gt", "le": "ge"}
_INCOMPARABLE = (Kind.JSON, Kind.FUNCTION, Kind.MAP)


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
        equal = _equal_rows if left.type.kind is Kind.ROW else _equal_arrays
        spelled = once([left.sql, right.sql], lambda values: equal(left.type, values))
        return f"(NOT ({spelled}))" if operator == "ne" else f"({spelled})"
    first, second = left.sql, right.sql
    if left.type.kind is Kind.CHAR and operator in _ORDERED:
        first, second = pad(first, left.type), pad(second, right.type)
    return f"({first} {SYMBOLS[operator]} {second})"


def compare_in_filter(operator: str, left: Operand, right: Operand) -> str:
    """Spell a comparison that stands where NULL and false are the same.

    There the plain operator can stand by itself, which lets DuckDB join by it and push it into
    scans, with a second condition that drops NaN, which to Trino equals nothing and exceeds nothing.
    """
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
    refused = (*_INCOMPARABLE, *((Kind.ARRAY, Kind.ROW) if operator in _ORDERED else ()))
    if data_type.kind in refused:
        raise NotSupported(f"Comparison of {data_type.trino} is not supported")


def comparison(operator: str) -> Template:
    """Make the template of a comparison operator."""
    return lambda call: compare(operator, *operands(call))


def between(call: Invocation) -> str:
    """Spell BETWEEN; each end is a comparison of its own where NaN or padding matter."""
    value, low, high = operands(call)
    check_comparable("ge", value.type)
    split = value.type.is_float and not (high.never_nan and high.constant)
    if not split and value.type.kind is not Kind.CHAR:
        return f"({value.sql} BETWEEN {low.sql} AND {high.sql})"
    return f"({compare('ge', value, low)} AND {compare('le', value, high)})"


def in_list(call: Invocation) -> str:
    """Spell IN with a list of values."""
    value, *options = operands(call)
    check_comparable("eq", value.type)
    plain = not value.type.is_float or all(option.never_nan for option in options)
    if plain and not value.type.fields:
        return f"({value.sql} IN ({', '.join(option.sql for option in options)}))"
    return "(" + " OR ".join(compare("eq", value, option) for option in options) + ")"


def is_distinct_from(call: Invocation) -> str:
    """Spell IS DISTINCT FROM, by which NaN equals NaN."""
    if call.first.kind in (*_INCOMPARABLE, Kind.ARRAY, Kind.ROW):
        raise call.refuse()
    return f"({call.sql[0]} IS DISTINCT FROM {call.sql[1]})"


def nullif(call: Invocation) -> str:
    """Spell NULLIF."""
    left, right = operands(call)

    def build(values: Sequence[str]) -> str:
        equal = compare("eq", _renamed(left, values[0]), _renamed(right, values[1]))
        return f"CASE WHEN {equal} THEN NULL ELSE {values[0]} END"

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


def _equal_rows(data_type: DataType, values: Sequence[str]) -> str:
    """Compare rows member by member, because a NULL member makes the answer NULL."""
    tests = [
        compare("eq", *(Operand(_member(value, name), field.type) for value in values))
        for name, field in zip(member_names(data_type), data_type.fields, strict=True)
    ]
    missing = " OR ".join(f"{value} IS NULL" for value in values)
    return f"CASE WHEN {missing} THEN NULL ELSE {' AND '.join(tests)} END"


def _equal_arrays(data_type: DataType, values: Sequence[str]) -> str:
    """Compare arrays element by element, for the same reason."""
    left, right = values
    element = data_type.element
    test = compare("eq", Operand("pair[1]", element), Operand("pair[2]", element))
    tests = f"list_transform(list_zip({left}, {right}), lambda pair: {test})"
    return shared(
        tests,
        lambda found: (
            f"CASE WHEN {left} IS NULL OR {right} IS NULL THEN NULL "
            f"WHEN len({left}) <> len({right}) OR list_contains({found}, false) THEN false "
            f"WHEN list_count({found}) < len({found}) THEN NULL ELSE true END"
        ),
    )


def _member(value: str, name: str) -> str:
    return f"struct_extract({value}, {text(name)})"


def _renamed(value: Operand, sql: str) -> Operand:
    return Operand(sql, value.type, value.never_nan, value.constant)
