"""The registry: every signature reads, every name leads somewhere, coercions follow Trino."""

import pytest

from lakeq.functions import registry
from lakeq.functions.coercions import can_coerce, common_type
from lakeq.functions.patterns import Match, match_arguments
from lakeq.model.types import (
    BIGINT,
    DATE,
    DOUBLE,
    INTEGER,
    REAL,
    TIMESTAMP,
    UNKNOWN,
    VARCHAR,
    DataType,
    array_of,
    char,
    decimal,
    map_of,
    timestamp,
    varchar,
)


@pytest.mark.parametrize("name", registry.names())
def test_every_name_has_an_overload(name: str) -> None:
    assert registry.find_callable(name)


def test_operators_cannot_be_called_by_name() -> None:
    assert not registry.find_callable("subscript")
    assert registry.find("subscript")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (INTEGER, BIGINT, BIGINT),
        (BIGINT, decimal(10, 2), decimal(21, 2)),
        (decimal(38, 0), decimal(38, 10), decimal(38, 10)),
        (decimal(5, 2), REAL, REAL),
        (REAL, DOUBLE, DOUBLE),
        (varchar(3), varchar(5), varchar(5)),
        (varchar(3), VARCHAR, VARCHAR),
        (varchar(3), char(5), char(5)),
        (DATE, TIMESTAMP, TIMESTAMP),
        (timestamp(3), timestamp(6), timestamp(6)),
        (UNKNOWN, DATE, DATE),
        (array_of(INTEGER), array_of(DOUBLE), array_of(DOUBLE)),
        (map_of(VARCHAR, INTEGER), map_of(VARCHAR, BIGINT), map_of(VARCHAR, BIGINT)),
        (VARCHAR, INTEGER, None),
        (DATE, VARCHAR, None),
        (array_of(INTEGER), INTEGER, None),
    ],
)
def test_two_types_have_trinos_common_type(
    left: DataType, right: DataType, expected: DataType | None
) -> None:
    assert common_type(left, right) == expected
    assert common_type(right, left) == expected


def test_a_longer_varchar_does_not_coerce_to_a_shorter() -> None:
    assert not can_coerce(varchar(5), varchar(3))
    assert can_coerce(varchar(3), varchar(5))


def matched(name: str, *types: DataType) -> Match | None:
    found = [
        match_arguments(s.arguments, s.result, types)
        for s in registry.find(name)
        if len(s.arguments) == len(types)
    ]
    return min((match for match in found if match is not None), key=lambda m: m.cost, default=None)


@pytest.mark.parametrize(
    ("name", "types", "result"),
    [
        ("sum", (decimal(12, 2),), decimal(38, 2)),
        ("sum", (INTEGER,), BIGINT),
        ("lower", (varchar(7),), varchar(7)),
        ("element_at", (map_of(VARCHAR, DATE), varchar(2)), DATE),
        ("contains", (array_of(INTEGER), BIGINT), DataType(INTEGER.kind)),
        ("date_trunc", (VARCHAR, timestamp(6)), timestamp(6)),
    ],
)
def test_results_follow_arguments(name: str, types: tuple[DataType, ...], result: DataType) -> None:
    match = matched(name, *types)
    assert match is not None
    if name == "contains":
        assert match.arguments == (array_of(BIGINT), BIGINT)
    else:
        assert match.result == result


def test_what_cannot_be_ordered_has_no_maximum() -> None:
    assert matched("max", map_of(VARCHAR, BIGINT)) is None
