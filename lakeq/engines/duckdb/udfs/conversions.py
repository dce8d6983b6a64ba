"""Conversions: numbers for people, and sizes that people write."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

from lakeq.errors import InvalidArgument, OutOfRange

_UNITS = ("", "K", "M", "B", "T", "Q")
_SIZES = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")
_SIZE = re.compile(r"(\d+\.?\d*|\.\d+)(\D.*)", re.DOTALL)
_LONGEST = 2**63


def format_number(value: float) -> str:
    """Write a number in thousands, millions and so on, with three digits or so.

    >>> format_number(-1234567)
    '-1.23M'
    """
    count = 0 if math.isnan(value) else max(-_LONGEST, min(value, _LONGEST - 1))
    scaled, unit = float(int(count)), 0
    while abs(scaled) >= 1000 and unit < len(_UNITS) - 1:
        scaled, unit = scaled / 1000, unit + 1
    digits = sum(scaled < limit for limit in (10, 100))
    rounded = Decimal(scaled).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    written = f"{rounded:f}"
    if digits:
        written = written.rstrip("0").rstrip(".")
    return written + _UNITS[unit]


def parse_data_size(text: str) -> Decimal:
    """Read a size, of whole bytes.

    >>> parse_data_size("1.5kB")
    Decimal('1536')
    """
    found = _SIZE.fullmatch(text)
    if found is None or found[2] not in _SIZES:
        raise InvalidArgument(f"Invalid data size: '{text}'")
    with localcontext() as context:
        context.prec = len(text) + 40
        value = int(Decimal(found[1]) * 1024 ** _SIZES.index(found[2]))
    if value >= 10**38:
        raise OutOfRange(f"Value out of range: '{text}' ('{value}B')")
    return Decimal(value)
