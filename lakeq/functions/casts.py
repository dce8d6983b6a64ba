"""Casts: which types Trino converts to which, when it is asked to."""

from lakeq.model.types import FLOAT_KINDS, INTEGER_KINDS, DataType, Kind

_NUMBERS = frozenset((Kind.BOOLEAN, Kind.DECIMAL, *INTEGER_KINDS, *FLOAT_KINDS))
_CLOCKS = frozenset((Kind.TIME, Kind.TIME_WITH_TIME_ZONE))
_MOMENTS = _CLOCKS | {Kind.DATE, Kind.TIMESTAMP, Kind.TIMESTAMP_WITH_TIME_ZONE}
_INTERVALS = frozenset((Kind.INTERVAL_DAY_TO_SECOND, Kind.INTERVAL_YEAR_TO_MONTH))
_CONTAINERS = frozenset((Kind.ARRAY, Kind.MAP, Kind.ROW))
_TEXTS = frozenset((Kind.VARCHAR, Kind.CHAR))
_OPAQUE = frozenset((Kind.VARBINARY, Kind.UUID))

_TARGETS: dict[Kind, frozenset[Kind]] = {
    **dict.fromkeys(_NUMBERS, _NUMBERS | {Kind.VARCHAR, Kind.JSON}),
    **dict.fromkeys(_TEXTS, _NUMBERS | _MOMENTS | _TEXTS | _OPAQUE | {Kind.JSON}),
    **dict.fromkeys(_MOMENTS, _MOMENTS | {Kind.VARCHAR, Kind.JSON}),
    **{kind: frozenset((kind, Kind.VARCHAR)) for kind in _INTERVALS},
    **{kind: frozenset((kind, Kind.JSON)) for kind in _CONTAINERS},
    Kind.VARBINARY: frozenset((Kind.VARBINARY, Kind.UUID)),
    Kind.UUID: frozenset((Kind.UUID, Kind.VARCHAR, Kind.VARBINARY)),
}


def can_cast(source: DataType, target: DataType) -> bool:
    """Whether a cast of one type to another has a meaning, whatever the value.

    What JSON can hold has rules of its own, and is not asked here.

    >>> from lakeq.model.types import BOOLEAN, DATE, VARCHAR
    >>> can_cast(BOOLEAN, DATE), can_cast(DATE, VARCHAR)
    (False, True)
    """
    if source == target or source.kind in (Kind.UNKNOWN, Kind.JSON):
        return True
    if target.kind not in _TARGETS.get(source.kind, frozenset()):
        return False
    if source.kind is not target.kind or not source.fields:
        return (source.kind, target.kind) not in _NEVER
    pairs = zip(source.fields, target.fields, strict=False)
    return len(source.fields) == len(target.fields) and all(
        can_cast(mine.type, theirs.type) for mine, theirs in pairs
    )


_NEVER = frozenset(pair for clock in _CLOCKS for pair in ((Kind.DATE, clock), (clock, Kind.DATE)))
