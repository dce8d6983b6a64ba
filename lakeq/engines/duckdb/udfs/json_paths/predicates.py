"""Predicates of JSON paths: three-valued, unknown where items cannot be compared."""

from lakeq.engines.duckdb.udfs.json_paths.items import Item, Number
from lakeq.engines.duckdb.udfs.json_paths.numbers import COMPARISONS, compare


def compare_items(operator: str, left: Item, right: Item) -> bool | None:
    """Compare two items; ``None`` when they are of kinds that cannot be compared."""
    match left, right:
        case (None, None):
            return operator in ("==", "<=", ">=")
        case (None, _) | (_, None):
            return operator == "!="
        case (Number(), Number()):
            return compare(operator, left, right)
        case (bool(), bool()):
            return COMPARISONS[operator](left, right)
        case (str(), str()):
            return COMPARISONS[operator](left.encode(), right.encode())
        case _:
            return None


def conjunction(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001 - values.
    """Evaluate ``&&``."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def disjunction(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001 - values.
    """Evaluate ``||``."""
    if left or right:
        return True
    return None if left is None or right is None else False
