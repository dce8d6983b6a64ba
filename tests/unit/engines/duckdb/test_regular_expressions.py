"""Regular expressions: what DuckDB does natively and what Python does are the same."""

import time

import pytest

from lakeq.engines.duckdb.patterns.java_patterns import read_pattern
from lakeq.errors import InvalidArgument, NotSupported, OutOfResources
from tests.unit.engines.duckdb.lake import Asker

TEXTS = [
    "",
    "a",
    "aab",
    "abcabc",
    "New York, new york",
    "call 555.123.4444 now",
    "tab\tand\nline\n",
    "\n",
    "naïve 𐐭 CAFÉ café",
    "k=v; x=y; =; k=",
    "a.b|c(d)[e]{f}^g$h\\i*j+k?l",
    "2024-02-29T13:14:15Z",
    "_-~!@#%&\x0b\x1f",
    "\u017ftraße STRASSE",
]
PATTERNS = [
    "a",
    "a|b|cd",
    "a+",
    "(a+)(b)?",
    "(a)|(b)",
    r"^\w+",
    r"\w+$",
    r"\d{3}",
    r"\d{2,}",
    r"(\d+)\D(\d+)",
    r"[^a-z]+",
    r"[\w.-]+",
    r"[\s\S]",
    r"\S+\s",
    r".",
    r"(?s).+",
    r"[a-c]+?",
    r"\bn\w*",
    r"(?i)new",
    r"(?i)[a-z]é",
    r"(\w)=(\w?)",
    r"\.|\||\(|\[|\{|\^|\$|\\|\*|\+|\?",
    r"\Q.b|\E",
    r"é|𐐭",
    r"\p{Lu}\p{L}*",
    r"(?<year>\d{4})-(\d\d)",
    r"a*",
    r"(x*)",
    r"$",
    r"line\n$",
    r"\x41|\u00e9|\t",
    r"(ab|abc)(c?)",
]
FUNCTIONS = [
    "regexp_like(v, {})",
    "regexp_count(v, {})",
    "regexp_extract(v, {})",
    "regexp_extract_all(v, {})",
    "regexp_split(v, {})",
    "regexp_replace(v, {})",
    r"regexp_replace(v, {}, '<$0\\>')",
]


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_constant_pattern_finds_what_one_in_a_column_finds(asker: Asker, pattern: str) -> None:
    """A pattern in a column is never rewritten for DuckDB."""
    values = ", ".join(f"({quoted(text)}, {quoted(pattern)})" for text in TEXTS)
    groups = len(read_pattern(pattern).group_widths)
    functions = [*FUNCTIONS, *(f"regexp_extract(v, {{}}, {n})" for n in range(1, groups + 1))]
    functions += [f"regexp_extract_all(v, {{}}, {n})" for n in range(1, groups + 1)]
    native = ", ".join(function.replace("{}", quoted(pattern)) for function in functions)
    python = ", ".join(function.replace("{}", "p") for function in functions)
    source = f"FROM (VALUES {values}) t (v, p)"
    assert asker.rows(f"SELECT v, {native} {source}") == asker.rows(f"SELECT v, {python} {source}")


@pytest.mark.parametrize(
    "pattern",
    [r"\G", "[[:alpha:]]", r"\h", r"(?u)a", r"a{,3}", "a**", r"(a)\2", "^*", r"\p{Foo}", r"[a-\d]"],
)
def test_syntax_that_might_mean_something_else_is_refused(pattern: str) -> None:
    with pytest.raises(NotSupported, match="Regular expression is not supported"):
        read_pattern(pattern)


@pytest.mark.parametrize("pattern", ["(", ")", "a)", "[a", "*", "(?:a", "\\", "[b-a]", "[\\"])
def test_a_pattern_that_is_none_is_an_invalid_argument(pattern: str) -> None:
    with pytest.raises(InvalidArgument, match="Invalid regular expression"):
        read_pattern(pattern)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(NotSupported):
        read_pattern("(" * 1000 + ")" * 1000)


def test_plain_patterns_are_left_to_duckdb() -> None:
    assert read_pattern(r"^a.*\d+[x-z]$").re2_test == r"\Aa[^\n]*[0-9]+[x-z](?:\n?\z)"


def test_a_pattern_that_would_take_for_ever_is_given_up() -> None:
    from lakeq.engines.duckdb.udfs.regular_expressions import regexp_like

    started = time.monotonic()
    with pytest.raises(OutOfResources, match="seconds on one string"):
        regexp_like("a" * 60 + "b", "(?<!x)(a|aa)+$")
    assert time.monotonic() - started < 10
