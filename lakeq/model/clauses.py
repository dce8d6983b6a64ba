"""Clauses: the choices that SQL spells with keywords, each value as it is written."""

from enum import Enum


class NullOrder(Enum):
    """Where NULLs sort."""

    FIRST = "NULLS FIRST"
    LAST = "NULLS LAST"


class FrameUnit(Enum):
    """What a window frame counts."""

    ROWS = "ROWS"
    RANGE = "RANGE"
    GROUPS = "GROUPS"


class FrameBoundKind(Enum):
    """Where a window frame begins or ends."""

    UNBOUNDED_PRECEDING = "UNBOUNDED PRECEDING"
    PRECEDING = "PRECEDING"
    CURRENT_ROW = "CURRENT ROW"
    FOLLOWING = "FOLLOWING"
    UNBOUNDED_FOLLOWING = "UNBOUNDED FOLLOWING"


class JoinKind(Enum):
    """How two relations combine."""

    CROSS = "CROSS"
    INNER = "INNER"
    LEFT = "LEFT"
    RIGHT = "RIGHT"
    FULL = "FULL"


class SetOperator(Enum):
    """How two queries' rows combine."""

    UNION = "UNION"
    INTERSECT = "INTERSECT"
    EXCEPT = "EXCEPT"
