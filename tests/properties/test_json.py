"""JSON is read alike by DuckDB, where a path is constant, and by Python, where it is not."""

import json
import random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lakeq.lake import Lake

BATCH = 40
BATCHES = max(600, settings().max_examples) // BATCH
NAMES = ("a", "b", "", "0", "1", "a b", "é", "a/b", "~", "a.b", "-1", "01", 'q"', "NaN")
NUMBERS = ("0", "-0", "1", "12.50", "1e5", "-1.0E-7", "12345678901234567890", "1e400", "128.5")
TEXTS = ('""', '"x"', '"\\u00e9\\n"', '"\\ud83d\\ude00"', '"12"', '"a, ]"', '"NaN"', '"\\u0000"')
ODD = ("NaN", "nan", "-Infinity", "01", "1.", "+1", "'a'", "tru", '"\\ud800"', "", ",", "]", "\x01")
TYPES = ("bigint", "tinyint", "double", "varchar", "boolean", "decimal(5,1)", "real", "json")


def document(rng: random.Random, depth: int = 0) -> str:
    gap = rng.choice(("", "", " ", "\n"))
    kind = rng.random()
    if depth > 3 or kind < 0.3:
        return rng.choice((*NUMBERS, *TEXTS, "true", "false", "null"))
    items = [document(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind < 0.6:
        return f"[{gap}{f',{gap}'.join(items)}{gap}]"
    members = (f"{json.dumps(rng.choice(NAMES))}{gap}:{gap}{item}" for item in items)
    return f"{{{gap}{f'{gap},'.join(members)}{gap}}}"


def broken(rng: random.Random) -> str:
    text = document(rng)
    if rng.random() < 0.6:
        return text
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(ODD) + text[place + rng.randrange(3) :]


def path(rng: random.Random) -> str:
    steps = []
    for _ in range(rng.randrange(4)):
        name = rng.choice(NAMES)
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        steps.append(rng.choice((f'["{quoted}"]', ".a", ".b", "[0]", "[1]", ".0", "[-1]")))
    return "$" + "".join(steps)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def answers(lake: Lake, documents: list[str], constant: str, other: str) -> list[tuple[Any, ...]]:
    rows = ", ".join(f"({quoted(text)}, {quoted(constant)})" for text in documents)
    return list(
        lake.execute(
            f"SELECT json_extract_scalar(d, {other}), json_extract(d, {other}), json_size(d, p),"
            f" json_extract_scalar(j, {other}), json_extract(j, {other})"
            f" FROM (SELECT d, p, try(json_parse(d)) j FROM (VALUES {rows}) v(d, p)) w",
            lake.context(),
        ).rows()
    )


@settings(
    max_examples=BATCHES,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(seed=st.integers(0, 1 << 63))
def test_a_constant_path_finds_what_any_path_finds(sample_lake: Lake, seed: int) -> None:
    rng = random.Random(seed)
    documents, constant = [broken(rng) for _ in range(BATCH)], path(rng)
    by_duckdb = answers(sample_lake, documents, constant, quoted(constant))
    by_python = answers(sample_lake, documents, constant, "p")
    for text, one, other in zip(documents, by_duckdb, by_python, strict=True):
        assert one == other, (text, constant)


@settings(
    max_examples=BATCHES,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(seed=st.integers(0, 1 << 63))
def test_a_value_is_cast_alone_as_in_an_array(sample_lake: Lake, seed: int) -> None:
    rng = random.Random(seed)
    documents = ", ".join(quoted(broken(rng)) for _ in range(BATCH))
    target = rng.choice(TYPES)
    found = sample_lake.execute(
        f"SELECT d, TRY_CAST(j AS {target}), TRY_CAST(CAST(ARRAY[j] AS json) AS array({target}))[1]"
        f" FROM (SELECT d, try(json_parse(d)) j FROM (VALUES {documents}) v(d)) w WHERE j IS NOT NULL"
        f" AND j <> JSON 'null'",
        sample_lake.context(),
    )
    for text, alone, inside in found.rows():
        assert repr(alone) == repr(inside), (text, target)
