# ruff: noqa: S608 - every name in the SQL of this module is one of its own.
"""From a domain over partition keys to the SQL condition that selects exactly its values."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lakeq.catalog.partition_keys import StoredValue, to_stored_bound
from lakeq.model.domains import Domain, Range, TupleDomain
from lakeq.model.table import Column
from lakeq.model.types import DataType

Parameter: TypeAlias = StoredValue | None

# Beyond these a list moves to a temporary table, well before SQLite's limits on one statement.
_LISTED_POINTS = 300
_LISTED_RANGES = 50


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL and the values of its placeholders."""

    sql: str
    parameters: tuple[Parameter, ...] = ()

    @property
    def where(self) -> str:
        """The condition as a WHERE clause, empty when there is nothing to demand."""
        return f" WHERE {self.sql}" if self.sql else ""


@dataclass(frozen=True, slots=True)
class _StoredRange:
    low: StoredValue | None
    low_inclusive: bool
    high: StoredValue | None
    high_inclusive: bool


def tuple_condition(
    connection: sqlite3.Connection, keys: Sequence[Column], domain: TupleDomain
) -> Condition:
    """Demand a tuple domain of the columns ``key_0``, ``key_1``...; names that are no keys say nothing.

    Long lists are put into temporary tables on the connection, whose transaction must be rolled
    back (or the tables dropped) after use.
    """
    conditions = [
        key_condition(connection, f"key_{position}", key.type, domain.domain(key.name))
        for position, key in enumerate(keys)
    ]
    return _all_of(condition for condition in conditions if condition.sql)


def key_condition(
    connection: sqlite3.Connection, column: str, data_type: DataType, domain: Domain
) -> Condition:
    """Demand a domain of one SQL column."""
    if domain.is_all:
        return Condition("")
    if len(domain.ranges) > _LISTED_RANGES:
        domain = Domain.none().union(domain)  # Merges ranges that touch.
    points, ranges = _stored(domain, data_type)
    alternatives = [*_point_conditions(connection, column, points)]
    if len(ranges) > _LISTED_RANGES:
        alternatives.append(_range_table_condition(connection, column, ranges))
    else:
        alternatives.extend(_range_condition(column, values) for values in ranges)
    if domain.null_allowed:
        alternatives.append(Condition(f"{column} IS NULL"))
    if not alternatives:
        return Condition("0")
    parameters = tuple(value for part in alternatives for value in part.parameters)
    return Condition("(" + " OR ".join(part.sql for part in alternatives) + ")", parameters)


def _all_of(conditions: Iterable[Condition]) -> Condition:
    parts = tuple(conditions)
    parameters = tuple(value for part in parts for value in part.parameters)
    return Condition(" AND ".join(part.sql for part in parts), parameters)


def _stored(domain: Domain, data_type: DataType) -> tuple[list[StoredValue], list[_StoredRange]]:
    points: list[StoredValue] = []
    ranges: list[_StoredRange] = []
    for values in domain.ranges:
        if values.is_empty:
            continue
        if values.is_point:
            stored, equal = to_stored_bound(values.low, data_type)
            if equal:
                points.append(stored)
            continue
        ranges.append(_stored_range(values, data_type))
    return points, ranges


def _stored_range(values: Range, data_type: DataType) -> _StoredRange:
    low, low_inclusive = None, False
    if values.low is not None:
        low, equal = to_stored_bound(values.low, data_type)
        low_inclusive = equal and values.low_inclusive
    high, high_inclusive = None, False
    if values.high is not None:
        high, equal = to_stored_bound(values.high, data_type)
        # What lies between the stored value and the bound above it is no value of the type.
        high_inclusive = values.high_inclusive or not equal
    return _StoredRange(low, low_inclusive, high, high_inclusive)


def _point_conditions(
    connection: sqlite3.Connection, column: str, points: Sequence[StoredValue]
) -> Iterator[Condition]:
    if len(points) > _LISTED_POINTS:
        table = f"points_of_{column}"
        connection.execute(f"CREATE TEMP TABLE {table} (value PRIMARY KEY) WITHOUT ROWID")
        connection.executemany(
            f"INSERT OR IGNORE INTO temp.{table} VALUES (?)",
            ((point,) for point in points),
        )
        yield Condition(f"{column} IN (SELECT value FROM temp.{table})")
    elif len(points) == 1:
        yield Condition(f"{column} = ?", (points[0],))
    elif points:
        placeholders = ", ".join("?" * len(points))
        yield Condition(f"{column} IN ({placeholders})", tuple(points))


def _range_condition(column: str, values: _StoredRange) -> Condition:
    sql: list[str] = []
    parameters: list[Parameter] = []
    if values.low is not None:
        sql.append(f"{column} {'>=' if values.low_inclusive else '>'} ?")
        parameters.append(values.low)
    if values.high is not None:
        sql.append(f"{column} {'<=' if values.high_inclusive else '<'} ?")
        parameters.append(values.high)
    if not sql:
        return Condition(f"{column} IS NOT NULL")
    joined = " AND ".join(sql)
    return Condition(f"({joined})" if len(sql) > 1 else joined, tuple(parameters))


def _range_table_condition(
    connection: sqlite3.Connection, column: str, ranges: Sequence[_StoredRange]
) -> Condition:
    """Look a value up among many disjoint ranges.

    Only the last two that begin at or before the value can hold it: two, because neighbors may
    share an end that one of them excludes.
    """
    table = f"ranges_of_{column}"
    connection.execute(f"CREATE TEMP TABLE {table} (low, low_inclusive, high, high_inclusive)")
    connection.execute(f"CREATE INDEX temp.{table}_by_low ON {table} (low)")
    unbounded = [values for values in ranges if values.low is None]
    connection.executemany(
        f"INSERT INTO temp.{table} VALUES (?, ?, ?, ?)",
        (
            (values.low, values.low_inclusive, values.high, values.high_inclusive)
            for values in ranges
            if values.low is not None
        ),
    )
    lookup = (
        f"EXISTS (SELECT 1 FROM (SELECT * FROM temp.{table} WHERE low <= {column}"
        f" ORDER BY low DESC LIMIT 2) WHERE (low < {column} OR low_inclusive)"
        f" AND (high IS NULL OR {column} < high OR (high_inclusive AND {column} = high)))"
    )
    parts = [Condition(lookup), *(_range_condition(column, values) for values in unbounded)]
    parameters = tuple(value for part in parts for value in part.parameters)
    return Condition(" OR ".join(part.sql for part in parts), parameters)
