"""Folder names of partitions: Hive's ``key=value`` spelling, its escapes and its name for NULL.

The escapes are those of Hive's ``FileUtils``: ASCII only, one ``%XX`` for each character.
"""

import re
from collections.abc import Iterable

from lakeq.model.table import NULL_PARTITION

# The characters that Hive escapes, control characters among them.
_ESCAPES = {
    ord(character): f"%{ord(character):02X}"
    for character in [*map(chr, range(0x20)), *"\"#%'*/:=?\\\x7f{[]^"]
}
_ESCAPED = re.compile("%([0-9A-Fa-f]{2})")


def escape(text: str) -> str:
    """Spell a key or a value as part of a path.

    >>> escape("a b/c=%:ü")
    'a b%2Fc%3D%25%3Aü'
    """
    return text.translate(_ESCAPES)


def unescape(text: str) -> str:
    """Undo ``escape``; a percent sign that starts no escape stays as it is.

    >>> unescape("100%25 50%")
    '100% 50%'
    """
    if "%" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def folder_name(key: str, text: str | None) -> str:
    """Name the folder of one key's value; NULL and the empty string share Hive's default name.

    >>> folder_name("dt", "2024-01-01"), folder_name("dt", None)
    ('dt=2024-01-01', 'dt=__HIVE_DEFAULT_PARTITION__')
    """
    return f"{escape(key)}={escape(text) if text else NULL_PARTITION}"


def parse_folder(name: str) -> tuple[str, str | None] | None:
    """Take a folder's name apart into its key, in lower case, and its value.

    ``None`` says that this is no partition's folder; a value of ``None`` is NULL.

    >>> parse_folder("Hour=3"), parse_folder("h=__HIVE_DEFAULT_PARTITION__"), parse_folder("tmp")
    (('hour', '3'), ('h', None), None)
    """
    key, separator, value = name.partition("=")
    if not (key and separator and value):
        return None
    return unescape(key).lower(), None if value == NULL_PARTITION else unescape(value)


def partition_name(values: Iterable[tuple[str, str | None]]) -> str:
    """Name a partition as SHOW PARTITIONS does, and as its folders are named.

    >>> partition_name([("dt", "2024-01-01"), ("h", "3")])
    'dt=2024-01-01/h=3'
    """
    return "/".join(folder_name(key, text) for key, text in values)


def parse_partition_name(name: str) -> tuple[tuple[str, str | None], ...] | None:
    """Undo ``partition_name``; ``None`` when some part of the path is no partition's folder.

    >>> parse_partition_name("dt=2024-01-01/h=3")
    (('dt', '2024-01-01'), ('h', '3'))
    """
    values = [parse_folder(folder) for folder in name.strip("/").split("/")]
    parsed = tuple(value for value in values if value is not None)
    return parsed if len(parsed) == len(values) else None
