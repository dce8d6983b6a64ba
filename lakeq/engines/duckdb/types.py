"""Types: how DuckDB stores each Trino type.

Trino's char is kept without its padding, which comes back on the way out; a timestamp of up to six
digits is always DuckDB's microsecond timestamp, its value already rounded to the digits it has.
"""

from lakeq.engines.duckdb.spelling import quote
from lakeq.errors import NotSupported
from lakeq.model.types import DataType, Kind

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
    Kind.TIMESTAMP_WITH_TIME_ZONE: "TIMESTAMPTZ",
    Kind.INTERVAL_DAY_TO_SECOND: "INTERVAL",
    Kind.INTERVAL_YEAR_TO_MONTH: "INTERVAL",
}
MICROSECOND_DIGITS = 6


def duckdb_type(data_type: DataType) -> str:
    """Spell a type for DuckDB.

    >>> from lakeq.model.types import BIGINT, Field, array_of, row_of
    >>> duckdb_type(array_of(row_of(Field("x", BIGINT))))
    'STRUCT("x" BIGINT)[]'
    """
    match data_type.kind:
        case Kind.DECIMAL:
            return f"DECIMAL({data_type.precision},{data_type.scale})"
        case Kind.TIMESTAMP:
            return (
                "TIMESTAMP" if (data_type.precision or 0) <= MICROSECOND_DIGITS else "TIMESTAMP_NS"
            )
        case Kind.ARRAY:
            return f"{duckdb_type(data_type.element)}[]"
        case Kind.MAP:
            return f"MAP({duckdb_type(data_type.key)}, {duckdb_type(data_type.value)})"
        case Kind.ROW:
            members = zip(member_names(data_type), data_type.fields, strict=True)
            inner = ", ".join(f"{quote(name)} {duckdb_type(field.type)}" for name, field in members)
            return f"STRUCT({inner})"
        case kind:
            name = _NAMES.get(kind)
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


def same_storage(left: DataType, right: DataType) -> bool:
    """Whether DuckDB stores both types alike, so that a value of one is a value of the other."""
    return duckdb_type(left) == duckdb_type(right)
