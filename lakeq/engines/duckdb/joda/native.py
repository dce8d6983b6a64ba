"""Native formats: what DuckDB's strftime and strptime do just as Joda does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lakeq.engines.duckdb.joda.elements import (
    DateField,
    Element,
    Fraction,
    Literal,
    Number,
    Text,
    TwoDigitYear,
)

_YEAR_DIGITS = 4
_MILLISECOND_DIGITS = 3
_YEARS = {
    DateField.YEAR: ("%Y", 0),
    DateField.YEAR_OF_ERA: ("%Y", 1),
    DateField.WEEKYEAR: ("%G", 1),
}
_PRINTED = {
    (DateField.MONTH, 2): "%m",
    (DateField.MONTH, 1): "%-m",
    (DateField.DAY, 2): "%d",
    (DateField.DAY, 1): "%-d",
    (DateField.DAY_OF_YEAR, 3): "%j",
    (DateField.DAY_OF_YEAR, 1): "%-j",
    (DateField.DAY_OF_WEEK, 1): "%u",
    (DateField.WEEK, 2): "%V",
    (DateField.HOUR, 2): "%H",
    (DateField.HOUR, 1): "%-H",
    (DateField.HALFDAY_CLOCKHOUR, 2): "%I",
    (DateField.HALFDAY_CLOCKHOUR, 1): "%-I",
    (DateField.MINUTE, 2): "%M",
    (DateField.MINUTE, 1): "%-M",
    (DateField.SECOND, 2): "%S",
    (DateField.SECOND, 1): "%-S",
}
_NAMED = {
    (DateField.MONTH, True): "%b",
    (DateField.MONTH, False): "%B",
    (DateField.DAY_OF_WEEK, True): "%a",
    (DateField.DAY_OF_WEEK, False): "%A",
    (DateField.HALFDAY, False): "%p",
}
_PARSED = {
    DateField.MONTH: "%m",
    DateField.DAY: "%d",
    DateField.HOUR: "%H",
    DateField.HALFDAY_CLOCKHOUR: "%I",
    DateField.MINUTE: "%M",
    DateField.SECOND: "%S",
}
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_SPECIAL = re.compile(r"[^A-Za-z0-9_ ,:/-]")


@dataclass(frozen=True, slots=True)
class Printer:
    """A format of strftime, and the years it is right for."""

    form: str
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Parser:
    """A format of strptime, and the regular expression of the texts it is right for."""

    form: str
    texts: str


def native_printer(elements: Sequence[Element]) -> Printer | None:
    """Spell a format for strftime, which is given whole milliseconds; ``None`` when it cannot be."""
    first, last = -290_000, 290_000
    parts = []
    for element in elements:
        part = _printed(element)
        if part is None:
            return None
        parts.append(part)
        if isinstance(element, Number) and element.field in _YEARS:
            least = _YEARS[element.field][1]
            padded = element.least == _YEAR_DIGITS
            first, last = max(first, least if padded else 1001), 9999
    return Printer("".join(parts), first, last)


def native_parser(elements: Sequence[Element]) -> Parser | None:
    """Spell a format for strptime; ``None`` when some texts need more than it does."""
    fields = [each.field for each in elements if isinstance(each, Number | Text)]
    has_halves = DateField.HALFDAY in fields
    if len(set(fields)) != len(fields) or has_halves != (DateField.HALFDAY_CLOCKHOUR in fields):
        return None
    if (has_halves and DateField.HOUR in fields) or not _has_one_year(fields):
        return None
    if not all(_ends_clearly(*pair) for pair in pairwise(elements)):
        return None
    pairs = [_parsed(element) for element in elements]
    known = [pair for pair in pairs if pair is not None]
    if len(known) < len(pairs):
        return None
    return Parser("".join(form for form, _ in known), "".join(texts for _, texts in known))


def _printed(element: Element) -> str | None:
    match element:
        case Literal(text=text):
            return None if "\0" in text else text.replace("%", "%%")
        case Number(field=field, least=least) if field in _YEARS:
            return _YEARS[field][0] if least <= _YEAR_DIGITS else None
        case Number(field=field, least=least):
            return _PRINTED.get((field, least))
        case Text(field=field, short=short):
            return _NAMED.get((field, short))
        case TwoDigitYear(field=DateField.YEAR | DateField.YEAR_OF_ERA):
            return "%y"
        case Fraction(least=least) if least >= _MILLISECOND_DIGITS:
            # Joda knows milliseconds only; all digits that follow are zeros.
            zeros = least - _MILLISECOND_DIGITS
            return "%g" + "0" * zeros if least <= 9 else None
        case _:
            return None


def _has_one_year(fields: Sequence[DateField]) -> bool:
    return (DateField.YEAR in fields) != (DateField.YEAR_OF_ERA in fields)


def _ends_clearly(element: Element, following: Element) -> bool:
    """Whether digits end where the next element begins, where there is no fixed number of them."""
    is_fixed = not isinstance(element, Fraction) and (
        not isinstance(element, Number) or element.most <= _YEAR_DIGITS
    )
    return is_fixed or isinstance(following, Literal)


def _parsed(element: Element) -> tuple[str, str] | None:
    match element:
        case Literal(text=text) if not text[0].isdigit() and text.isascii() and text.isprintable():
            return text.replace("%", "%%"), _SPECIAL.sub(lambda match: "\\" + match[0], text)
        case Number(field=DateField.YEAR | DateField.YEAR_OF_ERA, most=most):
            return ("%Y", "[0-9]{4}") if most >= _YEAR_DIGITS else None
        case Number(field=field, most=2) if field in _PARSED:
            return _PARSED[field], "[0-9]{2}"
        case Text(field=DateField.MONTH):
            return "%b", f"(?:{_MONTHS})"
        case Text(field=DateField.HALFDAY):
            return "%p", "(?:AM|PM|am|pm)"
        case Fraction(most=most) if most <= 9:
            return "%f", f"[0-9]{{1,{min(most, 6)}}}"
        case _:
            return None
