"""Zones: their names as Trino spells them, and the time zones of Python that carry these names.

Source: the zone ids that Trino knows: offsets of up to 14 hours, and the regions of the IANA
database, in any case. What means UTC is UTC.
"""

import re
from datetime import timedelta, timezone, tzinfo
from functools import cache

MAX_OFFSET_MINUTES = 14 * 60
UTC_NAMES = frozenset(("utc", "z", "ut", "uct", "gmt", "gmt0", "greenwich", "universal", "zulu"))
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_JAVA_OFFSET = re.compile(
    r"(?:UTC|GMT|UT)?([+-])(?:(\d)|(?:(\d\d)(?::(\d\d)(?::(\d\d))?|(\d\d)(\d\d)?)?))"
)
_SHORT_REGIONS = frozenset(("EST", "HST", "MST", "ROC"))
_REGION = re.compile(r"[A-Za-z0-9_+/-]+")
_AREAS = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|US"
_FULL_REGION = re.compile(rf"(?:{_AREAS})(?:/[A-Z][A-Za-z_-]+)+")
_HOURS = re.compile(r"([+-])(\d{1,2})")


def zone_name(written: str) -> str | None:
    """Give a zone's name in Trino, however it is written; ``None`` when there is no such zone.

    >>> zone_name("asia/kathmandu"), zone_name("UTC+2"), zone_name("Z"), zone_name("+5:45")
    ('Asia/Kathmandu', '+02:00', 'UTC', None)
    """
    lowered = written.lower()
    is_etc = lowered.startswith("etc/")
    plain = lowered[4:] if is_etc else lowered
    if plain in UTC_NAMES:
        return "UTC"
    minutes = _minutes(re.sub("^(utc|gmt|ut)(?=[+-])", "", plain))
    if minutes is None:
        return _region(written)
    # Posix counts the other way: Etc/GMT+5 is five hours behind.
    is_posix = is_etc and plain.startswith("gmt")
    return offset_name(-minutes if is_posix else minutes)


def written_zone(written: str) -> str | None:
    """Give the name of a zone that stands in a timestamp's text, where case matters, as in Java.

    >>> written_zone("+0545"), written_zone("GMT+2"), written_zone("asia/kathmandu")
    ('+05:45', '+02:00', None)
    """
    match = _JAVA_OFFSET.fullmatch(written)
    if match is None:
        known = written in ("Z", "UT") or _region(written) == written
        return zone_name(written) if known and written not in _SHORT_REGIONS else None
    sign, digit, hours, minutes, seconds, glued_minutes, glued_seconds = match.groups()
    hours, minutes = int(digit or hours), int(minutes or glued_minutes or 0)
    if minutes > 59 or int(seconds or glued_seconds or 0):
        return None
    return offset_name((hours * 60 + minutes) * (-1 if sign == "-" else 1))


def offset_name(minutes: int) -> str | None:
    """Spell an offset as the name of a zone; ``None`` beyond 14 hours.

    >>> offset_name(-90), offset_name(0)
    ('-01:30', 'UTC')
    """
    if abs(minutes) > MAX_OFFSET_MINUTES:
        return None
    return offset_text(minutes) if minutes else "UTC"


def offset_text(minutes: int) -> str:
    """Spell an offset, none too, as hours and minutes.

    >>> offset_text(0), offset_text(-90)
    ('+00:00', '-01:30')
    """
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def zone(name: str) -> tzinfo:
    """Make the time zone of a name that ``zone_name`` gave.

    >>> str(zone("+05:45")), str(zone("Asia/Kathmandu")), str(zone("UTC"))
    ('+05:45', 'Asia/Kathmandu', 'UTC')
    """
    minutes = _minutes(name)
    if minutes is not None:
        return timezone(timedelta(minutes=minutes), name)
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - slow, and rarely needed.

    return ZoneInfo(name)


def region_names() -> dict[str, str]:
    """Give the regions' names by what they are in lower case."""
    return dict(_regions())


def _minutes(offset: str) -> int | None:
    match = _OFFSET.fullmatch(offset)
    if match is not None:
        sign, hours, minutes = match.groups()
    else:
        match = _HOURS.fullmatch(offset)
        if match is None:
            return None
        sign, hours = match.groups()
        minutes = "0"
    if int(minutes) > 59:
        return None
    return (int(hours) * 60 + int(minutes)) * (-1 if sign == "-" else 1)


def _region(written: str) -> str | None:
    """Find a region, by its very name if possible: to list all of them takes long."""
    if not _REGION.fullmatch(written):
        return None
    if _FULL_REGION.fullmatch(written) and _has_rules(written):
        return written
    return _regions().get(written.lower())


def _has_rules(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - slow, rarely needed.

    try:
        return ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


@cache
def _regions() -> dict[str, str]:
    from zoneinfo import available_timezones  # noqa: PLC0415 - slow, and rarely needed.

    return {name.lower(): name for name in available_timezones() if name != "localtime"}
