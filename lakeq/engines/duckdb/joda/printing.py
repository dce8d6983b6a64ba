"""Printing moments by the elements of a format."""

from collections.abc import Sequence
from typing import assert_never

from lakeq.engines.duckdb.joda.calendar import read_field
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
from lakeq.errors import NotSupported

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_LETTERS = 3
# Beyond these, a fraction in a long would overflow.
_MOST_FRACTION_DIGITS = 15
NAMES: dict[DateField, tuple[int, tuple[str, ...]]] = {
    DateField.MONTH: (1, _MONTHS),
    DateField.DAY_OF_WEEK: (1, _DAYS),
    DateField.HALFDAY: (0, ("AM", "PM")),
    DateField.ERA: (0, ("BC", "AD")),
}
"""The least value of each field that has names, and the names."""


def print_moment(
    elements: Sequence[Element], millis: int, offset_seconds: int = 0, zone: str = "UTC"
) -> str:
    """Print a moment by its local time; offset and zone are for the elements that show them."""
    return "".join(_print(element, millis, offset_seconds, zone) for element in elements)


def short_name(field: DateField, name: str) -> str:
    """Shorten a name of a month or weekday; others are short."""
    return name[:_SHORT_LETTERS] if field in (DateField.MONTH, DateField.DAY_OF_WEEK) else name


def _print(element: Element, millis: int, offset_seconds: int, zone: str) -> str:
    match element:
        case Literal(text=text):
            return text
        case Number(field=field, least=least):
            return _number(read_field(field, millis), least)
        case TwoDigitYear(field=field):
            return f"{abs(read_field(field, millis)) % 100:02d}"
        case Text(field=field, short=short):
            first, names = NAMES[field]
            name = names[read_field(field, millis) - first]
            return short_name(field, name) if short else name
        case Fraction():
            return _fraction(element, millis % 1000)
        case ZoneOffset(colon=colon):
            return _offset(offset_seconds, ":" if colon else "")
        case ZoneId():
            return zone
        case ZoneName(short=short):
            return _zone_name(zone, short=short)
        case _:
            assert_never(element)


def _number(value: int, least: int) -> str:
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value):0{least}d}"


def _fraction(element: Fraction, millis: int) -> str:
    if not millis:
        return "0" * element.least
    most = min(element.most, _MOST_FRACTION_DIGITS)
    digits = str(millis * 10**most // 1000).rjust(most, "0")
    return digits[: element.least] + digits[element.least :].rstrip("0")


def _offset(seconds: int, colon: str) -> str:
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    return f"{sign}{hours:02d}{colon}{rest // 60:02d}"


def _zone_name(zone: str, *, short: bool) -> str:
    if zone == "UTC":
        return "UTC" if short else "Coordinated Universal Time"
    if zone[0] in "+-":
        return zone
    raise NotSupported(
        f"The name of time zone {zone} cannot be formatted; use ZZZ for its identifier"
    )
