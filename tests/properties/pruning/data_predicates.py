"""Generated predicates over columns of every type, as people write them, for tables of ``data_tables``."""

import random
from collections.abc import Callable, Sequence

OPERATORS = ("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM")
ZONES = ("UTC", "Asia/Tokyo", "America/New_York")
NUMBERS = (
    *("0", "-1", "5", "12", "2147483647", "9223372036854775807", "5.00", "4.995", "0.1", "-0.0"),
    *("1E-1", "0E0", "-0E0", "5E0", "1.25E0", "nan()", "infinity()", "-infinity()", "NULL"),
    *("REAL '0.1'", "REAL '1.25'", "DECIMAL '5'", "DECIMAL '12.345678901234567890'"),
)
TEXTS = (
    *("''", "'a'", "'ab'", "'ab '", "'abcd'", "'abcde'", "'B'", "'é'", "'😀b'", "NULL"),
    *("cast('ab' AS char(3))", "cast('ab' AS char(8))", "cast('' AS char(2))"),
    *("cast('abcdef' AS varchar(4))", "concat('a', 'b')", "lower('AB')", "chr(128512) || 'b'"),
)
MOMENTS = (
    *("date '2024-01-02'", "date '2024-01-01' + interval '1' day", "date '1969-12-31'"),
    *("timestamp '2024-01-02 00:00:00'", "timestamp '2024-01-02 00:00:00.001'"),
    *("timestamp '2024-01-02 00:00:00 UTC'", "timestamp '2024-01-02 09:00:00 Asia/Tokyo'"),
    *("timestamp '2024-01-01 19:00:00 America/New_York'", "from_unixtime(1704153600)"),
    *("date_trunc('day', timestamp '2024-01-02 13:00:00')", "timestamp '2024-01-02 12:00:00.123'"),
    *(
        "with_timezone(timestamp '2024-01-02 00:00:00', 'Asia/Tokyo')",
        "from_iso8601_date('2024-01-03')",
    ),
    *("date_add('hour', -1, timestamp '2024-01-02 00:00:00')", "cast(NULL AS timestamp)"),
    *("parse_datetime('2024-01-02', 'yyyy-MM-dd')", "date_parse('20240102', '%Y%m%d')"),
)
GROUPS = (
    (("i", "b", "f", "o", "m", "y"), NUMBERS),
    (("c", "v", "s", "dt"), TEXTS),
    (("t", "u"), MOMENTS),
)


def generate(rng: random.Random, depth: int = 2) -> str:
    """Make a predicate up, with AND, OR, NOT and their like to a depth."""
    if depth and rng.random() < 0.45:
        left, right = generate(rng, depth - 1), generate(rng, depth - 1)
        return rng.choice(
            [
                f"({left} AND {right})",
                f"({left} OR {right})",
                f"NOT ({left})",
                f"({left}) IS NOT DISTINCT FROM true",
                f"(({left}) IS NULL OR {right})",
                f"coalesce({left}, {right})",
                f"CASE WHEN {left} THEN {right} ELSE false END",
                f"if({left}, {right}, i > 5)",
            ]
        )
    return rng.choice(_ATOMS)(rng)


def _comparison(rng: random.Random) -> str:
    columns, values = rng.choice(GROUPS)
    column, value = rng.choice(columns), rng.choice(values)
    if rng.random() < 0.15:
        value = rng.choice(columns)
    operator = rng.choice(OPERATORS)
    return rng.choice([f"{column} {operator} {value}", f"{value} {operator} {column}"])


def _membership(rng: random.Random) -> str:
    columns, values = rng.choice(GROUPS)
    items = rng.sample(_comparable(values), rng.randint(1, 4))
    return f"{rng.choice(columns)} {rng.choice(['IN', 'NOT IN'])} ({', '.join(items)})"


def _between(rng: random.Random) -> str:
    columns, values = rng.choice(GROUPS)
    low, high = rng.sample(_comparable(values), 2)
    return f"{rng.choice(columns)} {rng.choice(['', 'NOT '])}BETWEEN {low} AND {high}"


def _comparable(values: Sequence[str]) -> list[str]:
    return list(values)


def _widened(rng: random.Random) -> str:
    column, to = rng.choice(
        [
            *(("i", to) for to in ("bigint", "double", "real", "decimal(38, 2)", "varchar")),
            *(("m", to) for to in ("double", "decimal(9, 0)", "decimal(20, 5)", "bigint")),
            *(("f", to) for to in ("double", "decimal(20, 1)")),
            *(("o", to) for to in ("real",)),
        ]
    )
    value = "'5'" if to == "varchar" else rng.choice(NUMBERS)
    return f"TRY_CAST({column} AS {to}) {rng.choice(OPERATORS)} {value}"


