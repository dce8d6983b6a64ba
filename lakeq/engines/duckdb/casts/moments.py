"""Casts of dates and times: to each other, and from and to text."""

from lakeq.engines.duckdb.casts.conversion import Conversion, Convert, native
from lakeq.engines.duckdb.casts.readings import READINGS
from lakeq.engines.duckdb.casts.text import to_text
from lakeq.engines.duckdb.moments.timestamps import (
    date_text,
    from_local,
    interval_text,
    local_time,
    round_instant,
    round_time,
    round_timestamp,
    time_text,
    timestamp_text,
    zoned,
    zoned_text,
)
from lakeq.engines.duckdb.spelling import text
from lakeq.model.types import MICROSECOND_DIGITS, DataType, Kind


def _timestamp_to_text(conversion: Conversion) -> str:
    return to_text(conversion, timestamp_text(conversion.operand, conversion.source), None)


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
    return to_text(conversion, date_text(conversion.operand), None)


def _time_to_time(conversion: Conversion) -> str:
    return round_time(conversion.operand, conversion.target)


def _time_to_text(conversion: Conversion) -> str:
    return to_text(conversion, time_text(conversion.operand, conversion.source), None)


def _interval_to_text(conversion: Conversion) -> str:
    return to_text(conversion, interval_text(conversion.operand, conversion.source), None)


MOMENTS: dict[tuple[Kind, Kind], Convert] = {
    **READINGS,
    (Kind.DATE, Kind.TIMESTAMP): native,
    (Kind.DATE, Kind.VARCHAR): _date_to_text,
    (Kind.TIME, Kind.TIME): _time_to_time,
    (Kind.TIME, Kind.VARCHAR): _time_to_text,
    (Kind.INTERVAL_DAY_TO_SECOND, Kind.VARCHAR): _interval_to_text,
    (Kind.INTERVAL_YEAR_TO_MONTH, Kind.VARCHAR): _interval_to_text,
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
