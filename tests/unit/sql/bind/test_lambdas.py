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


def test_a_state_takes_the_type_that_it_grows_to() -> None:
    assert columns("SELECT reduce(ARRAY[BIGINT '1'], 0, (s, x) -> s + x, s -> s)") == [
        ("_col0", "bigint")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT reduce(ARRAY[1], 0, (s, x) -> CAST(s AS smallint), s -> s)",
        "SELECT reduce(ARRAY[1.1], 0.0, (s, x) -> s + x, s -> s)",
        "SELECT filter(ARRAY[1], x -> x)",
        "SELECT array_sort(ARRAY[1], (x, y) -> BIGINT '1')",
    ],
)
def test_what_a_lambda_gives_is_not_coerced(text: str) -> None:
    with pytest.raises(LakeqError, match="FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters"):
        columns(text)


def test_a_call_takes_127_arguments_and_no_more() -> None:
    arrays = ["ARRAY[1]"] * 127
    assert columns(f"SELECT concat({', '.join(arrays)})") == [("_col0", "array(integer)")]
    with pytest.raises(LakeqError, match="TOO_MANY_ARGUMENTS: line 1:8"):
        columns(f"SELECT concat({', '.join([*arrays, 'ARRAY[1]'])})")
