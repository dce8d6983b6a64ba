import subprocess
import sys

import pytest

import lakeq

HEAVY = ("pyarrow", "duckdb", "sqlglot", "s3fs", "typer", "sqlite3")


def test_importing_lakeq_loads_no_engine_parser_or_storage_library() -> None:
    code = f"import sys, lakeq; print([name for name in {HEAVY!r} if name in sys.modules])"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "[]"


@pytest.mark.parametrize("name", lakeq.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(lakeq, name) is not None
    assert name in dir(lakeq)


def test_there_are_no_other_names() -> None:
    with pytest.raises(AttributeError, match="module 'lakeq' has no attribute 'conect'"):
        lakeq.conect  # type: ignore[attr-defined]  # noqa: B018 - the point of the test.
