"""Where a node of a query's tree stands in the text."""

from sqlglot import exp

from lakeq.sql.nodes import POSITION


def position(node: exp.Expr) -> tuple[int, int] | None:
    """Give a node's line and column, both from one; ``None`` for a node that was made up.

    That is the operator of a binary operation and the name of a call, as in Trino's messages, and
    the first character of everything else.
    """
    own: tuple[int, int] | None = node.meta.get(POSITION)
    if own is not None:
        return own
    found = (part.meta.get(POSITION) for part in node.walk() if part is not node)
    return min((place for place in found if place is not None), default=None)
