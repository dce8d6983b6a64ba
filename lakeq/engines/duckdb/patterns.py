r"""Patterns: LIKE's checked, and Java's regular expressions turned into DuckDB's where they agree.

DuckDB's expressions are RE2's. What RE2 lacks or reads otherwise (look-around, back references,
possessive quantifiers, class intersections, ``\Z`` and its kin) is refused, and ``$``, which in
Java also matches before a final line break, is spelled out.
"""

from lakeq.errors import InvalidArgument, NotSupported

_ESCAPES = frozenset("tnrfdDwWsSbBAzQE")
_PLAIN_GROUPS = ("?:", "?i)", "?i:", "?s)", "?s:")


def check_like(pattern: str, escape: str) -> None:
    """Refuse what Trino refuses: an escape of several characters, or before an ordinary one."""
    if len(escape) != 1:
        raise InvalidArgument("Escape string must be a single character")
    position = 0
    while position < len(pattern):
        if pattern[position] == escape:
            if pattern[position + 1 : position + 2] not in ("%", "_", escape):
                raise InvalidArgument(
                    "Escape character must be followed by '%', '_' or the escape character itself"
                )
            position += 1
        position += 1


def to_re2(pattern: str) -> str:
    r"""Rewrite a Java expression for RE2. Raises NotSupported where the two disagree.

    >>> to_re2(r"^a\d+$")
    '^a\\d+(?:\\n?\\z)'
    """
    written: list[str] = []
    position, in_class = 0, False
    while position < len(pattern):
        piece = pattern[position : position + (2 if pattern[position] == "\\" else 1)]
        _check_token(pattern, position, piece, in_class=in_class)
        if piece == "[":
            in_class = True
        elif piece == "]":
            in_class = False
        written.append(r"(?:\n?\z)" if piece == "$" and not in_class else piece)
        position += len(piece)
    return "".join(written)


def _check_token(pattern: str, position: int, piece: str, *, in_class: bool) -> None:
    following = pattern[position + 1 : position + 4]
    agreed = True
    if piece.startswith("\\"):
        agreed = piece[1:] in _ESCAPES or (len(piece) == 2 and not piece[1].isalnum())
        agreed = agreed and piece not in (r"\Q", r"\E")
    elif in_class:
        agreed = piece != "[" and not pattern.startswith("&&", position)
    elif piece == "(" and following.startswith("?"):
        agreed = following.startswith(_PLAIN_GROUPS)
    elif piece in "*+?}":
        agreed = not following.startswith("+")
    if not agreed:
        raise NotSupported(f"Regular expression is not supported: {pattern}")
