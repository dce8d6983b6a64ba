"""Formatting: the same tokens and comments in a fixed layout, or a refusal."""

import random
import re
from pathlib import Path

import pytest

from lakeq.errors import LakeqError, NotSupported, QuerySyntaxError
from lakeq.sql.formatting import format_statements
from lakeq.sql.parse import parse
from lakeq.sql.queries import QueryStatement
from lakeq.sql.scanner import Source, Spelling, leading_words, scan
from tests.golden.test_golden import FILES
from tests.golden.test_golden import parse as records
from tests.unit.sql.reading import context

DEFINITIONS = sorted((Path(__file__).parents[3] / "catalog").rglob("*.sql"))
COMMENTS = (" -- to the end\n", "\n-- alone\n", " /* inside */ ", "\n/* two\n   lines */\n")


def readable(path: Path) -> list[str]:
    """Give the statements of a golden file that can be read."""
    texts = []
    for record in records(path.read_text()):
        try:
            parse(record.sql, context())
        except LakeqError:
            continue
        texts.append(record.sql)
    return texts


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.name)
def test_the_project_s_own_definitions_are_formatted(path: Path) -> None:
    assert format_statements(path.read_text()) == path.read_text()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_statement_means_the_same_and_stays_as_it_is_formatted(path: Path) -> None:
    for text in readable(path):
        formatted = format_statements(text)
        assert format_statements(formatted) == formatted
        before, after = parse(text, context()), parse(formatted, context())
        if isinstance(before, QueryStatement):
            assert isinstance(after, QueryStatement)
            assert after.tree == before.tree


def test_comments_anywhere_are_kept_in_their_order() -> None:
    chance = random.Random(20)
    texts = [text for path in FILES for text in readable(path)]
    for text in chance.sample(texts, 60):
        hive = leading_words(Source(text), 1) not in (["SELECT"], ["WITH"], ["VALUES"])
        commented, offset = "", 0
        for token in scan(Source(text), Spelling.HIVE if hive else Spelling.TRINO):
            commented += text[offset : token.start]
            if chance.random() < 0.2:
                commented += chance.choice(COMMENTS)
            commented += text[token.start : token.end]
            offset = token.end
        formatted = format_statements(commented)
        assert found(formatted) == found(commented)
        assert format_statements(formatted) == formatted


def found(text: str) -> list[str]:
    return re.findall(r"-- to the end|-- alone|/\* inside \*/|/\* two\n   lines \*/", text)


