"""Casts of dates and times: to each other, and from and to text."""

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert, native
from lakeq.engines.duckdb.casts.text import guarded, to_text
from lakeq.engines.duckdb.moments import (
    from_local,
    local_time,
    round_instant,
    round_timestamp,
    timestamp_text,
    zoned,
    zoned_text,
)
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


def _local_to_zoned(conversion: Conversion) -> str:
    local = conversion.again(
        conversion.operand,
        conversion.source,
        DataType(Kind.TIMESTAMP, conversion.target.precision),
    )
    zone = text(conversion.timezone)
    return zoned(from_local(local, zone), zone)


def _zoned_to_local(conversion: Conversion) -> str:
    local = DataType(Kind.TIMESTAMP, conversion.source.precision)
    return conversion.again(local_time(conversion.operand), local, conversion.target)


def _zoned_to_zoned(conversion: Conversion) -> str:
    return round_instant(conversion.operand, conversion.source, conversion.target)


def _zoned_to_text(conversion: Conversion) -> str:
    return to_text(conversion, zoned_text(conversion.operand, conversion.source), None)


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
    (Kind.DATE, Kind.TIMESTAMP_WITH_TIME_ZONE): _local_to_zoned,
    (Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE): _local_to_zoned,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.DATE): _zoned_to_local,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.TIME): _zoned_to_local,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.TIMESTAMP): _zoned_to_local,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.TIMESTAMP_WITH_TIME_ZONE): _zoned_to_zoned,
    (Kind.TIMESTAMP_WITH_TIME_ZONE, Kind.VARCHAR): _zoned_to_text,
}
