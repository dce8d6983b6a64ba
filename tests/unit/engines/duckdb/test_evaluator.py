"""The evaluator: predicates over key values, and scalar questions."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest

from lakeq.errors import TooManyRows
from lakeq.model.bound import Call, Cast, ColumnReference, Expression, Literal
from lakeq.model.table import KeyValue
from lakeq.model.types import BIGINT, BOOLEAN, DATE, INTEGER, TIMESTAMP, VARCHAR, DataType, decimal
from tests.unit.engines.duckdb.lake import EngineLake

DAY = ColumnReference(7, 3, "day", VARCHAR)
HOUR = ColumnReference(7, 5, "hour", INTEGER)


def starts(column: Expression, prefix: str) -> Expression:
    part = Call("substr", (column, Literal(1, BIGINT), Literal(len(prefix), BIGINT)), VARCHAR)
    return Call("eq", (part, Literal(prefix, VARCHAR)), BOOLEAN)


@pytest.mark.parametrize("count", [4, 30_000])
def test_rows_are_kept_where_the_predicate_is_true(lake: EngineLake, count: int) -> None:
    wanted = Call(
        "or", (starts(DAY, "2024-01"), Call("eq", (HOUR, Literal(3, INTEGER)), BOOLEAN)), BOOLEAN
    )
    rows: list[tuple[KeyValue, ...]] = [
        ("2024-01-31", 1),
        ("2023-01-01", 3),
        (None, None),
        ("x", 4),
    ]
    rows = [rows[index % 4] for index in range(count)]
    assert lake.judge.keep(wanted, (DAY, HOUR), rows) == [index % 4 < 2 for index in range(count)]


@pytest.mark.parametrize(
    ("data_type", "values"),
    [
        (VARCHAR, ["it's", '"', "\\", "[a,b]", "NULL", "", " ", "é\0☃", "{x}"]),
        (INTEGER, [-5, 0, 7]),
        (BIGINT, [-(2**63), 2**63 - 1]),
        (DATE, [date(2024, 2, 29), date(1, 1, 1)]),
        (TIMESTAMP, [datetime(2024, 1, 1, 1, 2, 3, 4000)]),
        (BOOLEAN, [True, False]),
        (decimal(12, 3), [Decimal("-1.250"), Decimal("999999999.999")]),
    ],
)
def test_values_of_every_key_type_are_taken_as_they_are(
    lake: EngineLake, data_type: DataType, values: Sequence[KeyValue]
) -> None:
    key = ColumnReference(1, 0, "k", data_type)
    rows = [(value,) for value in values]
    for position, value in enumerate(values):
        same = Call("eq", (key, Literal(value, data_type)), BOOLEAN)
        assert lake.judge.keep(same, (key,), rows) == [i == position for i in range(len(values))]


def test_no_rows_need_no_answer(lake: EngineLake) -> None:
    assert lake.judge.keep(starts(DAY, "2024"), (DAY,), []) == []


def test_rows_are_kept_on_which_the_predicate_fails(lake: EngineLake) -> None:
    positive = Call("gt", (Cast(DAY, INTEGER), Literal(0, INTEGER)), BOOLEAN)
    assert lake.judge.keep(positive, (DAY,), [("5",), ("-1",)]) == [True, False]
    rows = [("5",), ("five",), ("-1",), (None,)]
    assert lake.judge.keep(positive, (DAY,), rows) == [True, True, False, False]
    negated = Call("not", (positive,), BOOLEAN)
    assert lake.judge.keep(negated, (DAY,), rows) == [False, True, True, False]


def test_a_scalar_question_is_answered(lake: EngineLake) -> None:
    for sql, expected in (
        ("SELECT 7", 7),
        ("SELECT DATE '2024-01-01'", date(2024, 1, 1)),
        ("SELECT 'x' WHERE 1 = 2", None),
        ("SELECT CAST(NULL AS varchar)", None),
        ("SELECT DECIMAL '1.50'", Decimal("1.50")),
    ):
        assert lake.judge.scalar(*lake.planned(sql)) == expected


def test_a_scalar_question_has_one_answer(lake: EngineLake) -> None:
    with pytest.raises(TooManyRows):
        lake.judge.scalar(*lake.planned("VALUES 1, 2"))
