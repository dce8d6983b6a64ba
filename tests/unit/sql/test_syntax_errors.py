"""Syntax errors: Trino's words, and the exact place."""

import pytest

from lakeq.errors import QuerySyntaxError, TypeMismatch
from tests.unit.sql.reading import read


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELEC 1", 1, 1, "mismatched input 'SELEC'"),
        ("SELECT", 1, 7, "mismatched input '<EOF>'. Expecting: <expression>"),
        ("SELECT * FORM t", 1, 10, "mismatched input 'FORM'. Expecting: <EOF>"),
        ("SELECT a b c FROM t", 1, 12, "mismatched input 'c'"),
        ("SELECT a,\n  FROM t", 2, 3, "mismatched input 'FROM'. Expecting: <expression>"),
        ("SELECT (1", 1, 10, "mismatched input '<EOF>'. Expecting: ')'"),
        ("SELECT 1)", 1, 9, "mismatched input ')'"),
        ("SELECT 1 BETWEEN 2 3", 1, 20, "mismatched input '3'. Expecting: 'AND'"),
        ("SELECT CASE WHEN 1 2 END", 1, 20, "mismatched input '2'. Expecting: 'THEN'"),
        ("SELECT CASE a END", 1, 15, "mismatched input 'END'. Expecting: 'WHEN'"),
        ("SELECT CASE WHEN a THEN 1", 1, 26, "Expecting: 'ELSE', 'END', 'WHEN'"),
        ("SELECT a::int", 1, 9, "mismatched input ':'"),
        ("SELECT a == b", 1, 11, "mismatched input '='"),
        ("SELECT a = b = c", 1, 14, "mismatched input '='"),
        ("SELECT a IS 1", 1, 13, "Expecting: 'DISTINCT', 'NULL', 'TRUE'"),
        ("SELECT `a` FROM t", 1, 8, "backquoted identifiers are not supported; use double quotes"),
        ("SELECT a FROM `t`", 1, 15, "backquoted identifiers are not supported; use double quotes"),
        ("SELECT a `b` FROM t", 1, 10, "backquoted identifiers are not supported"),
        ('SELECT 1 AS ""', 1, 13, "Zero-length delimited identifier not allowed"),
        ("SELECT 1a", 1, 8, "identifiers must not start with a digit"),
        ("SELECT f(a b)", 1, 12, "mismatched input 'b'. Expecting: ')'"),
        ("SELECT CAST(a bigint)", 1, 15, "mismatched input 'bigint'. Expecting: 'AS'"),
        ("SELECT CAST(a AS 1)", 1, 18, "mismatched input '1'. Expecting: <type>"),
        ("SELECT a FROM t WHERE", 1, 22, "mismatched input '<EOF>'. Expecting: <expression>"),
        ("SELECT a FROM t JOIN u", 1, 23, "mismatched input '<EOF>'. Expecting: 'ON', 'USING'"),
        ("SELECT a FROM t LIMIT 5 OFFSET 2", 1, 25, "mismatched input 'OFFSET'"),
        (
            "SELECT a FROM t OFFSET 2 LIMIT x",
            1,
            32,
            "mismatched input 'x'. Expecting: '?', <integer>",
        ),
        ("SELECT a FROM a.b.c.d", 1, 15, "Too many dots in table name: a.b.c.d"),
        ("SELECT * EXCEPT (a) FROM t", 1, 18, "mismatched input 'a'"),
        ("SELECT a FROM t GROUP a", 1, 23, "mismatched input 'a'. Expecting: 'BY'"),
        ("SELECT a FROM t ORDER BY a NULLS", 1, 33, "Expecting: 'LAST'"),
        ("WITH x (SELECT 1) SELECT 1", 1, 9, "mismatched input 'SELECT'. Expecting: <identifier>"),
        ("SELECT 1 UNION", 1, 15, "Expecting: '(', 'SELECT', 'TABLE', 'VALUES'"),
        ("SELECT INTERVAL '1' FORTNIGHT", 1, 21, "Expecting: 'DAY', 'HOUR'"),
        ("SELECT select FROM t", 1, 8, "mismatched input 'select'"),
        ("SELECT sum(x) OVER (ROWS 1) FROM t", 1, 27, "Expecting: 'FOLLOWING', 'PRECEDING'"),
        ("EXPLAIN (FORMAT XML) SELECT 1", 1, 17, "Expecting: 'GRAPHVIZ', 'JSON', 'TEXT'"),
        ("EXPLAIN EXPLAIN SELECT 1", 1, 9, "mismatched input 'EXPLAIN'. Expecting: <statement>"),
        ("EXPLAIN SELECT 1 FORM t", 1, 18 + 5, "mismatched input 't'"),
        ("CREATE TALBE t (a int)", 1, 8, "mismatched input 'TALBE'. Expecting: 'DATABASE'"),
        ("CREATE EXTERNAL TABLE t (a)", 1, 27, "mismatched input ')'. Expecting: <type>"),
        ("CREATE EXTERNAL TABLE t (a text)", 1, 28, "mismatched input 'text'. Expecting: <type>"),
        ("CREATE EXTERNAL TABLE t\n(date string)", 2, 2, "mismatched input 'date'"),
        ("CREATE EXTERNAL TABLE t (a int) STORED AS CSV", 1, 43, "Expecting: 'AVRO', 'ION', 'ORC'"),
        ("CREATE EXTERNAL TABLE t (a int) LOCATION x", 1, 42, "Expecting: <string>"),
        ("CREATE EXTERNAL TABLE t (a array<int) LOCATION 'x'", 1, 37, "Expecting: '>'"),
        ("CREATE EXTERNAL TABLE a.b.c.d (x int)", 1, 23, "Too many dots in table name"),
        ("CREATE DATABASE", 1, 16, "mismatched input '<EOF>'. Expecting: <identifier>"),
        ("CREATE DATABASE x COMENT 'y'", 1, 19, "mismatched input 'COMENT'. Expecting: <EOF>"),
        ("CREATE VIEW v AS", 1, 17, "mismatched input '<EOF>'"),
        ("CREATE VIEW v AS\nSELECT FROM t", 2, 8, "mismatched input 'FROM'"),
        ("CREATE VIEW v SELECT 1", 1, 15, "mismatched input 'SELECT'. Expecting: 'AS'"),
        ("DROP t", 1, 6, "Expecting: 'DATABASE', 'SCHEMA', 'TABLE', 'VIEW'"),
        ("DROP TABLE t, u", 1, 13, "mismatched input ','. Expecting: <EOF>"),
        ("ALTER TABLE t ADD PARTITION dt = 1", 1, 29, "mismatched input 'dt'. Expecting: '('"),
        ("ALTER TABLE t ADD PARTITION (dt = x)", 1, 35, "Expecting: <constant>"),
        ("ALTER TABLE t FROB", 1, 15, "Expecting: 'ADD', 'DROP', 'SET'"),
        ("MSCK TABLE t", 1, 6, "mismatched input 'TABLE'. Expecting: 'REPAIR'"),
        ("SHOW FROBS", 1, 6, "mismatched input 'FROBS'. Expecting: 'COLUMNS'"),
        ("SHOW COLUMNS t", 1, 14, "Expecting: 'FROM', 'IN'"),
        ("DESCRIBE TABLE t", 1, 10, "mismatched input 'TABLE'. Expecting: <identifier>"),
    ],
)
def test_a_syntax_error_says_what_was_found_where(
    text: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        read(text)
    assert message in raised.value.message
    assert (raised.value.line, raised.value.column) == (line, column)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("string", "Unknown type: string"),
        ("decimal(39)", "DECIMAL precision must be in range [1, 38]: 39"),
        ("decimal(5, 6)", "DECIMAL scale must be in range [0, precision (5)]: 6"),
        ("timestamp(13)", "TIMESTAMP precision must be in range [0, 12]"),
        ("char(70000)", "CHAR length must be in range [0, 65536], got 70000"),
        ("array(int, int)", "Wrong number of type parameters for array"),
    ],
)
def test_a_type_that_trino_lacks_is_named(written: str, message: str) -> None:
    with pytest.raises(TypeMismatch) as raised:
        read(f"SELECT CAST(a AS {written})")
    assert raised.value.message == message
    assert (raised.value.line, raised.value.column) == (1, 18)


def test_text_that_is_not_unicode_is_refused_where_it_ends() -> None:
    with pytest.raises(QuerySyntaxError, match="not valid Unicode") as raised:
        read("SELECT 1,\n  'a\ud800'")
    assert (raised.value.line, raised.value.column) == (2, 5)
