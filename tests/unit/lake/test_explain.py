"""EXPLAIN in every type and format: drawn from our own plan, laid out as Trino's."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lakeq.errors import LakeqError, NotSupported
from lakeq.lake import Lake
from tests.golden.test_golden import FILES, parse
from tests.unit.lake.home import Home

QUERY = "SELECT tag, sum(n) AS total FROM orders WHERE day = 'a' AND n > 3 GROUP BY tag"
FORMS = [
    "(TYPE LOGICAL)",
    "(TYPE LOGICAL, FORMAT JSON)",
    "(TYPE LOGICAL, FORMAT GRAPHVIZ)",
    "(TYPE DISTRIBUTED)",
    "(TYPE DISTRIBUTED, FORMAT JSON)",
    "(TYPE DISTRIBUTED, FORMAT GRAPHVIZ)",
    "(TYPE VALIDATE)",
    "(TYPE IO)",
    "(TYPE COST)",
    "(TYPE COST, FORMAT JSON)",
]


@pytest.fixture
def shop(home: Home) -> Home:
    home.table("orders", "n bigint, tag string", keys="day string")
    for day in ("a", "b"):
        home.write(f"orders/day={day}/f.parquet", {"n": range(10), "tag": ["x", "y"] * 5})
    home.run("MSCK REPAIR TABLE orders")
    return home


def nodes(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield document
    for child in document["children"]:
        yield from nodes(child)


def names(shop: Home, query: str) -> list[str]:
    document = json.loads(shop.value(f"EXPLAIN (TYPE LOGICAL, FORMAT JSON) {query}"))
    return [node["name"] for node in nodes(document)]


@pytest.mark.parametrize("form", ["", "(FORMAT JSON)", *FORMS])
def test_every_form_answers_in_one_column_for_nothing(shop: Home, form: str) -> None:
    result = shop.run(f"EXPLAIN {form} {QUERY}")
    column = "Valid" if "VALIDATE" in form else "Query Plan"
    assert [each.name for each in result.columns] == [column]
    assert result.statistics.scanned_bytes == result.statistics.billed_bytes == 0
    assert result.statistics.read_bytes == 0
    assert shop.lake.estimate(f"EXPLAIN {form} {QUERY}").billed_bytes == 0


@pytest.mark.parametrize("form", ["", *FORMS])
def test_explaining_reads_no_data_page(shop: Home, form: str) -> None:
    shop.run(QUERY)
    for file in shop.folder.rglob("*.parquet"):
        content = file.read_bytes()
        footer = int.from_bytes(content[-8:-4], "little") + 8
        file.write_bytes(content[:4] + b"?" * (len(content) - 4 - footer) + content[-footer:])
    assert shop.rows(f"EXPLAIN {form} {QUERY}")


def test_the_logical_plan_names_its_steps(shop: Home) -> None:
    assert shop.column(f"EXPLAIN (TYPE LOGICAL) {QUERY}") == [
        "Output[columnNames = [tag, total]]",
        "│   Layout: [tag:varchar, sum:bigint]",
        "│   total := sum",
        "└─ Aggregate[type = SINGLE, keys = [tag]]",
        "   │   Layout: [tag:varchar, sum:bigint]",
        "   │   sum := sum(n)",
        "   └─ ScanFilter[table = awsdatacatalog:d.orders, filterPredicate = day = 'a' AND n > 3]",
        "          Layout: [n:bigint, tag:varchar, day:varchar]",
        "          " + shop_estimate(shop),
        "          " + shop_scanned(shop),
        "          n := n:bigint:REGULAR",
        "              :: [(3, <max>)]",
        "          tag := tag:string:REGULAR",
        "          day := day:string:PARTITION_KEY",
        "              :: [['a']]",
    ]


def shop_estimate(shop: Home) -> str:
    size = shop.lake.estimate(QUERY).scanned_bytes
    return f"Estimates: {{rows: 10 ({size}B), cpu: ?, memory: ?, network: ?}}"


def shop_scanned(shop: Home) -> str:
    size = shop.lake.estimate(QUERY).scanned_bytes
    (line,) = (line for line in shop.column(f"EXPLAIN {QUERY}") if "Scanned: " in line)
    assert line.endswith(
        "partitions 1 of 2 kept, files 1 of 2 kept, row groups 1 of 1 kept, columns 2 of 2 kept"
    )
    assert line.strip().startswith(f"Scanned: {size}B of ")
    return str(line.strip())


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        ("SELECT 1", ["Output", "Project", "Values"]),
        ("SELECT n FROM orders", ["Output", "TableScan"]),
        ("SELECT n + 1 FROM orders", ["Output", "ScanProject"]),
        ("SELECT n + 1 FROM orders WHERE n > 1", ["Output", "ScanFilterProject"]),
        ("SELECT n FROM orders ORDER BY n", ["Output", "Sort", "TableScan"]),
        ("SELECT n FROM orders ORDER BY n LIMIT 1", ["Output", "TopN", "TableScan"]),
        ("SELECT n FROM orders OFFSET 2 LIMIT 1", ["Output", "Offset", "Limit", "TableScan"]),
        ("SELECT n FROM orders ORDER BY -n", ["Output", "Project", "Sort", "ScanProject"]),
        ("SELECT DISTINCT n FROM orders", ["Output", "Aggregate", "TableScan"]),
        (
            "SELECT count(*) FROM orders GROUP BY ROLLUP (tag)",
            ["Output", "Project", "Aggregate", "GroupId", "TableScan"],
        ),
        (
            "SELECT tag FROM orders GROUP BY tag HAVING count(*) > 1",
            ["Output", "FilterProject", "Aggregate", "TableScan"],
        ),
        (
            "SELECT rank() OVER (ORDER BY n) FROM orders",
            ["Output", "Project", "Window", "TableScan"],
        ),
        ("SELECT a.n FROM orders a JOIN orders b ON a.n = b.n", ["InnerJoin"]),
        ("SELECT a.n FROM orders a LEFT JOIN orders b ON a.n < b.n", ["LeftJoin"]),
        ("SELECT a.n FROM orders a, orders b", ["CrossJoin"]),
        ("SELECT x FROM orders CROSS JOIN UNNEST(ARRAY[n]) t (x)", ["CrossJoinUnnest"]),
        ("SELECT n FROM orders WHERE n IN (SELECT n FROM orders)", ["FilterProject", "SemiJoin"]),
        ("SELECT (SELECT max(n) FROM orders) FROM orders", ["CrossJoin", "EnforceSingleRow"]),
        ("SELECT n FROM orders UNION SELECT 1", ["Aggregate", "Union"]),
        ("SELECT n FROM orders EXCEPT SELECT 1", ["Except"]),
        ("VALUES 1, 2", ["Values"]),
    ],
)
def test_each_clause_has_its_step(shop: Home, query: str, steps: list[str]) -> None:
    assert [name for name in names(shop, query) if name in steps] == steps


def test_joins_say_what_they_compare(shop: Home) -> None:
    query = "SELECT 1 FROM orders a JOIN orders b ON b.n = a.n AND a.tag < b.tag"
    text = "\n".join(shop.column(f"EXPLAIN {query}"))
    assert "InnerJoin[criteria = (n = n_0), filter = (tag < tag_0)]" in text


def test_a_distributed_plan_reads_each_table_in_a_fragment_of_its_own(shop: Home) -> None:
    query = "SELECT 1 FROM orders a JOIN orders b ON b.n = a.n"
    lines = shop.column(f"EXPLAIN {query}")
    assert [line for line in lines if line.startswith("Fragment")] == [
        "Fragment 0 [SINGLE]",
        "Fragment 1 [SOURCE]",
        "Fragment 2 [SOURCE]",
    ]
    document = json.loads(shop.value(f"EXPLAIN (FORMAT JSON) {query}"))
    remote = [n for n in nodes(document["0"]) if n["name"] == "RemoteSource"]
    assert [n["descriptor"]["sourceFragmentIds"] for n in remote] == ["[1]", "[2]"]
    ids = [node["id"] for part in document.values() for node in nodes(part)]
    assert len(set(ids)) == len(ids)


def test_the_scans_of_a_json_plan_are_the_meter(shop: Home) -> None:
    document = json.loads(shop.value(f"EXPLAIN (TYPE LOGICAL, FORMAT JSON) {QUERY}"))
    (scan,) = (node for node in nodes(document) if node["estimates"])
    assert scan["scannedBytes"] == shop.lake.estimate(QUERY).scanned_bytes
    assert scan["estimates"][0]["outputRowCount"] == 10


@pytest.mark.parametrize("kind", ["LOGICAL", "DISTRIBUTED"])
def test_a_graph_has_an_edge_for_each_node_but_the_first(shop: Home, kind: str) -> None:
    query = """SELECT '{"a|b"}' FROM orders a JOIN orders b ON b.n = a.n WHERE a.tag <> '<'"""
    lines = shop.column(f"EXPLAIN (TYPE {kind}, FORMAT GRAPHVIZ) {query}")
    assert lines[0] == f"digraph {kind.lower()}_plan {{"
    assert lines[-1] == "}"
    drawn = re.findall(r"^(plannode_\d+)\[", "\n".join(lines), re.MULTILINE)
    edges = re.findall(r"^(plannode_\d+) -> (plannode_\d+);$", "\n".join(lines), re.MULTILINE)
    assert sorted(target for _, target in edges) == sorted(set(drawn) - {drawn[0]})


def test_io_tells_tables_constraints_and_estimates(shop: Home) -> None:
    document = json.loads(shop.value(f"EXPLAIN (TYPE IO, FORMAT JSON) {QUERY}"))
    (table,) = document["inputTableColumnInfos"]
    assert table["table"] == {
        "catalog": "awsdatacatalog",
        "schemaTable": {"schema": "d", "table": "orders"},
    }
    constraints = {each["columnName"]: each["domain"] for each in table["columnConstraints"]}
    point = {"value": "a", "bound": "EXACTLY"}
    assert constraints["day"] == {"nullsAllowed": False, "ranges": [{"low": point, "high": point}]}
    assert constraints["n"]["ranges"] == [
        {"low": {"value": "3", "bound": "ABOVE"}, "high": {"bound": "BELOW"}}
    ]
    assert table["estimate"]["outputSizeInBytes"] == shop.lake.estimate(QUERY).scanned_bytes


def test_validating_looks_at_no_file(shop: Home) -> None:
    shop.run("ALTER TABLE orders ADD PARTITION (day = 'c') LOCATION '/nowhere/at/all/'")
    assert shop.column("EXPLAIN (TYPE VALIDATE) SELECT n FROM orders") == [True]
    assert str(shop.failure("EXPLAIN (TYPE VALIDATE) SELECT m FROM orders")).startswith(
        "COLUMN_NOT_FOUND: line 1:32: "
    )


def test_analyzing_shows_the_meter_of_each_scan(shop: Home) -> None:
    query = "SELECT 1 FROM orders a JOIN orders b ON b.n = a.n WHERE b.day = 'a'"
    lines = shop.column(f"EXPLAIN ANALYZE {query}")
    scans = [scan.scan_bytes for scan in shop.lake.estimate(query).plan.scans.values()]
    shown = [re.search(r"Scanned: (\d+)B", line) for line in lines]
    assert sorted(int(match[1]) for match in shown if match) == sorted(scans)
    assert f"scanned: {sum(scans)} bytes (billed 10000000)" in lines
    assert any(re.fullmatch(r"read: \d+ bytes", line) for line in lines)
    document = json.loads(shop.value(f"EXPLAIN ANALYZE (FORMAT JSON) {query}"))
    assert set(document["fragments"]) == {"0", "1", "2"}
    assert document["rows"] == 20


@pytest.mark.parametrize(
    "text",
    [
        "EXPLAIN (TYPE IO, FORMAT GRAPHVIZ) SELECT 1",
        "EXPLAIN (TYPE COST, FORMAT GRAPHVIZ) SELECT 1",
        "EXPLAIN ANALYZE (FORMAT GRAPHVIZ) SELECT 1",
        "EXPLAIN ANALYZE (TYPE LOGICAL) SELECT 1",
        "EXPLAIN SHOW TABLES",
    ],
)
def test_what_cannot_be_explained_is_refused(shop: Home, text: str) -> None:
    assert isinstance(shop.failure(text), NotSupported)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_query_that_can_be_asked_can_be_drawn(sample_lake: Lake, path: Path) -> None:
    for record in parse(path.read_text()):
        if not record.header.startswith(("query", "estimate")):
            continue
        if not record.sql.lstrip().upper().startswith(("SELECT", "WITH", "VALUES")):
            continue
        try:
            sample_lake.estimate(record.sql)
        except LakeqError:
            continue
        for form in ("(FORMAT TEXT)", "(TYPE LOGICAL, FORMAT JSON)", "(FORMAT GRAPHVIZ)"):
            rows = list(sample_lake.execute(f"EXPLAIN {form} {record.sql}").rows())
            if "JSON" in form:
                assert json.loads(rows[0][0])["name"] == "Output"


def test_hidden_columns_are_told_from_those_of_the_table(shop: Home) -> None:
    lines = shop.column('EXPLAIN (TYPE LOGICAL) SELECT "$path", day, n FROM orders')
    shown = [line.strip() for line in lines if ":=" in line]
    assert shown == [
        "n := n:bigint:REGULAR",
        "day := day:string:PARTITION_KEY",
        "$path := $path:string:SYNTHESIZED",
    ]


def test_columns_that_are_not_read_are_not_shown(shop: Home) -> None:
    query = "SELECT n FROM orders TABLESAMPLE BERNOULLI (50)"
    lines = shop.column(f"EXPLAIN (TYPE LOGICAL) {query}")
    assert any("n := n:bigint" in line for line in lines)
    assert not any(re.search(r"\btag\b", line) for line in lines)
