"""Frames: the rows around the current one that a window function sees."""

from collections.abc import Callable, Sequence

from lakeq.engines.duckdb.failures import failure
from lakeq.engines.duckdb.moments.precise import is_special
from lakeq.engines.duckdb.moments.timestamps import span
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.errors import InvalidWindowFrame, NotSupported
from lakeq.model.bound import Expression, FrameBound, Literal, SortKey, WindowFrame
from lakeq.model.types import DataType, Kind


def spell_frame(
    frame: WindowFrame, order_by: Sequence[SortKey], value: Callable[[Expression], str]
) -> str:
    """Spell a frame; ``value`` spells its offsets."""
    start, end = (_bound(bound, order_by, value) for bound in (frame.start, frame.end))
    return f"{frame.unit.value} BETWEEN {start} AND {end}"


def _bound(
    bound: FrameBound, order_by: Sequence[SortKey], value: Callable[[Expression], str]
) -> str:
    if bound.offset is None:
        return bound.kind.value
    offset = value(bound.offset)
    if not isinstance(bound.offset, Literal):
        offset = _checked_offset(offset, bound.offset.type)
    if order_by:
        _check_range(order_by[0].expression.type, bound.offset.type)
    # Intervals that are sorted by are numbers here, like those added to them.
    if not (order_by and order_by[0].expression.type.kind is bound.offset.type.kind):
        offset = span(offset, bound.offset.type)
    return f"{offset} {bound.kind.value}"


def _check_range(key: DataType, offset: DataType) -> None:
    """Refuse what DuckDB's order of keys cannot show: times go round, and clocks may change."""
    is_zoned = key.kind is Kind.TIMESTAMP_WITH_TIME_ZONE
    by_months = offset.kind is Kind.INTERVAL_YEAR_TO_MONTH
    is_apart = key.kind is Kind.TIME or is_special(key)
    if (is_zoned and by_months) or (is_apart and not offset.is_integer):
        raise NotSupported(f"A window frame of {offset.trino} over {key.trino} is not supported")


def _checked_offset(offset: str, data_type: DataType) -> str:
    """Fail where a frame's offset is none."""
    failed = failure(
        InvalidWindowFrame,
        "Window frame offset value must not be negative or null",
        duckdb_type(data_type),
    )
    return f"CASE WHEN {offset} >= 0 THEN {offset} ELSE {failed} END"
