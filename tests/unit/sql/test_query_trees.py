"""Queries: the trees they become, of which nothing is rewritten and nothing is lost."""

import pytest
from sqlglot import exp

from lakeq.errors import NotSupported
from lakeq.model.types import (
    BIGINT,
    DOUBLE,
    INTERVAL_DAY_TO_SECOND,
    VARCHAR,
    DataType,
    Field,
    Kind,
    array_of,
    char,
    decimal,
    map_of,
    row_of,
    timestamp,
    varchar,
)
from lakeq.sql.dialect import write
from lakeq.sql.nodes import RelationGroup, TypedLiteral, cast_type
from tests.unit.sql.reading import item, read, tree


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "SELECT ALL_x, t.*, s.t.*, * FROM s.t",
        "SELECT DISTINCT a AS b FROM t AS u(x, y)",
        "SELECT a.b.c.d.e, F(x).y, r.f[1].g, -a[1] * 3 || 'x'",
        "SELECT a + b * c - d / e % f",
        "SELECT (a + b) * (c - d)",
        "SELECT a OR b AND NOT c",
        "SELECT a = 1, b <> 2, c < 3, d <= 4, e > 5, f >= 6",
        "SELECT a BETWEEN 1 AND 2, NOT b BETWEEN 1 AND 2",
        "SELECT a IN (1, 2), NOT a IN (SELECT b FROM t)",
        "SELECT a LIKE 'x%', NOT a LIKE 'x!%' ESCAPE '!'",
        "SELECT a IS NULL, NOT a IS NULL, a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b",
        "SELECT a = ANY (SELECT 1), a < ALL (SELECT 2), EXISTS(SELECT 3), (SELECT 4)",
        "SELECT CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END, CASE a WHEN 1 THEN 2 END",
        "SELECT COUNT(*), COUNT(DISTINCT a, b), SUM(a) FILTER(WHERE b > 1)",
        "SELECT LISTAGG(a) WITHIN GROUP (ORDER BY b DESC NULLS FIRST, c ASC)",
        "SELECT LISTAGG(DISTINCT a, ',' ON OVERFLOW TRUNCATE '~' WITH COUNT) WITHIN GROUP (ORDER BY a)",
        "SELECT LISTAGG(a ON OVERFLOW TRUNCATE WITHOUT COUNT) WITHIN GROUP (ORDER BY a)",
        "SELECT ARRAY_AGG(a ORDER BY b DESC NULLS FIRST, c ASC) FILTER(WHERE d)",
        "SELECT SUM(a) OVER (), RANK() OVER (PARTITION BY b ORDER BY c ASC)",
        "SELECT SUM(a) OVER (ORDER BY b ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
        "SELECT LAG(a) IGNORE NULLS OVER w FROM t WINDOW w AS (PARTITION BY b)",
        "SELECT TRANSFORM(a, x -> x + 1), REDUCE(a, 0, (s, x) -> s + x, s -> s)",
        "SELECT ARRAY[1, 2][1], (1, 'a'), ROW(1, 2), MAP(ARRAY[1], ARRAY[2])",
        "SELECT CAST(a AS decimal(10,2)), TRY_CAST(a AS array(varchar(3)))",
        "SELECT DATE '2024-01-01', TIMESTAMP '2024-01-01 00:00:00.123456', DECIMAL '1.20'",
        "SELECT INTERVAL '1' DAY, -INTERVAL '1-2' YEAR TO MONTH",
        "SELECT a AT TIME ZONE 'UTC', EXTRACT(YEAR FROM a)",
        "SELECT CURRENT_DATE, CURRENT_TIMESTAMP, LOCALTIME, LOCALTIMESTAMP, ?",
        "SELECT .5, 1., 1e3, 007, 12345678901234567890",
        "SELECT 1 FROM a INNER JOIN b ON a.x = b.x LEFT JOIN c USING (y, z)",
        "SELECT 1 FROM a CROSS JOIN b NATURAL INNER JOIN c FULL JOIN d ON TRUE",
        "SELECT 1 FROM a INNER JOIN (b RIGHT JOIN c ON TRUE) ON TRUE",
        "SELECT 1 FROM t CROSS JOIN UNNEST(a, b) WITH ORDINALITY AS u(x, y, n)",
        "SELECT 1 FROM t CROSS JOIN LATERAL (SELECT t.a) AS u",
        "SELECT 1 FROM (SELECT 1) AS x, (VALUES (1, 2), (3, 4)) AS v(a, b)",
        "SELECT a FROM t GROUP BY a, ROLLUP ((b), (c, d)), CUBE ((e)), GROUPING SETS ((f), ())",
        "SELECT a FROM t GROUP BY a HAVING COUNT(*) > 1 ORDER BY 1 ASC, b DESC NULLS FIRST",
        "SELECT a FROM t ORDER BY a ASC OFFSET 2 LIMIT 3",
        "SELECT a FROM t FETCH FIRST 3 ROWS WITH TIES",
        "WITH a AS (SELECT 1), b(x) AS (SELECT 2) SELECT * FROM a UNION ALL SELECT * FROM b",
        "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT * FROM a",
        "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4",
        "(SELECT 1 LIMIT 1) UNION ALL (SELECT 2 ORDER BY 1 ASC) ORDER BY 1 ASC LIMIT 5",
        'SELECT "a b", "c""d" FROM "s"."t$partitions"',
    ],
)
def test_what_is_read_is_written_back_and_read_as_the_same_tree(text: str) -> None:
    first = tree(text)
    written = write(first)
    assert tree(written) == first, written


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("f()", "f", []),
        ("Date_Diff('day', a, b)", "Date_Diff", ["'day'", "a", "b"]),
        ("split(a, ',', 2)", "split", ["a", "','", "2"]),
        ("strpos(a, b, 2)", "strpos", ["a", "b", "2"]),
        ("array_sort(a, (x, y) -> 1)", "array_sort", ["a", "(x, y) -> 1"]),
        ("date_format(a, '%Y')", "date_format", ["a", "'%Y'"]),
        ("json_extract(a, '$.b')", "json_extract", ["a", "'$.b'"]),
        ("if(a, b, c)", "if", ["a", "b", "c"]),
        ("coalesce(a, b)", "coalesce", ["a", "b"]),
        ("nullif(a, b)", "nullif", ["a", "b"]),
        ("try(a / b)", "try", ["a / b"]),
        ("row(1, 2)", "row", ["1", "2"]),
        ("date(a)", "date", ["a"]),
        ("replace(a, b)", "replace", ["a", "b"]),
        ("left(a, 1)", "left", ["a", "1"]),
        ("grouping(a, b)", "grouping", ["a", "b"]),
        ("mod(a + 1, 2)", "mod", ["a + 1", "2"]),
        ("log10(a)", "log10", ["a"]),
        ("sha512(a)", "sha512", ["a"]),
        ("random(10)", "random", ["10"]),
        ('"my func"(a)', "my func", ["a"]),
        ("cat.sch.f(a)", "cat.sch.f", ["a"]),
        ("trim(a)", "trim", ["a"]),
        ("trim(a, 'x')", "trim", ["a", "'x'"]),
        ("TRIM('x' FROM a)", "trim", ["a", "'x'"]),
        ("TRIM(BOTH FROM a)", "trim", ["a"]),
        ("TRIM(LEADING 'x' FROM a)", "ltrim", ["a", "'x'"]),
        ("TRIM(TRAILING FROM a)", "rtrim", ["a"]),
        ("substring(a, 2)", "substring", ["a", "2"]),
        ("SUBSTRING(a FROM 2 FOR 3)", "SUBSTRING", ["a", "2", "3"]),
        ("POSITION('x' IN a)", "strpos", ["a", "'x'"]),
        ("normalize(a)", "normalize", ["a", "'NFC'"]),
        ("normalize(a, NFKD)", "normalize", ["a", "'NFKD'"]),
    ],
)
def test_a_call_arrives_as_it_was_written(text: str, name: str, arguments: list[str]) -> None:
    if name == "left":
        text = text.replace("left", '"left"')
    node = item(text)
    assert isinstance(node, exp.Anonymous)
    assert node.this == name
    assert [write(argument) for argument in node.expressions] == arguments


