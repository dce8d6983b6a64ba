"""Scalars: the table of every scalar function and operator, from its registry name."""

from lakeq.engines.duckdb.functions import (
    arithmetic,
    comparisons,
    containers,
    mathematics,
    strings,
    times,
)
from lakeq.engines.duckdb.functions.invocation import Invocation, Template, named, pattern
from lakeq.errors import NotSupported


def spell_call(call: Invocation) -> str:
    """Spell a call. Raises NotSupported for what cannot be answered as Trino would."""
    template = _TEMPLATES.get(call.function)
    if template is None:
        raise NotSupported(f"Function {call.function} is not supported")
    return template(call)


def _conditional(call: Invocation) -> str:
    otherwise = call.sql[2] if len(call.sql) > 2 else "NULL"
    return f"CASE WHEN {call.sql[0]} THEN {call.sql[1]} ELSE {otherwise} END"


def _joined(symbol: str) -> Template:
    return lambda call: "(" + f" {symbol} ".join(call.sql) + ")"


_OPERATORS: dict[str, Template] = {
    "and": _joined("AND"),
    "or": _joined("OR"),
    "not": pattern("(NOT {0})"),
    **{name: comparisons.comparison(name) for name in comparisons.SYMBOLS},
    "is_null": pattern("({0} IS NULL)"),
    "is_distinct_from": comparisons.is_distinct_from,
    "between": comparisons.between,
    "in": comparisons.in_list,
    "like": strings.like,
    "add": arithmetic.add,
    "subtract": arithmetic.subtract,
    "multiply": arithmetic.multiply,
    "divide": arithmetic.divide,
    "modulus": arithmetic.modulus,
    "mod": arithmetic.modulus,
    "negate": arithmetic.negate,
    "array": containers.array,
    "row": containers.row,
    "subscript": containers.subscript,
    "coalesce": named("coalesce"),
    "nullif": comparisons.nullif,
    "if": _conditional,
    "try": pattern("TRY({0})"),
}
_MATHEMATICS: dict[str, Template] = {
    "abs": mathematics.absolute,
    "ceiling": mathematics.ceiling,
    "floor": mathematics.floor,
    "round": mathematics.round_number,
    "truncate": mathematics.truncate,
    "sign": mathematics.sign,
    "sqrt": mathematics.square_root,
    "cbrt": named("cbrt"),
    "power": named("pow"),
    "exp": named("exp"),
    "ln": mathematics.logarithm,
    "log2": mathematics.logarithm,
    "log10": mathematics.logarithm,
    "log": mathematics.logarithm_to_base,
    "pi": pattern("pi()"),
    "e": pattern("CAST('2.718281828459045' AS DOUBLE)"),
    "nan": pattern("CAST('NaN' AS DOUBLE)"),
    "infinity": pattern("CAST('Infinity' AS DOUBLE)"),
    "is_nan": named("isnan"),
    "is_finite": named("isfinite"),
    "is_infinite": named("isinf"),
    "greatest": mathematics.extreme,
    "least": mathematics.extreme,
    "bitwise_and": arithmetic.bitwise("&"),
    "bitwise_or": arithmetic.bitwise("|"),
    "bitwise_xor": named("xor"),
    "bitwise_not": pattern("(~({0}))"),
}
_STRINGS: dict[str, Template] = {
    "concat": strings.concat,
    "length": named("length"),
    "lower": strings.cased,
    "upper": strings.cased,
    "trim": strings.trim,
    "ltrim": strings.trim,
    "rtrim": strings.trim,
    "substr": strings.substring,
    "replace": strings.replace,
    "reverse": strings.reverse,
    "strpos": named("strpos"),
    "position": named("strpos"),
    "starts_with": named("starts_with"),
    "lpad": strings.padded,
    "rpad": strings.padded,
    "split": strings.split,
    "split_part": strings.split_part,
    "chr": strings.character,
    "codepoint": strings.codepoint,
    "regexp_like": strings.regexp_like,
    "array_join": strings.array_join,
    "to_utf8": named("encode"),
    "from_utf8": named("decode"),
    "to_hex": named("hex"),
    "from_hex": named("unhex"),
    "md5": pattern("unhex(md5({0}))"),
    "sha1": pattern("unhex(sha1({0}))"),
    "sha256": pattern("unhex(sha256({0}))"),
}
_TIMES: dict[str, Template] = {
    **{
        name: times.part(name)
        for name in (
            "year",
            "quarter",
            "month",
            "week",
            "day",
            "day_of_week",
            "day_of_year",
            "year_of_week",
            "hour",
            "minute",
            "second",
        )
    },
    "millisecond": times.millisecond,
    "date_trunc": times.date_trunc,
    "date_add": times.date_add,
    "date_diff": times.date_diff,
    "date": times.date,
    "last_day_of_month": times.last_day_of_month,
    "to_unixtime": times.to_unixtime,
}
_CONTAINERS: dict[str, Template] = {
    "cardinality": containers.cardinality,
    "element_at": containers.element_at,
    "contains": containers.contains,
}
_TEMPLATES = {**_OPERATORS, **_MATHEMATICS, **_STRINGS, **_TIMES, **_CONTAINERS}
