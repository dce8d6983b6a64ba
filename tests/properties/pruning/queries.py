"""Generated queries of any shape, over tables whose columns are ``day``, ``hour``, ``i`` and ``s``."""

import random
from collections.abc import Callable
from dataclasses import dataclass

TABLES = ("g.a", "g.b")
DAYS = ("'2024-01-30'", "'2024-01-31'", "'2024-02-01'")


@dataclass(frozen=True)
class Part:
    """A query in parentheses, or a table, with its columns and whether each holds text."""

    sql: str
    columns: tuple[tuple[str, bool], ...]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.columns]


BASE = (("day", True), ("hour", False), ("i", False), ("s", True))


def generate(rng: random.Random, depth: int) -> Part:
    """Make a query up, out of queries one less deep."""
    if depth == 0:
        return Part(rng.choice(TABLES), BASE)
    shapes: list[Callable[[random.Random, int], Part]] = [
        _filter,
        _filter,
        _filter,
        _project,
        _join,
        _join,
        _group,
        _group,
        _combine,
        _distinct,
        _window,
        _top,
        _subquery,
    ]
    return rng.choice(shapes)(rng, depth)


def _filter(rng: random.Random, depth: int) -> Part:
    inner = generate(rng, depth - 1)
    predicate = _predicate(rng, "x", inner)
    return Part(f"(SELECT * FROM {inner.sql} x WHERE {predicate})", inner.columns)


def _project(rng: random.Random, depth: int) -> Part:
    inner = generate(rng, depth - 1)
    columns = []
    items = []
    for number, (name, is_text) in enumerate(inner.columns):
        expression = f"x.{name}"
        if rng.random() < 0.3:
            expression = f"substr(x.{name}, 1, 7)" if is_text else f"x.{name} + 1"
        elif rng.random() < 0.2:
            continue
        columns.append((f"p{number}", is_text))
        items.append(f"{expression} AS p{number}")
    if not items:
        return inner
    return Part(f"(SELECT {', '.join(items)} FROM {inner.sql} x)", tuple(columns))


def _join(rng: random.Random, depth: int) -> Part:
    left, right = generate(rng, depth - 1), generate(rng, depth - 1)
    kind = rng.choice(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])
    conditions = [_equality(rng, left, right)]
    if rng.random() < 0.4 and kind != "FULL JOIN":
        side, part = rng.choice([("l", left), ("r", right)])
        conditions.append(_predicate(rng, side, part))
    where = ""
    if rng.random() < 0.6:
        side, part = rng.choice([("l", left), ("r", right)])
        where = f" WHERE {_predicate(rng, side, part)}"
    items = [f"l.{name} AS l{n}" for n, name in enumerate(left.names)]
    items += [f"r.{name} AS r{n}" for n, name in enumerate(right.names)]
    columns = [(f"l{n}", is_text) for n, (_, is_text) in enumerate(left.columns)]
    columns += [(f"r{n}", is_text) for n, (_, is_text) in enumerate(right.columns)]
    keep = sorted(rng.sample(range(len(items)), min(4, len(items))))
    sql = (
        f"(SELECT {', '.join(items[k] for k in keep)} FROM {left.sql} l {kind} {right.sql} r"
        f" ON {' AND '.join(conditions)}{where})"
    )
    return Part(sql, tuple(columns[k] for k in keep))


def _equality(rng: random.Random, left: Part, right: Part) -> str:
    pairs = [(a, b) for a, s in left.columns for b, t in right.columns if s == t]
    if not pairs:
        return "l." + left.names[0] + " IS NOT NULL"
    a, b = rng.choice(pairs)
    return f"l.{a} = r.{b}"


def _group(rng: random.Random, depth: int) -> Part:
    inner = generate(rng, depth - 1)
    keys = rng.sample(inner.columns, rng.randint(0, min(2, len(inner.columns))))
    measure, is_text = rng.choice(inner.columns)
    names = [f"x.{name}" for name, _ in keys]
    items = [f"{name} AS k{n}" for n, name in enumerate(names)]
    items += ["count(*) AS c", f"max(x.{measure}) AS m"]
    grouping = ""
    if names:
        listed = ", ".join(names)
        forms = [listed, listed, f"ROLLUP ({listed})", f"GROUPING SETS (({listed}), ({names[0]}))"]
        grouping = f" GROUP BY {rng.choice(forms)}"
    having = ""
    if rng.random() < 0.4:
        part = Part("", tuple(keys))
        condition = _predicate(rng, "x", part) if keys else f"count(*) > {rng.randint(0, 9)}"
        having = f" HAVING {condition}"
    columns = [(f"k{n}", text) for n, (_, text) in enumerate(keys)]
    columns += [("c", False), ("m", is_text)]
    return Part(f"(SELECT {', '.join(items)} FROM {inner.sql} x{grouping}{having})", tuple(columns))


