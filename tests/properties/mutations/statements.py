"""Statements that nobody meant: those of the golden files, with tokens lost, moved and put in."""

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

GOLDEN = Path(__file__).parents[2] / "golden"
LONGEST = 262_144

_TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\w+|\s+|<>|!=|<=|>=|\|\||->|.", re.DOTALL)
_ODD = (
    *"'\"`()[]{}<>,;:?.*/%+-=|&^~!@#$\\",
    *(
        "/*",
        "*/",
        "--",
        "''",
        '""',
        "||",
        "->",
        "=>",
        "<>",
        "::",
        "X'",
        "X'0",
        "U&'\\",
        "U&'\\D800'",
    ),
    *("\0", "\ud800", "\udfff", "\ufeff", "\u2028", "é", "信", "😀", "\x1b[31m", "\t", "\r\n"),
    *(
        "1e999",
        "-1",
        "0.5",
        "9223372036854775808",
        "9" * 400,
        "1_0",
        "1.",
        ".1",
        "1e",
        "0x1F",
        "NaN",
    ),
    *("NULL", "TRUE", "ARRAY[]", "MAP()", "ROW(1)", "x -> x", "CAST(NULL AS row(a bigint))"),
    *("DISTINCT", "OVER ()", "FILTER (WHERE true)", "WITHIN GROUP (ORDER BY 1)", "IGNORE NULLS"),
    *(
        "INTERVAL '1' DAY",
        "DATE '2024-02-30'",
        "TIMESTAMP '2024-01-01'",
        "DECIMAL '1.5'",
        "JSON '{'",
    ),
    *(
        "AS t(x)",
        "UNNEST",
        "LATERAL",
        "TABLESAMPLE BERNOULLI (10)",
        "GROUPING SETS (())",
        "LIMIT ALL",
    ),
    *(
        "json_value('[]', 'lax $[0]')",
        "json_object('a' : 1)",
        "try(",
        "reduce(",
        "count(*)",
        "listagg(",
    ),
)
_NESTING = (
    ("(", ")"),
    ("NOT (", ")"),
    ("- ", ""),
    ("ARRAY[", "]"),
    ("CAST(", " AS bigint)"),
    ("coalesce(", ", 1)"),
    ("(SELECT ", ")"),
    ("CASE WHEN true THEN ", " END"),
    ("ROW(", ")"),
    ("transform(ARRAY[1], x -> ", ")"),
    ("1 + (", ")"),
    ("true AND ", ""),
    ("1 + ", ""),
    ("'a' || ", ""),
)


@cache
def statements() -> tuple[str, ...]:
    """Read every statement of the golden files."""
    return tuple(
        "\n".join(_statement(block))
        for file in sorted(GOLDEN.rglob("*.test"))
        for block in file.read_text().rstrip("\n").split("\n\n")
    )


def mutate(rng: random.Random) -> str:
    """Make a statement, and break it in one to four places."""
    tokens = _TOKEN.findall(rng.choice(statements()))
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        rng.choice(_MUTATIONS)(rng, tokens)
    text = "".join(tokens)
    return _resized(rng, text) if rng.random() < 0.03 else text


def _statement(block: str) -> Sequence[str]:
    lines = [line for line in block.split("\n") if not line.startswith("#")][1:]
    return lines[: lines.index("----")] if "----" in lines else lines


def _delete(rng: random.Random, tokens: list[str]) -> None:
    start = rng.randrange(len(tokens) + 1)
    del tokens[start : start + rng.choice((1, 1, 1, 2, 3, 10))]


def _swap(rng: random.Random, tokens: list[str]) -> None:
    if tokens:
        first, second = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        tokens[first], tokens[second] = tokens[second], tokens[first]


def _duplicate(rng: random.Random, tokens: list[str]) -> None:
    start = rng.randrange(len(tokens) + 1)
    run = tokens[start : start + rng.choice((1, 1, 2, 5, 20))]
    tokens[start:start] = run * rng.choice((1, 1, 1, 2, 30))


def _insert(rng: random.Random, tokens: list[str]) -> None:
    tokens.insert(rng.randrange(len(tokens) + 1), rng.choice((_odd, _foreign))(rng))


def _replace(rng: random.Random, tokens: list[str]) -> None:
    if tokens:
        tokens[rng.randrange(len(tokens))] = rng.choice((_odd, _foreign))(rng)


def _reach_into_text(rng: random.Random, tokens: list[str]) -> None:
    """Break what stands between quotes: dates, patterns, paths, formats, documents."""
    places = [place for place, token in enumerate(tokens) if token.startswith("'") and token != "'"]
    if places:
        place = rng.choice(places)
        letters = list(tokens[place][1:-1])
        rng.choice((_delete, _swap, _duplicate, _insert, _nest))(rng, letters)
        tokens[place] = f"'{''.join(letters)}'"


def _splice(rng: random.Random, tokens: list[str]) -> None:
    other = _TOKEN.findall(rng.choice(statements()))
    del tokens[rng.randrange(len(tokens) + 1) :]
    tokens.extend(other[rng.randrange(len(other) + 1) :])


def _truncate(rng: random.Random, tokens: list[str]) -> None:
    text = "".join(tokens)
    tokens[:] = [text[: rng.randrange(len(text) + 1)]]


def _nest(rng: random.Random, tokens: list[str]) -> None:
    if tokens:
        before, after = rng.choice(_NESTING)
        depth = rng.choice((1, 2, 10, 100, 190, 210, 1000))
        place = rng.randrange(len(tokens))
        tokens[place] = before * depth + tokens[place] + after * depth


def _odd(rng: random.Random) -> str:
    token: str = rng.choice(_ODD)
    return token


def _foreign(rng: random.Random) -> str:
    tokens: list[str] = _TOKEN.findall(rng.choice(statements()))
    return rng.choice(tokens or ["1"])


def _resized(rng: random.Random, text: str) -> str:
    """Make a statement as long as one may be, or one byte longer."""
    size = LONGEST + rng.choice((0, 0, 1)) - len(text.encode("utf-8", "surrogatepass"))
    filler = rng.choice((" ", "x", "(", "1,", "/* */", "'", "a.", "+1", " OR x", " UNION SELECT 1"))
    padding = (filler * (size // len(filler) + 1))[: max(size, 0)]
    place = rng.choice((0, len(text), rng.randrange(len(text) + 1)))
    return text[:place] + padding + text[place:]


_MUTATIONS: tuple[Callable[[random.Random, list[str]], None], ...] = (
    _delete,
    _swap,
    _duplicate,
    _insert,
    _insert,
    _replace,
    _replace,
    _reach_into_text,
    _reach_into_text,
    _splice,
    _truncate,
    _nest,
)
