"""Generated predicates, and which partitions and row groups they leave, found the slow way.

Whether any value between two ends satisfies a predicate is found by trying: the ends, every literal
between them, and a point between each two neighbours.
"""

import itertools
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.properties.estimates.tables import COMPARABLE, EPOCH, KINDS, Table

DAYS = ["2024-01-30", "2024-01-31", "2024-02-01", "2025-01-01"]
HOURS = [0, 6, 12, 18]
OPERATORS = ["=", "<>", "<", "<=", ">", ">="]
UNKNOWN = object()


@dataclass(frozen=True)
class Atom:
    """A predicate over one column: its SQL, and which of the column's points satisfy it."""

    column: str
    operator: str
    literals: tuple[Any, ...]
    negated: bool
    sql: str

    def holds(self, point: Any) -> bool | None:
        """Decide for one point, ``None`` being NULL; the answer is NULL, too, for a NULL."""
        if self.operator == "IS NULL":
            return (point is None) != self.negated
        if point is None or (None in self.literals and self.operator != "IN"):
            return None
        found = self._holds(point)
        return None if None in self.literals and not found else found != self.negated

    def may_hold(self, point: Any) -> bool:
        """Decide as statistics allow: not of a function, nor where a NaN would do."""
        if self.operator == "SUBSTR":
            return True
        negative = self.operator == "<>" or self.negated
        if self.column == "d" and negative and self.operator != "IS NULL":
            return None not in self.literals
        return self.holds(point) is True

    def _holds(self, point: Any) -> bool:
        values = [to_point(literal) for literal in self.literals if literal is not None]
        match self.operator:
            case "=":
                return bool(point == values[0])
            case "<>":
                return bool(point != values[0])
            case "<":
                return bool(point < values[0])
            case "<=":
                return bool(point <= values[0])
            case ">":
                return bool(point > values[0])
            case ">=":
                return bool(point >= values[0])
            case "BETWEEN":
                return bool(values[0] <= point <= values[1])
            case "IN":
                return point in values
            case "SUBSTR":
                return bool(point[:7] == values[0])
            case _:
                return bool(point.startswith(values[0]))


@dataclass(frozen=True)
class Both:
    parts: "tuple[Predicate, ...]"

    @property
    def sql(self) -> str:
        return "(" + " AND ".join(part.sql for part in self.parts) + ")"


@dataclass(frozen=True)
class Either:
    parts: "tuple[Predicate, ...]"

    @property
    def sql(self) -> str:
        return "(" + " OR ".join(part.sql for part in self.parts) + ")"


Predicate = Atom | Both | Either


