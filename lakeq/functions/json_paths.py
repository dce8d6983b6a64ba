"""Paths of ``json_extract`` and its kin: ``$.store.book[0]["a b"]``.

They are the small language of Trino's older functions, not that of the SQL standard. A path is a
list of tokens; whether one is a member's name or an index depends on what is found there.
"""

import unicodedata

_LETTERS = frozenset(("L", "Nd", "Nl", "Mn", "Mc", "Pc", "Cf"))


def path_tokens(path: str) -> tuple[str, ...] | None:
    r"""Take a path apart; ``None`` when it is none.

    >>> path_tokens('$.a[0]["b\\"c"]'), path_tokens("$."), path_tokens("$")
    (('a', '0', 'b"c'), None, ())
    """
    if not path.startswith("$"):
        return None
    tokens: list[str] = []
    place = 1
    token: str | None
    while place < len(path):
        quoted = False
        if path[place] == ".":
            token, place = _unquoted(path, place + 1, ":")
        elif path[place] == "[":
            quoted = path[place + 1 : place + 2] == '"'
            token, place = _quoted(path, place + 2) if quoted else _unquoted(path, place + 1, "")
            if path[place : place + 1] != "]":
                return None
            place += 1
        else:
            return None
        if token is None or (token == "" and not quoted):
            return None
        tokens.append(token)
    return tuple(tokens)


def _unquoted(path: str, start: int, extra: str) -> tuple[str, int]:
    end = start
    while end < len(path) and (path[end] in "-_" or path[end] in extra or _is_part(path[end])):
        end += 1
    return path[start:end], end


def _quoted(path: str, start: int) -> tuple[str | None, int]:
    letters: list[str] = []
    place = start
    while place < len(path) and path[place] != '"':
        if path[place] == "\\":
            place += 1
            if path[place : place + 1] not in ('"', "\\"):
                return None, place
        letters.append(path[place])
        place += 1
    return "".join(letters), place + 1


def _is_part(letter: str) -> bool:
    """Whether Java's ``isUnicodeIdentifierPart`` holds."""
    if letter.isascii():
        return letter.isalnum() or letter == "_"
    category = unicodedata.category(letter)
    return category in _LETTERS or category[0] == "L"
