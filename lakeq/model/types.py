"""DataType: one value for what Hive's DDL, Trino's queries and our planner each call a type.

Sources: Athena's data types page for the pairs of spellings; Trino's ``timestamp`` of a Hive table
has three fractional digits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from lakeq.model.names import quote_hive


class Kind(Enum):
    """A type without its parameters; the value is Trino's base name."""

    UNKNOWN = "unknown"
    BOOLEAN = "boolean"
    TINYINT = "tinyint"
    SMALLINT = "smallint"
    INTEGER = "integer"
    BIGINT = "bigint"
    REAL = "real"
    DOUBLE = "double"
    DECIMAL = "decimal"
    VARCHAR = "varchar"
    CHAR = "char"
    VARBINARY = "varbinary"
    DATE = "date"
    TIME = "time"
    TIME_WITH_TIME_ZONE = "time with time zone"
    TIMESTAMP = "timestamp"
    TIMESTAMP_WITH_TIME_ZONE = "timestamp with time zone"
    INTERVAL_DAY_TO_SECOND = "interval day to second"
    INTERVAL_YEAR_TO_MONTH = "interval year to month"
    ARRAY = "array"
    MAP = "map"
    ROW = "row"
    JSON = "json"
    UUID = "uuid"
    FUNCTION = "function"


INTEGER_KINDS = (Kind.TINYINT, Kind.SMALLINT, Kind.INTEGER, Kind.BIGINT)
FLOAT_KINDS = (Kind.REAL, Kind.DOUBLE)
MAX_DECIMAL_DIGITS = 38
MICROSECOND_DIGITS = 6
_NANOSECOND_DIGITS = 9

_WITH_ZONE = " with time zone"
CLOCK_KINDS = (
    *(Kind.TIME, Kind.TIME_WITH_TIME_ZONE),
    *(Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE),
)
_HIVE_NAMES = {
    Kind.INTEGER: "int",
    Kind.REAL: "float",
    Kind.VARBINARY: "binary",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One member of a row type; ``name`` is ``None`` where Trino leaves the field anonymous."""

    name: str | None
    type: "DataType"


@dataclass(frozen=True, slots=True)
class DataType:
    """A Trino type.

    ``precision`` is a decimal's digits, a varchar's or char's length (``None``: unbounded), or the
    fractional digits of a time or timestamp. ``fields`` holds a row's members, an array's element
    (one), or a map's key and value (two).

    >>> DataType(Kind.DECIMAL, 10, 2).trino, INTEGER.hive, array_of(BIGINT).trino
    ('decimal(10,2)', 'int', 'array(bigint)')
    """

    kind: Kind
    precision: int | None = None
    scale: int = 0
    fields: tuple[Field, ...] = ()

    @property
    def element(self) -> "DataType":
        """An array's element type."""
        return self.fields[0].type

    @property
    def key(self) -> "DataType":
        """A map's key type."""
        return self.fields[0].type

    @property
    def value(self) -> "DataType":
        """A map's value type."""
        return self.fields[1].type

    @property
    def is_integer(self) -> bool:
        """Whether this is one of the four integer types."""
        return self.kind in INTEGER_KINDS

    @property
    def is_float(self) -> bool:
        """Whether this is real or double."""
        return self.kind in FLOAT_KINDS

    @property
    def is_numeric(self) -> bool:
        """Whether arithmetic is defined."""
        return self.is_integer or self.is_float or self.kind is Kind.DECIMAL

    @property
    def is_text(self) -> bool:
        """Whether this is varchar or char."""
        return self.kind in (Kind.VARCHAR, Kind.CHAR)

    @property
    def is_precise(self) -> bool:
        """Whether this is a time or timestamp whose values may be finer than a microsecond."""
        return self.kind in CLOCK_KINDS and (self.precision or 0) > MICROSECOND_DIGITS

    @property
    def trino(self) -> str:
        """The spelling of queries, results and error messages."""
        return _spell_trino(self)

    @property
    def hive(self) -> str:
        """The spelling of DDL and of the metastore."""
        return _spell_hive(self)

    def __str__(self) -> str:
        return self.trino

    def leaves(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], "DataType"]]:
        """Yield the path below this type, and the type, of every row member that is no row.

        Only rows are taken apart: an array or a map is one leaf, because a query that touches
        it touches all of it.
        """
        if self.kind is not Kind.ROW:
            yield path, self
            return
        for position, field in enumerate(self.fields):
            yield from field.type.leaves((*path, field.name or f"field{position}"))


