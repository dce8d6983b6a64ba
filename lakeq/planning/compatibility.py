"""Compatibility: whether a file's column can be read as the type its table declares.

Source: Athena's handling of schema updates for Parquet and ORC: integers and floats may widen,
decimals may gain digits, and members of rows are matched by name.
"""

from lakeq.model.types import INTEGER_KINDS, DataType, Kind

_MOMENTS = (Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE)


def is_readable(file_type: DataType, table_type: DataType, path: tuple[str, ...] = ()) -> bool:
    """Tell whether values of one type can stand for the other's; of a row, only what ``path`` uses.

    A row member that the file lacks reads NULL.
    """
    if file_type.kind is Kind.UNKNOWN:
        return True
    if table_type.kind is Kind.ROW:
        return file_type.kind is Kind.ROW and _are_members_readable(file_type, table_type, path)
    if table_type.fields:
        pairs = zip(file_type.fields, table_type.fields, strict=False)
        return file_type.kind is table_type.kind and all(
            is_readable(theirs.type, ours.type) for theirs, ours in pairs
        )
    return _is_scalar_readable(file_type, table_type)


def members(data_type: DataType) -> dict[str, DataType]:
    """Give a row's members by their folded names."""
    return {
        (member.name or f"field{index}").lower(): member.type
        for index, member in enumerate(data_type.fields)
    }


def _are_members_readable(file_type: DataType, table_type: DataType, path: tuple[str, ...]) -> bool:
    theirs = members(file_type)
    used = {
        name: data_type
        for name, data_type in members(table_type).items()
        if not path or name == path[0].lower()
    }
    return all(
        name not in theirs or is_readable(theirs[name], data_type, path[1:])
        for name, data_type in used.items()
    )


def _is_scalar_readable(file_type: DataType, table_type: DataType) -> bool:
    if file_type.is_integer and table_type.is_integer:
        return INTEGER_KINDS.index(file_type.kind) <= INTEGER_KINDS.index(table_type.kind)
    if file_type.is_float and table_type.is_float:
        return file_type.kind is Kind.REAL or table_type.kind is Kind.DOUBLE
    if file_type.is_text and table_type.is_text:
        return True
    if file_type.kind in _MOMENTS and table_type.kind in _MOMENTS:
        return True
    if file_type.kind is Kind.DECIMAL and table_type.kind is Kind.DECIMAL:
        whole = (file_type.precision or 0) - file_type.scale
        room = (table_type.precision or 0) - table_type.scale
        return file_type.scale <= table_type.scale and whole <= room
    return file_type.kind is table_type.kind
