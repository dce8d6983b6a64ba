"""Coercions: which type may stand for which, and the type two expressions have in common.

Source: Trino's implicit coercions (release 401): integers widen, then become decimal, real, double;
a date becomes a timestamp; lengths and fractions widen; containers coerce member by member.
"""

from collections.abc import Iterable

from lakeq.model.types import (
    MAX_DECIMAL_DIGITS,
    DataType,
    Field,
    Kind,
    char,
    decimal,
    varchar,
)

_INTEGER_DIGITS = {Kind.TINYINT: 3, Kind.SMALLINT: 5, Kind.INTEGER: 10, Kind.BIGINT: 19}
_LADDER = (
    Kind.TINYINT,
    Kind.SMALLINT,
    Kind.INTEGER,
    Kind.BIGINT,
    Kind.DECIMAL,
    Kind.REAL,
    Kind.DOUBLE,
)
_TIME_LADDER = (Kind.DATE, Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE)
_CLOCK_LADDER = (Kind.TIME, Kind.TIME_WITH_TIME_ZONE)
_UNBOUNDED_CHAR = 65536


def common_type(left: DataType, right: DataType) -> DataType | None:
    """Find the type both sides coerce to; ``None`` when there is none."""
    if left == right or right.kind is Kind.UNKNOWN:
        return left
    if left.kind is Kind.UNKNOWN:
        return right
    if left.is_numeric and right.is_numeric:
        return _common_number(left, right)
    if left.is_text and right.is_text:
        return _common_text(left, right)
    for ladder in (_TIME_LADDER, _CLOCK_LADDER):
        if left.kind in ladder and right.kind in ladder:
            kind = max(left.kind, right.kind, key=ladder.index)
            return DataType(kind, max(left.precision or 0, right.precision or 0))
    if left.kind is not right.kind:
        return None
    if left.fields:
        return _common_container(left, right)
    return DataType(left.kind, max(left.precision or 0, right.precision or 0))


def common_type_of(types: Iterable[DataType]) -> DataType | None:
    """Find the type that all coerce to."""
    found: DataType | None = DataType(Kind.UNKNOWN)
    for data_type in types:
        if found is None:
            return None
        found = common_type(found, data_type)
    return found


def can_coerce(source: DataType, target: DataType) -> bool:
    """Whether a value of one type may stand where the other is wanted, without a written cast."""
    if source == target or source.kind is Kind.UNKNOWN:
        return True
    if source.kind is Kind.CHAR and target.kind is Kind.VARCHAR:
        return True
    if target.kind is Kind.VARCHAR and source.kind is Kind.VARCHAR and target.precision is None:
        return True
    return common_type(source, target) == target


def coercion_cost(source: DataType, target: DataType) -> int:
    """Rank coercions: 0 is none, or a longer varchar, and each step up the ladder of numbers costs more."""
    if source == target or source.kind is target.kind is Kind.VARCHAR:
        return 0
    if source.kind is Kind.UNKNOWN or source.kind is target.kind:
        return 1
    if source.kind is Kind.VARCHAR and target.kind is Kind.CHAR:
        return 3
    if source.kind in _LADDER and target.kind in _LADDER:
        return 2 * (_LADDER.index(target.kind) - _LADDER.index(source.kind))
    return 4


def as_decimal(data_type: DataType) -> DataType:
    """Give the decimal that holds every value of an integer type; a decimal is itself."""
    if data_type.kind is Kind.DECIMAL:
        return data_type
    return decimal(_INTEGER_DIGITS[data_type.kind], 0)


def _common_number(left: DataType, right: DataType) -> DataType:
    kind = max(left.kind, right.kind, key=_LADDER.index)
    if kind is not Kind.DECIMAL:
        return left if left.kind is kind else right
    left, right = as_decimal(left), as_decimal(right)
    scale = max(left.scale, right.scale)
    whole = max((left.precision or 0) - left.scale, (right.precision or 0) - right.scale)
    return decimal(min(MAX_DECIMAL_DIGITS, whole + scale), scale)


def _common_text(left: DataType, right: DataType) -> DataType:
    if left.kind is Kind.CHAR or right.kind is Kind.CHAR:
        lengths = (side.precision or _UNBOUNDED_CHAR for side in (left, right))
        return char(max(lengths))
    if left.precision is None or right.precision is None:
        return varchar(None)
    return varchar(max(left.precision, right.precision))


def _common_container(left: DataType, right: DataType) -> DataType | None:
    if len(left.fields) != len(right.fields):
        return None
    fields = []
    for mine, theirs in zip(left.fields, right.fields, strict=True):
        joined = common_type(mine.type, theirs.type)
        if joined is None:
            return None
        fields.append(Field(mine.name if mine.name == theirs.name else None, joined))
    return DataType(left.kind, fields=tuple(fields))
