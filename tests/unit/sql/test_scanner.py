"""Tokens: quoting, escapes, numbers, comments and places."""

import pytest

from lakeq.errors import QuerySyntaxError
from lakeq.sql.scanner import Source, Spelling, Token, TokenKind, leading_words, scan, statement_end


def tokens(text: str, spelling: Spelling = Spelling.TRINO) -> list[Token]:
    return scan(Source(text), spelling)[:-1]


@pytest.mark.parametrize(
    ("text", "spelling", "value"),
    [
        ("'it''s'", Spelling.TRINO, "it's"),
        (r"'a\nb'", Spelling.TRINO, r"a\nb"),
        (r"'a\nb'", Spelling.HIVE, "a\nb"),
        (r"'a\tb\\c\'d'", Spelling.HIVE, "a\tb\\c'd"),
        (r"'\001'", Spelling.HIVE, "\x01"),
        (r"'A'", Spelling.HIVE, "A"),
        (r"'100\%'", Spelling.HIVE, r"100\%"),
        (r"'\d+'", Spelling.HIVE, "d+"),
        ("'it''s'", Spelling.HIVE, "it's"),
        ("U&'sn\\00f8 \\+01F600 \\\\'", Spelling.TRINO, "snø 😀 \\"),
        ("'a;--/*b'", Spelling.TRINO, "a;--/*b"),
        ("''", Spelling.TRINO, ""),
    ],
)
def test_a_string_is_read_by_the_rules_of_its_grammar(
    text: str, spelling: Spelling, value: str
) -> None:
    assert [(token.kind, token.text) for token in tokens(text, spelling)] == [
        (TokenKind.STRING, value)
    ]


@pytest.mark.parametrize("text", ["1", "12.5", "1.", ".5", "1e10", "1.5E-3", "1_000"])
def test_a_number_keeps_its_text(text: str) -> None:
    assert [(token.kind, token.text) for token in tokens(text)] == [(TokenKind.NUMBER, text)]


def test_a_hive_name_may_begin_with_a_digit() -> None:
    assert [token.kind for token in tokens("2024_orders 3e4 3ex", Spelling.HIVE)] == [
        TokenKind.WORD,
        TokenKind.NUMBER,
        TokenKind.WORD,
    ]


def test_comments_and_space_are_skipped() -> None:
    text = "a -- one ' \" ` \n/* two ; */ b\t/**/\r\nc"
    assert [token.text for token in tokens(text)] == ["a", "b", "c"]


def test_quotes_inside_of_names_are_undone() -> None:
    assert [token.text for token in tokens('"a""b" `c``d`')] == ['a"b', "c`d"]


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("a 'b", 3, "never closed"),
        ('a "b', 3, "never closed"),
        ("a `b", 3, "never closed"),
        ("a /* b", 3, "unterminated comment"),
        ("X'0'", 1, "even number of hexadecimal digits"),
        ("X'0g'", 1, "only hexadecimal digits"),
        ("U&'\\00'", 1, "escaped character"),
        ("U&'\\+110000'", 1, "escaped character"),
    ],
)
def test_what_cannot_be_a_token_is_refused_where_it_begins(
    text: str, column: int, part: str
) -> None:
    with pytest.raises(QuerySyntaxError, match=part) as raised:
        tokens(text)
    assert (raised.value.line, raised.value.column) == (1, column)


@pytest.mark.parametrize(
    ("text", "offset", "position"),
    [("abc", 2, (1, 3)), ("a\nb", 2, (2, 1)), ("a\r\nb", 3, (2, 1)), ("é\n😀b", 3, (2, 2))],
)
def test_positions_count_lines_and_characters_from_one(
    text: str, offset: int, position: tuple[int, int]
) -> None:
    assert Source(text).position(offset) == position


def test_leading_words_stop_at_the_first_other_token() -> None:
    assert leading_words(Source("-- x\n create /* y */ or 'z' view"), 4) == ["CREATE", "OR"]


def test_a_statement_ends_at_a_semicolon_outside_of_quotes_and_comments() -> None:
    text = "a ';' -- ;\n ; b"
    assert statement_end(Source(text), Spelling.HIVE, 0) == (text.index("; b"), False)
    assert statement_end(Source(" /* ; */ "), Spelling.HIVE, 0) == (9, True)
