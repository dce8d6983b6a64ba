"""Generated predicates over partition keys, with a model in Python of what each says.

The keys are ``dt string``, ``y int``, ``d date`` and ``n bigint``. A model answers true, false or
``None``, which is NULL, and raises ``Fails`` where Trino would.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

Keys: TypeAlias = dict[str, Any]
TEXTS = ["20231231", "20240101", "20240229", "2024-01-15", "bad", "Ab", "ab", "", "2024", None]
YEARS = [2022, 2023, 2024, 2025, -1, 0, None]
DAYS = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(1969, 12, 31), None]
NUMBERS = [0, 1, -1, 7, 1 << 40, (1 << 63) - 1, None]
COMPACT = re.compile(r"\d{8}")
INTEGER = re.compile(r"[+-]?\d+")


class Fails(Exception):
    """Trino would fail to evaluate this."""


@dataclass(frozen=True)
class Said:
    """A predicate, and what it says of the values of keys."""

    sql: str
    model: Callable[[Keys], bool | None]

    def of(self, keys: Keys) -> str:
        """Tell whether it is ``true``, ``fails``, is ``no``, or may be either of two of these."""
        try:
            return "true" if self.model(keys) else "no"
        except Fails:
            return "fails"
        except _Either:
            return "either"


class _Either(Exception):
    """An AND or OR may stop before what fails."""


def strict(function: Callable[..., bool | None], *names: str) -> Callable[[Keys], bool | None]:
    """Make a model that is NULL where one of its keys is."""

    def model(keys: Keys) -> bool | None:
        values = [keys[name] for name in names]
        return None if None in values else function(*values)

    return model


def generate(rng: random.Random, depth: int = 2) -> Said:
    """Make a predicate up, with AND, OR and NOT to a depth."""
    if depth and rng.random() < 0.4:
        left, right = generate(rng, depth - 1), generate(rng, depth - 1)
        shape = rng.choice(["and", "or", "not"])
        if shape == "not":
            return Said(f"NOT ({left.sql})", lambda k: _negated(left.model(k)))
        deciding = shape == "or"
        return Said(
            f"({left.sql} {shape.upper()} {right.sql})",
            lambda k: _joined(left, right, k, deciding=deciding),
        )
    return rng.choice(_ATOMS)(rng)


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def _joined(left: Said, right: Said, keys: Keys, *, deciding: bool) -> bool | None:
    found: list[bool | None] = []
    failures = 0
    for side in (left, right):
        try:
            found.append(side.model(keys))
        except Fails:
            failures += 1
    if failures == 2:
        raise Fails
    if failures:
        raise _Either
    if deciding in found:
        return deciding
    return None if None in found else not deciding


def _parsed(text: str) -> datetime:
    try:
        if COMPACT.fullmatch(text):
            return datetime.strptime(text, "%Y%m%d")
    except ValueError:
        pass
    raise Fails


def _date(text: str) -> date:
    if re.fullmatch(r"\d{4}-\d\d?-\d\d?", text):
        return date.fromisoformat(text)
    raise Fails


def _integer(text: str) -> int:
    if INTEGER.fullmatch(text):
        return int(text)
    raise Fails


def _small(number: int) -> int:
    if -(1 << 31) <= number < 1 << 31:
        return number
    raise Fails


def _added(number: int) -> int:
    if number + 1 < 1 << 63:
        return number + 1
    raise Fails


def _tried(function: Callable[..., bool | None]) -> Callable[..., bool | None]:
    def model(*values: Any) -> bool | None:
        try:
            return function(*values)
        except Fails:
            return None

    return model


def _parses(rng: random.Random) -> Said:
    bound = rng.choice([date(2024, 1, 1), date(2024, 2, 1), date(2023, 1, 1)])
    sql = f"date_parse(dt, '%Y%m%d') >= date '{bound}'"
    holds = strict(lambda dt: _parsed(dt).date() >= bound, "dt")
    return rng.choice(
        [
            Said(sql, holds),
            Said(sql.replace(f"date '{bound}'", f"timestamp '{bound} 00:00:00'"), holds),
            Said(sql.replace("date_parse(dt, '%Y%m%d')", "date(date_parse(dt, '%Y%m%d'))"), holds),
            Said(
                f"TRY(date_parse(dt, '%Y%m%d')) >= date '{bound}'",
                strict(_tried(lambda dt: _parsed(dt).date() >= bound), "dt"),
            ),
        ]
    )


def _casts(rng: random.Random) -> Said:
    number = rng.choice([2024, 20240101, 20231231])
    zone = rng.choice(["date(dt)", "cast(dt AS date)"])
    return rng.choice(
        [
            Said(f"cast(dt AS integer) = {number}", strict(lambda t: _integer(t) == number, "dt")),
            Said(
                f"TRY_CAST(dt AS bigint) >= {number}",
                strict(_tried(lambda t: _integer(t) >= number), "dt"),
            ),
            Said(
                f"{zone} BETWEEN date '2024-01-01' AND date '2024-01-31'",
                strict(lambda t: date(2024, 1, 1) <= _date(t) <= date(2024, 1, 31), "dt"),
            ),
            Said("cast(y AS varchar) = '2024'", strict(lambda y: y == 2024, "y")),
            Said("cast(y AS varchar(4)) || '-01' = '2024-01'", _year_text),
            Said("cast(n AS integer) > 0", strict(lambda n: _small(n) > 0, "n")),
            Said("cast(d AS varchar) LIKE '2024-%'", strict(lambda d: d.year == 2024, "d")),
            Said("n + 1 > 1", strict(lambda n: _added(n) > 1, "n")),
            Said("7 / n > 0", strict(_ratio, "n")),
        ]
    )


def _year_text(keys: Keys) -> bool | None:
    return None if keys["y"] is None else keys["y"] == 2024


def _ratio(number: int) -> bool:
    if number == 0:
        raise Fails
    return 0 < number <= 7


def _texts(rng: random.Random) -> Said:
    word = rng.choice(["ab", "2024", "20240101"])
    padded = word.ljust(10)
    return rng.choice(
        [
            Said(f"lower(dt) = '{word}'", strict(lambda t: t.lower() == word, "dt")),
            Said("substr(dt, 1, 4) = '2024'", strict(lambda t: t[:4] == "2024", "dt")),
            Said("dt LIKE '2024_1%'", strict(lambda t: t[:4] == "2024" and t[5:6] == "1", "dt")),
            Said(
                r"regexp_like(dt, '^\d{8}$')",
                strict(lambda t: COMPACT.fullmatch(t) is not None, "dt"),
            ),
            Said("length(dt) > 4", strict(lambda t: len(t) > 4, "dt")),
            Said("dt || '-' || dt = 'ab-ab'", strict(lambda t: t == "ab", "dt")),
            Said(f"dt = cast('{word}' AS char(10))", strict(lambda t: t == word, "dt")),
            Said(f"cast(dt AS char(10)) = '{padded}'", strict(lambda t: t == word, "dt")),
            Said(f"strpos(dt, '{word}') > 0", strict(lambda t: word in t, "dt")),
            Said("split_part(dt, '-', 2) = '01'", strict(_second_part, "dt")),
            Said(
                f"dt IN ('{word}', NULL, 'bad')",
                strict(lambda t: True if t in (word, "bad") else None, "dt"),
            ),
            Said(f"dt NOT IN ('{word}', 'bad')", strict(lambda t: t not in (word, "bad"), "dt")),
            Said(f"dt IS DISTINCT FROM '{word}'", lambda k: k["dt"] != word),
            Said(f"(dt = '{word}') IS NULL", lambda k: k["dt"] is None),
            Said(f"coalesce(dt, '{word}') = '{word}'", lambda k: k["dt"] in (None, word)),
            Said(f"nullif(dt, '{word}') IS NULL", lambda k: k["dt"] in (None, word)),
        ]
    )


def _second_part(text: str) -> bool | None:
    parts = text.split("-")
    return parts[1] == "01" if len(parts) > 1 else None


def _days(rng: random.Random) -> Said:
    year = rng.choice([2023, 2024])
    return rng.choice(
        [
            Said(f"year(d) = {year}", strict(lambda d: d.year == year, "d")),
            Said(f"year(date(d)) = y AND y = {year}", _year_and(year)),
            Said("month(d) IN (1, 2)", strict(lambda d: d.month in (1, 2), "d")),
            Said("day_of_week(d) >= 6", strict(lambda d: d.isoweekday() >= 6, "d")),
            Said(
                f"date_trunc('month', d) = date '{year}-12-01'",
                strict(lambda d: (d.year, d.month) == (year, 12), "d"),
            ),
            Said(f"date_format(d, '%Y') = '{year}'", strict(lambda d: d.year == year, "d")),
            Said(
                "d + interval '1' day >= date '2024-01-01'",
                strict(lambda d: d + timedelta(1) >= date(2024, 1, 1), "d"),
            ),
            Said(
                "date_diff('day', d, date '2024-01-01') BETWEEN 0 AND 1",
                strict(lambda d: 0 <= (date(2024, 1, 1) - d).days <= 1, "d"),
            ),
            Said(
                "d = timestamp '2024-01-01 00:00:00'", strict(lambda d: d == date(2024, 1, 1), "d")
            ),
            Said(
                "d < timestamp '2024-01-01 00:00:00.001'",
                strict(lambda d: d <= date(2024, 1, 1), "d"),
            ),
            Said(
                "d <= timestamp '2024-01-01 00:00:00 UTC' AT TIME ZONE 'Asia/Tokyo'",
                strict(lambda d: d <= date(2024, 1, 1), "d"),
            ),
            Said(
                "greatest(d, date '2024-01-01') = d", strict(lambda d: d >= date(2024, 1, 1), "d")
            ),
        ]
    )


def _year_and(year: int) -> Callable[[Keys], bool | None]:
    def model(keys: Keys) -> bool | None:
        if keys["y"] is not None and keys["y"] != year:
            return False
        if keys["d"] is None or keys["y"] is None:
            return None
        return bool(keys["d"].year == keys["y"])

    return model


def _numbers(rng: random.Random) -> Said:
    number = rng.choice([0, 1, 7, 2024])
    name = rng.choice(["y", "n"])
    return rng.choice(
        [
            Said(f"{name} = {number}.0", strict(lambda v: v == number, name)),
            Said(f"{name} > {number}.5", strict(lambda v: v > number, name)),
            Said(f"{name} = {number}E0", strict(lambda v: v == number, name)),
            Said(f"{name} < nan()", strict(lambda v: False, name)),
            Said(f"{name} <> nan()", strict(lambda v: True, name)),
            Said(f"cast({name} AS double) <= infinity()", strict(lambda v: True, name)),
            Said(f"abs({name}) = 1", strict(lambda v: abs(v) == 1, name)),
            Said(f"{name} % 2 = 1", strict(lambda v: v > 0 and v % 2 == 1, name)),
            Said(f"({name} = {number}) IS NOT DISTINCT FROM true", lambda k: k[name] == number),
            Said(f"CASE WHEN {name} > 0 THEN dt END = 'ab'", _case(name)),
            Said(f"if({name} > 0, true, NULL)", strict(lambda v: True if v > 0 else None, name)),
            Said(f"coalesce({name}, {number}) = {number}", lambda k: k[name] in (None, number)),
            Said(f"least({name}, {number}) = {number}", strict(lambda v: v >= number, name)),
            Said(f"contains(ARRAY[1, {number}], {name})", strict(lambda v: v in (1, number), name)),
            Said(f"ROW({name}, 1) = ROW({number}, 1)", strict(lambda v: v == number, name)),
            Said(f"ARRAY[{name}][1] >= {number}", strict(lambda v: v >= number, name)),
            Said("any_match(ARRAY[y, n], x -> x = 0)", _any_zero),
            Said("y < n", strict(lambda y, n: y < n, "y", "n")),
            Said("dt = cast(y AS varchar)", strict(lambda t, y: t == str(y), "dt", "y")),
        ]
    )


def _case(name: str) -> Callable[[Keys], bool | None]:
    def model(keys: Keys) -> bool | None:
        if keys[name] is None or keys[name] <= 0 or keys["dt"] is None:
            return None
        return bool(keys["dt"] == "ab")

    return model


def _any_zero(keys: Keys) -> bool | None:
    values = (keys["y"], keys["n"])
    return True if 0 in values else (None if None in values else False)


_ATOMS: list[Callable[[random.Random], Said]] = [_parses, _casts, _texts, _texts, _days, _numbers]