def _combine(rng: random.Random, depth: int) -> Part:
    operator = rng.choice(["UNION", "UNION ALL", "INTERSECT", "EXCEPT"])
    left, right = generate(rng, depth - 1), generate(rng, depth - 1)
    names = []
    for want_text in (True, False):
        mine = [name for name, is_text in left.columns if is_text == want_text]
        theirs = [name for name, is_text in right.columns if is_text == want_text]
        if mine and theirs:
            names.append((rng.choice(mine), rng.choice(theirs), want_text))
    if not names:
        return left
    first = ", ".join(f"x.{mine} AS u{n}" for n, (mine, _, _) in enumerate(names))
    second = ", ".join(f"y.{theirs}" for _, theirs, _ in names)
    sql = f"(SELECT {first} FROM {left.sql} x {operator} SELECT {second} FROM {right.sql} y)"
    return Part(sql, tuple((f"u{n}", is_text) for n, (_, _, is_text) in enumerate(names)))


def _distinct(rng: random.Random, depth: int) -> Part:
    inner = generate(rng, depth - 1)
    return Part(f"(SELECT DISTINCT * FROM {inner.sql} x)", inner.columns)


def _window(rng: random.Random, depth: int) -> Part:
    inner = generate(rng, depth - 1)
    key = rng.choice(inner.names)
    order = ", ".join(f"x.{name}" for name in inner.names)
    call = rng.choice(["count(*)", f"rank() OVER (PARTITION BY x.{key} ORDER BY {order})"])
    if call == "count(*)":
        call = f"count(*) OVER (PARTITION BY x.{key})"
    name = f"w{depth}"
    return Part(
        f"(SELECT x.*, {call} AS {name} FROM {inner.sql} x)", (*inner.columns, (name, False))
    )


def _top(rng: random.Random, depth: int) -> Part:
    inner = generate(rng, depth - 1)
    order = ", ".join(f"x.{name}" for name in inner.names)
    limit = rng.choice([f"LIMIT {rng.randint(0, 30)}", f"OFFSET {rng.randint(0, 9)}"])
    return Part(f"(SELECT * FROM {inner.sql} x ORDER BY {order} {limit})", inner.columns)


def _subquery(rng: random.Random, depth: int) -> Part:
    inner = generate(rng, depth - 1)
    name, is_text = rng.choice(inner.columns)
    table = rng.choice(TABLES)
    column = rng.choice(["day", "s"] if is_text else ["hour", "i"])
    condition = rng.choice(
        [
            f"x.{name} = (SELECT max(y.{column}) FROM {table} y)",
            f"x.{name} >= (SELECT min(y.{column}) FROM {table} y WHERE y.hour = 6)",
            f"x.{name} IN (SELECT y.{column} FROM {table} y WHERE y.day > '2024-01-30')",
            f"EXISTS (SELECT 1 FROM {table} y WHERE y.{column} = x.{name} AND y.hour < 12)",
            f"NOT EXISTS (SELECT 1 FROM {table} y WHERE y.{column} = x.{name} AND y.i > 20)",
        ]
    )
    return Part(f"(SELECT * FROM {inner.sql} x WHERE {condition})", inner.columns)


def _predicate(rng: random.Random, alias: str, part: Part, depth: int = 1) -> str:
    if depth and rng.random() < 0.4:
        terms = [_predicate(rng, alias, part, depth - 1) for _ in range(2)]
        joined = rng.choice([" AND ", " OR "]).join(terms)
        return rng.choice([f"({joined})", f"NOT ({joined})"])
    name, is_text = rng.choice(part.columns)
    column = f"{alias}.{name}"
    if is_text:
        word = rng.choice([*DAYS, "'s 11'", "'s 25'", "'2024-01'"])
        other = rng.choice(DAYS)
        return rng.choice(
            [
                f"{column} = {word}",
                f"{column} <> {word}",
                f"{column} >= {word}",
                f"{column} IN ({word}, {other})",
                f"{column} LIKE '2024-01%'",
                f"substr({column}, 1, 7) = '2024-01'",
                f"coalesce({column}, {word}) = {word}",
                f"{column} IS NULL",
                f"{column} IS NOT NULL",
            ]
        )
    number = rng.randint(0, 40)
    return rng.choice(
        [
            f"{column} = {number}",
            f"{column} < {number}",
            f"{column} BETWEEN {number} AND {number + 10}",
            f"{column} % 12 = 0",
            f"{column} IN (0, 6, {number})",
            f"{column} IS DISTINCT FROM {number}",
            f"coalesce({column}, 1) < {number}",
            f"{column} IS NULL",
            f"{column} IS NOT NULL",
        ]
    )