def test_aggregates_wear_their_clauses_in_one_order() -> None:
    node = item("array_agg(a ORDER BY b) FILTER (WHERE c) IGNORE NULLS OVER (PARTITION BY d)")
    assert isinstance(node, exp.Window)
    assert isinstance(node.this, exp.IgnoreNulls)
    assert isinstance(node.this.this, exp.Filter)
    assert isinstance(node.this.this.this, exp.WithinGroup)
    assert isinstance(node.this.this.this.this, exp.Anonymous)


def test_both_spellings_of_an_aggregates_order_are_one_shape() -> None:
    inside, behind = item("listagg(a, ',') WITHIN GROUP (ORDER BY b)"), item("f(a, ',' ORDER BY b)")
    assert isinstance(inside, exp.WithinGroup)
    assert isinstance(behind, exp.WithinGroup)
    assert inside.expression == behind.expression


def test_a_frame_always_has_an_end() -> None:
    node = item("sum(a) OVER (ORDER BY b ROWS 2 PRECEDING)")
    spec = node.args["spec"]
    assert (spec.args["kind"], spec.args["start_side"]) == ("ROWS", "PRECEDING")
    assert (spec.args["end"], spec.args["end_side"]) == ("CURRENT ROW", None)


@pytest.mark.parametrize(
    ("text", "type_name", "value"),
    [
        ("DECIMAL '1.20'", "decimal", "1.20"),
        ("timestamp '2024-01-01 Asia/Tokyo'", "timestamp", "2024-01-01 Asia/Tokyo"),
        ("JSON '{}'", "json", "{}"),
        ("DOUBLE PRECISION '1'", "double", "1"),
        ("Char 'it''s'", "char", "it's"),
    ],
)
def test_a_typed_literal_keeps_its_text(text: str, type_name: str, value: str) -> None:
    node = item(text)
    assert isinstance(node, TypedLiteral)
    assert (node.type_name, node.text_value) == (type_name, value)


