"""Types: how DuckDB stores each Trino type.

Trino's char is kept without its padding, which comes back on the way out; a timestamp of up to six
digits is always DuckDB's microsecond timestamp, its value already rounded to the digits it has.
One with time zone is a struct of an instant in UTC and a zone, see ``moments``. What is finer, and
a time with time zone, is stored as ``precise`` says. Intervals are numbers: of milliseconds for
``interval day to second``, of months for ``interval year to month``.
"""

from collections.abc import Mapping

from lakeq.engines.duckdb.spelling import quote
from lakeq.errors import NotSupported
from lakeq.model.types import DataType, Kind

ZONED_KINDS = (Kind.TIME_WITH_TIME_ZONE, Kind.TIMESTAMP_WITH_TIME_ZONE)
_NAMES = {
    Kind.UNKNOWN: "INTEGER",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.TINYINT: "TINYINT",
    Kind.SMALLINT: "SMALLINT",
    Kind.INTEGER: "INTEGER",
    Kind.BIGINT: "BIGINT",
    Kind.REAL: "FLOAT",
    Kind.DOUBLE: "DOUBLE",
    Kind.VARCHAR: "VARCHAR",
    Kind.CHAR: "VARCHAR",
    Kind.JSON: "VARCHAR",
    Kind.VARBINARY: "BLOB",
    Kind.UUID: "UUID",
    Kind.DATE: "DATE",
    Kind.TIME: "TIME",
    Kind.TIME_WITH_TIME_ZONE: 'STRUCT("picos" BIGINT, "minutes" SMALLINT)',
    Kind.TIMESTAMP: "TIMESTAMP",
    Kind.TIMESTAMP_WITH_TIME_ZONE: 'STRUCT("instant" TIMESTAMP, "zone" VARCHAR)',
    Kind.INTERVAL_DAY_TO_SECOND: "BIGINT",
    Kind.INTERVAL_YEAR_TO_MONTH: "INTEGER",
}
_PRECISE_NAMES = {
    Kind.TIME: "BIGINT",
    Kind.TIME_WITH_TIME_ZONE: _NAMES[Kind.TIME_WITH_TIME_ZONE],
    Kind.TIMESTAMP: 'STRUCT("micros" TIMESTAMP, "picos" INTEGER)',
    Kind.TIMESTAMP_WITH_TIME_ZONE: ('STRUCT("instant" TIMESTAMP, "picos" INTEGER, "zone" VARCHAR)'),
}
_FILE_NAMES = {Kind.TIMESTAMP: "TIMESTAMP_NS"}


def duckdb_type(data_type: DataType) -> str:
    """Spell a type for DuckDB.

    >>> from lakeq.model.types import BIGINT, Field, array_of, row_of
    >>> duckdb_type(array_of(row_of(Field("x", BIGINT))))
    'STRUCT("x" BIGINT)[]'
    """
    return _spelled(data_type, _PRECISE_NAMES)


def file_type(data_type: DataType) -> str:
    """Spell the type that DuckDB gives to values of a type in a file: one to read them by.

    >>> from lakeq.model.types import array_of, timestamp
    >>> file_type(array_of(timestamp(9))), file_type(timestamp(3))
    ('TIMESTAMP_NS[]', 'TIMESTAMP')
    """
    return _spelled(data_type, _FILE_NAMES)


def _spelled(data_type: DataType, precise: Mapping[Kind, str]) -> str:
    match data_type.kind:
        case Kind.DECIMAL:
            return f"DECIMAL({data_type.precision},{data_type.scale})"
        case Kind.ARRAY:
            return f"{_spelled(data_type.element, precise)}[]"
        case Kind.MAP:
            key, value = (_spelled(field.type, precise) for field in data_type.fields)
            return f"MAP({key}, {value})"
        case Kind.ROW:
            members = zip(member_names(data_type), data_type.fields, strict=True)
            inner = ", ".join(
                f"{quote(name)} {_spelled(field.type, precise)}" for name, field in members
            )
            return f"STRUCT({inner})"
        case kind:
            name = (precise if data_type.is_precise else _NAMES).get(kind)
            if name is None:
                raise NotSupported(f"Unsupported type: {data_type.trino}")
            return name


def member_names(row: DataType) -> tuple[str, ...]:
    """Name a row's members, as a DuckDB struct needs them: none empty, none twice.

    >>> from lakeq.model.types import BIGINT, Field, row_of
    >>> member_names(row_of(Field("x", BIGINT), Field(None, BIGINT), Field("X", BIGINT)))
    ('x', 'field1', 'X_2')
    """
    names: list[str] = []
    taken: set[str] = set()
    for position, field in enumerate(row.fields):
        name = field.name or f"field{position}"
        while name.lower() in taken:
            name = f"{name}_{position}"
        taken.add(name.lower())
        names.append(name)
    return tuple(names)


def is_struct(data_type: DataType) -> bool:
    """Whether DuckDB stores values of a type as structs."""
    return duckdb_type(data_type).startswith("STRUCT") and data_type.kind is not Kind.ARRAY


def same_storage(left: DataType, right: DataType) -> bool:
    """Whether DuckDB stores both types alike, so that a value of one is a value of the other."""
    return duckdb_type(left) == duckdb_type(right)
