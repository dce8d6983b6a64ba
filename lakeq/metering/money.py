"""Figures for people: money and sizes, short and never in scientific notation."""

from decimal import Decimal

_UNITS = ("KB", "MB", "GB", "TB", "PB", "EB")
_MICRODOLLAR = Decimal("0.000001")
_CENT = Decimal("0.01")


def money_text(amount_usd: Decimal) -> str:
    """Write an amount of US dollars.

    >>> [money_text(Decimal(text)) for text in ("0", "1.6E-7", "0.00005", "0.8476", "1234.5")]
    ['$0', '<$0.000001', '$0.000050', '$0.85', '$1,234.50']
    """
    if not amount_usd:
        return "$0"
    if amount_usd < _MICRODOLLAR:
        return "<$0.000001"
    return f"${amount_usd:.6f}" if amount_usd < _CENT else f"${amount_usd:,.2f}"


def size_text(size: int) -> str:
    """Write a number of bytes with one decimal, in units of a thousand.

    >>> size_text(999), size_text(31_900), size_text(999_960)
    ('999 bytes', '31.9 KB', '1.0 MB')
    """
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    power = 1
    while _tenths(size, power) >= 10_000 and power < len(_UNITS):
        power += 1
    tenths = _tenths(size, power)
    return f"{tenths // 10:,}.{tenths % 10} {_UNITS[power - 1]}"


def share_text(part: int, whole: int) -> str:
    """Write a part as a percentage of the whole.

    >>> share_text(850, 1000)
    '85.0%'
    """
    permille = (part * 1000 + whole // 2) // whole if whole else 0
    return f"{permille // 10}.{permille % 10}%"


def _tenths(size: int, power: int) -> int:
    unit: int = 1000**power
    return (size * 10 + unit // 2) // unit
