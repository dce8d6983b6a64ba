"""Totals: counts, sums that overflow where Trino's do, and averages of its type."""

from collections.abc import Sequence

from lakeq.engines.duckdb.casts import cast
from lakeq.engines.duckdb.failures import failure
from lakeq.engines.duckdb.functions.aggregation import Aggregation
from lakeq.engines.duckdb.functions.decimals import MAX_DIGITS, as_decimal, unscaled
from lakeq.engines.duckdb.spelling import once
from lakeq.errors import InvalidArgument, OutOfRange
from lakeq.model.types import DOUBLE, DataType, Kind

_FEW_DIGITS = 18
_INTERVALS = (Kind.INTERVAL_DAY_TO_SECOND, Kind.INTERVAL_YEAR_TO_MONTH)
_LEAST_ERROR, _GREATEST_ERROR = 0.0040625, 0.26


def count(call: Aggregation) -> str:
    """Spell count, of rows or of values."""
    return call.spell("count", *(call.sql or ("*",)))


def count_if(call: Aggregation) -> str:
    """Spell count_if, which is 0 where there are no rows."""
    if call.distinct or call.sorted:
        return call.spell("count", f"CASE WHEN {call.sql[0]} THEN true END")
    return call.spell("count", "*", where=call.sql[0])


def approx_distinct(call: Aggregation) -> str:
    """Count distinct values exactly; an error that Trino would not accept is refused as there."""
    if len(call.sql) == 2:
        error = call.constant(1)
        if not isinstance(error, float) or not _LEAST_ERROR <= error <= _GREATEST_ERROR:
            raise InvalidArgument(
                f"Standard error must be in [{_LEAST_ERROR}, {_GREATEST_ERROR}]: {error}"
            )
    return call.spell("count", call.sql[0], distinct=True)


def total(call: Aggregation) -> str:
    """Spell sum."""
    added = call.spell("sum", *call.sql)
    if call.type.kind is Kind.DECIMAL:
        return _decimal_total(call, added)
    if call.type.kind is Kind.DOUBLE:
        return added
    if call.type.kind is Kind.REAL:
        return cast(added, DOUBLE, call.type)
    # DuckDB adds integers in 128 bits; the cast raises Trino's overflow.
    return f"CAST({added} AS {call.type_name})"


def _decimal_total(call: Aggregation, added: str) -> str:
    """Demand that a sum has no more digits than its type; 128 bits hold a bit more.

    Rows without number are needed for that where the values have few digits.
    """
    if (call.first.precision or MAX_DIGITS) <= _FEW_DIGITS:
        return added
    scale = call.type.scale
    nines = f"{'9' * (MAX_DIGITS - scale)}.{'9' * scale}"
    greatest = f"CAST('{nines}' AS {call.type_name})"
    failed = failure(OutOfRange, "Decimal overflow", call.type_name)
    return once(
        [added],
        lambda values: (
            f"CASE WHEN abs({values[0]}) > {greatest} THEN {failed} ELSE {values[0]} END"
        ),
    )


def average(call: Aggregation) -> str:
    """Spell avg."""
    if call.type.kind is Kind.DECIMAL:
        return _decimal_average(call)
    mean = call.spell("avg", *call.sql)
    if call.type.kind in _INTERVALS:
        return f"CAST(floor({mean} + 0.5) AS {call.type_name})"
    return cast(mean, DOUBLE, call.type)


def _decimal_average(call: Aggregation) -> str:
    """Divide the exact sum by the count, and round halves away from zero."""
    total_type = DataType(Kind.DECIMAL, 38, call.first.scale)

    def build(values: Sequence[str]) -> str:
        added, rows = values
        digits = unscaled(added, total_type)
        sign = f"CASE WHEN {added} < 0 THEN -1 ELSE 1 END"
        return as_decimal(f"({digits} + {sign} * ({rows} // 2)) // {rows}", call.type)

    return once([call.spell("sum", *call.sql), call.spell("count", *call.sql)], build)