def _of_texts(rng: random.Random) -> str:
    column = rng.choice(("c", "v", "s", "dt"))
    return rng.choice(
        [
            f"{column} LIKE 'ab%'",
            f"{column} LIKE 'ab'",
            f"{column} LIKE 'a\\_%' ESCAPE '\\'",
            f"{column} LIKE '%b'",
            f"{column} NOT LIKE '_b%'",
            f"starts_with({column}, 'a')",
            f"lower({column}) = 'ab'",
            f"length({column}) = {rng.randint(0, 5)}",
            f"regexp_like({column}, '^a')",
            f"trim({column}) = 'ab'",
            f"rpad({column}, 8, ' ') = 'ab'",
            f"cast({column} AS char(3)) = 'ab'",
            f"cast({column} AS varchar(2)) = 'ab'",
            f"{column} || 'x' = 'abx'",
            f"substr({column}, 1, 1) IN ('a', 'é')",
            f"TRY(cast({column} AS integer)) IS NULL",
            f"greatest({column}, 'ab') = 'ab'",
            f"{column} IS NOT NULL",
        ]
    )


def _of_moments(rng: random.Random) -> str:
    zone = rng.choice(ZONES)
    column = rng.choice(("t", "u"))
    return rng.choice(
        [
            f"date_trunc('month', {column}) = date '2024-01-01'",
            f"date({column}) BETWEEN date '2024-01-01' AND date '2024-01-02'",
            f"cast({column} AS date) = date '2024-01-02'",
            f"date_format({column}, '%Y-%m') = '2024-01'",
            f"year({column}) = 2024",
            f"day({column}) > 1",
            f"{column} + interval '1' day > date '2024-01-02'",
            f"cast({column} AS timestamp) AT TIME ZONE '{zone}' > timestamp '2024-01-02 00:00:00'",
            f"cast({column} AS timestamp with time zone) >= timestamp '2024-01-02 00:00:00 {zone}'",
            f"to_unixtime({column}) > 1704153600",
            f"date_diff('day', {column}, date '2024-01-03') < 2",
            f"cast({column} AS varchar) > '2024-01-02'",
            f"{column} IS NULL",
            "t = u",
            "cast(u AS timestamp(0)) = timestamp '2024-01-02 00:00:00'",
            "u BETWEEN t AND t + interval '12' hour",
        ]
    )


def _of_floats(rng: random.Random) -> str:
    column = rng.choice(("f", "o"))
    return rng.choice(
        [
            f"is_nan({column})",
            f"NOT is_finite({column})",
            f"{column} = {column}",
            f"{column} <> {column}",
            f"sign({column}) >= 0",
            f"abs({column}) < 1.5E0",
            f"round({column}) = 5",
            f"1 / {column} < 0",
            f"NOT {column} > 1",
            f"greatest({column}, 1E0) = 1E0",
            "f = o",
            "m = o",
            "m = f",
            "i < o",
        ]
    )


def _of_containers(rng: random.Random) -> str:
    return rng.choice(
        [
            "contains(a, 5)",
            "cardinality(a) > 1",
            "element_at(a, 1) > 3",
            "any_match(a, x -> x > 4)",
            "a = ARRAY[5, 5]",
            "a IS NULL",
            "r.x = 5",
            "r.x IN (1, NULL)",
            "lower(r.w) = 'ab'",
            "r = cast(ROW(5, 'ab') AS ROW(x integer, w varchar))",
            "r IS NULL",
            "reduce(a, 0, (n, x) -> n + coalesce(x, 0), n -> n) > 5",
            "TRY(a[2]) = 5",
        ]
    )


def _of_keys(rng: random.Random) -> str:
    number = rng.choice([2023, 2024])
    return rng.choice(
        [
            f"y = {number}",
            "y = year(t)",
            f"y IN ({number}, i)",
            "coalesce(y, i) = 5",
            f"dt || '-' || cast(y AS varchar) = 'ab-{number}'",
            f"if(y = {number}, s, v) = 'ab'",
            f"CASE y WHEN {number} THEN i ELSE b END > 4",
            "dt = c",
            "dt = s",
            "greatest(y, i) = y",
            "\"$path\" LIKE '%f1%'",
            "\"$path\" LIKE '%f1%' OR i = 5",
            "substr(\"$path\", -2) = 'f0'",
            '"$file_size" > 0',
            "nullif(dt, 'ab') IS NULL",
        ]
    )


_ATOMS: list[Callable[[random.Random], str]] = [
    *(_comparison, _comparison, _comparison, _membership, _between, _widened),
    *(_of_texts, _of_moments, _of_floats, _of_containers, _of_keys),
]
