"""Parameters: the values that a command line gives for the question marks of a statement."""

import re
from collections.abc import Sequence
from decimal import Decimal

_WORDS = {"null": None, "true": True, "false": False}


def parameter_values(texts: Sequence[str] | None) -> tuple[object, ...]:
    """Read the values of ``--param``, in order."""
    return tuple(map(parameter_value, texts or ()))


def parameter_value(text: str) -> object:
    """Read a value as SQL would: a number, true, false or null; anything else is text.

    Quotes make a text of what would be something else.

    >>> parameter_value("7"), parameter_value("7.5"), parameter_value("'7'"), parameter_value("x")
    (7, Decimal('7.5'), '7', 'x')
    """
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    if re.fullmatch(r"[+-]?(\d+\.\d*|\.\d+)", text):
        return Decimal(text)
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+", text):
        return float(text)
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return text
