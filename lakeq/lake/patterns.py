"""Hive's name patterns in SHOW: ``*`` and ``.*`` for anything, ``|`` between choices."""

import re
from collections.abc import Iterable, Iterator


def matches_any(names: Iterable[str], pattern: str | None) -> Iterator[str]:
    """Yield the names that a pattern matches; without one, all of them.

    >>> list(matches_any(["sales", "web_logs", "shop"], "s*|web.*"))
    ['sales', 'web_logs', 'shop']
    """
    if pattern is None:
        yield from names
        return
    choices = [choice.replace(".*", "*") for choice in pattern.lower().split("|")]
    expressions = [
        re.compile(".*".join(re.escape(part) for part in choice.split("*"))) for choice in choices
    ]
    for name in names:
        if any(expression.fullmatch(name) for expression in expressions):
            yield name
