"""Strings: what DuckDB's SQL cannot say of them."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from lakeq.engines.duckdb.udfs.stemming import OTHER_LANGUAGES, stem
from lakeq.errors import InvalidArgument, NotSupported

_SOUNDS: Final = "01230120022455012623010202"
"""The Soundex code of each letter from A to Z."""

_FORMS: Final[Mapping[str, Literal["NFC", "NFD", "NFKC", "NFKD"]]] = {
    "NFD": "NFD",
    "NFC": "NFC",
    "NFKD": "NFKD",
    "NFKC": "NFKC",
}


def position(text: str, wanted: str, instance: int) -> int:
    """Find the n-th place of a string in another; occurrences may overlap."""
    if instance == 0:
        raise InvalidArgument("'instance' must be a positive or negative number.")
    if not wanted:
        return 1
    place = -1 if instance > 0 else len(text)
    for _ in range(abs(instance)):
        if instance > 0:
            place = text.find(wanted, place + 1)
        else:
            place = text.rfind(wanted, 0, place - 1 + len(wanted)) if place > 0 else -1
        if place < 0:
            return 0
    return place + 1


def title_case(text: str) -> str:
    """Make the first letter of each word a capital, and the others small."""
    written, inside = [], False
    for letter in text:
        change = letter.lower() if inside else letter.upper()
        written.append(change if len(change) == 1 else letter)
        inside = letter.isalnum()
    return "".join(written)


def normalize(text: str, form: str) -> str:
    """Bring a string to a normal form."""
    known = _FORMS.get(form)
    if known is None:
        raise InvalidArgument(f"Normalization form must be one of [{', '.join(_FORMS)}]")
    return unicodedata.normalize(known, text)


def levenshtein_distance(left: str, right: str) -> int:
    """Count the changes that make one string of the other."""
    if len(left) < len(right):
        left, right = right, left
    row = list(range(len(right) + 1))
    for index, letter in enumerate(left, 1):
        diagonal, row[0] = row[0], index
        for column, other in enumerate(right, 1):
            cheapest = min(row[column], row[column - 1], diagonal - (letter == other))
            diagonal, row[column] = row[column], cheapest + 1
    return row[-1]


def hamming_distance(left: str, right: str) -> int:
    """Count the characters that differ; the strings are of one length."""
    return sum(one != other for one, other in zip(left, right, strict=True))


def soundex(word: str) -> str:
    """Encode how a word sounds, as the original Soundex does."""
    # Java goes by halves of characters beyond the basic plane, none of which is a letter.
    letters = "".join(each for each in word if each.isalpha() and each <= "\uffff").upper()
    if not letters:
        return ""
    code, last = letters[0], _sound(letters, 0)
    for index in range(1, len(letters)):
        if len(code) == 4:
            break
        if letters[index] in "HW":
            continue
        sound = _sound(letters, index)
        if sound not in ("0", last):
            code += sound
        last = sound
    return code.ljust(4, "0")


def word_stem(word: str, language: str = "en") -> str:
    """Give the stem of a word."""
    if language == "en":
        return stem(word)
    if language in OTHER_LANGUAGES:
        raise NotSupported(f"Function word_stem is not supported for language {language}")
    raise InvalidArgument(f"Unknown stemmer language: {language}")


def luhn_check(digits: str) -> bool:
    """Check the last of a number's digits."""
    if not all("0" <= digit <= "9" for digit in digits):
        raise InvalidArgument("Input contains non-digit character")
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    plain = sum(int(digit) for digit in digits[-1::-2])
    return bool(digits) and (doubled + plain) % 10 == 0


def split_to_map(text: str, entry_delimiter: str, key_delimiter: str) -> list[tuple[str, str]]:
    """Make a map of the entries, each key of which stands once."""
    found: dict[str, str] = {}
    for key, value in _entries(text, entry_delimiter, key_delimiter):
        if key in found:
            raise InvalidArgument(f"Duplicate keys ({key}) are not allowed")
        found[key] = value
    return list(found.items())


def split_to_multimap(
    text: str, entry_delimiter: str, key_delimiter: str
) -> list[tuple[str, list[str]]]:
    """Make a map of the entries, with all values of each key."""
    found: dict[str, list[str]] = {}
    for key, value in _entries(text, entry_delimiter, key_delimiter):
        found.setdefault(key, []).append(value)
    return list(found.items())


def _entries(text: str, entry_delimiter: str, key_delimiter: str) -> Iterator[tuple[str, str]]:
    if not entry_delimiter:
        raise InvalidArgument("entryDelimiter is empty")
    if not key_delimiter:
        raise InvalidArgument("keyValueDelimiter is empty")
    if entry_delimiter == key_delimiter:
        raise InvalidArgument("entryDelimiter and keyValueDelimiter must not be the same")
    entries = text.split(entry_delimiter)
    # What follows the last delimiter is an entry only if it is something.
    if not entries[-1]:
        entries.pop()
    for entry in entries:
        parts = entry.split(key_delimiter, 1)
        if len(parts) != 2 or key_delimiter in parts[1]:
            raise InvalidArgument(
                f"Key-value delimiter must appear exactly once in each entry. Bad input: '{entry}'"
            )
        yield parts[0], parts[1]


def _sound(letters: str, index: int) -> str:
    place = ord(letters[index]) - ord("A")
    if not 0 <= place < len(_SOUNDS):
        raise InvalidArgument(f"The character is not mapped: {letters[index]} (index={place})")
    return _SOUNDS[place]
