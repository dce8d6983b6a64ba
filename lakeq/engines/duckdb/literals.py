"""Literals: constants spelled so that DuckDB reads exactly the value, and the type, that was meant."""

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from lakeq.engines.duckdb.moments.precise import is_special
from lakeq.engines.duckdb.moments.timestamps import Zoned
from lakeq.engines.duckdb.spelling import text
from lakeq.engines.duckdb.types import duckdb_type
from lakeq.errors import NotSupported
from lakeq.model.types import DataType, Kind

_INT32_MAX = 2**31 - 1


def literal(value: object, data_type: DataType) -> str:
    """Spell a constant of a Trino type.

    >>> from lakeq.model.types import BIGINT, decimal
    >>> literal(5, BIGINT), literal(Decimal("1.5"), decimal(3, 2))
    ('CAST(5 AS BIGINT)', "CAST('1.5' AS DECIMAL(3,2))")
    """
    if value is None:
        return f"CAST(NULL AS {duckdb_type(data_type)})"
    if is_special(data_type):
        from lakeq.engines.duckdb.moments.precise_literals import precise_literal  # noqa: PLC0415 - rare.

        return precise_literal(value, data_type)
    spell = _SPELLERS.get(data_type.kind)
    if spell is None:
        raise NotSupported(f"Unsupported literal type: {data_type.trino}")
    return spell(value, data_type)


def bigint(value: int) -> str:
    """Spell a bigint.

    >>> bigint(-5)
    'CAST(-5 AS BIGINT)'
    """
    return f"CAST({value} AS BIGINT)"


def _boolean(value: object, _: DataType) -> str:
    return "true" if value else "false"


def _integer(value: object, data_type: DataType) -> str:
    whole = int(str(value))
    if data_type.kind is Kind.INTEGER and 0 <= whole <= _INT32_MAX:
        return str(whole)
    return f"CAST({whole} AS {duckdb_type(data_type)})"


def _float(value: object, data_type: DataType) -> str:
    number = float(str(value))
    spelled = repr(number)
    if math.isnan(number):
        spelled = "NaN"
    elif math.isinf(number):
        spelled = "-Infinity" if number < 0 else "Infinity"
    return f"CAST('{spelled}' AS {duckdb_type(data_type)})"


def _decimal(value: object, data_type: DataType) -> str:
    return f"CAST('{Decimal(str(value)):f}' AS {duckdb_type(data_type)})"


def _string(value: object, _: DataType) -> str:
    return text(str(value))


def _padded(value: object, _: DataType) -> str:
    return text(str(value).rstrip(" "))


def _blob(value: object, _: DataType) -> str:
    assert isinstance(value, bytes)
    return "CAST('" + "".join(f"\\x{byte:02X}" for byte in value) + "' AS BLOB)"


def _uuid(value: object, _: DataType) -> str:
    return f"CAST({text(str(value))} AS UUID)"


def _date(value: object, _: DataType) -> str:
    assert isinstance(value, date)
    return f"DATE '{value.isoformat()}'"


def _time(value: object, _: DataType) -> str:
    assert isinstance(value, time)
    return f"TIME '{value.isoformat()}'"


def _timestamp(value: object, _: DataType) -> str:
    assert isinstance(value, datetime)
    return f"TIMESTAMP '{value.replace(tzinfo=None).isoformat(sep=' ')}'"


def _zoned(value: object, _: DataType) -> str:
    assert isinstance(value, datetime)
    instant = value.replace(tzinfo=None) - (value.utcoffset() or timedelta())
    moment, zone = f"TIMESTAMP '{instant.isoformat(sep=' ')}'", text(str(value.tzinfo))
    return Zoned(f"struct_pack(instant := {moment}, zone := {zone})", moment, zone)


def _milliseconds(value: object, _: DataType) -> str:
    assert isinstance(value, timedelta)
    return bigint(value // timedelta(milliseconds=1))


def _months(value: object, _: DataType) -> str:
    return f"CAST({int(str(value))} AS INTEGER)"


_SPELLERS: dict[Kind, Callable[[object, DataType], str]] = {
    Kind.BOOLEAN: _boolean,
    Kind.TINYINT: _integer,
    Kind.SMALLINT: _integer,
    Kind.INTEGER: _integer,
    Kind.BIGINT: _integer,
    Kind.REAL: _float,
    Kind.DOUBLE: _float,
    Kind.DECIMAL: _decimal,
    Kind.VARCHAR: _string,
    Kind.JSON: _string,
    Kind.CHAR: _padded,
    Kind.VARBINARY: _blob,
    Kind.UUID: _uuid,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.TIMESTAMP: _timestamp,
    Kind.TIMESTAMP_WITH_TIME_ZONE: _zoned,
    Kind.INTERVAL_DAY_TO_SECOND: _milliseconds,
    Kind.INTERVAL_YEAR_TO_MONTH: _months,
}
