"""Moments and intervals: from the text of a literal, or from a parameter's value, to constants.

Source: Trino's patterns of dates, times, timestamps and intervals. A year outside of Python's
calendar is left to the engine, as a cast of the text.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NoReturn

from lakeq.errors import InvalidLiteral, NotSupported
from lakeq.model.bound import Cast, Expression, Literal
from lakeq.model.types import (
    DATE,
    INTERVAL_DAY_TO_SECOND,
    INTERVAL_YEAR_TO_MONTH,
    DataType,
    Kind,
    timestamp,
    varchar,
)
from lakeq.model.zones import offset_name, written_zone, zone, zone_name

_MAX_DIGITS = 6
_MAX_WRITTEN_DIGITS = 12
_DATE = re.compile(r"([+-]?\d{1,9})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIMESTAMP = re.compile(
    r"(?P<year>[+-]?\d{4,})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?: (?:(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.(?P<fraction>\d+))?)?)?"
    r"\s*(?P<zone>.+)?)?",
    re.ASCII,
)
_TIME = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?\s*([+-]\d\d:\d\d)?", re.ASCII)
_FIELDS = ("DAY", "HOUR", "MINUTE", "SECOND")
_SEPARATORS = {"HOUR": " ", "MINUTE": ":", "SECOND": ":"}
_NUMBERS = {"SECOND": r"([+-]?\d{1,10})(?:\.(\d+))?"}
_MILLISECONDS = {"DAY": 86_400_000, "HOUR": 3_600_000, "MINUTE": 60_000, "SECOND": 1000}
_MAX_MONTHS = 2**31 - 1


def date_value(text: str) -> date | None:
    """Read a date; ``None`` when it is none, or one that needs the engine."""
    match = _DATE.fullmatch(text.strip())
    try:
        return None if match is None else date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def date_literal(text: str) -> Expression:
    """Read DATE '...'. Raises InvalidLiteral."""
    value = date_value(text)
    if value is not None:
        return Literal(value, DATE)
    match = _DATE.fullmatch(text.strip())
    if match is None or not _is_foreign(*match.groups()):
        _refuse(text, "DATE")
    return Cast(Literal(text, varchar(len(text))), DATE)


def time_literal(text: str) -> Expression:
    """Read TIME '...', as precise as it is written. Raises InvalidLiteral, NotSupported."""
    match = _TIME.fullmatch(text)
    if match is None:
        _refuse(text, "TIME")
    *parts, fraction, offset = match.groups()
    digits = _digits(fraction, text, "TIME")
    try:
        hour, minute, second = (int(part or 0) for part in parts)
        value = time(hour, minute, second, _microseconds(fraction))
    except ValueError:
        _refuse(text, "TIME")
    if offset is not None:
        if written_zone(offset) is None:
            _refuse(text, "TIME")
        return zoned_time(value, fraction, offset)
    if digits > _MAX_DIGITS:
        return Literal(_finer(f"{value:%H:%M:%S}", fraction), DataType(Kind.TIME, digits))
    return Literal(value, DataType(Kind.TIME, digits))


def zoned_time(clock: time, fraction: str | None, offset: str) -> Literal:
    """Make a time with time zone of a time's whole seconds, its fraction and an offset."""
    written = _finer(f"{clock:%H:%M:%S}", fraction) + offset
    return Literal(written, DataType(Kind.TIME_WITH_TIME_ZONE, len(fraction or "")))


