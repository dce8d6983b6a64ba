"""Past statements in rows."""

from lakeq.model.bound import OutputColumn
from lakeq.model.query import HistoryEntry
from lakeq.model.types import BIGINT, VARCHAR, DataType, Kind, decimal

COLUMNS = (
    OutputColumn("started_at", DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 0)),
    OutputColumn("state", VARCHAR),
    OutputColumn("elapsed_ms", BIGINT),
    OutputColumn("rows", BIGINT),
    OutputColumn("scanned_bytes", BIGINT),
    OutputColumn("billed_bytes", BIGINT),
    OutputColumn("cost_usd", decimal(38, 9)),
    OutputColumn("query_id", VARCHAR),
    OutputColumn("statement", VARCHAR),
    OutputColumn("error", VARCHAR),
)


def entry_row(entry: HistoryEntry) -> tuple[object, ...]:
    """Lay a statement out as a row; its text is on one line."""
    return (
        entry.started_at,
        entry.state,
        entry.elapsed_ms,
        entry.row_count,
        entry.scanned_bytes,
        entry.billed_bytes,
        entry.cost_usd,
        entry.query_id,
        " ".join(entry.text.split()),
        entry.error or None,
    )