@pytest.mark.parametrize(
    ("written", "data_type"),
    [
        ("bigint", BIGINT),
        ("DOUBLE PRECISION", DOUBLE),
        ("decimal", decimal(38, 0)),
        ("DECIMAL(5)", decimal(5, 0)),
        ("varchar", VARCHAR),
        ("varchar(3)", varchar(3)),
        ("char", char(1)),
        ("timestamp", timestamp(3)),
        ("timestamp(6) without time zone", timestamp(6)),
        ("timestamp(0) with time zone", DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 0)),
        ("time(6)", DataType(Kind.TIME, 6)),
        ("interval day to second", INTERVAL_DAY_TO_SECOND),
        ("array<bigint>", array_of(BIGINT)),
        ("bigint array", array_of(BIGINT)),
        ("map(varchar, array(double))", map_of(VARCHAR, array_of(DOUBLE))),
        (
            'row(A bigint, "B c" varchar, double precision, timestamp(3) with time zone)',
            row_of(
                Field("a", BIGINT),
                Field("B c", VARCHAR),
                Field(None, DOUBLE),
                Field(None, DataType(Kind.TIMESTAMP_WITH_TIME_ZONE, 3)),
            ),
        ),
        ("row(timestamp timestamp)", row_of(Field("timestamp", timestamp(3)))),
        ("row(bigint, a array(bigint))", row_of(Field(None, BIGINT), Field("a", array_of(BIGINT)))),
    ],
)
def test_a_cast_names_its_type(written: str, data_type: DataType) -> None:
    node = item(f"CAST(a AS {written})")
    assert isinstance(node, exp.Cast)
    assert cast_type(node) == data_type


def test_a_comma_binds_more_loosely_than_a_join() -> None:
    query = tree("SELECT 1 FROM a JOIN b ON x, c JOIN d ON y")
    joins = query.args["joins"]
    assert [(join.kind, type(join.this)) for join in joins] == [
        ("INNER", exp.Table),
        ("CROSS", RelationGroup),
    ]
    [inner] = joins[1].this.args["joins"]
    assert inner.this.name == "d"


def test_joins_may_wait_for_their_conditions() -> None:
    assert write(tree("SELECT 1 FROM a JOIN b JOIN c ON x ON y")) == (
        "SELECT 1 FROM a INNER JOIN (b INNER JOIN c ON x) ON y"
    )


