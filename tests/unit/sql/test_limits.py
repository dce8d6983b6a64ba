"""Texts that are too long, too deep or not text: each is refused by a clear error, or read."""

import pytest

from lakeq.errors import InvalidParameterUsage, LakeqError, QuerySyntaxError
from lakeq.sql.parse import MAX_TEXT_BYTES, parse
from tests.unit.sql.reading import context, read, tree

DEEP = 100_000


def test_the_longest_statement_is_read_and_a_longer_one_is_refused() -> None:
    statement = "SELECT 1 --"
    read(statement + "x" * (MAX_TEXT_BYTES - len(statement)))
    with pytest.raises(QuerySyntaxError, match="262145 bytes"):
        read(statement + "x" * (MAX_TEXT_BYTES - len(statement) + 1))


def test_length_is_counted_in_bytes() -> None:
    with pytest.raises(QuerySyntaxError, match="bytes"):
        read("SELECT 1 --" + "é" * (MAX_TEXT_BYTES // 2))


def test_a_nul_character_may_stand_in_a_string() -> None:
    read("SELECT 'a\0b'")


@pytest.mark.parametrize(
    "text", ['SELECT\n "a\0b"', "SELECT\n \0", "DROP TABLE\n \0", "DESCRIBE\n `a\0`"]
)
def test_a_nul_character_is_refused_elsewhere_where_it_stands(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        read(text)
    assert (raised.value.line, raised.value.column) == (2, 2)


@pytest.mark.parametrize("text", ["", "  ", ";", "-- only a comment", "/* x */ ;"])
def test_an_empty_text_is_a_syntax_error(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="mismatched input"):
        read(text)


@pytest.mark.parametrize("end", [";", " ; ", ";;", "; -- done", " -- done\n;", "/* x */;"])
def test_semicolons_and_comments_may_end_a_statement(end: str) -> None:
    read("SELECT 1" + end)
    read("SHOW TABLES" + end)


@pytest.mark.parametrize("text", ["SELECT 1; SELECT 2", "SHOW TABLES; SHOW TABLES"])
def test_one_text_holds_one_statement(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="Only one sql statement is allowed") as raised:
        read(text)
    assert raised.value.column == text.index("; S") + 3


@pytest.mark.parametrize(
    ("opening", "inner", "closing"),
    [
        ("(", "1", ")"),
        ("f(", "1", ")"),
        ("(SELECT ", "1", ")"),
        ("ARRAY[", "1", "]"),
        ("CASE WHEN ", "true", " THEN 1 END"),
        ("CAST(", "1", " AS bigint)"),
        ("a[", "1", "]"),
        ("x -> ", "1", ""),
        ("- ", "1", ""),
        ("NOT ", "true", ""),
        ("EXTRACT(YEAR FROM ", "d", ")"),
        ("TRIM(", "d", ")"),
        ("POSITION(a IN ", "d", ")"),
    ],
)
def test_nesting_is_read_as_deep_as_allowed_and_refused_beyond(
    opening: str, inner: str, closing: str
) -> None:
    read("SELECT " + opening * 60 + inner + closing * 60)
    for depth in (500, min(DEEP, 200_000 // len(opening))):
        with pytest.raises(QuerySyntaxError, match="nested more than"):
            read("SELECT " + opening * depth + inner)


@pytest.mark.parametrize("opening", ["(", "(SELECT * FROM ", "(t JOIN "])
def test_nesting_in_from_is_refused_beyond_the_limit(opening: str) -> None:
    with pytest.raises(QuerySyntaxError, match="nested more than"):
        read("SELECT * FROM " + opening * 10_000 + "t")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT CAST(1 AS " + "array(" * 10_000 + "int",
        "CREATE EXTERNAL TABLE t (a " + "array<" * 10_000 + "int",
    ],
)
def test_types_are_not_nested_without_end(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="nested more than"):
        read(text)


@pytest.mark.parametrize("connector", [" AND ", " OR "])
def test_a_chain_of_ten_thousand_terms_makes_a_shallow_tree(connector: str) -> None:
    condition = tree("SELECT " + connector.join(["a"] * 10_000)).expressions[0]
    depth = 0
    level = [condition]
    while level:
        depth += 1
        level = [child for node in level for child in node.iter_expressions()]
    assert depth < 20


@pytest.mark.parametrize("operator", [" + ", " - ", " || ", " * "])
def test_a_chain_of_ten_thousand_operands_is_refused(operator: str) -> None:
    read("SELECT " + operator.join(["a"] * 150))
    with pytest.raises(QuerySyntaxError, match="nested more than"):
        read("SELECT " + operator.join(["a"] * 10_000))


def test_ten_thousand_united_queries_are_read() -> None:
    read(" UNION ALL ".join(["SELECT 1"] * 10_000))


def test_long_lists_are_read() -> None:
    read(f"SELECT a IN ({', '.join(['1'] * 50_000)})")


def test_parameters_of_a_statement_that_takes_none_are_refused() -> None:
    with pytest.raises(InvalidParameterUsage, match="expected 0 but found 1"):
        parse("SHOW TABLES", context(parameters=(1,)))
    parse("SELECT ?", context(parameters=(1,)))
    parse("EXPLAIN SELECT ?", context(parameters=(1,)))


def test_no_error_holds_what_a_terminal_would_obey() -> None:
    with pytest.raises(LakeqError) as raised:
        read("SELECT 1 FORM t")
    assert "\x1b" not in str(raised.value)
    assert "sqlglot" not in str(raised.value)
