"""Formatted times: the fields that Java's ``%t`` writes, and how Java spells its times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MIDNIGHT = datetime(1970, 1, 1)  # noqa: DTZ001 - a time has no zone.
_COMPOSED = {
    "R": "H:M",
    "T": "H:M:S",
    "r": "I:M:S p",
    "D": "m/d/y",
    "F": "Y-m-d",
    "c": "a b d T Z Y",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a time, or both, as Java has them: without what it does not know."""

    day: date | None
    clock: time | None
    zone: str | None = None
    offset: timedelta | None = None
    nanos: int = 0
    """What the clock's microseconds leave out."""

    @property
    def java_class(self) -> str:
        """The name of its class in Java."""
        if self.zone is not None:
            return "java.time.ZonedDateTime"
        if self.day is None:
            return "java.time.LocalTime"
        return "java.time.LocalDate" if self.clock is None else "java.time.LocalDateTime"

    def __str__(self) -> str:
        parts = [] if self.day is None else [self.day.isoformat()]
        if self.clock is not None:
            parts.append(_clock(self.clock, self.nanos))
        written = "T".join(parts)
        if self.zone is None:
            return written
        offset = _offset(self.offset or timedelta(), ":") if self.offset else "Z"
        is_region = self.zone[0] not in "+-"
        return f"{written}{offset}[{self.zone}]" if is_region else written + offset


def moment_of(value: object) -> Moment:
    """Take a value of SQL for Java's, as it is stored.

    Java has nanoseconds: what is finer is rounded.
    """
    match value:
        case datetime():
            return Moment(value.date(), value.time())
        case date():
            return Moment(value, None)
        case time():
            return Moment(None, value)
        case int():
            whole, nanos = _rounded(_MIDNIGHT, value)
            return Moment(None, whole.time(), nanos=nanos)
        case {"micros": datetime() as micros, "picos": int() as picos}:
            whole, nanos = _rounded(micros, picos)
            return Moment(whole.date(), whole.time(), nanos=nanos)
        case {"instant": datetime() as instant, "zone": str() as zone, **rest}:
            whole, nanos = _rounded(instant, int(str(rest.get("picos", 0))))
            local = whole.replace(tzinfo=UTC).astimezone(_zone(zone))
            return Moment(local.date(), local.time(), zone, local.utcoffset(), nanos)
        case _:
            raise AssertionError(value)


def _rounded(moment: datetime, picos: int) -> tuple[datetime, int]:
    """Add picoseconds to a moment, which leaves nanoseconds that it cannot hold."""
    micros, nanos = divmod((picos + 500) // 1000, 1000)
    return moment + timedelta(microseconds=micros), nanos


def field_of(moment: Moment, letter: str) -> str | None:
    """Write a field; ``None`` when the moment has none such."""
    composed = _COMPOSED.get(letter)
    if composed is not None:
        parts = [field_of(moment, each) if each.isalpha() else each for each in composed]
        known = [part for part in parts if part is not None]
        written = "".join(known) if len(known) == len(parts) else None
        return written.upper() if letter == "r" and written else written
    if letter in _OF_DAYS:
        return None if moment.day is None else _OF_DAYS[letter](moment.day)
    if letter == "N" and moment.clock is not None:
        return f"{moment.clock.microsecond * 1000 + moment.nanos:09d}"
    if letter in _OF_CLOCKS:
        return None if moment.clock is None else _OF_CLOCKS[letter](moment.clock)
    if moment.zone is None or moment.day is None or moment.clock is None:
        return None
    return _of_instant(moment, letter)


def _of_instant(moment: Moment, letter: str) -> str | None:
    offset = moment.offset or timedelta()
    if letter == "z":
        return _offset(offset, "")
    if letter == "Z":
        return "UTC" if moment.zone == "UTC" else None
    if letter not in "sQ" or moment.day is None or moment.clock is None:
        return None
    since = datetime.combine(moment.day, moment.clock) - offset - datetime(1970, 1, 1)  # noqa: DTZ001 - both are in UTC.
    return str(since // timedelta(seconds=1 if letter == "s" else 0.001))


def _zone(name: str) -> tzinfo:
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        hours, minutes = name[1:].split(":")
        return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - slow, and rarely needed.

    return ZoneInfo(name)


def _clock(clock: time, nanos: int) -> str:
    written = f"{clock.hour:02d}:{clock.minute:02d}"
    fraction = f"{clock.microsecond * 1000 + nanos:09d}"
    while fraction.endswith("000"):
        fraction = fraction[:-3]
    if clock.second or fraction:
        written += f":{clock.second:02d}"
    return f"{written}.{fraction}" if fraction else written


def _offset(offset: timedelta, separator: str) -> str:
    minutes = offset // timedelta(minutes=1)
    sign = "-" if minutes < 0 else "+"
    hours, minutes = divmod(abs(minutes), 60)
    return f"{sign}{hours:02d}{separator}{minutes:02d}"


def _twelve(clock: time) -> int:
    return (clock.hour + 11) % 12 + 1


_OF_DAYS: Mapping[str, Callable[[date], str]] = {
    "B": lambda day: _MONTHS[day.month - 1],
    "b": lambda day: _MONTHS[day.month - 1][:3],
    "h": lambda day: _MONTHS[day.month - 1][:3],
    "A": lambda day: _DAYS[day.weekday()],
    "a": lambda day: _DAYS[day.weekday()][:3],
    "C": lambda day: f"{day.year // 100:02d}",
    "Y": lambda day: f"{day.year:04d}",
    "y": lambda day: f"{day.year % 100:02d}",
    "j": lambda day: f"{day.timetuple().tm_yday:03d}",
    "m": lambda day: f"{day.month:02d}",
    "d": lambda day: f"{day.day:02d}",
    "e": lambda day: str(day.day),
}
_OF_CLOCKS: Mapping[str, Callable[[time], str]] = {
    "H": lambda clock: f"{clock.hour:02d}",
    "I": lambda clock: f"{_twelve(clock):02d}",
    "k": lambda clock: str(clock.hour),
    "l": lambda clock: str(_twelve(clock)),
    "M": lambda clock: f"{clock.minute:02d}",
    "S": lambda clock: f"{clock.second:02d}",
    "L": lambda clock: f"{clock.microsecond // 1000:03d}",
    "p": lambda clock: "am" if clock.hour < 12 else "pm",
}
