"""Statistics: deviations and correlations, which are NaN or NULL where DuckDB reports an error."""

import math

from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.functions.aggregation import Aggregation
from lakeq.engines.duckdb.spelling import once
from lakeq.model.bound import Cast, Expression, Literal
from lakeq.model.types import DOUBLE

_NAN = "CAST('NaN' AS DOUBLE)"
_LEAST_ROWS = {"var_pop": 1, "stddev_pop": 1, "var_samp": 2, "stddev_samp": 2, "covar_pop": 1}
_NULL_WHERE_UNDEFINED = ("corr", "regr_slope", "regr_intercept")


def deviation(call: Aggregation) -> str:
    """Spell a variance or a standard deviation."""
    return _of_finite(call, call.function, _LEAST_ROWS[call.function])


def skewness(call: Aggregation) -> str:
    """Spell skewness, of the population; DuckDB's is corrected as that of a sample."""
    corrected = _of_finite(call, "skewness", 3)
    return once(
        [corrected, call.spell("count", *call.sql)],
        lambda values: (
            f"({values[0]} * ({values[1]} - 2) / sqrt({values[1]} * ({values[1]} - 1.0)))"
        ),
    )


def kurtosis(call: Aggregation) -> str:
    """Spell kurtosis, NaN where all values are equal."""
    found = _of_finite(call, "kurtosis", 4)
    rows = call.spell("count", *call.sql)
    return f"CASE WHEN {rows} >= 4 THEN coalesce({found}, {_NAN}) END"


def geometric_mean(call: Aggregation) -> str:
    """Spell geometric_mean: the mean of logarithms, raised again."""
    value = f"CAST({call.sql[0]} AS DOUBLE)"
    logarithm = (
        f"CASE WHEN {value} > 0 THEN ln({value}) "
        f"WHEN {value} = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN {value} < 0 THEN {_NAN} END"
    )
    return cast(f"exp({call.spell('avg', logarithm)})", DOUBLE, call.type)


def of_pairs(call: Aggregation) -> str:
    """Spell a correlation, a covariance or a regression."""
    undefined = call.function in _NULL_WHERE_UNDEFINED
    least = None if undefined else _LEAST_ROWS.get(call.function, 2)
    found = _of_finite(call, call.function, least)
    if undefined:
        found = f"nullif({found}, {_NAN})"
    return cast(found, DOUBLE, call.type)


def _of_finite(call: Aggregation, name: str, least_rows: int | None) -> str:
    """Spell an aggregate that DuckDB has for finite numbers only.

    With others there the answer is NaN, or NULL without so many rows, or without a number of them.
    """
    unsure = [
        sql
        for argument, sql in zip(call.arguments, call.sql, strict=True)
        if not _is_finite(argument)
    ]
    if not unsure:
        return call.spell(name, *call.sql)
    # It is NULL where one of them is, and NaN where one is not finite.
    probe = " + ".join(f"CAST({sql} AS DOUBLE) * 0" for sql in call.sql)
    others = call.spell("count", call.sql[0], where=f"isnan({probe})")
    spoilt = "NULL"
    if least_rows is not None:
        rows = call.spell("count", probe)
        spoilt = f"CASE WHEN {rows} >= {least_rows} THEN {_NAN} END"
    finite = call.spell(name, *call.sql, where=f"NOT isnan({probe})")
    return f"CASE WHEN {others} > 0 THEN {spoilt} ELSE {finite} END"


def _is_finite(expression: Expression) -> bool:
    match expression:
        case Cast(argument=argument):
            return argument.type.is_integer
        case Literal(value=float(value)):
            return math.isfinite(value)
        case Literal():
            return True
        case _:
            return False
