"""The shape of the code: what ARCHITECTURE.md and CONTRIBUTING.md say, checked."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "lakeq"
MODULES = sorted(PACKAGE.rglob("*.py"))
MADE_HERE = sorted(
    path
    for folder in ("bench", "docs", "lakeq", "sample_data", "tests")
    for path in (PROJECT / folder).rglob("*.py")
)
EMPTY_NAMES = re.compile(r"utils?|common|misc|helpers?|managers?|handlers?|processors?")

# Slow to import, so that nothing a person waits for may need them; invariant 9.
SLOW = {"duckdb", "_duckdb", "pyarrow", "numpy", "s3fs", "fsspec", "botocore", "sqlglot", "pandas"}


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(PROJECT)) for path in paths]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def test_rooms_import_only_from_rooms_below() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MADE_HERE, ids=names(MADE_HERE))
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_no_module_is_named_after_nothing() -> None:
    assert [path for path in MADE_HERE if EMPTY_NAMES.fullmatch(path.stem)] == []


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_imports_are_absolute(path: Path) -> None:
    imports = (node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom))
    assert [node.lineno for node in imports if node.level] == []


def test_only_the_command_line_prints() -> None:
    assert [
        f"{path}:{line}"
        for path in MODULES
        if PACKAGE / "cli" not in path.parents
        for line in uses(path, "print", "sys.stdout", "sys.stderr")
    ] == []


def test_only_settings_reads_the_environment() -> None:
    assert [
        f"{path}:{line}"
        for path in MODULES
        if path.name != "settings.py"
        for line in uses(path, "os.environ", "os.getenv", "os.environb")
    ] == []


def test_only_storage_engines_and_discovery_start_threads() -> None:
    allowed = {PACKAGE / "storage", PACKAGE / "engines", PACKAGE / "catalog" / "discovery.py"}
    assert [
        f"{path}:{line}"
        for path in MODULES
        if not allowed & {path, *path.parents}
        for line in uses(path, "threading.Thread", "ThreadPoolExecutor")
    ] == []


def test_packages_hold_only_docstrings_and_imports() -> None:
    allowed = (ast.Import, ast.ImportFrom, ast.Expr, ast.Assign, ast.AnnAssign, ast.If)
    assert [
        f"{path}:{node.lineno}"
        for path in MODULES
        if path.name == "__init__.py" and path.parent not in {PACKAGE, PACKAGE / "storage"}
        for node in tree(path).body
        if not isinstance(node, allowed)
    ] == []


def test_no_module_has_state_that_changes() -> None:
    assert [
        f"{path}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Global)
    ] == []


def test_accounting_knows_no_floats() -> None:
    assert [
        f"{path}:{statement.lineno}"
        for path in (PACKAGE / "metering").rglob("*.py")
        for statement in tree(path).body
        if not ast.unparse(statement).startswith(("_LOCK_SECONDS", "_PAUSE_SECONDS"))
        for node in ast.walk(statement)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ] == []


@pytest.mark.parametrize("command", [["--help"], ["--version"], ["query", "--help"]])
def test_help_imports_no_engine_parser_or_storage_library(command: list[str]) -> None:
    script = (
        "import sys\n"
        "from lakeq.cli import app\n"
        f"sys.argv = ['lakeq', *{command}]\n"
        "try:\n    app()\nexcept SystemExit as stop:\n    code = stop.code\n"
        "print(code, *sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    code, *modules = done.stderr.split()
    assert code == "0"
    assert {module for module in modules if module.split(".")[0] in SLOW} == set()


def test_importing_the_package_imports_nothing_slow() -> None:
    script = "import lakeq, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert SLOW & set(done.stdout.split()) == set()


def uses(path: Path, *wanted: str) -> Iterator[int]:
    """Yield the lines that name one of some things, by their dotted or last names."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in wanted:
            yield node.lineno
