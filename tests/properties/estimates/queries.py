"""Generated queries, and what each of their table references touches, known by construction."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.properties.estimates.predicates import (
    Atom,
    Both,
    Predicate,
    atoms,
    generate_predicate,
)
from tests.properties.estimates.tables import KINDS, Table

MEMBERS = {"p": ["p", "p.x", "p.y", "p.y.z", "p.y.w"]}


@dataclass(frozen=True)
class Reference:
    """One reference to a table: the columns and members it touches, and what filters its rows."""

    table: Table
    touched: frozenset[str]
    predicate: Predicate | None


@dataclass(frozen=True)
class Query:
    sql: str
    references: tuple[Reference, ...]


def generate_query(rng: random.Random, table: Table) -> Query:
    """Make a query up."""
    shapes: list[Callable[[random.Random, Table], Query]] = [
        _plain,
        _plain,
        _plain,
        _aggregate,
        _aggregate,
        _nested,
        _distinct,
        _union,
        _cross,
        _window,
        _top,
    ]
    if table.keys:
        shapes += [_join, _left_join, _latest]
    return rng.choice(shapes)(rng, table)


def _plain(rng: random.Random, table: Table) -> Query:
    selected = _select(rng, table)
    predicate = _predicate(rng, table)
    sql = f"SELECT {_list(selected)} FROM {table.name} AS q{_where(predicate)}"
    return Query(sql, (_reference(table, selected, predicate),))


def _aggregate(rng: random.Random, table: Table) -> Query:
    measured = [c for c in table.columns if c in "ibmstuf"]
    column = rng.choice(measured) if measured else None
    calls = ["count(*)"]
    if column is not None and rng.random() < 0.8:
        calls += [f"min(q.{column})", f"count(q.{column})"]
    else:
        column = None
    keys = rng.sample(table.keys, rng.randint(0, len(table.keys)))
    calls += [f"max(q.{key})" for key in table.keys if rng.random() < 0.3]
    predicate = _predicate(rng, table)
    names = [f"q.{key}" for key in keys]
    grouping = f" GROUP BY {', '.join(names)}" if keys else ""
    sql = (
        f"SELECT {', '.join([*names, *calls])} FROM {table.name} AS q{_where(predicate)}{grouping}"
    )
    return Query(sql, (_reference(table, [column] if column else [], predicate),))


def _nested(rng: random.Random, table: Table) -> Query:
    inner, outer = _predicate(rng, table), _predicate(rng, table)
    selected = _select(rng, table)
    source = rng.choice(
        [
            f"(SELECT * FROM {table.name} AS q{_where(inner)}) AS q",
            f"(SELECT q.* FROM (SELECT * FROM {table.name} AS q{_where(inner)}) AS q) AS q",
        ]
    )
    sql = f"SELECT {_list(selected)} FROM {source}{_where(outer)}"
    both = tuple(predicate for predicate in (inner, outer) if predicate is not None)
    return Query(sql, (_reference(table, selected, Both(both) if both else None),))


def _distinct(rng: random.Random, table: Table) -> Query:
    names = [name for name in _select(rng, table) if name not in ("a", "p", "p.y")]
    predicate = _predicate(rng, table)
    sql = f"SELECT DISTINCT {_list(names)} FROM {table.name} AS q{_where(predicate)}"
    return Query(sql, (_reference(table, names, predicate),))


def _window(rng: random.Random, table: Table) -> Query:
    selected, partition = rng.choice(table.columns), rng.choice(table.columns)
    predicate = _predicate(rng, table)
    sql = (
        f"SELECT q.{selected}, count(q.{selected}) OVER (PARTITION BY q.{partition})"
        f" FROM {table.name} AS q{_where(predicate)}"
    )
    return Query(sql, (_reference(table, [selected, partition], predicate),))


def _top(rng: random.Random, table: Table) -> Query:
    names = [name for name in _select(rng, table) if name not in ("a", "p", "p.y")]
    predicate = _predicate(rng, table)
    # Ordered by all of a row, so that rows which tie are rows alike.
    order = ", ".join(str(number + 1) for number in range(len(names)))
    sql = f"SELECT {_list(names)} FROM {table.name} AS q{_where(predicate)}"
    if order:
        sql += f" ORDER BY {order} {rng.choice(['', 'DESC'])} LIMIT {rng.randint(1, 9)}"
    return Query(sql, (_reference(table, names, predicate),))


def _union(rng: random.Random, table: Table) -> Query:
    selected = _select(rng, table)
    predicates = [_predicate(rng, table) for _ in range(2)]
    sides = [f"SELECT {_list(selected)} FROM {table.name} AS q{_where(p)}" for p in predicates]
    references = tuple(_reference(table, selected, predicate) for predicate in predicates)
    return Query(" UNION ALL ".join(sides), references)


def _cross(rng: random.Random, table: Table) -> Query:
    predicate = _predicate(rng, table)
    column = rng.choice(table.columns)
    sql = (
        f"SELECT count(*), count(q.{column}) FROM {table.name} AS q"
        f" CROSS JOIN {table.name} AS other{_where(predicate)}"
    )
    return Query(sql, (_reference(table, [column], predicate), Reference(table, frozenset(), None)))


def _join(rng: random.Random, table: Table) -> Query:
    key = rng.choice(table.keys)
    column = rng.choice(table.columns)
    data = _over_data(rng, table)
    sql = (
        f"SELECT count(*), count(other.{column}) FROM {table.name} AS q"
        f" JOIN {table.name} AS other ON q.{key} = other.{key}{_where(data)}"
    )
    other = Reference(table, frozenset([column]), None)
    return Query(sql, (_reference(table, [], data), other))


def _left_join(rng: random.Random, table: Table) -> Query:
    key = rng.choice(table.keys)
    column = rng.choice(table.columns)
    data = _over_data(rng, table)
    condition = f" AND {data.sql}" if data is not None else ""
    sql = (
        f"SELECT count(*), count(other.{column}) FROM {table.name} AS other"
        f" LEFT JOIN {table.name} AS q ON q.{key} = other.{key}{condition}"
    )
    other = Reference(table, frozenset([column]), None)
    return Query(sql, (other, _reference(table, [], data)))


def _latest(rng: random.Random, table: Table) -> Query:
    """Compare a key with a subquery over keys, which is answered while planning."""
    key = rng.choice(table.keys)
    selected = _select(rng, table)
    with_rows = [
        part.values[key] for part in table.parts if part.files and part.values[key] is not None
    ]
    literal = max(with_rows) if with_rows else None
    chosen = Atom(key, "=", (literal,), negated=False, sql="")
    predicate = _predicate(rng, table)
    whole = chosen if predicate is None else Both((chosen, predicate))
    condition = "" if predicate is None else f" AND {predicate.sql}"
    sql = (
        f"SELECT {_list(selected)} FROM {table.name} AS q"
        f" WHERE q.{key} = (SELECT max(k.{key}) FROM {table.name} AS k){condition}"
    )
    return Query(sql, (_reference(table, selected, whole), Reference(table, frozenset(), None)))


def _predicate(rng: random.Random, table: Table) -> Predicate | None:
    return generate_predicate(rng, table) if rng.random() < 0.85 else None


def _over_data(rng: random.Random, table: Table) -> Predicate | None:
    without_keys = Table(table.name, table.format, table.columns, (), (), table.location)
    return _predicate(rng, without_keys)


def _select(rng: random.Random, table: Table) -> list[str]:
    names = [*table.columns, *table.keys]
    chosen = rng.sample(names, rng.randint(1, min(4, len(names))))
    return [rng.choice(MEMBERS.get(name, [name])) for name in chosen]


def _reference(table: Table, selected: list[str], predicate: Predicate | None) -> Reference:
    used = {*selected, *(atom.column for atom in atoms(predicate))} if predicate else set(selected)
    return Reference(table, frozenset(n for n in used if n.split(".")[0] in KINDS), predicate)


def _list(selected: list[str]) -> str:
    return ", ".join(f"q.{name}" for name in selected) or "1"


def _where(predicate: Predicate | None) -> str:
    return "" if predicate is None else f" WHERE {predicate.sql}"
