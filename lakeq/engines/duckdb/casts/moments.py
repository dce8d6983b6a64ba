"""Casts of dates and times: to each other, and from and to text."""

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert, native
from lakeq.engines.duckdb.casts.text import guarded, to_text
from lakeq.engines.duckdb.moments import round_timestamp, timestamp_text
from lakeq.engines.duckdb.spelling import text
from lakeq.engines.duckdb.types import MICROSECOND_DIGITS
from lakeq.model.types import DataType, Kind

_DATE = r"\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\s*"
_TIMESTAMP = (
    r"\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]{1,6})?)?)?\s*"
)


def _timestamp_to_text(conversion: Conversion) -> str:
    return to_text(conversion, timestamp_text(conversion.operand, conversion.source), None)


def _text_to_timestamp(conversion: Conversion) -> str:
    target = conversion.target
    exact = guarded(_TIMESTAMP)(conversion)
    return round_timestamp(exact, DataType(Kind.TIMESTAMP, 6), target)


def _timestamp_to_timestamp(conversion: Conversion) -> str:
    return round_timestamp(conversion.operand, conversion.source, conversion.target)


def _to_time(conversion: Conversion) -> str:
    digits = DataType(Kind.TIMESTAMP, min(conversion.target.precision or 0, MICROSECOND_DIGITS))
    moment = round_timestamp(conversion.operand, conversion.source, digits)
    return f"CAST({moment} AS TIME)"


def _to_instant(conversion: Conversion) -> str:
    digits = DataType(Kind.TIMESTAMP, min(conversion.target.precision or 0, MICROSECOND_DIGITS))
    moment = conversion.operand
    if conversion.source.kind is Kind.TIMESTAMP:
        moment = round_timestamp(moment, conversion.source, digits)
    moment = f"CAST({moment} AS TIMESTAMP)"
    return f"timezone({text(conversion.timezone)}, {moment})"


def _from_instant(conversion: Conversion) -> str:
    moment = f"timezone({text(conversion.timezone)}, {conversion.operand})"
    return conversion.again(moment, DataType(Kind.TIMESTAMP, 6), conversion.target)


def _date_to_text(conversion: Conversion) -> str:
    return to_text(conversion, f"CAST({conversion.operand} AS VARCHAR)", 10)


MOMENTS: dict[tuple[Kind, Kind], Convert] = {
    (Kind.VARCHAR, Kind.DATE): guarded(_DATE),
    (Kind.VARCHAR, Kind.TIMESTAMP): _text_to_timestamp,
    (Kind.DATE, Kind.TIMESTAMP): native,
    (Kind.DATE, Kind.VARCHAR): _date_to_text,
    (Kind.TIMESTAMP, Kind.DATE): native,
    (Kind.TIMESTAMP, Kind.TIME): _to_time,
    (Kind.TIMESTAMP, Kind.TIMESTAMP): _timestamp_to_timestamp,
    (Kind.TIMESTAMP, Kind.VARCHAR): _timestamp_to_text,
    (Kind.DATE, Kind.TIMESTAMP_WITH_TIME_ZONE): _to_instant,
    (Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE): _to_instant,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.DATE): _from_instant,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.TIMESTAMP): _from_instant,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.TIMESTAMP_WITH_TIME_ZONE): lambda c: c.operand,
}
