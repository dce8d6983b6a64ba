"""Which types are cast to which."""

import pytest

from lakeq.functions.casts import can_cast
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    TIME,
    UNKNOWN,
    VARBINARY,
    VARCHAR,
    DataType,
    Field,
    array_of,
    char,
    decimal,
    map_of,
    row_of,
    timestamp,
)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (BOOLEAN, decimal(3, 1)),
        (DOUBLE, BOOLEAN),
        (VARCHAR, DATE),
        (char(3), INTEGER),
        (timestamp(3), TIME),
        (UNKNOWN, array_of(DATE)),
        (array_of(VARCHAR), array_of(BIGINT)),
        (map_of(VARCHAR, DATE), map_of(DATE, VARCHAR)),
        (row_of(Field(None, INTEGER)), row_of(Field("a", VARCHAR))),
    ],
)
def test_values_that_may_have_a_counterpart_are_cast(source: DataType, target: DataType) -> None:
    assert can_cast(source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (BOOLEAN, DATE),
        (DATE, BIGINT),
        (DATE, TIME),
        (INTEGER, char(3)),
        (VARBINARY, VARCHAR),
        (array_of(BOOLEAN), array_of(DATE)),
        (array_of(INTEGER), INTEGER),
        (row_of(Field(None, INTEGER)), row_of(Field("a", INTEGER), Field("b", INTEGER))),
    ],
)
def test_types_without_a_common_meaning_are_not_cast(source: DataType, target: DataType) -> None:
    assert not can_cast(source, target)