UNKNOWN = DataType(Kind.UNKNOWN)
BOOLEAN = DataType(Kind.BOOLEAN)
TINYINT = DataType(Kind.TINYINT)
SMALLINT = DataType(Kind.SMALLINT)
INTEGER = DataType(Kind.INTEGER)
BIGINT = DataType(Kind.BIGINT)
REAL = DataType(Kind.REAL)
DOUBLE = DataType(Kind.DOUBLE)
VARCHAR = DataType(Kind.VARCHAR)
VARBINARY = DataType(Kind.VARBINARY)
DATE = DataType(Kind.DATE)
JSON = DataType(Kind.JSON)
UUID = DataType(Kind.UUID)
TIMESTAMP = DataType(Kind.TIMESTAMP, 3)
TIMESTAMP_WITH_TIME_ZONE = DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 3)
TIME = DataType(Kind.TIME, 3)
TIME_WITH_TIME_ZONE = DataType(Kind.TIME_WITH_TIME_ZONE, 3)
INTERVAL_DAY_TO_SECOND = DataType(Kind.INTERVAL_DAY_TO_SECOND)
INTERVAL_YEAR_TO_MONTH = DataType(Kind.INTERVAL_YEAR_TO_MONTH)


def has_nanoseconds(data_type: DataType) -> bool:
    """Whether this is a time or timestamp that nanoseconds hold, and microseconds do not."""
    return data_type.is_precise and (data_type.precision or 0) <= _NANOSECOND_DIGITS


def decimal(precision: int, scale: int = 0) -> DataType:
    """Name a decimal of ``precision`` digits, ``scale`` of them after the point."""
    return DataType(Kind.DECIMAL, precision, scale)


def varchar(length: int | None) -> DataType:
    """Name a varchar of at most ``length`` characters, or an unbounded one."""
    return DataType(Kind.VARCHAR, length)


def char(length: int) -> DataType:
    """Name a char, padded to ``length`` characters."""
    return DataType(Kind.CHAR, length)


def timestamp(digits: int) -> DataType:
    """Name a timestamp without zone of ``digits`` fractional digits."""
    return DataType(Kind.TIMESTAMP, digits)


def array_of(element: DataType) -> DataType:
    """Name an array."""
    return DataType(Kind.ARRAY, fields=(Field(None, element),))


def map_of(key: DataType, value: DataType) -> DataType:
    """Name a map."""
    return DataType(Kind.MAP, fields=(Field(None, key), Field(None, value)))


def row_of(*fields: Field) -> DataType:
    """Name a row."""
    return DataType(Kind.ROW, fields=fields)


def _spell_trino(data_type: DataType) -> str:
    kind: Kind = data_type.kind
    match kind:
        case Kind.DECIMAL:
            return f"decimal({data_type.precision},{data_type.scale})"
        case Kind.VARCHAR | Kind.CHAR | Kind.TIME | Kind.TIMESTAMP:
            return str(kind.value) + _parameter(data_type)
        case Kind.TIME_WITH_TIME_ZONE | Kind.TIMESTAMP_WITH_TIME_ZONE:
            base = kind.value.removesuffix(_WITH_ZONE)
            return f"{base}{_parameter(data_type)}{_WITH_ZONE}"
        case Kind.ARRAY | Kind.MAP:
            inner = ", ".join(field.type.trino for field in data_type.fields)
            return f"{data_type.kind.value}({inner})"
        case Kind.ROW:
            inner = ", ".join(
                f"{field.name} {field.type.trino}" if field.name else field.type.trino
                for field in data_type.fields
            )
            return f"row({inner})"
        case _:
            return str(kind.value)


def _spell_hive(data_type: DataType) -> str:
    kind: Kind = data_type.kind
    match kind:
        case Kind.DECIMAL:
            return f"decimal({data_type.precision},{data_type.scale})"
        case Kind.VARCHAR:
            return "string" if data_type.precision is None else f"varchar({data_type.precision})"
        case Kind.CHAR:
            return f"char({data_type.precision})"
        case Kind.ARRAY | Kind.MAP:
            inner = ",".join(field.type.hive for field in data_type.fields)
            return f"{data_type.kind.value}<{inner}>"
        case Kind.ROW:
            names = (_hive_field_name(field, at) for at, field in enumerate(data_type.fields))
            pairs = zip(names, data_type.fields, strict=True)
            return f"struct<{','.join(f'{name}:{field.type.hive}' for name, field in pairs)}>"
        case _:
            return _HIVE_NAMES.get(kind, str(kind.value))


def _hive_field_name(field: Field, position: int) -> str:
    name = f"field{position}" if field.name is None else field.name
    return name if name.isascii() and name.isidentifier() else quote_hive(name)


def _parameter(data_type: DataType) -> str:
    return "" if data_type.precision is None else f"({data_type.precision})"
