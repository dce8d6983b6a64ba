"""``lakeq history``: past statements, the latest first."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Run = Callable[..., Result]


def entries(run: Run, *arguments: str, **options: str) -> list[dict[str, Any]]:
    text = run("history", "--format", "ndjson", *arguments, **options).stdout
    return [json.loads(line) for line in text.splitlines()]


def test_statements_are_remembered_with_their_figures(run: Run, tmp_path: Path) -> None:
    own = {"LAKEQ_HISTORY": str(tmp_path / "history.sqlite")}
    assert entries(run, **own) == []
    run("query", "SELECT id\nFROM sales.orders", **own)
    run("query", "SELECT nope FROM sales.orders", **own)
    run("estimate", "SELECT id FROM sales.orders", **own)
    latest, first = entries(run, **own)
    assert latest["state"] == "FAILED"
    assert latest["cost_usd"] == 0
    assert "COLUMN_NOT_FOUND" in latest["error"]
    assert first["state"] == "SUCCEEDED"
    assert first["statement"] == "SELECT id FROM sales.orders"
    assert first["rows"] == 300
    assert first["cost_usd"] == pytest.approx(0.00005)
    assert first["billed_bytes"] == 10_000_000
    assert first["started_at"].endswith(" UTC")
    assert [entry["query_id"] for entry in entries(run, "--limit", "1", **own)] == [
        latest["query_id"]
    ]


def test_since_takes_a_span_or_a_moment(run: Run, tmp_path: Path) -> None:
    own = {"LAKEQ_HISTORY": str(tmp_path / "history.sqlite")}
    run("query", "SELECT 1", **own)
    for since in ("5m", "24h", "7d", "1w", "2024-01-31", "2024-01-31T10:00:00+02:00"):
        assert len(entries(run, "--since", since, **own)) == 1
    assert entries(run, "--since", "2999-01-01", **own) == []
    assert run("history", "--since", "yesterday", **own).exit_code == 2


def test_a_history_can_be_switched_off(run: Run) -> None:
    run("query", "SELECT 1", LAKEQ_HISTORY="none")
    assert entries(run, LAKEQ_HISTORY="none") == []
