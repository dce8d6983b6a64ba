"""Constants of what ``precise`` is about: moments finer than a microsecond, times with time zone."""

import re
from datetime import datetime, time, timedelta

from lakeq.engines.duckdb.moments.precise import (
    PICOS_OF_DAY,
    PICOS_OF_MICRO,
    PICOS_OF_SECOND,
    PICOSECOND_DIGITS,
    constant_time,
    constant_timestamp,
)
from lakeq.engines.duckdb.moments.timestamps import offset_minutes
from lakeq.model.types import DataType, Kind
from lakeq.model.zones import zone

_TEXT = re.compile(r"(?:(\S+) )?(\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?(?: (\S+)|([+-]\d\d:\d\d))?")


def precise_literal(value: object, data_type: DataType) -> str:
    """Spell a constant: a datetime or time of Python's, or text as ``LiteralValue`` has it."""
    if isinstance(value, datetime):
        return _timestamp(value, 0)
    if isinstance(value, time):
        return constant_time(_since_midnight(value), data_type)
    match = _TEXT.fullmatch(str(value))
    assert match is not None, value
    day, clock, fraction, zone_name, offset = match.groups()
    picos = int((fraction or "").ljust(PICOSECOND_DIGITS, "0"))
    if day is None:
        total = _since_midnight(time.fromisoformat(clock)) + picos
        return constant_time(total % PICOS_OF_DAY, data_type, offset_minutes(offset or "") or 0)
    moment = datetime.fromisoformat(f"{day} {clock}") + timedelta(
        microseconds=picos // PICOS_OF_MICRO
    )
    if data_type.kind is Kind.TIMESTAMP_WITH_TIME_ZONE:
        moment = moment.replace(tzinfo=zone(zone_name))
    return _timestamp(moment, picos % PICOS_OF_MICRO)


def _timestamp(moment: datetime, picos: int) -> str:
    in_utc = moment.replace(tzinfo=None) - (moment.utcoffset() or timedelta())
    name = None if moment.tzinfo is None else str(moment.tzinfo)
    return constant_timestamp(in_utc.isoformat(sep=" "), picos, name)


def _since_midnight(clock: time) -> int:
    seconds = (clock.hour * 60 + clock.minute) * 60 + clock.second
    return seconds * PICOS_OF_SECOND + clock.microsecond * PICOS_OF_MICRO
