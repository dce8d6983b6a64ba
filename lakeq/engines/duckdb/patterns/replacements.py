r"""Replacements: the ``$1``, ``${name}`` and ``\$`` of what takes a match's place."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from lakeq.errors import InvalidArgument

Piece: TypeAlias = str | int
"""A text, or the number of a group."""

_MOST_GROUPS = 9


def read_replacement(template: str, groups: int, names: Mapping[str, int]) -> Sequence[Piece]:
    r"""Take a replacement apart. Raises InvalidArgument.

    A number is read as long as there is a group of that number.

    >>> read_replacement(r"<$12>\$", 1, {})
    ['<', 1, '2', '>', '$']
    """
    pieces: list[Piece] = []
    position = 0
    while position < len(template):
        letter = template[position]
        position += 1
        if letter not in "$\\":
            pieces.append(letter)
            continue
        if position == len(template):
            raise InvalidArgument(f"Illegal replacement sequence: {template}")
        following = template[position]
        if letter == "\\":
            pieces.append(following)
            position += 1
        elif following == "{":
            name, _, _ = template[position + 1 :].partition("}")
            position += len(name) + 2
            if name not in names:
                raise InvalidArgument(f"Illegal replacement sequence: unknown group {{ {name} }}")
            pieces.append(names[name])
        else:
            number, position = _number(template, position, groups)
            pieces.append(number)
    return pieces


def to_re2(pieces: Sequence[Piece]) -> str | None:
    """Write a replacement for RE2, which knows nine groups."""
    if any(isinstance(piece, int) and piece > _MOST_GROUPS for piece in pieces):
        return None
    return "".join(
        f"\\{piece}" if isinstance(piece, int) else piece.replace("\\", "\\\\") for piece in pieces
    )


def _number(template: str, position: int, groups: int) -> tuple[int, int]:
    if not "0" <= template[position] <= "9":
        raise InvalidArgument(f"Illegal replacement sequence: {template}")
    number = int(template[position])
    if number > groups:
        raise InvalidArgument(f"Illegal replacement sequence: unknown group {number}")
    position += 1
    while position < len(template) and "0" <= template[position] <= "9":
        longer = number * 10 + int(template[position])
        if longer > groups:
            break
        number, position = longer, position + 1
    return number, position
