"""Values that functions trip over: for each type, as SQL and as what a Parquet file holds."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa


@dataclass(frozen=True, eq=False)
class Value:
    """One value: its type, and how a query and Arrow write it.

    What a file cannot hold has no Arrow type, and is written as a constant everywhere.
    """

    type: str
    sql: str
    arrow: Any = None
    arrow_type: pa.DataType | None = None
    hive: str | None = None

    @property
    def constant(self) -> str:
        """Spell it as a constant of just its type."""
        return f"CAST({self.sql} AS {self.type})"


def _plain(
    name: str, hive: str, arrow_type: pa.DataType, values: dict[str, Any]
) -> tuple[Value, ...]:
    pairs = {"NULL": None, **values}.items()
    return tuple(Value(name, sql, arrow, arrow_type, hive) for sql, arrow in pairs)


def _quoted(*texts: str) -> dict[str, Any]:
    return {"'" + text.replace("'", "''") + "'": text for text in texts}


def _whole(bits: int) -> dict[str, Any]:
    return {str(n): n for n in (0, 1, -1, 2, 7, -(2**bits), 2**bits - 1)}


def _floats(pairs: dict[str, float], name: str) -> dict[str, Any]:
    return {f"{name} '{text}'": value for text, value in pairs.items()}


_TEXTS = _quoted(
    *(
        "",
        "a",
        "abc",
        "A b",
        " a ",
        "ß",
        "信念",
        "😀é",
        "e\u0301",
        "\u00a0x\t",
        "NaN",
        "-1.50",
        "12",
    ),
    *("[1, 2.50, null]", '{"a": {"b": [1, "x"]}, "c": 1e2}', '{"a"', "$.a.b", "$[0]", "lax $"),
    *("2024-02-29", "2024-02-29 12:34:56.789", "UTC", "Asia/Kathmandu", "day", "month", "%_", "a%"),
    *("(a)(b)?", "[a-c]+", "\\", "$1", "https://u@h:1/p?q=1&r#f", "0x1F", "a,b,,c", "k=v;l=w", "é"),
)
_SCALARS: dict[str, tuple[Value, ...]] = {
    "boolean": _plain("boolean", "boolean", pa.bool_(), {"true": True, "false": False}),
    "tinyint": _plain("tinyint", "tinyint", pa.int8(), _whole(7)),
    "smallint": _plain("smallint", "smallint", pa.int16(), _whole(15)),
    "integer": _plain("integer", "int", pa.int32(), {**_whole(31), "3": 3, "60": 60}),
    "bigint": _plain("bigint", "bigint", pa.int64(), {**_whole(63), "3": 3, "10": 10, "100": 100}),
    "real": _plain(
        "real",
        "float",
        pa.float32(),
        _floats(
            {"0": 0.0, "-0.0": -0.0, "1.5": 1.5, "NaN": float("nan"), "-Infinity": -float("inf")},
            "REAL",
        ),
    ),
    "double": _plain(
        "double",
        "double",
        pa.float64(),
        _floats(
            {
                "0": 0.0,
                "-0.0": -0.0,
                "1": 1.0,
                "-2.5": -2.5,
                "0.1": 0.1,
                "1e300": 1e300,
                "NaN": float("nan"),
                "Infinity": float("inf"),
                "9007199254740993": 2.0**53,
            },
            "DOUBLE",
        ),
    ),
    "decimal(5,2)": _plain(
        "decimal(5,2)",
        "decimal(5,2)",
        pa.decimal128(5, 2),
        {text: Decimal(text) for text in ("0", "1.50", "-2.55", "999.99", "-999.99")},
    ),
    "decimal(38,10)": _plain(
        "decimal(38,10)",
        "decimal(38,10)",
        pa.decimal128(38, 10),
        {
            text: Decimal(text)
            for text in ("0.0000000000", "1.5000000001", "9999999999999999999999999999.9999999999")
        },
    ),
    "varchar": _plain("varchar", "string", pa.string(), _TEXTS),
    "varbinary": _plain(
        "varbinary", "binary", pa.binary(), {"X''": b"", "X'00FF'": b"\0\xff", "X'61'": b"a"}
    ),
    "date": _plain(
        "date",
        "date",
        pa.date32(),
        {
            f"'{text}'": date.fromisoformat(text)
            for text in ("1970-01-01", "1969-12-31", "2024-02-29", "0001-01-01", "9999-12-31")
        },
    ),
    "timestamp(3)": _plain(
        "timestamp(3)",
        "timestamp",
        pa.timestamp("ms"),
        {
            f"TIMESTAMP '{text}'": datetime.fromisoformat(text)
            for text in (
                "1970-01-01 00:00:00.000",
                "2024-02-29 23:59:59.999",
                "1900-01-01 00:00:00",
            )
        },
    ),
}
_CONSTANTS = {
    "char(3)": ("NULL", "'a'", "'abc'", "''"),
    "time(3)": ("NULL", "TIME '00:00:00'", "TIME '23:59:59.999'"),
    "timestamp(6)": ("NULL", "TIMESTAMP '2024-02-29 12:34:56.123456'"),
    "timestamp(3) with time zone": (
        "NULL",
        "TIMESTAMP '2024-02-29 12:34:56.789 Asia/Kathmandu'",
        "TIMESTAMP '1970-01-01 00:00:00 UTC'",
        "TIMESTAMP '2024-03-10 02:30:00 -08:00'",
    ),
    "time(9)": ("NULL", "TIME '00:00:00.000000001'", "TIME '23:59:59.999999999'"),
    "time(3) with time zone": (
        "NULL",
        "TIME '00:00:00.000-03:30'",
        "TIME '23:59:59.999+05:45'",
        "TIME '12:00:00.000+00:00'",
    ),
    "timestamp(9)": (
        "NULL",
        "TIMESTAMP '2024-02-29 23:59:59.999999999'",
        "TIMESTAMP '1969-12-31 23:59:59.999999500'",
    ),
    "timestamp(12) with time zone": (
        "NULL",
        "TIMESTAMP '2024-02-29 23:59:59.999999999999 Asia/Kathmandu'",
        "TIMESTAMP '2024-02-29 18:14:59.999999999999 UTC'",
        "TIMESTAMP '1969-12-31 23:59:59.000000500001 -08:00'",
    ),
    "interval day to second": ("NULL", "INTERVAL '1' DAY", "INTERVAL '-90' SECOND"),
    "interval year to month": ("NULL", "INTERVAL '1' YEAR", "INTERVAL '-1' MONTH"),
    "json": ("NULL", "JSON 'null'", "JSON '[1, \"x\", null]'", 'JSON \'{"a": {"b": 1.50}}\''),
    "uuid": ("NULL", "UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'"),
    "unknown": ("NULL",),
}
SCALARS = (*_SCALARS, *_CONSTANTS)


@cache
def pool(name: str) -> tuple[Value, ...]:
    """Give the values of a type, NULL first."""
    if name in _SCALARS:
        return _SCALARS[name]
    if name in _CONSTANTS:
        return tuple(Value(name, sql) for sql in _CONSTANTS[name])
    return tuple(_containers(name))


def array_type(element: str) -> str:
    """Name the type of arrays of an element."""
    return f"array({element})"


def map_type(key: str, value: str) -> str:
    """Name the type of maps."""
    return f"map({key}, {value})"


def _containers(name: str) -> list[Value]:
    if name.startswith("map("):
        key, value = name[4:-1].split(", ", 1)
        return _maps(name, pool(key), pool(value))
    assert name.startswith("array("), name
    return _arrays(name, pool(name[6:-1]))


def _arrays(name: str, elements: tuple[Value, ...]) -> list[Value]:
    chosen = [(), elements[1:2], elements[1:4], (*elements[1:3], elements[0]), elements[:1]]
    first = elements[-1]
    arrow = None if first.arrow_type is None else pa.list_(first.arrow_type)
    hive = None if arrow is None else f"array<{first.hive}>"
    return [
        Value(name, "NULL", None, arrow, hive),
        *(
            Value(
                name,
                f"ARRAY[{', '.join(each.constant for each in items)}]",
                [each.arrow for each in items],
                arrow,
                hive,
            )
            for items in chosen
        ),
    ]


def _maps(name: str, keys: tuple[Value, ...], values: tuple[Value, ...]) -> list[Value]:
    first, last = keys[-1], values[-1]
    known = first.arrow_type is not None and last.arrow_type is not None
    arrow = pa.map_(first.arrow_type, last.arrow_type) if known else None
    hive = f"map<{first.hive},{last.hive}>" if known else None
    chosen = [[], [(keys[1], values[-1])], [(keys[-1], values[0]), (keys[1], values[-1])]]
    return [
        Value(name, "NULL", None, arrow, hive),
        *(
            Value(
                name,
                f"MAP(ARRAY[{', '.join(key.constant for key, _ in pairs)}], "
                f"ARRAY[{', '.join(value.constant for _, value in pairs)}])",
                [(key.arrow, value.arrow) for key, value in pairs],
                arrow,
                hive,
            )
            for pairs in (chosen if len(keys) > 2 else chosen[:2])
        ),
    ]
