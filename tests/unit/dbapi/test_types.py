import time as clock
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from lakeq import dbapi
from lakeq.dbapi.types import ParameterValue, TypeObject, checked_parameters
from lakeq.errors import InterfaceError, ProgrammingError

TYPE_OBJECTS = {
    "STRING": dbapi.STRING,
    "BINARY": dbapi.BINARY,
    "NUMBER": dbapi.NUMBER,
    "DATETIME": dbapi.DATETIME,
    "ROWID": dbapi.ROWID,
    "NESTED": dbapi.NESTED,
}


@pytest.mark.parametrize(
    ("type_name", "expected"),
    [
        ("varchar", "STRING"),
        ("varchar(5)", "STRING"),
        ("char(3)", "STRING"),
        ("json", "STRING"),
        ("unknown", "STRING"),
        ("varbinary", "BINARY"),
        ("boolean", "NUMBER"),
        ("tinyint", "NUMBER"),
        ("bigint", "NUMBER"),
        ("real", "NUMBER"),
        ("double", "NUMBER"),
        ("decimal(10,2)", "NUMBER"),
        ("date", "DATETIME"),
        ("time(3)", "DATETIME"),
        ("timestamp(3)", "DATETIME"),
        ("timestamp(3) with time zone", "DATETIME"),
        ("interval day to second", "DATETIME"),
        ("array(timestamp(3) with time zone)", "NESTED"),
        ("map(varchar(5), bigint)", "NESTED"),
        ("row(a decimal(3,1), b char(2))", "NESTED"),
    ],
)
def test_a_type_name_equals_one_type_object_only(type_name: str, expected: str) -> None:
    equal = [name for name, type_object in TYPE_OBJECTS.items() if type_object == type_name]
    assert equal == [expected]


def test_a_type_object_equals_itself_alone_among_type_objects() -> None:
    assert TypeObject("STRING") == dbapi.STRING
    assert dbapi.STRING != dbapi.BINARY


def test_a_type_object_equals_nothing_but_names() -> None:
    assert dbapi.NUMBER != 5


def test_a_type_object_prints_its_name() -> None:
    assert repr(dbapi.ROWID) == "ROWID"


def test_the_constructors_make_pythons_own_values() -> None:
    assert dbapi.Date(2024, 2, 29) == date(2024, 2, 29)
    assert dbapi.Time(1, 2, 3) == time(1, 2, 3)
    assert dbapi.Timestamp(2024, 2, 29, 1, 2, 3) == datetime(2024, 2, 29, 1, 2, 3)
    assert dbapi.Binary(b"ab") == b"ab"


def test_ticks_are_read_as_local_time() -> None:
    ticks = clock.mktime((2024, 2, 29, 1, 2, 3, 0, 0, -1))
    assert dbapi.DateFromTicks(ticks) == date(2024, 2, 29)
    assert dbapi.TimeFromTicks(ticks) == time(1, 2, 3)
    assert dbapi.TimestampFromTicks(ticks) == datetime(2024, 2, 29, 1, 2, 3)


def test_parameters_are_taken_as_they_are() -> None:
    parameters: Sequence[ParameterValue] = [
        *(None, True, 1, 1.5, Decimal("1.50"), "text", b"bytes"),
        *(date(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC), time(1)),
    ]
    assert checked_parameters(parameters) == tuple(parameters)


def test_no_parameters_are_none() -> None:
    assert checked_parameters(None) == ()


@pytest.mark.parametrize("parameters", ["text", b"bytes", {"a": 1}, {1}, 5])
def test_parameters_that_are_no_sequence_are_refused(parameters: Any) -> None:
    with pytest.raises(InterfaceError, match="Parameters must be a sequence of values, not"):
        checked_parameters(parameters)


def test_a_parameter_of_a_type_that_sql_has_not_is_refused() -> None:
    values: Any = [1, object()]
    with pytest.raises(ProgrammingError, match="Parameter 2 has type object"):
        checked_parameters(values)
