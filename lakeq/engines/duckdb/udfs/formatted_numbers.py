"""Formatted numbers: as Java's Formatter writes them, and as Java's ``toString`` does."""

import math
import re
import struct
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from lakeq.errors import NotSupported

_BITS = 1 << 64


@dataclass(frozen=True, slots=True)
class Layout:
    """How a number is laid out: Java's flags, a width, and the digits after the point."""

    flags: str
    width: int | None
    precision: int | None


def java_text(value: float, *, is_real: bool) -> str:
    """Spell a double, or a real, as Java does.

    >>> java_text(1e7, is_real=False), java_text(0.1, is_real=False)
    ('1.0E7', '0.1')
    """
    if not math.isfinite(value):
        return _endless(value)
    digits, exponent = _shortest(value, is_real=is_real)
    sign = "-" if math.copysign(1, value) < 0 else ""
    if value == 0:
        return sign + "0.0"
    if -3 <= exponent < 7:
        padded = "0" * -exponent + digits if exponent < 0 else digits.ljust(exponent + 1, "0")
        point = max(exponent, 0) + 1
        return f"{sign}{padded[:point]}.{padded[point:] or '0'}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent}"


def whole(value: int, conversion: str, layout: Layout) -> str:
    """Write a whole number: decimal, octal or hexadecimal."""
    if conversion == "d":
        return _signed(str(abs(value)), layout, negative=value < 0)
    written = format(value % _BITS, conversion)
    prefix = {"o": "0", "x": "0x"}[conversion] if "#" in layout.flags else ""
    if "0" in layout.flags:
        written = written.rjust((layout.width or 0) - len(prefix), "0")
    return prefix + written


def fractional(value: float | Decimal, conversion: str, layout: Layout) -> str:
    """Write a number with a point (f), an exponent (e), or whichever suits it (g)."""
    if isinstance(value, float) and not math.isfinite(value):
        return _endless_in(value, layout)
    negative = math.copysign(1, value) < 0 if isinstance(value, float) else value < 0
    # Java rounds the shortest digits that tell a double from its neighbours.
    exact = Decimal(repr(abs(value))) if isinstance(value, float) else abs(value)
    with localcontext() as context:
        context.prec = 2000
        precision = 6 if layout.precision is None else layout.precision
        if conversion == "g":
            conversion, precision = _general(exact, precision or 1)
        written = _plain(exact, precision) if conversion == "f" else _scientific(exact, precision)
    if "#" in layout.flags and precision == 0:
        written = re.sub(r"^\d+", lambda found: found[0] + ".", written)
    return _signed(written, layout, negative=negative)


def hexadecimal(value: float, layout: Layout) -> str:
    """Write a double with hexadecimal digits."""
    if layout.precision is not None:
        raise NotSupported("%a with a precision is not supported")
    if not math.isfinite(value):
        return _endless_in(value, layout)
    mantissa, _, exponent = abs(value).hex().partition("p")
    digits = mantissa.removeprefix("0x")
    if "." in digits:
        digits = digits.rstrip("0")
        digits += "0" if digits.endswith(".") else ""
    else:
        digits += ".0"
    written = f"{digits}p{int(exponent)}"
    sign = _sign(layout, negative=math.copysign(1, value) < 0)
    if "0" in layout.flags:
        written = written.rjust((layout.width or 0) - len(sign) - 2, "0")
    return f"{sign}0x{written}"


def _shortest(value: float, *, is_real: bool) -> tuple[str, int]:
    """Give the fewest digits that tell a number from its neighbours, and the first one's exponent."""
    if not is_real:
        spelled = repr(abs(value))
    else:
        packed = struct.pack("f", abs(value))
        spelled = next(
            text for size in range(1, 10) if _packs(text := f"{abs(value):.{size}g}", packed)
        )
    number = Decimal(spelled)
    digits = "".join(map(str, number.as_tuple().digits)).strip("0") or "0"
    return digits, number.adjusted()


def _packs(text: str, packed: bytes) -> bool:
    try:
        return struct.pack("f", float(text)) == packed
    except OverflowError:
        return False


def _endless(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _endless_in(value: float, layout: Layout) -> str:
    if math.isnan(value):
        return "NaN"
    plain = Layout(layout.flags.replace("0", "").replace(",", ""), None, None)
    return _signed("Infinity", plain, negative=value < 0)


def _general(value: Decimal, precision: int) -> tuple[str, int]:
    """Decide how %g writes a number, and with how many digits after the point."""
    if not value:
        return "f", precision - 1
    rounded = _rounded(value, precision - 1)
    if Decimal("0.0001") <= rounded < Decimal(10) ** precision:
        return "f", precision - rounded.adjusted() - 1
    return "e", precision - 1


def _plain(value: Decimal, precision: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-precision), ROUND_HALF_UP):f}"


def _scientific(value: Decimal, precision: int) -> str:
    rounded = _rounded(value, precision)
    exponent = rounded.adjusted() if rounded else 0
    mantissa = _plain(rounded.scaleb(-exponent), precision)
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _rounded(value: Decimal, precision: int) -> Decimal:
    """Round to so many digits after the first."""
    if not value:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - precision), ROUND_HALF_UP)


def _signed(written: str, layout: Layout, *, negative: bool) -> str:
    """Put in separators, zeros and a sign."""
    if "," in layout.flags:
        written = re.sub(r"^\d+", lambda found: f"{int(found[0]):,}", written)
    before, after = _sign(layout, negative=negative), ""
    if negative and "(" in layout.flags:
        after = ")"
    if "0" in layout.flags:
        written = written.rjust((layout.width or 0) - len(before) - len(after), "0")
    return before + written + after


def _sign(layout: Layout, *, negative: bool) -> str:
    if negative:
        return "(" if "(" in layout.flags else "-"
    return next((flag for flag in "+ " if flag in layout.flags), "")
