"""Parsing text by the elements of a format, as leniently, and as strictly, as Joda does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import assert_never

from lakeq.engines.duckdb.joda.calendar import FieldOutOfRange, floor_field, set_field
from lakeq.engines.duckdb.joda.elements import (
    DateField,
    Element,
    Fraction,
    Literal,
    Number,
    Text,
    TwoDigitYear,
    ZoneId,
    ZoneName,
    ZoneOffset,
)
from lakeq.engines.duckdb.joda.printing import NAMES, short_name
from lakeq.engines.duckdb.joda.zones import LONG_OFFSET, known_zones
from lakeq.errors import InvalidArgument

_DEFAULT_YEAR = 2000
_SAMPLE_LETTERS = 32
_ELLIPSIS_LETTERS = 3
_PIVOT_YEARS = 30
_FIRST_WITHOUT_YEAR = (
    DateField.MONTH,
    DateField.WEEK,
    DateField.DAY_OF_YEAR,
    DateField.DAY,
    DateField.DAY_OF_WEEK,
)
_ZONE_NAMES = {
    "UT": "UTC",
    "UTC": "UTC",
    "GMT": "UTC",
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A local time in milliseconds, and the offset (in milliseconds) or zone that was written."""

    millis: int
    offset: int | None = None
    zone: str | None = None


