"""JSON texts: strictly read, and written as Trino writes them."""

import pytest

from lakeq.functions.json_text import (
    JsonError,
    canonical,
    double_text,
    quote,
    real_text,
    scientific_text,
)


@pytest.mark.parametrize(
    "text",
    ["", " ", "{", "[1,]", "[1] 2", "{'a': 1}", "NaN", "[-Infinity]", "01", '"\x01"', '"\\ud800"'],
)
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(JsonError):
        canonical(text)


def test_members_are_sorted_as_java_sorts_them_and_the_last_of_a_name_counts() -> None:
    text = '{"\U0001f600": 1, "\uffff": 2, "b": {"y": 1, "x": 2}, "a": 1, "a": 3}'
    assert canonical(text) == '{"a":3,"b":{"x":2,"y":1},"\U0001f600":1,"\uffff":2}'


def test_whole_numbers_keep_all_their_digits() -> None:
    assert canonical("[-0, 12345678901234567890123, 7]") == "[0,12345678901234567890123,7]"


def test_a_number_beyond_any_double_keeps_its_spelling() -> None:
    assert canonical("1e309") == "1e309"


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (100.0, "100.0"),
        (0.001, "0.001"),
        (0.00099, "9.9E-4"),
        (9999999.0, "9999999.0"),
        (1e7, "1.0E7"),
        (123456789.5, "1.234567895E8"),
        (5e-324, "4.9E-324"),
        (1.7976931348623157e308, "1.7976931348623157E308"),
    ],
)
def test_doubles_are_spelled_as_java_spells_them(value: float, spelled: str) -> None:
    assert double_text(value) == spelled


def test_reals_have_no_more_digits_than_they_need() -> None:
    assert real_text(0.10000000149011612) == "0.1"
    assert real_text(16777216.0) == "1.6777216E7"


def test_a_cast_to_varchar_always_has_an_exponent() -> None:
    assert [scientific_text(value) for value in (128.5, 0.0, -1e-7)] == [
        "1.285E2",
        "0E0",
        "-1.0E-7",
    ]


def test_only_what_must_be_is_escaped() -> None:
    assert quote('/\\"\n\x1f\x7fé') == '"/\\\\\\"\\n\\u001F\x7fé"'