LAYOUTS = {
    "clauses have lines of their own": (
        "select a,b from t where x=1 group by a order by b desc limit 3",
        "SELECT a, b\nFROM t\nWHERE x = 1\nGROUP BY a\nORDER BY b DESC\nLIMIT 3\n",
    ),
    "names and functions keep their case": (
        'select Count(*) Total, "A b", t.First from T',
        'SELECT Count(*) Total, "A b", t.First\nFROM T\n',
    ),
    "words that are keywords elsewhere stay as they are": (
        "select limit, date, row, filter(a, x -> x > 1) offset from first where last = 1",
        "SELECT limit, date, row, filter(a, x -> x > 1) offset\nFROM first\nWHERE last = 1\n",
    ),
    "signs stay signs": (
        "select - - 1, -x, a - -1, 2*-3, count(*)*2, t.* from t",
        "SELECT - -1, -x, a - -1, 2 * -3, count(*) * 2, t.*\nFROM t\n",
    ),
    "a comment behind a semicolon stays there": (
        "select 1; -- one\nselect 2;",
        "SELECT 1;  -- one\n\nSELECT 2;\n",
    ),
    "a comment that ends the last line keeps its semicolon apart": (
        "select 1 -- one\n;",
        "SELECT 1  -- one\n;\n",
    ),
    "short subqueries stay on the line": (
        "select 1 where a in (select b from c)",
        "SELECT 1\nWHERE a IN (SELECT b FROM c)\n",
    ),
    "set operations stand alone": (
        "select 1 union all (select 2 except select 3)",
        "SELECT 1\nUNION ALL (SELECT 2 EXCEPT SELECT 3)\n",
    ),
    "joins have lines of their own": (
        "select 1 from a left join b using(x) cross join unnest(c) with ordinality as t (y, z)",
        """SELECT 1
FROM a
LEFT JOIN b USING (x)
CROSS JOIN unnest(c) WITH ORDINALITY AS t (y, z)
""",
    ),
    "columns of a table have lines of their own": (
        """create external table t (a int,b array<struct<c:int,d:string>>) partitioned by (k date)
        stored as parquet location 's3://b/p/' tblproperties ('a'='b')""",
        """CREATE EXTERNAL TABLE t (
  a int,
  b array<struct<c:int,d:string>>
)
PARTITIONED BY (k date)
STORED AS parquet
LOCATION 's3://b/p/'
TBLPROPERTIES ('a' = 'b')
""",
    ),
    "a view's query begins on a line": (
        "create or replace view v as select 1 as x",
        "CREATE OR REPLACE VIEW v AS\nSELECT 1 AS x\n",
    ),
    "what is explained or prepared begins on a line": (
        "explain (type logical) select 1; prepare p from select ?",
        "EXPLAIN (type logical)\nSELECT 1;\n\nPREPARE p FROM\nSELECT ?\n",
    ),
    "nothing stays nothing": ("  \n", ""),
    "comments alone stay": ("-- nothing here\n", "-- nothing here\n"),
}


@pytest.mark.parametrize("claim", LAYOUTS)
def test_layout(claim: str) -> None:
    text, expected = LAYOUTS[claim]
    assert format_statements(text) == expected


def test_long_lines_are_broken_at_lists_conditions_and_brackets() -> None:
    text = (
        "with a as (select x, max(y) over (partition by x order by y rows between 3 preceding and"
        " current row) as top_of_the_window_and_more from somewhere_far_away) select case when x = 1 then"
        " 'a text that is long' when x = 2 then 'another that is longer still' else 'none' end,"
        " top_of_the_window from a where x between 1 and 1000 and (top_of_the_window > 10000 or"
        " x in (1, 2, 3, 4, 5)) and top_of_the_window is distinct from x"
    )
    assert format_statements(text) == (
        "WITH a AS (\n"
        "  SELECT\n"
        "    x,\n"
        "    max(y) OVER (\n"
        "      PARTITION BY x\n"
        "      ORDER BY y\n"
        "      ROWS BETWEEN 3 PRECEDING AND CURRENT ROW\n"
        "    ) AS top_of_the_window_and_more\n"
        "  FROM somewhere_far_away\n"
        ")\n"
        "SELECT\n"
        "  CASE\n"
        "    WHEN x = 1 THEN 'a text that is long'\n"
        "    WHEN x = 2 THEN 'another that is longer still'\n"
        "    ELSE 'none'\n"
        "  END,\n"
        "  top_of_the_window\n"
        "FROM a\n"
        "WHERE x BETWEEN 1 AND 1000\n"
        "  AND (top_of_the_window > 10000 OR x IN (1, 2, 3, 4, 5))\n"
        "  AND top_of_the_window IS DISTINCT FROM x\n"
    )


def test_long_lists_of_short_items_fill_their_lines() -> None:
    formatted = format_statements(f"select 1 where x in ({', '.join(map(str, range(200)))})")
    lines = formatted.splitlines()
    assert max(map(len, lines)) <= 100
    assert len(lines) < 16


def test_what_cannot_be_read_is_refused_where_it_stands() -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        format_statements("SELECT 1;\n\nSELECT FROM t")
    assert (raised.value.line, raised.value.column) == (3, 8)
    with pytest.raises(NotSupported, match="MERGE INTO is not supported"):
        format_statements("MERGE INTO t USING s ON x WHEN MATCHED THEN DELETE")
