"""Regular expressions: patterns that DuckDB cannot run, or not as Trino does.

Matches are looked for as Trino looks for them: after an empty match, from the next character on.
"""

from collections.abc import Iterator
from functools import lru_cache

import regex

from lakeq.engines.duckdb.patterns.java_patterns import read_pattern
from lakeq.engines.duckdb.patterns.replacements import read_replacement
from lakeq.errors import InvalidArgument, NotSupported, OutOfResources

_SECONDS = 2.0


def regexp_like(text: str, pattern: str) -> bool:
    """Tell whether a pattern matches somewhere."""
    return _search(_compiled(pattern), text, 0) is not None


def regexp_count(text: str, pattern: str) -> int:
    """Count the matches."""
    return sum(1 for _ in _matches(pattern, text))


def regexp_extract(text: str, pattern: str, group: int = 0) -> str | None:
    """Give the first match, or a group of it."""
    compiled = _compiled(pattern)
    _check_group(compiled, group)
    found = _search(compiled, text, 0)
    return None if found is None else found[group]


def regexp_extract_all(text: str, pattern: str, group: int = 0) -> list[str | None]:
    """Give all matches, or a group of each."""
    _check_group(_compiled(pattern), group)
    return [found[group] for found in _matches(pattern, text)]


def regexp_position(text: str, pattern: str, start: int = 1, occurrence: int = 1) -> int:
    """Tell where a match begins, counted from one."""
    if start < 1:
        raise InvalidArgument("start position cannot be smaller than 1")
    if occurrence < 1:
        raise InvalidArgument("occurrence cannot be smaller than 1")
    if start > len(text):
        return -1
    for number, found in enumerate(_matches(pattern, text, start - 1), 1):
        if number == occurrence:
            return int(found.start()) + 1
    return -1


def regexp_replace(text: str, pattern: str, template: str = "") -> str:
    """Put a text in the place of every match."""
    compiled = _compiled(pattern)
    written, end = [], 0
    pieces = None
    for found in _matches(pattern, text):
        if pieces is None:
            pieces = read_replacement(template, compiled.groups, compiled.groupindex)
        written.append(text[end : found.start()])
        written += [found[each] or "" if isinstance(each, int) else each for each in pieces]
        end = found.end()
    return "".join(written) + text[end:]


def regexp_split(text: str, pattern: str) -> list[str]:
    """Give the parts between matches."""
    parts, end = [], 0
    for found in _matches(pattern, text):
        parts.append(text[end : found.start()])
        end = found.end()
    return [*parts, text[end:]]


def take_apart(text: str, pattern: str) -> list[dict[str, object]]:
    """Give each match's groups with what stands before it, and last what stands behind them all."""
    parts: list[dict[str, object]] = []
    end = 0
    for found in _matches(pattern, text):
        parts.append({"before": text[end : found.start()], "groups": list(found.groups())})
        end = found.end()
    return [*parts, {"before": text[end:], "groups": None}]


def _matches(pattern: str, text: str, start: int = 0) -> Iterator["regex.Match[str]"]:
    compiled = _compiled(pattern)
    while start <= len(text):
        found = _search(compiled, text, start)
        if found is None:
            return
        yield found
        start = found.end() + (found.start() == found.end())


def _search(compiled: "regex.Pattern[str]", text: str, start: int) -> "regex.Match[str] | None":
    try:
        return compiled.search(text, start, timeout=_SECONDS, concurrent=True)
    except TimeoutError as error:
        raise OutOfResources(
            f"Regular expression took more than {_SECONDS:g} seconds on one string"
        ) from error


def _check_group(compiled: "regex.Pattern[str]", group: int) -> None:
    if group < 0:
        raise InvalidArgument("Group cannot be negative")
    if group > compiled.groups:
        raise InvalidArgument(f"Pattern has {compiled.groups} groups. Cannot access group {group}")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> "regex.Pattern[str]":
    try:
        return regex.compile(read_pattern(pattern).python, regex.V1)
    except regex.error as error:
        raise NotSupported(f"Regular expression is not supported: {pattern}") from error
