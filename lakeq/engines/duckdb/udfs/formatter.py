"""Formatter: Java's ``java.util.Formatter`` for English, as its documentation specifies it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lakeq.engines.duckdb.udfs import formatted_numbers as numbers
from lakeq.engines.duckdb.udfs.formatted_times import Moment, field_of, moment_of
from lakeq.errors import InvalidArgument, NotSupported

_SPECIFIER = re.compile(
    r"%(?P<index>\d+\$)?(?P<flags>[-#+ 0,(<]*)(?P<width>\d+)?(?P<precision>\.\d+)?"
    r"(?P<date>[tT])?(?P<conversion>[a-zA-Z%])"
)
_CONVERSIONS = frozenset("bBhHsScCdoxXeEfgGaA%n")
_MOST = 2**31 - 1
_CLASSES = {
    "b": "java.lang.Boolean",
    "i": "java.lang.Long",
    "r": "java.lang.Float",
    "d": "java.lang.Double",
    "n": "java.math.BigDecimal",
    "s": "java.lang.String",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value to format, and the letter for what it is in Java."""

    kind: str
    value: object

    @property
    def java_class(self) -> str:
        """The name of its class."""
        if isinstance(self.value, Moment):
            return self.value.java_class
        return _CLASSES[self.kind]


@dataclass(frozen=True, slots=True)
class Specifier:
    """One ``%...`` of a format: which argument, and how it is written."""

    written: str
    index: int | None
    flags: str
    width: int | None
    precision: int | None
    is_date: bool
    conversion: str
    is_upper: bool

    @property
    def relative(self) -> bool:
        """Whether it takes the argument of the one before."""
        return "<" in self.flags


def format_values(kinds: str, template: str | None, *values: object) -> str | None:
    """Format values, each of which is of a kind that a letter stands for.

    ``b`` is a boolean, ``i`` an integer, ``r`` a real, ``d`` a double, ``n`` a decimal, ``t`` a date
    or time, ``z`` a timestamp with time zone, and ``s`` text.

    >>> format_values("id", "%05d %.2f", 42, 2.5)
    '00042 2.50'
    """
    if template is None:
        return None
    arguments = [
        Value(kind, moment_of(value) if kind in "tz" and value is not None else value)
        for kind, value in zip(kinds, values, strict=True)
    ]
    try:
        return _written(_parsed(template), arguments)
    except _FormatError as error:
        raise InvalidArgument(f"Invalid format string: {template} ({error})") from error


class _FormatError(Exception):
    """What Java's exceptions say."""


def _written(parts: Sequence[str | Specifier], arguments: Sequence[Value]) -> str:
    written: list[str] = []
    last, ordinary = -1, -1
    for part in parts:
        if isinstance(part, str):
            written.append(part)
            continue
        if part.conversion in "%n":
            written.append(_justified("%", part) if part.conversion == "%" else "\n")
            continue
        if part.index is not None:
            last = part.index
        elif not part.relative:
            ordinary += 1
            last = ordinary
        if not 0 <= last < len(arguments):
            raise _FormatError(f"MissingFormatArgument: Format specifier '{part.written}'")
        written.append(_formatted(part, arguments[last]))
    return "".join(written)


@lru_cache(maxsize=64)
def _parsed(template: str) -> tuple[str | Specifier, ...]:
    parts: list[str | Specifier] = []
    position = 0
    while position < len(template):
        place = template.find("%", position)
        if place < 0:
            place = len(template)
        if place > position:
            parts.append(template[position:place])
        if place == len(template):
            break
        found = _SPECIFIER.match(template, place)
        if found is None:
            following = template[place + 1 : place + 2] or "%"
            raise _FormatError(f"UnknownFormatConversion: Conversion = '{following}'")
        parts.append(_specifier(found))
        position = found.end()
    return tuple(parts)


def _specifier(found: re.Match[str]) -> Specifier:
    flags, letter = found["flags"], found["conversion"]
    for flag in flags:
        if flags.count(flag) > 1:
            raise _FormatError(f"DuplicateFormatFlags: Flags = '{flag}'")
    width = None if found["width"] is None else _whole(found["width"])
    precision = None if found["precision"] is None else _whole(found["precision"][1:])
    index = None if found["index"] is None else _whole(found["index"][:-1]) - 1
    if index is not None and index < 0:
        raise _FormatError("IllegalFormatArgumentIndex: Illegal format argument index = 0")
    is_date = found["date"] is not None
    if not is_date and letter not in _CONVERSIONS:
        raise _FormatError(f"UnknownFormatConversion: Conversion = '{letter}'")
    is_upper = found["date"] == "T" if is_date else letter.isupper()
    conversion = letter if is_date else letter.lower()
    specifier = Specifier(found[0], index, flags, width, precision, is_date, conversion, is_upper)
    _check(specifier)
    return specifier


