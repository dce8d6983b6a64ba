"""Comparisons of a column with a constant: the values that satisfy them, and where they make sense."""

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from lakeq.model.bound import LiteralValue
from lakeq.model.domains import Bound, Domain, Range
from lakeq.model.types import DataType, Kind
from lakeq.sql.constants import INTEGER_BITS

UNDERSTOOD = frozenset(
    {
        *INTEGER_BITS,
        Kind.BOOLEAN,
        Kind.REAL,
        Kind.DOUBLE,
        Kind.DECIMAL,
        Kind.VARCHAR,
        Kind.DATE,
        Kind.TIMESTAMP,
    }
)
"""The kinds whose values Python orders as Trino does; char is not among them, for its padding."""


def is_comparable(column: DataType, value: LiteralValue) -> bool:
    """Tell whether Python orders the value among the column's as Trino does."""
    if isinstance(value, bool) or column.kind is Kind.BOOLEAN:
        return isinstance(value, bool) and column.kind is Kind.BOOLEAN
    if column.is_numeric:
        return isinstance(value, int | Decimal | float) and not math.isnan(value)
    if column.kind is Kind.VARCHAR:
        return isinstance(value, str)
    if isinstance(value, datetime):
        return column.kind is Kind.TIMESTAMP and value.tzinfo is None
    return column.kind is Kind.DATE and isinstance(value, date)


def is_lossless(source: DataType, target: DataType) -> bool:
    """Tell whether a cast keeps values apart and in order, as widenings do."""
    if source == target:
        return True
    if source.is_integer and target.is_integer:
        return INTEGER_BITS[source.kind] <= INTEGER_BITS[target.kind]
    if target.kind is Kind.DECIMAL and (source.is_integer or source.kind is Kind.DECIMAL):
        digits = _DIGITS.get(source.kind, (source.precision or 0) - source.scale)
        return source.scale <= target.scale and digits <= (target.precision or 0) - target.scale
    if target.is_float and source.is_integer:
        return INTEGER_BITS[source.kind] <= _SIGNIFICANT_BITS[target.kind]
    if source.kind is Kind.REAL:
        return target.kind is Kind.DOUBLE
    if source.kind is target.kind and source.kind in (Kind.VARCHAR, Kind.TIMESTAMP):
        return target.precision is None or (
            source.precision is not None and source.precision <= target.precision
        )
    return False


_FARTHEST_ZONE = timedelta(hours=18)
_DIGITS = {Kind.TINYINT: 3, Kind.SMALLINT: 5, Kind.INTEGER: 10, Kind.BIGINT: 19}
_SIGNIFICANT_BITS = {Kind.REAL: 24, Kind.DOUBLE: 53}


def compare(operator: str, value: Bound) -> Domain:
    """Hold the values ``x`` for which ``x <operator> value`` is true."""
    match operator:
        case "eq":
            return Domain.of_range(Range.of(value))
        case "ne":
            return complement(Domain.of_range(Range.of(value)))
        case "lt":
            return Domain.of_range(Range(high=value, high_inclusive=False))
        case "le":
            return Domain.of_range(Range(high=value))
        case "gt":
            return Domain.of_range(Range(low=value, low_inclusive=False))
        case _:
            return Domain.of_range(Range(low=value))


def near_instant(operator: str, instant: datetime, column: DataType) -> Domain:
    """Hold the days or moments of clocks, in whatever zone, for which the comparison may be true."""
    moment = instant.astimezone(UTC).replace(tzinfo=None)
    low: Bound
    high: Bound
    try:
        low, high = moment - _FARTHEST_ZONE, moment + _FARTHEST_ZONE
    except OverflowError:
        return Domain.not_null()
    if operator == "ne":
        return Domain.not_null()
    if column.kind is Kind.DATE:
        low, high = low.date(), high.date()
    return Domain.of_range(
        Range(
            low=None if operator in ("lt", "le") else low,
            high=None if operator in ("gt", "ge") else high,
        )
    )


def complement(domain: Domain) -> Domain:
    """Hold every value, NULL not among them, that the domain's ranges (sorted, apart) do not."""
    gaps: list[Range] = []
    low: Bound = None
    low_inclusive = True
    for values in domain.ranges:
        if values.low is not None:
            gaps.append(Range(low, values.low, low_inclusive, not values.low_inclusive))
        if values.high is None:
            return Domain(tuple(gaps), null_allowed=False)
        low, low_inclusive = values.high, not values.high_inclusive
    return Domain((*gaps, Range(low, None, low_inclusive)), null_allowed=False)
