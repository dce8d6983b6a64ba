"""The ISO calendar in milliseconds since 1970: reading, setting and rounding its fields.

Its years have no bounds worth mentioning, unlike those of Python's own dates.
"""

from calendar import isleap
from collections.abc import Callable

from lakeq.engines.duckdb.joda.elements import DateField

_HOUR = 3_600_000
_DAY = 24 * _HOUR
_WEEK_DAYS = 7
_ERA_DAYS = 146_097
_CYCLE_YEARS = 400
_EPOCH_SHIFT = 719_468
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_THURSDAY = 3
_LONG_MONTH, _LONG_YEAR_WEEKS, _SHORT_YEAR_WEEKS = 28, 53, 52
_MAX_YEAR = 292_278_993


class FieldOutOfRange(Exception):
    """A value that a field cannot have, in Joda's words."""

    def __init__(self, field: DateField, value: int, bounds: tuple[int, int]) -> None:
        low, high = bounds
        label = field.value.label
        super().__init__(f"Value {value} for {label} must be in the range [{low},{high}]")


def read_field(field: DateField, millis: int) -> int:
    """Tell a field's value at a moment."""
    return _READERS[field](millis)


def set_field(field: DateField, millis: int, value: int) -> int:
    """Give a field another value. Raises FieldOutOfRange."""
    low, high = _bounds(field, millis, value)
    if not low <= value <= high:
        raise FieldOutOfRange(field, value, (low, high))
    setter = _SETTERS.get(field)
    if setter is not None:
        return setter(millis, value)
    return millis + (value - read_field(field, millis)) * field.value.duration


