"""Every example in the documentation runs and prints what it says; every reference page is current.

A ``console`` block is a session on a terminal: ``$ `` starts a command, and what follows is what it
prints, with ``...`` for what is left out; durations may differ. A ``python`` block with prompts is
a doctest. All blocks of a page run in order, in one folder that has ``catalog/``, ``sample_data/``
and, for the page that begins with ``make demo``, the metastore that it builds.
"""

import doctest
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lakeq.settings import SETTING_NAMES

PROJECT = Path(__file__).parent.parent
PAGES = [PROJECT / "README.md", PROJECT / "docs" / "tutorial.md"]
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
ERASED = re.compile(r"[^\n]*\r\x1b\[2K")
DURATION = re.compile(r"(\d+\.\d\d|\d+ min \d\d) s\b")
LENIENT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_do_what_the_page_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample_metastore: Path
) -> None:
    for name in ("catalog", "sample_data"):
        (tmp_path / name).symlink_to(PROJECT / name)
    if "make demo" in page.read_text():
        shutil.copy(sample_metastore, tmp_path / "lake.sqlite")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    problems: list[str] = []
    for kind, text in BLOCK.findall(page.read_text()):
        if kind == "console":
            problems.extend(wrong_commands(text))
        elif ">>> " in text:
            problems.extend(wrong_statements(text, page.name, names))
    assert not problems, "\n\n".join(problems)


def test_every_page_that_comes_from_code_is_current() -> None:
    command = [sys.executable, str(PROJECT / "docs" / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_link_leads_somewhere() -> None:
    pages = [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]
    assert [
        f"{page.relative_to(PROJECT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ] == []


def test_every_make_target_says_what_it_does() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    phony = set(re.findall(r"^\.PHONY: (\w+)$", makefile, re.MULTILINE))
    described = set(re.findall(r"^(\w+):.*## .+$", makefile, re.MULTILINE))
    assert phony == described


def test_every_setting_is_documented() -> None:
    page = (PROJECT / "docs" / "reference" / "settings.md").read_text()
    assert [name for name in SETTING_NAMES if f"| `{name}` |" not in page] == []


def wrong_commands(text: str) -> Iterator[str]:
    """Run a session's commands, and describe what came out otherwise than it says."""
    for session in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, expected = session.partition("\n")
        while command.endswith("\\"):
            line, _, expected = expected.partition("\n")
            command = command.removesuffix("\\") + line.removeprefix("> ")
        if shlex.split(command)[0] == "lakeq":
            came = printed(command)
            if not doctest.OutputChecker().check_output(steady(expected), steady(came), LENIENT):
                yield f"$ {command}\nthe page says:\n{expected}\nbut it printed:\n{came}"


def steady(text: str) -> str:
    """Level what differs between runs."""
    return DURATION.sub("0.00 s", text)


def printed(command: str) -> str:
    """Run a command on a terminal a hundred characters wide, and give what a person would see."""
    terminal, end = pty.openpty()
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "TERM": "xterm",
    }
    with subprocess.Popen(
        ["/bin/sh", "-c", command], stdin=end, stdout=end, stderr=end, env=environment
    ):
        os.close(end)
        with os.fdopen(terminal, "rb") as seen:
            text = b"".join(until_closed(seen.fileno())).decode().replace("\r\n", "\n")
    # A machine under load takes longer than a second, and shows its progress until it is erased.
    return ERASED.sub("", text)


def until_closed(terminal: int) -> Iterator[bytes]:
    """Yield what is written to a terminal until nobody has it open; Linux then reports an error."""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            return
        if not part:
            return
        yield part


def wrong_statements(text: str, page: str, names: dict[str, object]) -> Iterator[str]:
    """Run a block's statements, and describe what came out otherwise than it says."""
    example = doctest.DocTestParser().get_doctest(text, names, page, page, 0)
    example.globs = names
    report: list[str] = []
    doctest.DocTestRunner(optionflags=LENIENT).run(example, out=report.append, clear_globs=False)
    yield from report
