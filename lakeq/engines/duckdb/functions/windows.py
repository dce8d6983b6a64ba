"""Windows: the functions that only stand over a window, their offsets checked."""

from lakeq.engines.duckdb.failures import failure
from lakeq.errors import InvalidArgument, NotSupported

_NAMES = {
    "row_number": "row_number",
    "rank": "rank",
    "dense_rank": "dense_rank",
    "percent_rank": "percent_rank",
    "cume_dist": "cume_dist",
    "ntile": "ntile",
    "lag": "lag",
    "lead": "lead",
    "first_value": "first_value",
    "last_value": "last_value",
    "nth_value": "nth_value",
}
_VALUES = ("lag", "lead", "first_value", "last_value", "nth_value")
_NUMBERS = {
    "lag": (1, 0, "Offset must be at least 0"),
    "lead": (1, 0, "Offset must be at least 0"),
    "nth_value": (1, 1, "Offset must be at least 1"),
    "ntile": (0, 1, "Buckets must be greater than 0"),
}
"""Which argument counts something, from which number on, and what Trino says of less."""


def is_window_function(function: str) -> bool:
    """Whether a registry name is a window function, and not an aggregate."""
    return function in _NAMES


def spell_window(function: str, arguments: tuple[str, ...], *, ignore_nulls: bool) -> str:
    """Spell a window function, without its OVER."""
    if ignore_nulls and function not in _VALUES:
        raise NotSupported(f"{function} does not support IGNORE NULLS")
    nulls = " IGNORE NULLS" if ignore_nulls else ""
    return f"{_NAMES[function]}({', '.join(_checked(function, arguments))}{nulls})"


def _checked(function: str, arguments: tuple[str, ...]) -> tuple[str, ...]:
    if function not in _NUMBERS or len(arguments) <= _NUMBERS[function][0]:
        return arguments
    place, least, message = _NUMBERS[function]
    number = arguments[place]
    failed = failure(InvalidArgument, message, "BIGINT")
    checked = f"CASE WHEN {number} < {least} THEN {failed} ELSE {number} END"
    return (*arguments[:place], checked, *arguments[place + 1 :])