def timestamp_literal(text: str) -> Expression:
    """Read TIMESTAMP '...', with or without a zone, as precise as it is written.

    Raises InvalidLiteral, NotSupported.
    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        _refuse(text, "TIMESTAMP")
    parts = match.groupdict()
    digits = _digits(parts["fraction"], text, "TIMESTAMP")
    is_zoned = parts["zone"] is not None
    kind = Kind.TIMESTAMP_WITH_TIME_ZONE if is_zoned else Kind.TIMESTAMP
    name = _known_zone(parts["zone"])
    if name is None:
        _refuse(text, "TIMESTAMP")
    try:
        value = _moment(parts)
        if is_zoned:
            value = value.replace(tzinfo=zone(name))
            if _checked(value).replace(tzinfo=None) != value.replace(tzinfo=None):
                _refuse(text, "TIMESTAMP")  # The clocks of the zone skipped it.
    except (ValueError, OverflowError):
        if not _is_foreign(parts["year"], parts["month"], parts["day"]):
            _refuse(text, "TIMESTAMP")
        return Cast(Literal(text, varchar(len(text))), DataType(kind, digits))
    if digits > _MAX_DIGITS:
        whole = value.replace(microsecond=0, tzinfo=None).isoformat(sep=" ")
        written = _finer(whole, parts["fraction"]) + (f" {name}" if is_zoned else "")
        return Literal(written, DataType(kind, digits))
    return Literal(value, DataType(kind, digits))


def cast_of_text(text: str, target: DataType, timezone: str) -> Literal | None:
    """Read text as a cast does; ``None`` for what the engine is to read, or to refuse.

    ``timezone`` is the session's, for text without a zone.
    """
    if target.kind is Kind.DATE:
        value = date_value(text)
        return None if value is None else Literal(value, target)
    match = _TIMESTAMP.fullmatch(text.strip())
    if match is None or target.kind not in (Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE):
        return None
    parts = match.groupdict()
    name = written_zone(parts["zone"] or "Z")
    digits = target.precision or 0
    fraction = parts["fraction"] or ""
    if name is None or digits > _MAX_DIGITS or len(fraction) > _MAX_WRITTEN_DIGITS:
        return None
    try:
        moment = _moment({**parts, "fraction": None}) + _rounded(fraction, digits)
        if target.kind is Kind.TIMESTAMP_WITH_TIME_ZONE:
            here = name if parts["zone"] else zone_name(timezone) or "UTC"
            moment = _checked(moment.replace(tzinfo=zone(here)))
    except (ValueError, OverflowError):
        return None
    return Literal(moment, target)


def interval(text: str, start: str, end: str | None) -> Literal:
    """Read INTERVAL 'text' start TO end. Raises InvalidLiteral."""
    if start in ("YEAR", "MONTH"):
        return Literal(_months(text, start, end), INTERVAL_YEAR_TO_MONTH)
    return Literal(_duration(text, start, end), INTERVAL_DAY_TO_SECOND)


def timestamp_parameter(value: datetime) -> Literal:
    """Type a datetime: an aware one is a timestamp with time zone. Raises NotSupported."""
    digits = 0 if value.microsecond == 0 else 3 if value.microsecond % 1000 == 0 else 6
    if value.tzinfo is None:
        return Literal(value, timestamp(digits))
    name = written_zone(getattr(value.tzinfo, "key", None) or str(value.tzinfo))
    if name is None:
        name = _offset_of(value)
    try:
        aware = _checked(value.astimezone(zone(name)))
    except OverflowError as error:
        raise NotSupported(f"The moment {value} cannot be told in UTC") from error
    return Literal(aware, DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, digits))


def time_parameter(value: time) -> Literal:
    """Type a time of day. Raises NotSupported for one whose zone is no offset."""
    digits = 0 if value.microsecond == 0 else 3 if value.microsecond % 1000 == 0 else 6
    if value.tzinfo is not None:
        minutes, rest = divmod(value.utcoffset() or timedelta(), timedelta(minutes=1))
        offset = offset_name(minutes)
        if value.utcoffset() is None or rest or offset is None:
            raise NotSupported(f"The time zone {value.tzinfo} is no offset of a time in SQL")
        fraction = f"{value.microsecond:06}"[:digits]
        return zoned_time(value, fraction, "+00:00" if offset == "UTC" else offset)
    return Literal(value, DataType(Kind.TIME, digits))


def _refuse(text: str, type_name: str) -> NoReturn:
    raise InvalidLiteral(f"'{text}' is not a valid {type_name} literal")


def _is_foreign(year: str, month: str, day: str) -> bool:
    """Whether a date may exist, though not in Python's calendar; it repeats every 400 years."""
    if 1 < int(year) < 9999:
        return False
    try:
        date(int(year) % 400 + 400, int(month), int(day))
    except ValueError:
        return False
    return True


