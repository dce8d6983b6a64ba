"""Windows: the functions that only stand over a window."""

from lakeq.errors import NotSupported

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


def is_window_function(function: str) -> bool:
    """Whether a registry name is a window function, and not an aggregate."""
    return function in _NAMES


def spell_window(function: str, arguments: tuple[str, ...], *, ignore_nulls: bool) -> str:
    """Spell a window function, without its OVER."""
    if ignore_nulls and function not in _VALUES:
        raise NotSupported(f"{function} does not support IGNORE NULLS")
    nulls = " IGNORE NULLS" if ignore_nulls else ""
    return f"{_NAMES[function]}({', '.join(arguments)}{nulls})"
