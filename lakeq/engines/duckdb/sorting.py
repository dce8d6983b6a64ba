"""Sorting: the items of ORDER BY, by which DuckDB orders as Trino does."""

from lakeq.engines.duckdb.functions.comparisons import check_comparable
from lakeq.engines.duckdb.functions.ordering import is_ordered_alike, order_key
from lakeq.model.bound import (
    SortKey,
)
from lakeq.model.clauses import NullOrder


def sort_item(spelled: str, key: SortKey) -> str:
    """Spell an item of ORDER BY whose value is already spelled."""
    data_type = key.expression.type
    check_comparable("lt", data_type)
    nan_first = key.nulls is NullOrder.FIRST
    return order_key(spelled, data_type, nan_first=nan_first) + direction(key)


def is_sorted_alike(key: SortKey) -> bool:
    """Whether DuckDB sorts by a key's plain value as Trino does."""
    return is_ordered_alike(key.expression.type, nan_first=key.nulls is NullOrder.FIRST)


def direction(key: SortKey) -> str:
    """Spell how a sort key is ordered; where NULLs go is always said."""
    return f" {'DESC' if key.descending else 'ASC'} {key.nulls.value}"
