"""Volatility: functions that may answer otherwise each time they are asked."""

from lakeq.model.bound import Call, Expression
from lakeq.model.traversal import walk

VOLATILE = frozenset({"rand", "random", "uuid", "shuffle"})


def is_volatile(expression: Expression) -> bool:
    """Whether evaluating the expression twice may give two answers."""
    return any(isinstance(node, Call) and node.function in VOLATILE for node in walk(expression))
