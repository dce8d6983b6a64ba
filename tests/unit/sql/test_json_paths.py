"""JSON paths: what they mean, and where they cease to be one."""

import pytest

from lakeq.sql.json_paths import PathSyntaxError, parse_path
from lakeq.sql.json_paths.nodes import (
    Arithmetic,
    Comparison,
    Constant,
    Context,
    Current,
    Elements,
    Filter,
    IsUnknown,
    Last,
    Logical,
    Member,
    Method,
    Path,
    Sign,
    Variable,
)


def test_accessors_bind_tighter_than_signs_and_products_than_sums() -> None:
    one, two = Constant(1), Constant(2)
    signed = Sign("-", Member(Context(), "a"))
    assert parse_path("lax -$.a + 1 * 2") == Path(
        lax=True, root=Arithmetic("+", signed, Arithmetic("*", one, two))
    )


def test_subscripts_may_be_ranges_and_count_from_the_last() -> None:
    before_last = Arithmetic("-", Last(), Constant(1))
    assert parse_path("strict $[0, 2 to last - 1]").root == Elements(
        Context(), ((Constant(0), None), (Constant(2), before_last))
    )


def test_a_parenthesis_may_begin_a_predicate_or_a_number() -> None:
    compared = Comparison(">", Arithmetic("+", Current(), Constant(1)), Variable("n"))
    unknown = IsUnknown(Comparison("==", Current(), Constant(None)))
    assert parse_path("lax $?((@ + 1) > $n && ((@ == null) is unknown))").root == Filter(
        Context(), Logical("&&", compared, unknown)
    )


def test_a_method_is_a_member_without_its_parentheses() -> None:
    assert parse_path("lax $.size").root == Member(Context(), "size")
    assert parse_path("lax $.size()").root == Method(Context(), "size")


def test_names_in_quotes_double_their_quotes() -> None:
    assert parse_path('lax $."a ""b"').root == Member(Context(), 'a "b')


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("$.a", 0),
        ("LAX $", 0),
        ("lax $.", 6),
        ("lax $[", 6),
        ("lax $.a b", 8),
        ("lax $ # 1", 6),
        ("lax $?(@)", 8),
        ("lax $.nothing()", 13),
    ],
)
def test_an_error_points_at_the_first_thing_that_does_not_fit(text: str, offset: int) -> None:
    with pytest.raises(PathSyntaxError) as caught:
        parse_path(text)
    assert caught.value.offset == offset


@pytest.mark.parametrize("part", ["(", "$?(", "$[", "$?((@?((", "-("])
def test_nesting_is_bounded_in_depth_and_in_time(part: str) -> None:
    with pytest.raises(PathSyntaxError, match="deep"):
        parse_path("lax " + part * 300)
