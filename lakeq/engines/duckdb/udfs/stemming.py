"""Stemming: the stem of an English word, by Porter's second algorithm (Snowball's English).

The algorithm is specified at https://snowballstem.org/algorithms/english/stemmer.html; this is the
version with ``R1`` exceptions for ``gener``, ``commun`` and ``arsen``, which Trino's library has.
"""

import re

OTHER_LANGUAGES = frozenset(
    (
        *("ca", "da", "de", "es", "eu", "fi", "fr", "hu", "hy", "ir", "it", "lt", "nl", "no", "pt"),
        *("ro", "ru", "sv", "tr"),
    )
)
"""The languages whose stems Trino knows, and this module does not."""

_VOWELS = "aeiouy"
_DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_LI_ENDINGS = "cdeghkmnrt"
_WHOLE = {
    "skis": "ski",
    "skies": "sky",
    "dying": "die",
    "lying": "lie",
    "tying": "tie",
    "idly": "idl",
    "gently": "gentl",
    "ugly": "ugli",
    "early": "earli",
    "only": "onli",
    "singly": "singl",
    **{word: word for word in ("sky", "news", "howe", "atlas", "cosmos", "bias", "andes")},
}
_AFTER_PLURALS = frozenset(
    ("inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed")
)
_SECOND = (
    ("ization", "ize"),
    ("ational", "ate"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("iveness", "ive"),
    ("tional", "tion"),
    ("biliti", "ble"),
    ("lessli", "less"),
    ("entli", "ent"),
    ("ation", "ate"),
    ("alism", "al"),
    ("aliti", "al"),
    ("ousli", "ous"),
    ("iviti", "ive"),
    ("fulli", "ful"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("abli", "able"),
    ("izer", "ize"),
    ("ator", "ate"),
    ("alli", "al"),
    ("bli", "ble"),
    ("ogi", "og"),
    ("li", ""),
)
_THIRD = (
    ("ational", "ate"),
    ("tional", "tion"),
    ("alize", "al"),
    ("icate", "ic"),
    ("iciti", "ic"),
    ("ative", ""),
    ("ical", "ic"),
    ("ness", ""),
    ("ful", ""),
)
_FOURTH = (
    *("ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous"),
    *("ive", "ize", "ion", "al", "er", "ic"),
)
_REGION = re.compile(f"[{_VOWELS}][^{_VOWELS}]")


def stem(word: str) -> str:
    """Give the stem of a word in small letters; others than those are left as they are.

    >>> stem("accessories"), stem("useful")
    ('accessori', 'use')
    """
    if word in _WHOLE:
        return _WHOLE[word]
    if len(word) < 3:
        return word
    return _Word(word).stem()


class _Word:
    """A word on its way to its stem; ``Y`` is a y that counts as a consonant."""

    def __init__(self, word: str) -> None:
        self.text = re.sub(f"(^|(?<=[{_VOWELS}]))y", "Y", word.removeprefix("'"))
        exception = re.match("gener|commun|arsen", self.text)
        self.first = exception.end() if exception else self._region(0)
        self.second = self._region(self.first)

    def stem(self) -> str:
        self._possessive()
        self._plural()
        if self.text not in _AFTER_PLURALS:
            self._participle()
            self._final_y()
            self._second()
            self._third()
            self._fourth()
            self._fifth()
        return self.text.replace("Y", "y")

    def _region(self, start: int) -> int:
        found = _REGION.search(self.text, start)
        return len(self.text) if found is None else found.end()

    def _possessive(self) -> None:
        ending = self._ending(("'s'", "'s", "'"))
        self._cut(ending)

    def _plural(self) -> None:
        match self._ending(("sses", "ied", "ies", "us", "ss", "s")):
            case "sses":
                self._cut("es")
            case "ied" | "ies":
                self._cut("es" if len(self.text) > 4 else "s")
            case "s" if _has_vowel(self.text[:-2]):
                self._cut("s")
            case _:
                pass

    def _participle(self) -> None:
        ending = self._ending(("eedly", "ingly", "edly", "eed", "ing", "ed"))
        if ending.startswith("eed"):
            if self._in(ending, self.first):
                self._replace(ending, "ee")
        elif ending and _has_vowel(self.text[: -len(ending)]):
            self._cut(ending)
            if self.text.endswith(("at", "bl", "iz")):
                self.text += "e"
            elif self.text.endswith(_DOUBLES):
                self.text = self.text[:-1]
            elif self.first >= len(self.text) and _is_short(self.text):
                self.text += "e"

    def _final_y(self) -> None:
        text = self.text
        if len(text) > 2 and text[-1] in "yY" and text[-2] not in _VOWELS:
            self.text = text[:-1] + "i"

    def _second(self) -> None:
        ending = self._ending([ending for ending, _ in _SECOND])
        if not ending or not self._in(ending, self.first):
            return
        before = self.text[: -len(ending)][-1:]
        if (ending == "ogi" and before != "l") or (ending == "li" and before not in _LI_ENDINGS):
            return
        self._replace(ending, dict(_SECOND)[ending])

    def _third(self) -> None:
        ending = self._ending([ending for ending, _ in _THIRD])
        if not ending or not self._in(ending, self.first):
            return
        if ending != "ative" or self._in(ending, self.second):
            self._replace(ending, dict(_THIRD)[ending])

    def _fourth(self) -> None:
        ending = self._ending(_FOURTH)
        if not ending or not self._in(ending, self.second):
            return
        if ending != "ion" or self.text[:-3].endswith(("s", "t")):
            self._cut(ending)

    def _fifth(self) -> None:
        text = self.text
        if text.endswith("e"):
            before = text[:-1]
            if self._in("e", self.second) or (
                self._in("e", self.first) and not _ends_short(before)
            ):
                self.text = before
        elif text.endswith("ll") and self._in("l", self.second):
            self.text = text[:-1]

    def _ending(self, endings: tuple[str, ...] | list[str]) -> str:
        """Give the longest of these endings that the word has; an empty one when it has none."""
        found = [ending for ending in endings if self.text.endswith(ending)]
        return max(found, key=len, default="")

    def _in(self, ending: str, region: int) -> bool:
        return len(self.text) - len(ending) >= region

    def _cut(self, ending: str) -> None:
        if ending:
            self.text = self.text[: -len(ending)]

    def _replace(self, ending: str, replacement: str) -> None:
        self.text = self.text[: -len(ending)] + replacement


def _has_vowel(text: str) -> bool:
    return any(letter in _VOWELS for letter in text)


def _ends_short(text: str) -> bool:
    """Whether a text ends with a short syllable."""
    if len(text) == 2:
        return text[0] in _VOWELS and text[1] not in _VOWELS
    return (
        len(text) > 2
        and text[-3] not in _VOWELS
        and text[-2] in _VOWELS
        and text[-1] not in _VOWELS + "wxY"
    )


def _is_short(text: str) -> bool:
    return _ends_short(text)