def floor_field(field: DateField, millis: int) -> int:
    """Go back to where the field's value began."""
    match field:
        case DateField.ERA:
            return _from_date(1 if _year(millis) > 0 else -_MAX_YEAR, 1, 1)
        case DateField.CENTURY:
            century = abs(_year(millis)) // 100 * 100
            return _from_date(-century if _year(millis) < 0 else century, 1, 1)
        case DateField.YEAR | DateField.YEAR_OF_ERA:
            return _from_date(_year(millis), 1, 1)
        case DateField.WEEKYEAR:
            return _week_start(_weekyear(millis))
        case DateField.MONTH:
            year, month, _ = date_of(millis)
            return _from_date(year, month, 1)
        case DateField.WEEK:
            return (millis // _DAY - _weekday(millis) + 1) * _DAY
        case _:
            duration: int = field.value.duration
            return millis // duration * duration


def date_of(millis: int) -> tuple[int, int, int]:
    """Tell the year, month and day.

    >>> date_of(951782400000)
    (2000, 2, 29)
    """
    cycle, day_of_cycle = divmod(millis // _DAY + _EPOCH_SHIFT, _ERA_DAYS)
    year_of_cycle = (
        day_of_cycle - day_of_cycle // 1460 + day_of_cycle // 36_524 - day_of_cycle // 146_096
    ) // 365
    day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle // 4 - year_of_cycle // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    year = year_of_cycle + cycle * _CYCLE_YEARS + (month <= 2)
    return year, month, day


def days_from(year: int, month: int, day: int) -> int:
    """Count the days since 1970.

    >>> days_from(2000, 2, 29)
    11016
    """
    year -= month <= 2
    cycle, year_of_cycle = divmod(year, _CYCLE_YEARS)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    day_of_cycle = year_of_cycle * 365 + year_of_cycle // 4 - year_of_cycle // 100 + day_of_year
    return cycle * _ERA_DAYS + day_of_cycle - _EPOCH_SHIFT


def month_length(year: int, month: int) -> int:
    """Count a month's days."""
    return 29 if month == 2 and isleap(year) else _MONTH_DAYS[month - 1]


def weeks_in(weekyear: int) -> int:
    """Count the ISO weeks of a year."""
    days = (_week_start(weekyear + 1) - _week_start(weekyear)) // _DAY
    return days // _WEEK_DAYS


def _from_date(year: int, month: int, day: int) -> int:
    return days_from(year, month, day) * _DAY


def _year(millis: int) -> int:
    return date_of(millis)[0]


def _weekday(millis: int) -> int:
    return (millis // _DAY + _THURSDAY) % _WEEK_DAYS + 1


def _weekyear(millis: int) -> int:
    thursday = millis // _DAY - _weekday(millis) + 4
    return _year(thursday * _DAY)


def _week(millis: int) -> int:
    return (millis - _week_start(_weekyear(millis))) // (_DAY * _WEEK_DAYS) + 1


def _week_start(weekyear: int) -> int:
    fourth = _from_date(weekyear, 1, 4)
    return fourth - (_weekday(fourth) - 1) * _DAY


def _day_of_year(millis: int) -> int:
    return millis // _DAY - days_from(_year(millis), 1, 1) + 1


def _bounds(field: DateField, millis: int, value: int) -> tuple[int, int]:
    year, month, _ = date_of(millis)
    match field:
        case DateField.DAY:
            length = month_length(year, month)
            return 1, length if value > _LONG_MONTH or value < 1 else _LONG_MONTH
        case DateField.DAY_OF_YEAR:
            return 1, 366 if isleap(year) else 365
        case DateField.WEEK:
            weeks = weeks_in(_weekyear(millis))
            return 1, weeks if value > _SHORT_YEAR_WEEKS else _SHORT_YEAR_WEEKS
        case _:
            return _BOUNDS[field]


def _set_year(millis: int, value: int) -> int:
    _, month, day = date_of(millis)
    moved = _from_date(value, month, min(day, month_length(value, month)))
    return moved + millis % _DAY


def _set_year_of_era(millis: int, value: int) -> int:
    return _set_year(millis, -value if _year(millis) < 0 else value)


def _set_century(millis: int, value: int) -> int:
    return _set_year_of_era(millis, value * 100 + abs(_year(millis)) % 100)


def _set_era(millis: int, value: int) -> int:
    year = _year(millis)
    return millis if (year > 0) == bool(value) else _set_year(millis, -year)


def _set_weekyear(millis: int, value: int) -> int:
    week = min(_week(millis), weeks_in(value))
    start = _week_start(value) + (week - 1) * _WEEK_DAYS * _DAY
    return start + (_weekday(millis) - 1) * _DAY + millis % _DAY


def _set_month(millis: int, value: int) -> int:
    year, _, day = date_of(millis)
    return _from_date(year, value, min(day, month_length(year, value))) + millis % _DAY


def _clock(duration: int, modulus: int) -> Callable[[int], int]:
    return lambda millis: millis // duration % modulus


def _from_one(modulus: int) -> Callable[[int], int]:
    """Read an hour of a clock that shows no zero."""
    return lambda millis: millis // _HOUR % modulus or modulus


def _set_clockhour(field: DateField, modulus: int) -> Callable[[int, int], int]:
    return lambda millis, value: millis + (value % modulus - _READERS[field](millis)) * _HOUR


_READERS: dict[DateField, Callable[[int], int]] = {
    DateField.ERA: lambda millis: int(_year(millis) > 0),
    DateField.CENTURY: lambda millis: abs(_year(millis)) // 100,
    DateField.YEAR_OF_ERA: lambda millis: abs(_year(millis)),
    DateField.YEAR: _year,
    DateField.WEEKYEAR: _weekyear,
    DateField.MONTH: lambda millis: date_of(millis)[1],
    DateField.WEEK: _week,
    DateField.DAY_OF_YEAR: _day_of_year,
    DateField.DAY: lambda millis: date_of(millis)[2],
    DateField.DAY_OF_WEEK: _weekday,
    DateField.HALFDAY: _clock(12 * _HOUR, 2),
    DateField.HOUR: _clock(_HOUR, 24),
    DateField.CLOCKHOUR: _from_one(24),
    DateField.HALFDAY_HOUR: _clock(_HOUR, 12),
    DateField.HALFDAY_CLOCKHOUR: _from_one(12),
    DateField.MINUTE: _clock(60_000, 60),
    DateField.SECOND: _clock(1000, 60),
    DateField.MILLISECOND: _clock(1, 1000),
}
_SETTERS: dict[DateField, Callable[[int, int], int]] = {
    DateField.ERA: _set_era,
    DateField.CENTURY: _set_century,
    DateField.YEAR_OF_ERA: _set_year_of_era,
    DateField.YEAR: _set_year,
    DateField.WEEKYEAR: _set_weekyear,
    DateField.MONTH: _set_month,
    DateField.CLOCKHOUR: _set_clockhour(DateField.HOUR, 24),
    DateField.HALFDAY_CLOCKHOUR: _set_clockhour(DateField.HALFDAY_HOUR, 12),
}
_BOUNDS = {
    DateField.ERA: (0, 1),
    DateField.CENTURY: (0, _MAX_YEAR // 100),
    DateField.YEAR_OF_ERA: (0, _MAX_YEAR),
    DateField.YEAR: (-292_275_054, _MAX_YEAR),
    DateField.WEEKYEAR: (-292_275_054, _MAX_YEAR),
    DateField.MONTH: (1, 12),
    DateField.DAY_OF_WEEK: (1, 7),
    DateField.HALFDAY: (0, 1),
    DateField.HOUR: (0, 23),
    DateField.CLOCKHOUR: (1, 24),
    DateField.HALFDAY_HOUR: (0, 11),
    DateField.HALFDAY_CLOCKHOUR: (1, 12),
    DateField.MINUTE: (0, 59),
    DateField.SECOND: (0, 59),
    DateField.MILLISECOND: (0, 999),
}
