"""AND and OR, of which Trino does not look at the right where the left has decided.

DuckDB does so in filters only; elsewhere it works out both sides for all rows. So where the right
may fail, CASE keeps it from being looked at.
"""

from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.model.bound import Call, Cast, ColumnReference, Expression, FieldReference, Literal
from lakeq.model.types import DataType, Kind

_LONG = 2_000
"""Beyond, the left side is not written twice, lest the text grow twofold at each level."""

_SURE = frozenset(
    [
        *("and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "between", "in", "is_null"),
        *("is_distinct_from", "coalesce", "nullif", "if", "case", "like", "array", "row", "try"),
        *("lower", "upper", "trim", "ltrim", "rtrim", "length", "substr", "substring", "concat"),
        *("starts_with", "strpos", "replace", "reverse", "split", "regexp_like"),
        *("year", "month", "day", "hour", "minute", "second", "quarter", "week", "day_of_week"),
        *("is_nan", "is_finite", "is_infinite", "nan", "infinity", "contains", "cardinality"),
        *("element_at", "json_extract_scalar"),
    ]
)


def connective(symbol: str) -> Template:
    """Spell AND or OR."""

    def spell(call: Invocation) -> str:
        spelled, may_fail = call.sql[-1], False
        for index in range(len(call.sql) - 2, -1, -1):
            left = call.sql[index]
            may_fail = may_fail or _may_fail(call.arguments[index + 1])
            both = f"({left} {symbol} {spelled})"
            if may_fail and len(left) <= _LONG:
                decided = f"NOT {left} THEN false" if symbol == "AND" else f"{left} THEN true"
                both = f"CASE WHEN {decided} ELSE {both} END"
            spelled = both
        return spelled

    return spell


def _may_fail(expression: Expression) -> bool:
    match expression:
        case Literal() | ColumnReference():
            return False
        case FieldReference(base=base):
            return _may_fail(base)
        case Cast(argument=argument, safe=safe):
            return not (safe or _is_sure(argument.type, expression.type)) or _may_fail(argument)
        case Call(function="try"):
            return False
        case Call(function, arguments, data_type):
            is_sure = function in _SURE or (function in _OF_FLOATS and data_type.is_float)
            return not is_sure or any(map(_may_fail, arguments))
        case _:
            return True


_OF_FLOATS = ("add", "subtract", "multiply", "divide", "modulus", "negate", "abs")


def _is_sure(source: DataType, target: DataType) -> bool:
    if target.kind is Kind.VARCHAR:
        return target.precision is None or source.kind is Kind.VARCHAR
    if target.is_float:
        return source.is_numeric
    if target.kind is Kind.DECIMAL:
        digits = (source.precision or 0) - source.scale if source.kind is Kind.DECIMAL else 19
        return source.is_numeric and digits <= (target.precision or 0) - target.scale
    pair = (source.kind, target.kind)
    return source == target or pair in (
        *((Kind.TINYINT, Kind.INTEGER), (Kind.SMALLINT, Kind.INTEGER), (Kind.TINYINT, Kind.BIGINT)),
        *((Kind.SMALLINT, Kind.BIGINT), (Kind.INTEGER, Kind.BIGINT), (Kind.DATE, Kind.TIMESTAMP)),
        (Kind.TIMESTAMP, Kind.DATE),
    )
