"""Outputs: results as everyone outside of this room knows them.

Inside, a char is kept without its padding and intervals are numbers; the last SELECT of a query
puts that right. What ``precise`` is about leaves as its text, beside which there is the instant's
where Arrow has a type for it.
"""

from collections.abc import Sequence

from lakeq.engines.duckdb.casts import pad
from lakeq.engines.duckdb.moments.precise import is_special, outward_moment
from lakeq.engines.duckdb.spelling import quote, shared, text
from lakeq.engines.duckdb.types import duckdb_type, member_names
from lakeq.model.bound import OutputColumn
from lakeq.model.types import DataType, Kind

_SAME_VALUES = (
    Kind.UNKNOWN,
    Kind.BOOLEAN,
    Kind.TINYINT,
    Kind.SMALLINT,
    Kind.INTEGER,
    Kind.BIGINT,
    Kind.DOUBLE,
    Kind.DECIMAL,
    Kind.VARCHAR,
    Kind.JSON,
    Kind.VARBINARY,
)
"""Not a real, whose shortest spelling counts, nor dates and times, which may lie outside Python's."""


def finish(query: str, columns: Sequence[OutputColumn]) -> str:
    """Wrap a compiled query so that its columns are fit to leave, if any is not."""
    if not any(_is_changed(column.type) for column in columns):
        return query
    spelled = ", ".join(
        f"{_outward(f'q.c{index}', column.type)} AS c{index}"
        for index, column in enumerate(columns)
    )
    return f"SELECT {spelled} FROM ({query}) AS q"


def has_same_values(columns: Sequence[OutputColumn], stored: Sequence[str]) -> bool:
    """Whether DuckDB's own Python values of a result are those that ``results.rows`` makes of it.

    ``stored`` are the types that DuckDB says the columns have.
    """
    return all(
        column.type.kind is Kind.UNKNOWN or duckdb_type(column.type) == name
        for column, name in zip(columns, stored, strict=True)
    )


def may_have_same_values(columns: Sequence[OutputColumn]) -> bool:
    """Whether they can be, as far as is known before the query runs."""
    return all(column.type.kind in _SAME_VALUES for column in columns)


def _is_changed(data_type: DataType) -> bool:
    if data_type.kind in (Kind.CHAR, Kind.INTERVAL_YEAR_TO_MONTH) or is_special(data_type):
        return True
    return any(_is_changed(field.type) for field in data_type.fields)


def _outward(operand: str, data_type: DataType) -> str:
    if not _is_changed(data_type):
        return operand
    if is_special(data_type):
        return outward_moment(operand, data_type)
    match data_type.kind:
        case Kind.CHAR:
            return pad(operand, data_type)
        case Kind.INTERVAL_YEAR_TO_MONTH:
            return f"to_months({operand})"
        case Kind.ARRAY:
            element = _outward("element", data_type.element)
            return f"list_transform({operand}, lambda element: {element})"
        case Kind.MAP:
            key = _outward("entry.key", data_type.key)
            value = _outward("entry.value", data_type.value)
            pair = f"struct_pack(key := {key}, value := {value})"
            entries = f"list_transform(map_entries({operand}), lambda entry: {pair})"
            return f"map_from_entries({entries})"
        case _:
            return shared(operand, lambda value: _outward_row(value, data_type))


def _outward_row(value: str, data_type: DataType) -> str:
    members = ", ".join(
        f"{quote(name)} := {_outward(f'struct_extract({value}, {text(name)})', field.type)}"
        for name, field in zip(member_names(data_type), data_type.fields, strict=True)
    )
    return f"CASE WHEN {value} IS NULL THEN NULL ELSE struct_pack({members}) END"