def test_set_operations_associate_to_the_left_and_intersect_binds_tighter() -> None:
    query = tree("SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3 INTERSECT SELECT 4")
    assert isinstance(query, exp.Except)
    assert isinstance(query.this, exp.Union)
    assert query.this.args["distinct"] is False
    assert isinstance(query.expression, exp.Intersect)


def test_except_is_never_regrouped() -> None:
    query = tree("SELECT 1 EXCEPT SELECT 2 EXCEPT SELECT 3 EXCEPT SELECT 4")
    assert isinstance(query.this.this, exp.Except)
    assert isinstance(query.expression, exp.Select)


def test_a_parenthesized_term_keeps_its_own_order_and_limit() -> None:
    query = tree("(SELECT 1 ORDER BY 1 LIMIT 2) LIMIT 3")
    assert isinstance(query, exp.Subquery)
    assert query.args["limit"].expression.name == "3"
    assert query.this.args["limit"].expression.name == "2"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ((SELECT 1) UNION (SELECT 2))",
        "SELECT a IN ((SELECT 1) UNION ALL (SELECT 2))",
        "SELECT a = ANY ((SELECT 1) UNION ALL (SELECT 2))",
        "SELECT EXISTS ((SELECT 1) UNION ALL (SELECT 2))",
        "SELECT 1 FROM ((SELECT 1) UNION ALL (SELECT 2)) t",
        "SELECT 1 WHERE a IN (((SELECT 1)) UNION ALL (SELECT 2))",
    ],
)
def test_a_query_of_parenthesized_terms_is_a_subquery(text: str) -> None:
    assert tree(text).find(exp.Union) is not None


@pytest.mark.parametrize(
    "text", ["SELECT ((1 + 2))", "SELECT ((SELECT 1) + 2)", "SELECT ((SELECT 1), 2)"]
)
def test_an_expression_that_begins_like_a_query_is_read_as_one(text: str) -> None:
    assert tree(text).find(exp.Union) is None


def test_values_and_table_stand_for_selecting_everything() -> None:
    assert write(tree("VALUES 1, (2), ROW(3)")) == "SELECT * FROM (VALUES 1, (2), ROW(3))"
    assert write(tree("TABLE s.t")) == "SELECT * FROM s.t"


def test_words_that_trino_does_not_reserve_may_be_names() -> None:
    query = tree("SELECT date, year, count, limit, offset limit FROM first fetch LIMIT 5")
    assert [column.alias_or_name for column in query.expressions] == [
        "date",
        "year",
        "count",
        "limit",
        "limit",
    ]
    assert query.args["from_"].this.alias == "fetch"


def test_limit_all_is_no_limit_and_fetch_only_is_one() -> None:
    assert tree("SELECT 1 LIMIT ALL").args.get("limit") is None
    fetched = tree("SELECT 1 FETCH NEXT ROW ONLY").args["limit"]
    assert fetched.args["count"].name == "1"
    assert fetched.args.get("limit_options") is None


def test_a_sample_and_named_columns_of_a_row_are_written_as_they_were_read() -> None:
    text = "SELECT r.* AS (a, b) FROM t AS u TABLESAMPLE SYSTEM (10)"
    assert write(tree(text)) == text


def test_parameters_are_numbered_from_left_to_right() -> None:
    query = tree("SELECT ? FROM t WHERE a = ? AND b IN (?, ?) LIMIT ?")
    found = query.find_all(exp.Placeholder)
    assert sorted(node.meta["index"] for node in found) == [0, 1, 2, 3, 4]
    assert query.args["limit"].expression.meta["index"] == 4


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("SELECT 1 FROM t MATCH_RECOGNIZE (PATTERN (a))", 17),
        ("SELECT 1 FROM TABLE(f(1))", 15),
        ("SELECT 1 FROM t FOR TIMESTAMP AS OF now()", 17),
        ("SELECT a IS JSON", 10),
    ],
)
def test_grammar_that_is_known_but_not_done_is_refused_where_it_stands(
    text: str, column: int
) -> None:
    with pytest.raises(NotSupported, match="not supported") as raised:
        read(text)
    assert (raised.value.line, raised.value.column) == (1, column)