class _Malformed(Exception):
    """The text does not go on as the format says, from this place on."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


@dataclass(slots=True)
class _Bucket:
    fields: list[tuple[DateField, int]] = field(default_factory=list)
    offset: int | None = None
    zone: str | None = None


def parse_moment(elements: Sequence[Element], text: str) -> Parsed:
    """Parse a text. Raises InvalidArgument.

    What is not in the text is of 1970-01-01, or of the year 2000 if the text begins with a month or
    day.
    """
    bucket = _Bucket()
    place = 0
    try:
        for element in elements:
            place = _parse(element, text, place, bucket)
        if place < len(text):
            raise _Malformed(place)
    except _Malformed as malformed:
        raise InvalidArgument(complaint(text, malformed.place)) from None
    try:
        millis = compute_millis(bucket.fields)
    except FieldOutOfRange as error:
        raise InvalidArgument(f'Cannot parse "{text}": {error}') from None
    return Parsed(millis, bucket.offset, bucket.zone)


def compute_millis(fields: list[tuple[DateField, int]]) -> int:
    """Set the fields from the widest to the narrowest, twice, as they depend on each other.

    Raises FieldOutOfRange.
    """
    ordered = sorted(fields, key=lambda pair: (-pair[0].value.range, -pair[0].value.duration))
    if ordered and ordered[0][0] in _FIRST_WITHOUT_YEAR:
        ordered.insert(0, (DateField.YEAR, _DEFAULT_YEAR))
    millis = 0
    for each, value in ordered:
        millis = floor_field(each, set_field(each, millis, value))
    for index, (each, value) in enumerate(ordered):
        millis = set_field(each, millis, value)
        if index == len(ordered) - 1:
            millis = floor_field(each, millis)
    return millis


def complaint(text: str, place: int) -> str:
    """Word what is wrong with a text that cannot be parsed from a place on."""
    shown = text
    if len(text) > place + _SAMPLE_LETTERS + _ELLIPSIS_LETTERS:
        shown = text[: place + _SAMPLE_LETTERS] + "..."
    if place <= 0:
        return f'Invalid format: "{shown}"'
    if place >= len(text):
        return f'Invalid format: "{shown}" is too short'
    return f'Invalid format: "{shown}" is malformed at "{shown[place:]}"'


def offset_millis(written: str | None) -> int | None:
    """Read an offset, such as ``Z`` or ``-08:30``, that is known to be one."""
    match = LONG_OFFSET.fullmatch(written or "")
    if match is None:
        return 0 if written else None
    sign, hours, *_ = match.groups()
    minutes, seconds, fraction = (match[3] or match[6], match[4] or match[7], match[5] or match[8])
    millis = (int(hours) * 60 + int(minutes or 0)) * 60_000 + int(seconds or 0) * 1000
    millis += int((fraction or "").ljust(3, "0"))
    return -millis if sign == "-" else millis


def _parse(element: Element, text: str, place: int, bucket: _Bucket) -> int:
    match element:
        case Literal(text=expected):
            end = place + len(expected)
            if text[place:end].lower() != expected.lower():
                raise _Malformed(place)
            return end
        case Number(field=number_field, most=most, signed=signed):
            value, end = _number(text, place, most, signed=signed)
            bucket.fields.append((number_field, value))
            return end
        case TwoDigitYear():
            return _two_digit_year(element, text, place, bucket)
        case Text(field=named):
            return _name(named, text, place, bucket)
        case Fraction(most=most):
            return _fraction(text, place, most, bucket)
        case ZoneOffset():
            return _offset(text, place, bucket)
        case ZoneName():
            return _zone(sorted(_ZONE_NAMES, key=len, reverse=True), text, place, bucket)
        case ZoneId():
            return _zone(known_zones(), text, place, bucket)
        case _:
            assert_never(element)


def _number(text: str, place: int, most: int, *, signed: bool) -> tuple[int, int]:
    start = place
    if signed and _is_digit(text, place + 1) and most > 1 and text[place] in "+-":
        start += 1
    end = start
    while end < start + most and _is_digit(text, end):
        end += 1
    if end == start:
        raise _Malformed(place)
    return int(text[start:end]) * (-1 if text[place] == "-" else 1), end


def _is_digit(text: str, place: int) -> bool:
    return place < len(text) and text[place] in "0123456789"


def _two_digit_year(element: TwoDigitYear, text: str, place: int, bucket: _Bucket) -> int:
    start = place
    end = place + 2
    if element.lenient:
        if text[place : place + 1] in ("+", "-"):
            start += 1
        end = start
        while _is_digit(text, end):
            end += 1
        if end == start:
            raise _Malformed(place)
        if start > place or end - start != 2:
            value = int(text[start:end]) * (-1 if text[place] == "-" else 1)
            bucket.fields.append((element.field, value))
            return end
    if not (_is_digit(text, start) and _is_digit(text, start + 1)):
        raise _Malformed(place)
    bucket.fields.append((element.field, _in_century(int(text[start:end]), element.pivot)))
    return end


def _in_century(value: int, pivot: int | None) -> int:
    low = (datetime.now(UTC).year - _PIVOT_YEARS if pivot is None else pivot) - 50
    return low + (value - low) % 100


def _name(named: DateField, text: str, place: int, bucket: _Bucket) -> int:
    for name, value in _names(named):
        if text.startswith(name, place):
            bucket.fields.append((named, value))
            return place + len(name)
    raise _Malformed(place)


@cache
def _names(named: DateField) -> tuple[tuple[str, int], ...]:
    """List how names may be written, longest first."""
    first, names = NAMES[named]
    found: dict[str, int] = {}
    for value, name in enumerate(names, first):
        spellings = [name, short_name(named, name)]
        if named is DateField.ERA:
            spellings.append(("BCE", "CE")[value])
        for spelling in spellings:
            found |= dict.fromkeys((spelling, spelling.lower(), spelling.upper()), value)
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _fraction(text: str, place: int, most: int, bucket: _Bucket) -> int:
    end = place
    while end < place + most and _is_digit(text, end):
        end += 1
    if end == place:
        raise _Malformed(place)
    bucket.fields.append((DateField.MILLISECOND, int(text[place:end].ljust(3, "0")[:3])))
    return end


def _offset(text: str, place: int, bucket: _Bucket) -> int:
    if text[place : place + 1] in ("Z", "z"):
        bucket.offset = 0
        return place + 1
    match = LONG_OFFSET.match(text, place)
    if match is None:
        raise _Malformed(place)
    bucket.offset = offset_millis(match[0])
    return match.end()


def _zone(names: Sequence[str], text: str, place: int, bucket: _Bucket) -> int:
    for name in names:
        if text.startswith(name, place):
            bucket.zone = _ZONE_NAMES.get(name, name)
            return place + len(name)
    raise _Malformed(place)
