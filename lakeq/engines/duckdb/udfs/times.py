"""Dates and times as text, where SQL cannot say it.

Moments are given as milliseconds since 1970; zoned ones come back with microseconds, as DuckDB has
them.
"""

import re

from lakeq.engines.duckdb.joda.iso import parse_iso_date, parse_iso_timestamp
from lakeq.engines.duckdb.joda.parsing import Parsed, parse_moment
from lakeq.engines.duckdb.joda.patterns import ZONELESS, has_zone, joda_elements, mysql_elements
from lakeq.engines.duckdb.joda.printing import print_moment
from lakeq.engines.duckdb.joda.zones import instant_of_local, offset_at, zone_of_offset
from lakeq.errors import InvalidArgument
from lakeq.model import zones

_MOST_MILLIS = 0x7FFFFFFFFFFFF
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*", re.ASCII)
_DURATION_UNITS = {
    "ns": 1e-6,
    "us": 1e-3,
    "ms": 1.0,
    "s": 1e3,
    "m": 60e3,
    "h": 3600e3,
    "d": 86_400e3,
}


def print_mysql(local: int, text: str) -> str:
    """Print a local time by a format of MySQL's."""
    return print_moment(mysql_elements(text), local)


def print_joda(local: int, pattern: str) -> str:
    """Print a local time by a pattern of Joda's, which must not ask for the zone."""
    elements = joda_elements(pattern)
    if has_zone(elements):
        raise InvalidArgument(ZONELESS)
    return print_moment(elements, local)


def print_zoned(instant: int, zone: str, pattern: str) -> str:
    """Print an instant in a zone by a pattern of Joda's."""
    offset = offset_at(zone, instant)
    return print_moment(joda_elements(pattern), instant + offset, offset // 1000, zone)


def parse_mysql(text: str, form: str) -> int:
    """Parse a local time by a format of MySQL's."""
    return parse_moment(mysql_elements(form), text).millis


def parse_joda(text: str, pattern: str, session: str) -> dict[str, object]:
    """Parse a moment by a pattern of Joda's; what has no zone is in the session's."""
    return _zoned(parse_moment(joda_elements(pattern), text), session)


def parse_iso(text: str, session: str) -> dict[str, object]:
    """Parse a moment of ISO 8601; what has no offset is in the session's zone."""
    return _zoned(parse_iso_timestamp(text), session)


def parse_date(text: str) -> int:
    """Parse a date of ISO 8601, to its days since 1970."""
    return parse_iso_date(text)


def parse_duration(text: str) -> int:
    """Parse a duration, such as `1.5 h`, to milliseconds."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise InvalidArgument(f"duration is not a valid data duration string: {text}")
    size = _DURATION_UNITS.get(match[2])
    if size is None:
        raise InvalidArgument(f"Unknown time unit: {match[2]}")
    return min(int(float(match[1]) * size + 0.5), 2**63 - 1)


def zone_name(written: str) -> str:
    """Give a zone's name in Trino, however it is written."""
    name = zones.zone_name(written)
    if name is None:
        raise InvalidArgument(f"Time zone not supported: {written}")
    return name


def _zoned(parsed: Parsed, session: str) -> dict[str, object]:
    if parsed.offset is not None:
        millis, zone = parsed.millis - parsed.offset, zone_of_offset(parsed.offset)
    else:
        zone = parsed.zone or session
        millis = instant_of_local(zone, parsed.millis)
    if abs(millis) > _MOST_MILLIS:
        raise InvalidArgument(f"Millis overflow: {millis}")
    return {"instant": millis * 1000, "zone": zone}
