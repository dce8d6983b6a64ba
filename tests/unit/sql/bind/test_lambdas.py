"""Lambdas: typed by the function they are given to, closed over the names around them."""

import pytest

from lakeq.errors import LakeqError
from tests.unit.sql.bind.tables import columns


def test_a_lambda_takes_its_types_from_the_array() -> None:
    assert columns("SELECT transform(ARRAY[1, 2], x -> x * 1.5)") == [
        ("_col0", "array(decimal(12,1))")
    ]


def test_a_lambda_sees_the_names_around_it() -> None:
    text = "SELECT transform(ARRAY[1], x -> transform(ARRAY[2.5], y -> x + y + id)) FROM orders"
    assert columns(text) == [("_col0", "array(array(decimal(21,1)))")]


def test_equal_lambdas_group_alike() -> None:
    text = "SELECT transform(ARRAY[id], x -> x + 1) FROM orders GROUP BY transform(ARRAY[id], x -> x + 1)"
    assert columns(text) == [("_col0", "array(bigint)")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT transform(ARRAY[1], x -> y)", "COLUMN_NOT_FOUND: line 1:33"),
        ("SELECT transform(ARRAY[1], (x, y) -> x)", "FUNCTION_NOT_FOUND: line 1:8"),
        ("SELECT transform(ARRAY[1], x -> (SELECT 1))", "NOT_SUPPORTED: line 1:28"),
        ("SELECT transform(ARRAY[1], x -> count(x))", "EXPRESSION_NOT_SCALAR: line 1:33"),
    ],
)
def test_what_is_wrong_in_a_lambda_is_said_at_its_place(text: str, message: str) -> None:
    with pytest.raises(LakeqError) as caught:
        columns(text)
    assert str(caught.value).startswith(message)
