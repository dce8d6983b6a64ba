"""The ends of a chunk, its minimum and maximum, as Python values.

An end may be widened (a minimum lowered, a maximum raised), never narrowed: where Python's value is
coarser than the file's, the minimum is rounded down and the maximum up. An end that Python cannot
hold is unknown, and so are both where they are not in order (NaN never is).
"""

from datetime import date, datetime, timedelta
from typing import Any

Ends = tuple[Any, Any]
"""A minimum and a maximum; ``None`` for one that is unknown."""

UNKNOWN: Ends = (None, None)

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a timestamp without zone.
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def in_order(minimum: Any, maximum: Any) -> Ends:
    """Keep two ends that are in order."""
    if minimum is None or maximum is None or minimum <= maximum:
        return minimum, maximum
    return UNKNOWN


def dates(minimum: int, maximum: int) -> Ends:
    """Read days after 1970-01-01."""
    return (_date(minimum), _date(maximum)) if minimum <= maximum else UNKNOWN


def timestamps(minimum: int, maximum: int, digits: int) -> Ends:
    """Read counts, since 1970, of seconds with so many decimal digits.

    >>> low, high = timestamps(1_500, 1_500, digits=9)
    >>> low.microsecond, high.microsecond
    (1, 2)
    """
    if minimum > maximum:
        return UNKNOWN
    per_second = 10**digits
    low = minimum * 1_000_000 // per_second
    high = -(-maximum * 1_000_000 // per_second)
    return _moment(low), _moment(high)


def texts(minimum: bytes, maximum: bytes) -> Ends:
    """Read UTF-8, whose order of bytes is the order of its characters.

    A writer may cut ends short, even within a character. What is left of a minimum is as good a
    lower end; a maximum that does not decode is lost.
    """
    if minimum > maximum:
        return UNKNOWN
    return _whole_characters(minimum), _text(maximum)


def _date(days: int) -> date | None:
    try:
        return date.fromordinal(days + _EPOCH_DAY)
    except (ValueError, OverflowError):
        return None


def _moment(microseconds: int) -> datetime | None:
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return None


def _text(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _whole_characters(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        is_cut = error.reason == "unexpected end of data"
        return value[: error.start].decode() if is_cut else None
