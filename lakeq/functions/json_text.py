"""JSON texts: read as strictly as Trino reads them, and written as Trino writes them.

An object is a ``dict``, or ``Members`` where its order and its duplicates count; a number keeps its
spelling. Trino writes a number with a point or an exponent as Java does a double.
"""

import json
import re
import struct
from json.encoder import encode_basestring
from typing import Any, TypeAlias

from lakeq.errors import NotSupported

SPACE = re.compile(r"[ \t\n\r]*")

_HALVES = re.compile(r"\\u[dD][89a-fA-F]")
_CONTROLS = re.compile(r"[\x00-\x07\x0b\x0e-\x1f]")
_ESCAPED = re.compile(r'[\x00-\x1f"\\]')
_SHORT_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_PLAIN_LOW, _PLAIN_HIGH = 1e-3, 1e7
_REAL_DIGITS = 9


class JsonError(ValueError):
    """A text that is not JSON."""


class Whole(str):
    """A number without a point or an exponent, as it is written."""

    __slots__ = ()


class Fraction(str):
    """A number with a point or an exponent, as it is written."""

    __slots__ = ()


class Members(list[tuple[str, Any]]):
    """An object's members in the order of the text, duplicates included."""

    __slots__ = ()


Value: TypeAlias = Any
"""None, bool, Whole, Fraction, str, list, dict or Members."""


def refuse_constant(name: str) -> None:
    """Refuse NaN and its kin, which are no JSON. Raises JsonError."""
    raise JsonError(name)


ORDERED = json.JSONDecoder(
    object_pairs_hook=Members,
    parse_int=Whole,
    parse_float=Fraction,
    parse_constant=refuse_constant,
)
_DECODER = json.JSONDecoder(parse_int=Whole, parse_float=Fraction, parse_constant=refuse_constant)


def read(text: str) -> Value:
    """Read a whole text; of members with one name, the last one counts.

    Raises JsonError, and NotSupported for what is nested too deeply.
    """
    try:
        return _DECODER.decode(text)
    except ValueError as error:
        raise JsonError(str(error)) from error
    except RecursionError as error:
        raise too_deep() from error


def too_deep() -> NotSupported:
    """Make the error for a text that is nested more deeply than can be followed here."""
    return NotSupported("JSON that is nested so deeply is not supported")


def canonical(text: str) -> str:
    """Rewrite a text as Trino keeps it: sorted members, no spaces. Raises JsonError.

    >>> canonical(' {"b": 1.50, "a": [true ,null]} ')
    '{"a":[true,null],"b":1.5}'
    """
    written = write(read(text))
    if may_hold_halves(text):
        check_characters(written)
    return written


def may_hold_halves(text: str) -> bool:
    """Whether a text has an escape that can be half a character; see ``check_characters``."""
    return _HALVES.search(text) is not None


def check_characters(text: str) -> None:
    """Refuse half a character, which only an escape can hold. Raises JsonError."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise JsonError("half a character") from error


def write(value: Value, *, ordered: bool = True) -> str:
    """Write a value; members are sorted if ``ordered`` and the value is a ``dict``."""
    pieces: list[str] = []
    try:
        _write(value, pieces, ordered=ordered)
    except RecursionError as error:
        raise too_deep() from error
    return "".join(pieces)


def quote(text: str) -> str:
    r"""Write a string.

    >>> print(quote('a"\x1f/'))
    "a\"\u001F/"
    """
    if _CONTROLS.search(text) is None:
        return encode_basestring(text)
    # Jackson's hexadecimal digits are capital letters.
    return f'"{_ESCAPED.sub(_escape, text)}"'


def number_text(number: str) -> str:
    """Write a number that was read.

    >>> number_text(Fraction("1e2")), number_text(Whole("-0"))
    ('100.0', '0')
    """
    if isinstance(number, Whole):
        return "0" if number == "-0" else number
    value = float(number)
    return number if value in (float("inf"), float("-inf")) else double_text(value)


def double_text(value: float) -> str:
    """Spell a finite double as Java's ``Double.toString`` does.

    >>> double_text(1e10), double_text(0.5), double_text(1e-5), double_text(-0.0)
    ('1.0E10', '0.5', '1.0E-5', '-0.0')
    """
    digits = repr(value)
    if value == 0 or _PLAIN_LOW <= abs(value) < _PLAIN_HIGH:
        return _plain(digits)
    return scientific_text(value)


def scientific_text(value: float) -> str:
    """Spell a finite double with an exponent, as Trino's cast to varchar does.

    >>> scientific_text(12.3), scientific_text(0.0), scientific_text(1e-323)
    ('1.23E1', '0E0', '9.9E-324')
    """
    if value == 0:
        return "-0E0" if str(value)[0] == "-" else "0E0"
    two = f"{value:.1e}"
    return _scientific(two if float(two) == value else f"{value:.{_precision(repr(value))}e}")


def real_text(value: float) -> str:
    """Spell a finite real as Java's ``Float.toString`` does.

    >>> real_text(3.140000104904175), real_text(1e10)
    ('3.14', '1.0E10')
    """
    spelled = next(
        text
        for digits in range(1, _REAL_DIGITS + 1)
        if struct.unpack("f", struct.pack("f", float(text := f"{value:.{digits}e}")))[0] == value
    )
    if value == 0 or _PLAIN_LOW <= abs(value) < _PLAIN_HIGH:
        return _plain(repr(float(spelled)))
    return _scientific(spelled)


def _write(value: Value, pieces: list[str], *, ordered: bool) -> None:
    match value:
        case None:
            pieces.append("null")
        case bool():
            pieces.append("true" if value else "false")
        case Whole() | Fraction():
            pieces.append(number_text(value))
        case str():
            pieces.append(quote(value))
        case Members():
            _write_members(value, pieces, ordered=ordered)
        case list():
            pieces.append("[")
            for index, item in enumerate(value):
                if index:
                    pieces.append(",")
                _write(item, pieces, ordered=ordered)
            pieces.append("]")
        case _:
            members = sorted(value.items(), key=_utf16) if ordered else value.items()
            _write_members(list(members), pieces, ordered=ordered)


def _write_members(members: list[tuple[str, Value]], pieces: list[str], *, ordered: bool) -> None:
    pieces.append("{")
    for index, (name, item) in enumerate(members):
        if index:
            pieces.append(",")
        pieces.append(quote(name))
        pieces.append(":")
        _write(item, pieces, ordered=ordered)
    pieces.append("}")


def _utf16(member: tuple[str, Value]) -> str | bytes:
    """Order names as Java does, by their UTF-16 units."""
    return member[0].encode("utf-16-be", "surrogatepass")


def _escape(found: re.Match[str]) -> str:
    letter = found[0]
    return _SHORT_ESCAPES.get(letter) or f"\\u{ord(letter):04X}"


def _plain(digits: str) -> str:
    if "e" in digits:
        digits = f"{float(digits):f}".rstrip("0")
    return digits if "." in digits else digits + ".0"


def _precision(digits: str) -> int:
    return len(re.sub(r"e.*|[-.]", "", digits).strip("0")) - 1


def _scientific(spelled: str) -> str:
    mantissa, _, exponent = spelled.partition("e")
    whole, _, fraction = mantissa.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"
