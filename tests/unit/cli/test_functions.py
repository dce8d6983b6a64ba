"""``lakeq functions``: every function, how far it is Trino's, and its signatures."""

import json

from lakeq.cli.functions_view import function_lines
from lakeq.functions.registry import descriptions, names
from tests.unit.cli.conftest import Run


def test_every_function_is_listed_by_name(run: Run) -> None:
    listed = json.loads(run("functions", "--format", "json").stdout)
    found = [row["function"] for row in listed]
    assert found == sorted(found)
    assert set(names()) <= set(found)
    assert {row["status"] for row in listed} <= {"supported", "differs", "refused"}


def test_what_is_refused_says_why(run: Run) -> None:
    refused = {each.name: each.refused for each in descriptions() if each.refused is not None}
    listed = json.loads(run("functions", "--format", "json").stdout)
    shown = {row["function"]: row["description"] for row in listed if row["status"] == "refused"}
    assert shown.keys() == refused.keys()
    assert all(shown.values())


def test_one_function_has_a_row_for_each_signature(run: Run) -> None:
    rows = json.loads(run("functions", "SUBSTRING", "--format", "json").stdout)
    assert len(rows) > 1
    assert all(row["signature"].startswith("substring(") for row in rows)
    assert all("Another name for substr." in row["description"] for row in rows)


def test_an_unknown_function_is_an_error_with_a_suggestion(run: Run) -> None:
    result = run("functions", "substrin")
    assert result.exit_code == 1
    assert "FUNCTION_NOT_FOUND: Function 'substrin' not registered" in result.stderr
    assert "`substring`" in result.stderr


def test_a_function_is_told_of_on_a_terminal_without_cutting_a_signature() -> None:
    lines = list(function_lines("Approx_Distinct", 40))
    assert lines[0] == "approx_distinct   aggregate, differs"
    assert max(map(len, lines[1:4])) <= 40
    assert lines[-2:] == [
        "  approx_distinct(T) -> bigint",
        "  approx_distinct(T, double) -> bigint",
    ]


def test_every_function_that_is_called_says_what_it_does() -> None:
    assert [each.name for each in descriptions() if not (each.summary or each.refused)] == []
