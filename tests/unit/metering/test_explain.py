"""The pruning tree, and the estimate as a document."""

import re
from decimal import Decimal

from lakeq.metering.document import estimate_document
from lakeq.metering.estimate import price
from lakeq.metering.explain import explain_lines
from lakeq.metering.prices import PriceList
from lakeq.model.plan import ScanPlan
from tests.unit.metering.plans import plan, scan


def lines(of: ScanPlan) -> list[str]:
    return explain_lines(price(of, PriceList()))


def test_the_tree_shows_each_rule_and_what_is_left() -> None:
    assert lines(plan(scan("id", "tag", partitions=1, filtered=True))) == [
        "SELECT  15.0 GB of 202.0 GB  [$0.08, exact]   92.6% saved",
        "└── d.t  parquet",
        "    ├── partitions    day = 'a'              1 of 2 kept   saves 101.0 GB  50.0%",
        "    ├── row groups    no filter on a column  1 of 1 kept   saves  0 bytes   0.0%",
        "    ├── columns       id, tag                2 of 3 kept   saves  85.0 GB  42.1%",
        "    ├── footers       1 files                 not billed           1.0 GB   0.5%",
        "    └── left to read                                              15.0 GB   7.4%",
    ]


def test_shares_add_up_to_all_of_the_table() -> None:
    for scanned in (scan("id"), scan("id", "tag"), scan("text", partitions=1), scan()):
        shares = [re.search(r"([\d.]+)%$", line) for line in lines(plan(scanned))[2:]]
        assert sum(Decimal(share[1]) for share in shares if share) == 100


def test_each_reference_to_a_table_has_its_own_branch() -> None:
    tree = lines(plan(scan("id"), scan("tag", relation=2)))
    assert tree[0].startswith("SELECT  30.0 GB of 404.0 GB")
    assert [line for line in tree if "d.t" in line] == ["├── d.t  parquet", "└── d.t  parquet"]
    assert tree[2].startswith("│   ├── partitions")


def test_an_upper_bound_says_why() -> None:
    tree = lines(plan(scan("id"), inexact_reason="a subquery has to run first"))
    assert "[$0.10, at most]" in tree[0]
    assert tree[-1] == "upper bound: a subquery has to run first"


def test_what_may_stop_early_is_said() -> None:
    tree = lines(plan(scan("id"), early_stop="top N"))
    assert tree[-1] == "may read less than it is billed for: top N"


def test_a_query_without_tables_is_one_line() -> None:
    assert lines(plan()) == ["SELECT  0 bytes  [$0, exact]"]


def test_a_document_holds_every_figure_of_the_estimate() -> None:
    document = estimate_document(price(plan(scan("id", partitions=1)), PriceList()))
    assert document == {
        "scanned_bytes": 10_000_000_000,
        "billed_bytes": 10_000_000_000,
        "cost_usd": Decimal("0.05"),
        "exact": True,
        "reason": None,
        "early_stop": None,
        "meter": "v1",
        "tables": [
            {
                "table": "d.t",
                "format": "parquet",
                "partitions": {"total": 2, "kept": 1},
                "files": {"total": 2, "kept": 1},
                "row_groups": {"total": 1, "kept": 1},
                "columns": {"total": 3, "kept": 1},
                "table_bytes": 202_000_000_000,
                "scanned_bytes": 10_000_000_000,
            }
        ],
    }
