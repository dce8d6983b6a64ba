"""TPC-H and TPC-DS: every query runs, and answers as DuckDB does over the same files.

Answers differ on purpose where Trino's decimals do: an average or a quotient of decimals is a
decimal to Trino, rounded to its scale, and a double to DuckDB. ``difference`` calls an answer
rounded where that is all there is to it; the queries that go on to add up or compare such rounded
numbers are listed below, with what comes of it.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import lakeq
from bench import tpcds, tpch, tpch_data, tpch_queries
from bench.answers import difference, rows

pytest.importorskip("duckdb_extensions", reason="TPC-DS comes from a DuckDB extension")

Engines = tuple[lakeq.Connection, duckdb.DuckDBPyConnection]
SCALE = 0.01
SUMS_OF_ROUNDED_QUOTIENTS = {66}
"""Sums of sales by square foot: Trino rounds each quotient to cents before it adds them up."""
ROUNDED = {2, 7, 9, 12, 18, 20, 26, 27, 28, 36, 47, 53, 57, 59, 61, 63, 78, 89, 98}


@pytest.fixture(scope="module")
def tpch_engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    root = tmp_path_factory.mktemp("tpch")
    tpch_data.generate(root, SCALE)
    with tpch.open_lakeq(root) as connection, tpch.open_duckdb(root) as raw:
        yield connection, raw


@pytest.fixture(scope="module")
def tpcds_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tpcds")


@pytest.fixture(scope="module")
def tpcds_queries(tpcds_root: Path) -> dict[int, str]:
    return tpcds.trino_queries(tpcds.generate(tpcds_root, SCALE))


@pytest.fixture(scope="module")
def tpcds_engines(tpcds_root: Path, tpcds_queries: dict[int, str]) -> Iterator[Engines]:
    with tpcds.open_lakeq(tpcds_root) as connection, tpcds.open_duckdb(tpcds_root) as raw:
        yield connection, raw


@pytest.mark.parametrize("number", tpch_queries.QUERIES)
def test_tpch_query_is_answered_as_duckdb_does(number: int, tpch_engines: Engines) -> None:
    outcome, _, _ = compared(tpch_engines, tpch_queries.QUERIES[number])
    assert outcome in ("equal", "rounded")


@pytest.mark.parametrize("number", range(1, 100))
def test_tpcds_query_is_answered_as_duckdb_does(
    number: int, tpcds_queries: dict[int, str], tpcds_engines: Engines
) -> None:
    outcome, ours, theirs = compared(tpcds_engines, tpcds_queries[number])
    if number not in SUMS_OF_ROUNDED_QUOTIENTS:
        assert outcome == ("rounded" if number in ROUNDED else "equal")
        return
    assert outcome.startswith("row 0 differs")
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        for one, another in zip(mine, other, strict=True):
            if isinstance(one, Decimal):
                assert float(one) == pytest.approx(float(another), abs=0.2)
            else:
                assert one == another


def compared(
    engines: Engines, text: str
) -> tuple[str, list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    connection, raw = engines
    ours = connection.execute(text).fetch_arrow_table()
    theirs = raw.execute(text).to_arrow_table()
    return difference(ours, theirs), rows(ours), rows(theirs)
