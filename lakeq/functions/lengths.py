"""Lengths: the sums that signatures make of the parameters of types, ``x + z * (x + 1)``."""

import re
from collections.abc import Callable, Mapping
from functools import cache

_TOKEN = re.compile(r"\s*(\d+|\w+|[-+*/(),])")
_EXTREMES: Mapping[str, Callable[[int, int], int]] = {"min": min, "max": max}


def length(formula: str, parameters: Mapping[str, int | None]) -> int | None:
    """Compute a formula of ``+ - * /``, ``min`` and ``max``; unknown if one of its names is.

    >>> length("x + z * (x + 1)", {"x": 3, "z": 2}), length("x + 1", {"x": None})
    (11, None)
    """
    return _Reader(_tokens(formula), parameters).sum()


@cache
def _tokens(formula: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(formula))


class _Reader:
    """Reads a formula from left to right, computing as it goes."""

    def __init__(self, tokens: tuple[str, ...], parameters: Mapping[str, int | None]) -> None:
        self._tokens = tokens
        self._parameters = parameters
        self._position = 0

    def sum(self) -> int | None:
        total = self._product()
        while self._next() in ("+", "-"):
            sign = -1 if self._take() == "-" else 1
            term = self._product()
            total = None if total is None or term is None else total + sign * term
        return total

    def _product(self) -> int | None:
        total = self._factor()
        while self._next() in ("*", "/"):
            operator, factor = self._take(), self._factor()
            if total is not None and factor is not None:
                total = total * factor if operator == "*" else total // factor
            else:
                total = None
        return total

    def _factor(self) -> int | None:
        word = self._take()
        if word == "(":
            inner = self.sum()
            self._take()
            return inner
        if word == "-":
            inner = self._factor()
            return None if inner is None else -inner
        if word in _EXTREMES and self._next() == "(":
            self._take()
            pair = [self.sum()]
            self._take()
            pair.append(self.sum())
            self._take()
            left, right = pair
            return None if left is None or right is None else _EXTREMES[word](left, right)
        return int(word) if word.isdigit() else self._parameters.get(word)

    def _next(self) -> str:
        return self._tokens[self._position] if self._position < len(self._tokens) else ""

    def _take(self) -> str:
        self._position += 1
        return self._tokens[self._position - 1]
