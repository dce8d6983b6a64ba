"""String literals, written so that each grammar reads back exactly the same text."""

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", "'": "\\'"}


def quote_hive_text(text: str) -> str:
    r"""Write a string literal of DDL, on one line.

    >>> print(quote_hive_text("it's\n"))
    'it\'s\n'
    """
    return "'" + "".join(_hive_character(character) for character in text) + "'"


def quote_trino_text(text: str) -> str:
    """Write a string literal of a query.

    >>> print(quote_trino_text("it's"))
    'it''s'
    """
    quoted = "'" + text.replace("'", "''") + "'"
    if "\0" not in text:
        return quoted
    # No statement may hold a NUL as it is.
    return "U&" + quoted.replace("\\", "\\\\").replace("\0", "\\0000")


def _hive_character(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 else character
