"""Types: how DuckDB stores each Trino type.

Trino's char is kept without its padding, which comes back on the way out; a timestamp of up to six
digits is always DuckDB's microsecond timestamp, its value already rounded to the digits it has.
One with time zone is a struct of an instant in UTC and a zone, see ``moments``. Intervals are
numbers: of milliseconds for ``interval day to second``, of months for ``interval year to month``.
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
    Kind.TIMESTAMP_WITH_TIME_ZONE: 'STRUCT("instant" TIMESTAMP, "zone" VARCHAR)',
    Kind.INTERVAL_DAY_TO_SECOND: "BIGINT",
    Kind.INTERVAL_YEAR_TO_MONTH: "INTEGER",
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
            if name is None or _is_too_fine(data_type):
                raise NotSupported(f"Unsupported type: {data_type.trino}")
            return name


def holds_zones(data_type: DataType) -> bool:
    """Whether there are zones in a type's values, by which DuckDB would tell equal values apart."""
    if data_type.kind is Kind.TIMESTAMP_WITH_TIME_ZONE:
        return True
    return any(holds_zones(field.type) for field in data_type.fields)


def _is_too_fine(data_type: DataType) -> bool:
    is_moment = data_type.kind in (Kind.TIME, Kind.TIMESTAMP_WITH_TIME_ZONE)
    return is_moment and (data_type.precision or 0) > MICROSECOND_DIGITS


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
