"""SHOW, DESCRIBE and EXPLAIN: every form, and what it asks."""

import pytest

from lakeq.errors import InvalidDefinition, NotSupported
from lakeq.model.names import TableName
from lakeq.model.query import StatementKind
from lakeq.sql.statements import (
    ChangeStatement,
    Describe,
    DescribeStyle,
    Explain,
    ExplainAnalyze,
    ExplainFormat,
    ExplainType,
    QueryStatement,
    ShowColumns,
    ShowCreateTable,
    ShowCreateView,
    ShowDatabases,
    ShowPartitions,
    ShowTableProperties,
    ShowTables,
    ShowViews,
    Statement,
)
from tests.unit.sql.reading import read

ORDERS = TableName("sales", "orders")
LOGS = TableName("web", "logs")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("SHOW DATABASES", ShowDatabases()),
        ("show schemas like 'a.*'", ShowDatabases("a.*")),
        ("SHOW DATABASES 'a*'", ShowDatabases("a*")),
        ("SHOW TABLES", ShowTables("sales")),
        ("SHOW TABLES IN web", ShowTables("web")),
        ("SHOW TABLES FROM `Web`", ShowTables("web")),
        ("SHOW TABLES IN web 'a*|b.*'", ShowTables("web", "a*|b.*")),
        ("SHOW TABLES '*x*'", ShowTables("sales", "*x*")),
        ('SHOW TABLES LIKE "x"', ShowTables("sales", "x")),
        ("SHOW TABLES IN awsdatacatalog.web", ShowTables("web")),
        ("SHOW VIEWS", ShowViews("sales")),
        ("SHOW VIEWS IN web LIKE 'v*'", ShowViews("web", "v*")),
        ("SHOW COLUMNS IN orders", ShowColumns(ORDERS)),
        ("SHOW COLUMNS FROM web.logs", ShowColumns(LOGS)),
        ("SHOW COLUMNS FROM logs IN web", ShowColumns(LOGS)),
        ("SHOW COLUMNS FROM web.logs FROM web", ShowColumns(LOGS)),
        ("SHOW PARTITIONS orders", ShowPartitions(ORDERS)),
        ("SHOW PARTITIONS `web`.`logs`;", ShowPartitions(LOGS)),
        ("SHOW CREATE TABLE web.logs", ShowCreateTable(LOGS)),
        ("SHOW CREATE TABLE `web.logs`", ShowCreateTable(LOGS)),
        ("SHOW CREATE VIEW orders", ShowCreateView(ORDERS)),
        ("SHOW TBLPROPERTIES orders", ShowTableProperties(ORDERS)),
        ("SHOW TBLPROPERTIES web.logs('a.b')", ShowTableProperties(LOGS, "a.b")),
        ("DESCRIBE orders", Describe(ORDERS)),
        ("DESC web.logs", Describe(LOGS)),
        ("DESCRIBE EXTENDED orders", Describe(ORDERS, DescribeStyle.EXTENDED)),
        ("describe formatted orders", Describe(ORDERS, DescribeStyle.FORMATTED)),
        ("DESCRIBE orders Items", Describe(ORDERS, column="items")),
        ("DESCRIBE orders items.'$elem$'.sku", Describe(ORDERS, column="items.$elem$.sku")),
    ],
)
def test_a_question_is_understood(text: str, asked: Statement) -> None:
    assert read(text) == asked
    assert read(text).kind is StatementKind.UTILITY


def test_two_databases_for_one_table_are_refused() -> None:
    with pytest.raises(InvalidDefinition, match="named twice"):
        read("SHOW COLUMNS FROM web.logs IN shop")


@pytest.mark.parametrize(
    ("options", "explain_format", "explain_type"),
    [
        ("", ExplainFormat.TEXT, None),
        ("(FORMAT JSON)", ExplainFormat.JSON, None),
        ("(TYPE LOGICAL)", ExplainFormat.TEXT, ExplainType.LOGICAL),
        ("(type cost, format text)", ExplainFormat.TEXT, ExplainType.COST),
        ("(FORMAT GRAPHVIZ, TYPE DISTRIBUTED)", ExplainFormat.GRAPHVIZ, ExplainType.DISTRIBUTED),
        ("(TYPE VALIDATE)", ExplainFormat.TEXT, ExplainType.VALIDATE),
        ("(TYPE IO)", ExplainFormat.TEXT, ExplainType.IO),
    ],
)
def test_explain_takes_its_options(
    options: str, explain_format: ExplainFormat, explain_type: ExplainType | None
) -> None:
    explained = read(f"EXPLAIN {options} SELECT 1;")
    assert isinstance(explained, Explain)
    assert isinstance(explained.statement, QueryStatement)
    assert explained.statement.text == "SELECT 1"
    assert (explained.format, explained.type) == (explain_format, explain_type)
    assert explained.kind is StatementKind.UTILITY


def test_a_query_in_parentheses_is_no_option_of_explain() -> None:
    explained = read("EXPLAIN (SELECT 1)")
    assert isinstance(explained, Explain)
    assert isinstance(explained.statement, QueryStatement)
    assert explained.statement.text == "(SELECT 1)"


def test_explain_takes_ddl_in_its_own_spelling() -> None:
    explained = read("EXPLAIN DROP TABLE `t`")
    assert isinstance(explained, Explain)
    assert isinstance(explained.statement, ChangeStatement)


@pytest.mark.parametrize(
    ("text", "verbose", "explain_format"),
    [
        ("EXPLAIN ANALYZE SELECT 1", False, ExplainFormat.TEXT),
        ("EXPLAIN ANALYZE VERBOSE SELECT 1", True, ExplainFormat.TEXT),
        ("EXPLAIN ANALYZE (FORMAT JSON) SELECT 1", False, ExplainFormat.JSON),
    ],
)
def test_explain_analyze_is_a_statement_of_its_own(
    text: str, verbose: bool, explain_format: ExplainFormat
) -> None:
    explained = read(text)
    assert isinstance(explained, ExplainAnalyze)
    assert isinstance(explained.query, QueryStatement)
    assert explained.query.text == "SELECT 1"
    assert (explained.verbose, explained.format) == (verbose, explain_format)


def test_what_explain_cannot_read_is_refused_where_it_stands() -> None:
    with pytest.raises(NotSupported, match="INSERT INTO is not supported") as raised:
        read("EXPLAIN\n  INSERT INTO t SELECT 1")
    assert (raised.value.line, raised.value.column) == (2, 3)
