"""The command line as a process: what it loads, pipes that close, Ctrl+C, and a terminal."""

import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

Process = Callable[..., "subprocess.CompletedProcess[bytes]"]

HEAVY = ("duckdb", "pyarrow", "sqlglot", "s3fs", "botocore", "aiohttp", "fsspec", "pandas", "numpy")
LOADED = """
import sys
from lakeq.cli import app
try:
    app({arguments!r}, prog_name="lakeq")
except SystemExit as end:
    assert end.code == 0, end.code
print(*{{name.partition(".")[0] for name in sys.modules}}, file=sys.stderr)
"""
ENDLESS = "SELECT sum(a.id * b.id * c.id) FROM sales.orders a, sales.orders b, sales.orders c, sales.orders d"


def loaded_by(process: Process, *arguments: str) -> set[str]:
    found = process(code=("-c", LOADED.format(arguments=list(arguments))))
    assert found.returncode == 0, found.stderr.decode()
    return set(found.stderr.decode().splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["query", "--help"]])
def test_help_loads_no_engine_parser_or_storage_library(
    process: Process, arguments: list[str]
) -> None:
    assert not loaded_by(process, *arguments) & {*HEAVY, "rich", "pydantic", "lakeq.lake"}


def test_a_query_loads_nothing_to_draw_validate_or_reach_s3_with(process: Process) -> None:
    loaded = loaded_by(process, "query", "--format", "csv", "SELECT 1")
    assert not loaded & {"rich", "pydantic", "s3fs", "botocore", "aiohttp", "fsspec", "pandas"}


def test_exit_codes_and_streams_reach_the_shell(process: Process) -> None:
    good = process("query", "SELECT 1 AS one")
    assert (good.returncode, good.stdout, good.stderr) == (0, b"one\n1\n", b"")
    bad = process("query", "SELECT * FROM sales.ordres")
    assert (bad.returncode, bad.stdout) == (5, b"")


@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&-"])
def test_a_stream_that_was_closed_is_missed_by_nobody(
    environment: dict[str, str], closing: str
) -> None:
    command = f"'{sys.executable}' -m lakeq query 'SELECT 1' {closing}"
    found = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, check=False)
    assert (found.returncode, found.stderr) == (0, b"")


def test_version_is_told(process: Process) -> None:
    assert process("--version").stdout.startswith(b"lakeq 0.")


@pytest.mark.parametrize("name", ["csv", "json", "parquet", "arrow", "table"])
def test_a_reader_that_goes_away_ends_the_command_quietly(
    environment: Mapping[str, str], process: Process, name: str
) -> None:
    sql = "SELECT a.id, b.note FROM sales.orders a CROSS JOIN sales.orders b"
    command = [sys.executable, "-m", "lakeq", "query", "--no-summary", "--format", name]
    limit = ["--limit", "-1"] if name == "table" else []
    with subprocess.Popen(
        [*command, *limit, sql],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(1)
        running.stdout.close()
        assert running.wait(timeout=60) == 0
        assert running.stderr.read() == b""


def test_ctrl_c_stops_a_query_and_tells_the_bill(
    environment: Mapping[str, str], process: Process
) -> None:
    parent, child = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "lakeq", "query", ENDLESS],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=child,
        # Whoever runs the tests in the background has Ctrl+C ignored, and so would the process.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads.
    ) as running:
        os.close(child)
        # Whatever fails here must not leave an endless query behind, to be waited for.
        watchdog = threading.Timer(90, running.kill)
        watchdog.start()
        shown = b""
        while b"Ctrl+C stops" not in shown:
            shown += os.read(parent, 65536)
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate()
        watchdog.cancel()
        said = os.read(parent, 65536)
    os.close(parent)
    assert b"of $0.000050" in shown
    assert (running.returncode, out) == (130, b"")
    assert said.endswith(b"USER_CANCELED: Query was canceled; $0.000050 (10.0 MB) are billed\r\n")


def on_terminal(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a command whose every stream is a terminal, and give what it shows."""
    parent, child = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "lakeq", *arguments],
        env={**os.environ, **environment},
        stdin=child,
        stdout=child,
        stderr=child,
    ):
        os.close(child)
        shown = b""
        with suppress(OSError):  # Linux's way to say that the other end was closed.
            while data := os.read(parent, 65536):
                shown += data
    os.close(parent)
    return shown.decode().replace("\r\n", "\n")


def test_a_terminal_gets_a_table_and_a_summary(
    environment: Mapping[str, str], process: Process
) -> None:
    shown = on_terminal(environment, "query", "SELECT 1 AS one, CAST(NULL AS varchar) AS two")
    assert shown.startswith(" one   two\n ──────────\n   1   \x1b[2mNULL\x1b[0m\n\n1 row · ")


def test_binary_formats_are_refused_on_a_terminal(
    environment: Mapping[str, str], process: Process
) -> None:
    shown = on_terminal(environment, "query", "--format", "parquet", "SELECT 1")
    assert "parquet is not shown on a terminal" in shown


def test_a_file_is_readable_as_the_umask_says(process: Process, tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        assert process("query", "-o", str(tmp_path / "a.csv"), "SELECT 1").returncode == 0
    finally:
        os.umask(old)
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o644
