"""Memberships: IN, ANY and ALL over subqueries, where DuckDB's own would answer otherwise.

DuckDB compares NaN, rows and padded text as Trino does not. There the comparison is spelled out for
every row of the subquery, and the answers are gathered as SQL's three-valued OR and AND.
"""

from lakeq.engines.duckdb.functions.comparisons import (
    SYMBOLS,
    Operand,
    check_comparable,
    compare,
    compare_in_filter,
)
from lakeq.engines.duckdb.functions.equality import holds_null, identity
from lakeq.engines.duckdb.types import ZONED_KINDS
from lakeq.model.bound import Expression
from lakeq.model.types import DataType, Kind


def contains(argument: Expression, spelled: str, inner: str) -> str:
    """Spell ``argument IN (inner)``."""
    check_comparable("eq", argument.type)
    if _is_special(argument.type):
        return _gathered("eq", argument.type, spelled, inner, every=False)
    value = identity(spelled, argument.type)
    return f"({value} IN ({_comparable(argument.type, inner)}))"


def contains_in_filter(argument: Expression, spelled: str, inner: str) -> str:
    """Spell it where NULL and false are the same, so that DuckDB can join by it."""
    check_comparable("eq", argument.type)
    if not _is_special(argument.type):
        return contains(argument, spelled, inner)
    operands = (Operand(each, argument.type) for each in (spelled, "q.c0"))
    return f"EXISTS (SELECT 1 FROM ({inner}) q WHERE {compare_in_filter('eq', *operands)})"


def quantified(
    operator: str, argument: Expression, spelled: str, inner: str, *, every: bool
) -> str:
    """Spell ``argument <operator> ALL|ANY (inner)``."""
    data_type = argument.type
    check_comparable(operator, data_type)
    spelled_out = (Kind.CHAR, *ZONED_KINDS)
    if data_type.is_float or _is_special(data_type) or data_type.kind in spelled_out:
        return _gathered(operator, data_type, spelled, inner, every=every)
    if operator == "eq" and not every:
        return f"({spelled} IN ({inner}))"
    if operator == "ne" and every:
        return f"({spelled} NOT IN ({inner}))"
    return f"({spelled} {SYMBOLS[operator]} {'ALL' if every else 'ANY'} ({inner}))"


def _is_special(data_type: DataType) -> bool:
    return bool(data_type.fields)


def _comparable(data_type: DataType, inner: str) -> str:
    """Leave out NaN, which equals nothing, and zones."""
    if data_type.kind in ZONED_KINDS:
        return f"SELECT {identity('q.c0', data_type)} AS c0 FROM ({inner}) q"
    if not data_type.is_float:
        return inner
    return f"SELECT c0 FROM ({inner}) q WHERE c0 IS NULL OR NOT isnan(c0)"


def _gathered(operator: str, data_type: DataType, spelled: str, inner: str, *, every: bool) -> str:
    test = _test(operator, data_type, spelled)
    decisive, otherwise = ("NOT found", "true") if every else ("found", "false")
    return (
        f"(SELECT CASE WHEN coalesce(bool_or({decisive}), false) THEN {'false' if every else 'true'}"
        f" WHEN count(*) > count(found) THEN NULL ELSE {otherwise} END"
        f" FROM (SELECT {test} AS found FROM ({inner}) q) f)"
    )


def _test(operator: str, data_type: DataType, spelled: str) -> str:
    test = compare(operator, Operand(spelled, data_type), Operand("q.c0", data_type))
    if operator in ("eq", "ne") or not data_type.fields:
        return test
    # Here alone a NULL inside of a row makes the answer unknown, instead of an error.
    missing = " OR ".join(holds_null(value, data_type) for value in (spelled, "q.c0"))
    return f"CASE WHEN {missing} THEN NULL ELSE {test} END"