def to_point(value: Any) -> Any:
    """Turn a value into a number or a text, so that points between two values exist."""
    if isinstance(value, datetime):
        return Fraction((value - EPOCH) // timedelta(microseconds=1))
    if isinstance(value, date):
        return Fraction(value.toordinal())
    if isinstance(value, float) and math.isinf(value):
        return value
    return value if isinstance(value, str) else Fraction(value)


def generate_predicate(rng: random.Random, table: Table, depth: int = 2) -> Predicate | None:
    """Make a predicate up; a table may have nothing to compare."""
    columns = [*(name for name in table.columns if name in COMPARABLE), *table.keys]
    if not columns:
        return None
    if depth == 0 or rng.random() < 0.4:
        return _atom(rng, rng.choice(columns))
    parts = tuple(
        part
        for _ in range(rng.randint(2, 3))
        if (part := generate_predicate(rng, table, depth - 1)) is not None
    )
    return Both(parts) if rng.random() < 0.6 else Either(parts)


def keeps_partition(predicate: Predicate, keys: dict[str, Any]) -> bool:
    """Whether rows of a partition may satisfy the predicate, for all that its keys' values say."""
    match predicate:
        case Atom():
            if predicate.column not in keys:
                return True
            value = keys[predicate.column]
            return predicate.holds(None if value is None else to_point(value)) is True
        case Both(parts):
            return all(keeps_partition(part, keys) for part in parts)
        case Either(parts):
            return any(keeps_partition(part, keys) for part in parts)


@dataclass(frozen=True)
class Ends:
    """What statistics say of a column: its ends, whether it has NULLs, and anything else."""

    low: Any = UNKNOWN
    high: Any = UNKNOWN
    has_null: bool = True
    has_values: bool = True


def keeps_row_group(predicate: Predicate, ends: dict[str, Ends]) -> bool:
    """Whether each column by itself may satisfy the predicate between its ends, or by its NULLs."""
    if is_contradictory(predicate):
        return False
    return all(
        any(may_hold(predicate, column, point) for point in _points(predicate, column, end))
        for column, end in ends.items()
    )


def is_contradictory(predicate: Predicate) -> bool:
    """Whether no row at all satisfies it, judged column by column."""
    match predicate:
        case Either(parts):
            return all(is_contradictory(part) for part in parts)
        case Both(parts) if any(is_contradictory(part) for part in parts):
            return True
        case _:
            return not all(
                any(may_hold(predicate, column, p) for p in _points(predicate, column, Ends()))
                for column in {atom.column for atom in atoms(predicate)}
            )


def may_hold(predicate: Predicate, column: str, point: Any) -> bool:
    """Whether a point of one column satisfies it, if all other columns please."""
    match predicate:
        case Atom():
            return predicate.column != column or predicate.may_hold(point)
        case Both(parts):
            return all(may_hold(part, column, point) for part in parts)
        case Either(parts):
            alive = [part for part in parts if not is_contradictory(part)]
            return any(may_hold(part, column, point) for part in alive)


def atoms(predicate: Predicate) -> Iterator[Atom]:
    if isinstance(predicate, Atom):
        yield predicate
    else:
        for part in predicate.parts:
            yield from atoms(part)


def _points(predicate: Predicate, column: str, ends: Ends) -> Iterable[Any]:
    nulls = [None] if ends.has_null else []
    if not ends.has_values:
        return nulls
    critical = {
        to_point(literal)
        for atom in atoms(predicate)
        if atom.column == column
        for literal in atom.literals
        if literal is not None
    }
    critical |= {to_point(end) for end in (ends.low, ends.high) if end is not UNKNOWN}
    points = _between(sorted(critical))
    if ends.low is not UNKNOWN:
        points = [point for point in points if point >= to_point(ends.low)]
    if ends.high is not UNKNOWN:
        points = [point for point in points if point <= to_point(ends.high)]
    return [*points, *nulls]


def _between(critical: Sequence[Any]) -> list[Any]:
    """Add a point before, after and between each two of some points."""
    if not critical:
        return [Fraction(0), ""]
    if isinstance(critical[0], str):
        after = [point + "\x00" for point in critical]
        return sorted({"", *critical, *after, *(p + "\U0010ffff" * 90 for p in critical)})
    finite = [point for point in critical if not isinstance(point, float)] or [Fraction(0)]
    middles = [(a + b) / 2 for a, b in itertools.pairwise(finite)]
    return sorted({*critical, *finite, *middles, finite[0] - 1, finite[-1] + 1})


def _atom(rng: random.Random, column: str) -> Atom:
    operator = rng.choice([*OPERATORS, *OPERATORS, "BETWEEN", "IN", "IS NULL", "LIKE"])
    if column == "day" and operator == "LIKE":
        operator = "SUBSTR"
    elif operator == "LIKE" and column != "s":
        operator = "="
    count = {"BETWEEN": 2, "IN": rng.randint(1, 4), "IS NULL": 0}.get(operator, 1)
    literals = [_literal(rng, column) for _ in range(count)]
    negated = operator in ("BETWEEN", "IN", "IS NULL") and rng.random() < 0.3
    if operator == "IN" and rng.random() < 0.1:
        literals.append(None)
    if operator == "LIKE":
        literals = [literals[0][:2]]
    if operator == "SUBSTR":
        literals = [literals[0][:7]]
    return Atom(
        column,
        operator,
        tuple(literals),
        negated,
        _spell(column, operator, literals, negated=negated),
    )


def _literal(rng: random.Random, column: str) -> Any:
    if column == "day":
        return rng.choice(DAYS)
    if column == "hour":
        return rng.choice(HOURS)
    value = KINDS[column].value(rng, 10 * rng.randint(0, 8))
    while (isinstance(value, float) and not math.isfinite(value)) or "\0" in str(value):
        value = KINDS[column].value(rng, 10 * rng.randint(0, 8))
    if isinstance(value, datetime):
        return value.replace(microsecond=value.microsecond // 1000 * 1000)
    return value


def _spell(column: str, operator: str, literals: Sequence[Any], *, negated: bool) -> str:
    texts = [_spell_literal(column, literal) for literal in literals]
    name = f"q.{column}"
    word = "NOT " if negated else ""
    match operator:
        case "IS NULL":
            return f"{name} IS {word}NULL"
        case "BETWEEN":
            return f"{name} {word}BETWEEN {texts[0]} AND {texts[1]}"
        case "IN":
            return f"{name} {word}IN ({', '.join(texts)})"
        case "SUBSTR":
            return f"substr({name}, 1, 7) = {texts[0]}"
        case "LIKE":
            return f"{name} LIKE '{literals[0]}%'"
        case _:
            return f"{name} {operator} {texts[0]}"


def _spell_literal(column: str, value: Any) -> str:
    if value is None:
        return "NULL"
    if column in KINDS:
        return KINDS[column].spell(value)
    return f"'{value}'" if isinstance(value, str) else str(value)
