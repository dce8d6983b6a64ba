"""Folding functions of dates and timestamps, so that planning sees the moment they stand for.

Only what is the same in every calendar and without any leniency: plain units, and formats whose
parts all have a fixed number of digits. Source: Trino's date functions.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeGuard

from lakeq.model.bound import LiteralValue

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SPANS = {
    "week": timedelta(days=7),
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
    "millisecond": timedelta(milliseconds=1),
}
_CLOCK = ("hour", "minute", "second", "millisecond")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SPECIFIER = re.compile("%(.)|%", re.DOTALL)
_FORMATS = {
    "Y": ("%Y", r"(?P<year>\d{4})"),
    "m": ("%m", r"(?P<month>\d{2})"),
    "d": ("%d", r"(?P<day>\d{2})"),
    "H": ("%H", r"(?P<hour>\d{2})"),
    "i": ("%M", r"(?P<minute>\d{2})"),
    "s": ("%S", r"(?P<second>\d{2})"),
    "S": ("%S", r"(?P<second>\d{2})"),
    "T": ("%H:%M:%S", r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"),
    "%": ("%%", "%"),
}
_FIRST_PADDED_YEAR = 1000


def evaluate(function: str, values: list[LiteralValue]) -> LiteralValue:
    """Work out a call of constants; ``None`` when the answer is in any doubt, or NULL."""
    call = _CALLS.get((function, len(values)))
    if call is None or any(value is None for value in values):
        return None
    try:
        return call(*values)
    except (OverflowError, ValueError, re.error):
        return None


def add_months(moment: date, months: int) -> date:
    """Move by months, to the month's last day where the day does not exist.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    month = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def _date(value: LiteralValue) -> LiteralValue:
    if isinstance(value, datetime):
        return value.date() if value.tzinfo is None else None
    if isinstance(value, str) and _DATE.fullmatch(value):
        return date.fromisoformat(value)
    return None


def _last_day(value: LiteralValue) -> LiteralValue:
    if not _is_local(value):
        return None
    last = calendar.monthrange(value.year, value.month)[1]
    return date(value.year, value.month, last)


def _date_add(unit: LiteralValue, count: LiteralValue, value: LiteralValue) -> LiteralValue:
    if not (isinstance(unit, str) and isinstance(count, int) and _is_local(value)):
        return None
    name = unit.lower()
    if name in _MONTHS:
        return add_months(value, count * _MONTHS[name])
    span = _SPANS.get(name)
    # Whether there is room for milliseconds is for the type to say.
    if span is None or name == "millisecond" or (_is_whole(value) and name in _CLOCK):
        return None
    return value + count * span


def _date_trunc(unit: LiteralValue, value: LiteralValue) -> LiteralValue:
    if not (isinstance(unit, str) and _is_local(value)):
        return None
    name = unit.lower()
    if isinstance(value, datetime):
        midnight = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - naive, as literals are.
        if name in _CLOCK:
            return value - (value - midnight) % _SPANS[name]
        value = midnight
    elif name in _CLOCK:
        return None
    match name:
        case "day":
            return value
        case "week":
            return value - timedelta(days=value.weekday())
        case "month":
            return value.replace(day=1)
        case "quarter":
            return value.replace(month=(value.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return value.replace(month=1, day=1)
        case _:
            return None


def _date_format(value: LiteralValue, form: LiteralValue) -> LiteralValue:
    translated = _translate(form, 0)
    if translated is None or not isinstance(value, datetime) or value.tzinfo is not None:
        return None
    # Finer than milliseconds is rounded, perhaps to the next second.
    if value.microsecond % 1000 or value.year < _FIRST_PADDED_YEAR:
        return None
    return value.strftime(translated)


def _date_parse(text: LiteralValue, form: LiteralValue) -> LiteralValue:
    expression = _translate(form, 1)
    if expression is None or not isinstance(text, str):
        return None
    match = re.fullmatch(expression, text, re.ASCII)
    if match is None or "year" not in match.groupdict():
        return None
    parts = {"month": 1, "day": 1} | {name: int(part) for name, part in match.groupdict().items()}
    return datetime(**parts)  # type: ignore[arg-type] # noqa: DTZ001 - naive, as literals are.


def _translate(form: LiteralValue, column: int) -> str | None:
    """Turn a format of MySQL's into one of Python's, or into a regular expression."""
    if not isinstance(form, str) or not form.isascii() or "\0" in form:
        return None
    translated, end = "", 0
    for match in _SPECIFIER.finditer(form):
        known = _FORMATS.get(match[1] or "")
        if known is None:
            return None
        between = form[end : match.start()]
        translated += (re.escape(between) if column else between) + known[column]
        end = match.end()
    between = form[end:]
    return translated + (re.escape(between) if column else between) or None


def _is_whole(value: date) -> bool:
    return not isinstance(value, datetime)


def _is_local(value: LiteralValue) -> TypeGuard[date]:
    return isinstance(value, date) and getattr(value, "tzinfo", None) is None


_CALLS: dict[tuple[str, int], Callable[..., LiteralValue]] = {
    ("date", 1): _date,
    ("from_iso8601_date", 1): lambda text: _date(text) if isinstance(text, str) else None,
    ("last_day_of_month", 1): _last_day,
    ("date_add", 3): _date_add,
    ("date_trunc", 2): _date_trunc,
    ("date_format", 2): _date_format,
    ("date_parse", 2): _date_parse,
}
FUNCTIONS = frozenset(name for name, _ in _CALLS)
"""The functions that are known here."""
