"""Patterns: from MySQL's formats and Joda's patterns to elements."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

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
from lakeq.errors import InvalidArgument

ZONELESS = (
    "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, "
    "as this type does not contain TZ information"
)
_PIVOT_YEAR = 2020
_LONGEST_YEAR = 9
_TEXT_LETTERS = 3
_LONG_TEXT_LETTERS = 4
_YEARS = {"y": DateField.YEAR, "Y": DateField.YEAR_OF_ERA, "x": DateField.WEEKYEAR}
_HOUR_12 = Number(DateField.HALFDAY_CLOCKHOUR, 2, 2)
_HOUR_24 = Number(DateField.HOUR, 2, 2)
_MINUTE = Number(DateField.MINUTE, 2, 2)
_SECOND = Number(DateField.SECOND, 2, 2)
_COLON = Literal(":")
_MYSQL: dict[str, tuple[Element, ...]] = {
    "a": (Text(DateField.DAY_OF_WEEK, short=True),),
    "b": (Text(DateField.MONTH, short=True),),
    "c": (Number(DateField.MONTH, 1, 2),),
    "d": (Number(DateField.DAY, 2, 2),),
    "e": (Number(DateField.DAY, 1, 2),),
    "f": (Fraction(6, 9),),
    "H": (_HOUR_24,),
    "h": (_HOUR_12,),
    "I": (_HOUR_12,),
    "i": (_MINUTE,),
    "j": (Number(DateField.DAY_OF_YEAR, 3, 3),),
    "k": (Number(DateField.HOUR, 1, 2),),
    "l": (Number(DateField.HALFDAY_CLOCKHOUR, 1, 2),),
    "M": (Text(DateField.MONTH),),
    "m": (Number(DateField.MONTH, 2, 2),),
    "p": (Text(DateField.HALFDAY),),
    "r": (_HOUR_12, _COLON, _MINUTE, _COLON, _SECOND, Literal(" "), Text(DateField.HALFDAY)),
    "S": (_SECOND,),
    "s": (_SECOND,),
    "T": (_HOUR_24, _COLON, _MINUTE, _COLON, _SECOND),
    "v": (Number(DateField.WEEK, 2, 2),),
    "x": (Number(DateField.WEEKYEAR, 4, 4, signed=True),),
    "W": (Text(DateField.DAY_OF_WEEK),),
    "Y": (Number(DateField.YEAR, 4, 4, signed=True),),
    "y": (TwoDigitYear(DateField.YEAR, _PIVOT_YEAR),),
}
_MYSQL_REFUSED = "wUuVXD"
_NUMBERS = {
    "d": (DateField.DAY, 2),
    "h": (DateField.HALFDAY_CLOCKHOUR, 2),
    "H": (DateField.HOUR, 2),
    "k": (DateField.CLOCKHOUR, 2),
    "K": (DateField.HALFDAY_HOUR, 2),
    "m": (DateField.MINUTE, 2),
    "s": (DateField.SECOND, 2),
    "e": (DateField.DAY_OF_WEEK, 1),
    "D": (DateField.DAY_OF_YEAR, 3),
    "w": (DateField.WEEK, 2),
}
_NUMERIC = "cCxyYdhHmsSeDFwWkK"


@lru_cache(maxsize=1000)
def mysql_elements(text: str) -> tuple[Element, ...]:
    """Read a format of date_format. Raises InvalidArgument for what Trino does not take.

    >>> mysql_elements("%d.")
    (Number(field=<DateField.DAY: ...>, least=2, most=2, signed=False), Literal(text='.'))
    """
    found: list[Element] = []
    letters = iter(text)
    for letter in letters:
        if letter != "%":
            found.append(Literal(letter))
            continue
        specifier = next(letters, "")
        if specifier and specifier in _MYSQL_REFUSED:
            raise InvalidArgument(f"%{specifier} not supported in date format string")
        if specifier:
            found.extend(_MYSQL.get(specifier, (Literal(specifier),)))
    if not found:
        raise InvalidArgument("Both printing and parsing not supported")
    return _joined(found)


@lru_cache(maxsize=1000)
def joda_elements(text: str) -> tuple[Element, ...]:
    """Read a pattern of format_datetime. Raises InvalidArgument for what is none."""
    if not text:
        raise InvalidArgument("Invalid pattern specification")
    tokens = list(_tokens(text))
    following = [*tokens[1:], "'"]
    found = [_element(*pair) for pair in zip(tokens, following, strict=True)]
    return _joined(each for each in found if each != Literal(""))


def has_zone(elements: Sequence[Element]) -> bool:
    """Whether a zone is part of the format."""
    return any(isinstance(element, ZoneOffset | ZoneName | ZoneId) for element in elements)


def _joined(elements: Iterable[Element]) -> tuple[Element, ...]:
    joined: list[Element] = []
    for element in elements:
        before = joined[-1] if joined else None
        if isinstance(element, Literal) and isinstance(before, Literal):
            joined[-1] = Literal(before.text + element.text)
        else:
            joined.append(element)
    return tuple(joined)


def _tokens(text: str) -> Iterator[str]:
    """Split into runs of one letter, and texts, which begin with a quote."""
    index = 0
    while index < len(text):
        if _is_letter(text[index]):
            end = index
            while end < len(text) and text[end] == text[index]:
                end += 1
            yield text[index:end]
            index = end
        else:
            index, literal = _literal(text, index)
            yield literal


def _literal(text: str, index: int) -> tuple[int, str]:
    collected = "'"
    quoted = False
    while index < len(text):
        letter = text[index]
        if letter == "'" and text[index + 1 : index + 2] == "'":
            collected += letter
            index += 1
        elif letter == "'":
            quoted = not quoted
        elif not quoted and _is_letter(letter):
            break
        else:
            collected += letter
        index += 1
    return index, collected


def _is_letter(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _is_numeric(token: str) -> bool:
    if token[0] == "M":
        return len(token) < _TEXT_LETTERS
    return token[0] in _NUMERIC


def _element(token: str, following: str) -> Element:
    letter, count = token[0], len(token)
    if letter in _YEARS:
        return _year(_YEARS[letter], count, followed_by_number=_is_numeric(following))
    if letter in _NUMBERS:
        field, most = _NUMBERS[letter]
        return Number(field, count, max(most, count))
    special = _SPECIAL.get(letter)
    if special is None:
        raise InvalidArgument(f"Illegal pattern component: {token}")
    return special(token)


def _year(field: DateField, count: int, *, followed_by_number: bool) -> Element:
    if count == 2:
        return TwoDigitYear(field, lenient=not followed_by_number)
    most = count if followed_by_number else max(_LONGEST_YEAR, count)
    return Number(field, count, most, signed=field is not DateField.YEAR_OF_ERA)


def _month(token: str) -> Element:
    count = len(token)
    if count >= _TEXT_LETTERS:
        return Text(DateField.MONTH, short=count < _LONG_TEXT_LETTERS)
    return Number(DateField.MONTH, count, 2)


def _zone(token: str) -> Element:
    if len(token) >= _TEXT_LETTERS:
        return ZoneId()
    return ZoneOffset(colon=len(token) == 2)


_SPECIAL: dict[str, Callable[[str], Element]] = {
    "'": lambda token: Literal(token[1:]),
    "G": lambda _: Text(DateField.ERA),
    "C": lambda token: Number(DateField.CENTURY, len(token), len(token), signed=True),
    "M": _month,
    "a": lambda _: Text(DateField.HALFDAY),
    "S": lambda token: Fraction(len(token), len(token)),
    "E": lambda token: Text(DateField.DAY_OF_WEEK, short=len(token) < _LONG_TEXT_LETTERS),
    "z": lambda token: ZoneName(short=len(token) < _LONG_TEXT_LETTERS),
    "Z": _zone,
}
