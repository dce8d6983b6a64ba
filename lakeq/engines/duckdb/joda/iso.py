"""ISO 8601: dates, and dates with times, in the forms that Joda's parsers accept."""

import re
from collections.abc import Sequence

from lakeq.engines.duckdb.joda.calendar import FieldOutOfRange
from lakeq.engines.duckdb.joda.elements import DateField
from lakeq.engines.duckdb.joda.parsing import (
    Parsed,
    complaint,
    compute_millis,
    offset_millis,
)
from lakeq.engines.duckdb.joda.zones import LONG_OFFSET
from lakeq.errors import InvalidArgument

_YEAR = r"([+-]?\d{1,9})"
_DATES: tuple[tuple[re.Pattern[str], tuple[DateField, ...]], ...] = (
    (
        re.compile(_YEAR + r"(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII),
        (DateField.YEAR, DateField.MONTH, DateField.DAY),
    ),
    (
        re.compile(_YEAR + r"-[wW](\d{1,2})(?:-(\d))?", re.ASCII),
        (DateField.WEEKYEAR, DateField.WEEK, DateField.DAY_OF_WEEK),
    ),
    (re.compile(_YEAR + r"-(\d{1,3})", re.ASCII), (DateField.YEAR, DateField.DAY_OF_YEAR)),
)
_CLOCK = r"(\d{1,2})(?:[.,](\d{1,9})|:(\d{1,2})(?:[.,](\d{1,9})|:(\d{1,2})(?:[.,](\d{1,9}))?)?)?"
_CLOCK_FIELDS = (DateField.HOUR, None, DateField.MINUTE, None, DateField.SECOND, None)
_FRACTION_UNITS = (None, 3_600_000, None, 60_000, None, 1000)
_ZONE = rf"([zZ]|{LONG_OFFSET.pattern})"
_TIME = re.compile(rf"[tT](?:{_CLOCK})?{_ZONE}?", re.ASCII)
_CLOCK_GROUPS = len(_CLOCK_FIELDS)
_Fields = list[tuple[DateField, int]]


def parse_iso_date(text: str) -> int:
    """Parse a date to its days since 1970. Raises InvalidArgument."""
    fields, end = _longest(text, with_time=False)
    if end < len(text) or not end:
        raise InvalidArgument(complaint(text, end))
    days = _millis(text, fields) // 86_400_000
    if not -(2**31) <= days < 2**31:
        raise InvalidArgument(f"Value {days} exceeds MAX_INT")
    return days


def parse_iso_timestamp(text: str) -> Parsed:
    """Parse a date, a time or both, with an offset or without. Raises InvalidArgument."""
    fields, end = _longest(text, with_time=True)
    match = _TIME.match(text, end)
    extra, offset = 0, None
    if match is not None and (match[1] or fields):
        end = match.end()
        groups: Sequence[str | None] = match.groups()
        extra = _read_clock(groups[:_CLOCK_GROUPS], fields)
        offset = offset_millis(match[_CLOCK_GROUPS + 1])
    if end < len(text) or not end:
        raise InvalidArgument(complaint(text, end))
    return Parsed(_millis(text, fields) + extra, offset)


def _longest(text: str, *, with_time: bool) -> tuple[_Fields, int]:
    """Read a date in the form that reaches furthest: to the end, or to where a time begins."""
    found: _Fields = []
    end = 0
    for form, names in _DATES:
        match = form.match(text)
        if match is not None and match.end() > end:
            end = match.end()
            pairs = zip(names, match.groups(), strict=True)
            found = [(name, int(value)) for name, value in pairs if value is not None]
        if end == len(text) or (with_time and text[end : end + 1] in ("T", "t")):
            break
    return found, end


def _read_clock(groups: Sequence[str | None], fields: _Fields) -> int:
    """Take the parts of a time; answer the milliseconds of the fraction of its last one."""
    extra = 0
    for value, name, unit in zip(groups, _CLOCK_FIELDS, _FRACTION_UNITS, strict=True):
        if value is not None and name is not None:
            fields.append((name, int(value)))
        if value is not None and unit is not None:
            extra = int(value) * unit // 10 ** len(value)
    return extra


def _millis(text: str, fields: _Fields) -> int:
    try:
        return compute_millis(fields)
    except FieldOutOfRange as error:
        raise InvalidArgument(f'Cannot parse "{text}": {error}') from None
