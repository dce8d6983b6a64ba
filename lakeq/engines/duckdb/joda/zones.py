"""Zones: offsets from UTC, at moments of any year that the zones' rules are known for."""

import re
from datetime import datetime, timedelta
from functools import cache

from lakeq.errors import InvalidArgument, NotSupported
from lakeq.model.zones import offset_name, region_names, zone

LONG_OFFSET = re.compile(
    r"([+-])([01]\d|2[0-3])"
    r"(?::([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,3}))?)?|([0-5]\d)(?:([0-5]\d)(\d{1,3})?)?)?",
    re.ASCII,
)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a local time or one in UTC, as the caller says.
_MINUTE = 60_000
_DAY = 86_400_000
_zone = cache(zone)


@cache
def known_zones() -> tuple[str, ...]:
    """List the names of all regions, longest first."""
    return tuple(sorted(region_names().values(), key=lambda name: (-len(name), name)))


def zone_of_offset(millis: int) -> str:
    """Name the zone of an offset in milliseconds. Raises InvalidArgument for one that no zone has."""
    minutes = abs(millis) // _MINUTE * (-1 if millis < 0 else 1)
    name = None if millis % _MINUTE else offset_name(minutes)
    if name is None:
        raise InvalidArgument(f"Invalid offset minutes {minutes}")
    return name


def offset_at(name: str, instant: int) -> int:
    """Tell a zone's offset in milliseconds at an instant in milliseconds since 1970."""
    if name == "UTC":
        return 0
    found = _zone(name)
    try:
        local = found.fromutc((_EPOCH + timedelta(milliseconds=instant)).replace(tzinfo=found))
    except OverflowError as exc:
        raise NotSupported(f"Time zone {name} is not known outside of the years 1 to 9999") from exc
    return (local.utcoffset() or timedelta()) // timedelta(milliseconds=1)


def instant_of_local(name: str, local: int) -> int:
    """Find the earlier instant at which a zone's clocks show a time. Raises InvalidArgument if none."""
    offsets = {offset_at(name, local + day) for day in (-_DAY, _DAY)}
    for offset in sorted(offsets, reverse=True):
        if offset_at(name, local - offset) == offset:
            return local - offset
    raise InvalidArgument(f"Illegal instant due to time zone offset transition ({name})")
