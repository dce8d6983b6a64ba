"""Columns: a file's column read as its table's type, and of a row no more than is asked for."""

from collections.abc import Iterable
from typing import TypeAlias

from lakeq.engines.duckdb.casts import cast, is_free
from lakeq.engines.duckdb.moments.timestamps import round_nanoseconds
from lakeq.engines.duckdb.spelling import quote, shared, text
from lakeq.engines.duckdb.types import duckdb_type, file_type, member_names
from lakeq.model.types import DataType, Field, Kind, row_of

Paths: TypeAlias = tuple[tuple[str, ...], ...]

WHOLE: Paths = ((),)


def null(data_type: DataType) -> str:
    """Spell NULL of a type."""
    return f"CAST(NULL AS {duckdb_type(data_type)})"


def read_as(operand: str, held: DataType, wanted: DataType, paths: Paths = WHOLE) -> str:
    """Spell a value that a file holds as one type, as the type its table declares.

    Row members are found by name, without regard to case; those the file lacks, and those not
    asked for, are NULL. Only members asked for are named at all, so that DuckDB reads no others.
    """
    if held.kind is Kind.UNKNOWN:
        return null(wanted)
    if wanted.kind is Kind.ROW:
        return _row(operand, held, wanted, paths)
    # What the reader gives may have a type of DuckDB's own (UUID, unsigned, with a zone); where it
    # is the same, this is nothing.
    operand = f"CAST({operand} AS {file_type(held)})"
    if is_free(held, wanted):
        return operand
    if held.kind is wanted.kind is Kind.TIMESTAMP and held.is_precise:
        return round_nanoseconds(operand, wanted)
    if wanted.kind is Kind.ARRAY:
        element = read_as("element", held.element, wanted.element)
        return f"list_transform({operand}, lambda element: {element})"
    if wanted.kind is Kind.MAP:
        key = read_as("entry.key", held.key, wanted.key)
        value = read_as("entry.value", held.value, wanted.value)
        pair = f"struct_pack(key := {key}, value := {value})"
        return f"map_from_entries(list_transform(map_entries({operand}), lambda entry: {pair}))"
    return cast(operand, held, wanted)


def pruned(held: DataType, paths: Paths) -> DataType:
    """Give what is left of a row type when only some members are read."""
    if held.kind is not Kind.ROW or WHOLE[0] in paths:
        return held
    kept = []
    for name, member in zip(member_names(held), held.fields, strict=True):
        below = _below(name, paths)
        if below:
            kept.append(Field(name, pruned(member.type, below)))
    return row_of(*kept)


def _row(operand: str, held: DataType, wanted: DataType, paths: Paths) -> str:
    whole = WHOLE[0] in paths
    if whole and is_free(held, wanted):
        return f"CAST({operand} AS {file_type(held)})"
    theirs = {
        name.lower(): (name, member.type)
        for name, member in zip(member_names(held), held.fields, strict=True)
    }

    def build(value: str) -> str:
        members = []
        for name, member in zip(member_names(wanted), wanted.fields, strict=True):
            below = WHOLE if whole else _below(name, paths)
            spelled = null(member.type)
            if below and name.lower() in theirs:
                their_name, their_type = theirs[name.lower()]
                extracted = f"struct_extract({value}, {text(their_name)})"
                spelled = read_as(extracted, their_type, member.type, below)
            members.append(f"{quote(name)} := {spelled}")
        packed = f"struct_pack({', '.join(members)})"
        # Whether the row itself is NULL can only be asked where all of it is read.
        return f"CASE WHEN {value} IS NULL THEN NULL ELSE {packed} END" if whole else packed

    return shared(operand, build) if whole else build(operand)


def _below(name: str, paths: Iterable[tuple[str, ...]]) -> Paths:
    return tuple(path[1:] for path in paths if path and path[0].lower() == name.lower())
