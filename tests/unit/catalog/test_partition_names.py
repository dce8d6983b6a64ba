from hypothesis import given
from hypothesis import strategies as st

from lakeq.catalog.partition_names import (
    escape,
    folder_name,
    parse_folder,
    parse_partition_name,
    partition_name,
    unescape,
)

SPECIAL = "\"#%'*/:=?\\{[]^\x7f\x01\n\t\x1f"


def test_every_character_that_hive_escapes_is_escaped() -> None:
    assert escape(SPECIAL) == ("%22%23%25%27%2A%2F%3A%3D%3F%5C%7B%5B%5D%5E%7F%01%0A%09%1F")


def test_everything_else_is_left_as_it_is() -> None:
    assert escape("a b}-_.~!@$&()+,;<>|`ü") == "a b}-_.~!@$&()+,;<>|`ü"


def test_escapes_in_lower_case_are_understood() -> None:
    assert unescape("a%2fb%3A") == "a/b:"


def test_a_percent_sign_that_escapes_nothing_is_kept() -> None:
    assert unescape("5%") == "5%"
    assert unescape("%zz%4") == "%zz%4"


@given(st.text())
def test_escaping_is_undone_exactly(text: str) -> None:
    assert unescape(escape(text)) == text
    assert "/" not in escape(text)


def test_null_and_the_empty_string_have_hives_default_name() -> None:
    assert folder_name("k", None) == folder_name("k", "") == "k=__HIVE_DEFAULT_PARTITION__"


def test_a_keys_case_in_a_folders_name_does_not_matter() -> None:
    assert parse_folder("Year=2024") == ("year", "2024")


def test_a_value_may_hold_an_equals_sign() -> None:
    assert parse_folder("k=a=b") == ("k", "a=b")


def test_a_folder_without_key_or_value_is_no_partition() -> None:
    assert [parse_folder(name) for name in ("data", "k=", "=v", "")] == [None] * 4


def test_a_path_with_another_folder_in_it_names_no_partition() -> None:
    assert parse_partition_name("dt=1/data/h=2") is None


@given(
    st.lists(st.tuples(st.sampled_from(["dt", "h"]), st.none() | st.text(min_size=1)), min_size=1)
)
def test_a_partitions_name_is_read_back_exactly(values: list[tuple[str, str | None]]) -> None:
    assert parse_partition_name(partition_name(values) + "/") == tuple(values)