def _whole(digits: str) -> int:
    return min(int(digits), _MOST)


def _check(specifier: Specifier) -> None:
    """Refuse what Java refuses before it looks at a value."""
    flags = specifier.flags.replace("<", "")
    conversion = specifier.conversion
    if conversion == "n" and not specifier.is_date:
        if specifier.width is not None:
            raise _FormatError(f"IllegalFormatWidth: {specifier.width}")
        if flags:
            raise _FormatError(f"IllegalFormatFlags: Flags = '{flags}'")
    no_precision = specifier.is_date or conversion in "cdox%n"
    if specifier.precision is not None and no_precision:
        raise _FormatError(f"IllegalFormatPrecision: {specifier.precision}")
    for flag in flags:
        if flag not in _allowed_flags(specifier):
            raise _FormatError(
                f"FormatFlagsConversionMismatch: Conversion = {conversion}, Flags = {flag}"
            )
    if specifier.width is None and ("-" in flags or "0" in flags):
        raise _FormatError(f"MissingFormatWidth: {specifier.written}")
    if ("-" in flags and "0" in flags) or ("+" in flags and " " in flags):
        raise _FormatError(f"IllegalFormatFlags: Flags = '{flags}'")


def _allowed_flags(specifier: Specifier) -> str:
    if specifier.is_date:
        return "-"
    return {
        "d": "-+ 0,(",
        "o": "-#0",
        "x": "-#0",
        "e": "-#+ 0(",
        "f": "-#+ 0,(",
        "g": "-+ 0,(",
        "a": "-#+ 0",
    }.get(specifier.conversion, "-")


def _formatted(specifier: Specifier, argument: Value) -> str:
    if specifier.is_date:
        written = _dated(specifier, argument)
    elif specifier.conversion in "bhs":
        written = _general(specifier, argument)
    elif argument.value is None:
        written = "null"
    else:
        written = _number(specifier, argument)
    written = _justified(written, specifier)
    return written.upper() if specifier.is_upper else written


def _general(specifier: Specifier, argument: Value) -> str:
    value = argument.value
    if specifier.conversion == "b":
        written = "false" if value is None or value is False else "true"
    elif value is None:
        written = "null"
    elif specifier.conversion == "h":
        written = _hash(argument)
    else:
        written = _text(argument)
    return written if specifier.precision is None else written[: specifier.precision]


def _text(argument: Value) -> str:
    match argument.value:
        case bool() as value:
            return "true" if value else "false"
        case float() as value:
            return numbers.java_text(value, is_real=argument.kind == "r")
        case value:
            return str(value)


def _hash(argument: Value) -> str:
    match argument.value:
        case bool() as value:
            code = 1231 if value else 1237
        case int() as value:
            bits = value & (2**64 - 1)
            code = (bits ^ bits >> 32) & 0xFFFFFFFF
        case str() as text:
            code = 0
            units = text.encode("utf-16-be")
            for place in range(0, len(units), 2):
                code = (31 * code + int.from_bytes(units[place : place + 2])) & 0xFFFFFFFF
        case _:
            raise NotSupported(f"%h of a {argument.java_class} is not supported")
    return f"{code:x}"


def _number(specifier: Specifier, argument: Value) -> str:
    value, conversion = argument.value, specifier.conversion
    layout = numbers.Layout(specifier.flags, specifier.width, specifier.precision)
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if conversion in "dox" and isinstance(value, int) and is_whole:
        return numbers.whole(value, conversion, layout)
    if conversion in "efg" and isinstance(value, float | Decimal):
        return numbers.fractional(value, conversion, layout)
    if conversion == "a" and isinstance(value, float):
        return numbers.hexadecimal(value, layout)
    raise _FormatError(f"IllegalFormatConversion: {conversion} != {argument.java_class}")


def _dated(specifier: Specifier, argument: Value) -> str:
    if argument.value is None:
        return "null"
    if argument.kind == "i":
        raise NotSupported("%t of a whole number is not supported")
    written = None
    if isinstance(argument.value, Moment):
        written = field_of(argument.value, specifier.conversion)
    if written is None:
        raise _FormatError(
            f"IllegalFormatConversion: {specifier.conversion} != {argument.java_class}"
        )
    return written


def _justified(written: str, specifier: Specifier) -> str:
    width = specifier.width or 0
    # Java counts in UTF-16, where a character beyond U+FFFF is two.
    width -= sum(character > "\uffff" for character in written)
    return written.ljust(width) if "-" in specifier.flags else written.rjust(width)