def _digits(fraction: str | None, text: str, type_name: str) -> int:
    digits = len(fraction or "")
    if digits > _MAX_WRITTEN_DIGITS:
        _refuse(text, type_name)
    return digits


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0").ljust(_MAX_DIGITS, "0")[:_MAX_DIGITS])


def _finer(whole: str, fraction: str | None) -> str:
    return f"{whole}.{fraction}" if fraction else whole


def _moment(parts: dict[str, str | None]) -> datetime:
    names = ("year", "month", "day", "hour", "minute", "second")
    year, month, day, hour, minute, second = (int(parts[name] or 0) for name in names)
    micros = _microseconds(parts["fraction"])
    return datetime(year, month, day, hour, minute, second, micros)  # noqa: DTZ001 - has no zone by type.


def _known_zone(written: str | None) -> str | None:
    """Name a literal's zone, which Java and Trino must both know as it is written."""
    if written is None:
        return "UTC"
    return None if zone_name(written) is None else written_zone(written)


def _rounded(fraction: str, digits: int) -> timedelta:
    picoseconds = int(fraction.ljust(_MAX_WRITTEN_DIGITS, "0") or 0)
    unit = 10 ** (_MAX_WRITTEN_DIGITS - digits)
    units = (picoseconds + unit // 2) // unit
    return timedelta(microseconds=units * 10 ** (_MAX_DIGITS - digits))


def _checked(value: datetime) -> datetime:
    """Make sure that UTC has a name for the moment, and bring what no clock showed to what it is."""
    return value.astimezone(UTC).astimezone(value.tzinfo)


def _offset_of(value: datetime) -> str:
    minutes, rest = divmod(value.utcoffset() or timedelta(), timedelta(minutes=1))
    name = None if rest else offset_name(minutes)
    if name is None:
        raise NotSupported(f"The time zone {value.tzinfo} has no name in SQL")
    return name


def _months(text: str, start: str, end: str | None) -> int:
    forms = {
        ("YEAR", None): r"([+-]?\d{1,10})()",
        ("YEAR", "MONTH"): r"([+-]?\d{1,10})(?:-([+-]?\d{1,10}))?",
        ("MONTH", None): r"()([+-]?\d{1,10})",
    }
    form = forms.get((start, end))
    if form is None:
        raise _bad_qualifier(start, end)
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text)
    match = re.fullmatch(form, rest, re.ASCII)
    years, months = (int(part or 0) for part in match.groups()) if match else (-1, -1)
    if years < 0 or months < 0 or years * 12 + months > _MAX_MONTHS:
        raise _bad_interval(text, start, end)
    return sign * (years * 12 + months)


def _duration(text: str, start: str, end: str | None) -> timedelta:
    last = end or start
    is_known = start in _FIELDS and last in _FIELDS and start != end
    if not is_known or _FIELDS.index(start) > _FIELDS.index(last):
        raise _bad_qualifier(start, end)
    fields = _FIELDS[_FIELDS.index(start) : _FIELDS.index(last) + 1]
    form = ""
    for field in reversed(fields):
        number = _NUMBERS.get(field, r"([+-]?\d{1,10})")
        separator = "" if field == start else _SEPARATORS[field]
        form = f"{separator}{number}{f'(?:{form})?' if form else ''}"
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text)
    match = re.fullmatch(form, rest, re.ASCII)
    if match is None:
        raise _bad_interval(text, start, end)
    numbers = [int(part or 0) for part in match.groups()[: len(fields)]]
    fraction = match.group(len(fields) + 1) if last == "SECOND" else None
    if min(numbers) < 0:
        raise _bad_interval(text, start, end)
    total = sum(
        number * _MILLISECONDS[field] for number, field in zip(numbers, fields, strict=True)
    )
    try:
        return sign * timedelta(milliseconds=total + int((fraction or "").ljust(3, "0")[:3] or 0))
    except OverflowError as error:
        raise _bad_interval(text, start, end) from error


def _bad_qualifier(start: str, end: str | None) -> InvalidLiteral:
    return InvalidLiteral(f"Invalid interval qualifier: {start} TO {end or start}")


def _bad_interval(text: str, start: str, end: str | None) -> InvalidLiteral:
    span = start if end in (None, start) else f"{start} TO {end}"
    return InvalidLiteral(f"Invalid INTERVAL {span} value: {text}")
