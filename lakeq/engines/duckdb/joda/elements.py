"""Elements: what formats are made of."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

_SECOND = 1000
_MINUTE = 60 * _SECOND
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_YEAR = 31_556_952_000
_FOREVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Span:
    """A field's name in messages, the milliseconds it counts in, and those after which it starts anew."""

    label: str
    duration: int
    range: int


class DateField(Enum):
    """A calendar field."""

    ERA = Span("era", _FOREVER, _FOREVER)
    CENTURY = Span("centuryOfEra", 100 * _YEAR, _FOREVER)
    YEAR_OF_ERA = Span("yearOfEra", _YEAR, _FOREVER)
    YEAR = Span("year", _YEAR, _FOREVER)
    WEEKYEAR = Span("weekyear", _YEAR, _FOREVER)
    MONTH = Span("monthOfYear", _YEAR // 12, _YEAR)
    WEEK = Span("weekOfWeekyear", 7 * _DAY, _YEAR)
    DAY_OF_YEAR = Span("dayOfYear", _DAY, _YEAR)
    DAY = Span("dayOfMonth", _DAY, _YEAR // 12)
    DAY_OF_WEEK = Span("dayOfWeek", _DAY, 7 * _DAY)
    HALFDAY = Span("halfdayOfDay", 12 * _HOUR, _DAY)
    HOUR = Span("hourOfDay", _HOUR, _DAY)
    CLOCKHOUR = Span("clockhourOfDay", _HOUR, _DAY)
    HALFDAY_HOUR = Span("hourOfHalfday", _HOUR, 12 * _HOUR)
    HALFDAY_CLOCKHOUR = Span("clockhourOfHalfday", _HOUR, 12 * _HOUR)
    MINUTE = Span("minuteOfHour", _MINUTE, _HOUR)
    SECOND = Span("secondOfMinute", _SECOND, _MINUTE)
    MILLISECOND = Span("millisOfSecond", 1, _SECOND)


@dataclass(frozen=True, slots=True)
class Literal:
    """Text as it is; parsing ignores its case."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number: printed with at least so many digits, parsed from at most so many."""

    field: DateField
    least: int
    most: int
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """An English name: of a month, a weekday, a half of the day, or an era."""

    field: DateField
    short: bool = False


@dataclass(frozen=True, slots=True)
class Fraction:
    """The fraction of a second, in milliseconds however many digits are written."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class TwoDigitYear:
    """A year's last two digits, parsed as one of the hundred years around the pivot.

    Without a pivot that is thirty years ago. A lenient one parses other numbers of digits as well.
    """

    field: DateField
    pivot: int | None = None
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class ZoneOffset:
    """The offset from UTC."""

    colon: bool


@dataclass(frozen=True, slots=True)
class ZoneName:
    """The zone's English name."""

    short: bool


@dataclass(frozen=True, slots=True)
class ZoneId:
    """The zone's identifier."""


Element: TypeAlias = (
    Literal | Number | Text | Fraction | TwoDigitYear | ZoneOffset | ZoneName | ZoneId
)
