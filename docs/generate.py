"""Write the reference pages that come from code, so that they cannot say anything else.

python docs/generate.py [--check]

With ``--check`` nothing is written; the pages that are stale are named and the exit code is 1.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from typer.main import get_command

from lakeq import errors
from lakeq.cli import app
from lakeq.cli.failures import exit_code
from lakeq.functions import registry
from lakeq.settings import Settings

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py; change the code, then run `make docs`. -->"


def main() -> int:
    """Write the pages, or say which are stale."""
    parser = argparse.ArgumentParser(description="Write the reference pages that come from code.")
    parser.add_argument("--check", action="store_true", help="write nothing, name stale pages")
    options = parser.parse_args()
    stale = [name for name, text in pages().items() if read(name) != text]
    if options.check:
        for name in stale:
            print(f"docs/reference/{name} is stale: run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (REFERENCE / name).write_text(pages()[name], encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


def pages() -> dict[str, str]:
    """Give every generated page's text by its name."""
    writers: dict[str, Callable[[], Iterable[str]]] = {
        "cli.md": command_line,
        "errors.md": error_tree,
        "functions.md": functions,
        "settings.md": settings,
    }
    return {
        name: "\n".join([NOTE, "", *writer()]).rstrip() + "\n" for name, writer in writers.items()
    }


def read(name: str) -> str:
    """Read a page as it stands, or nothing."""
    page = REFERENCE / name
    return page.read_text(encoding="utf-8") if page.exists() else ""


def settings() -> Iterator[str]:
    """Yield the lines of the page of settings."""
    yield "# Settings"
    yield ""
    yield "From the strongest to the weakest: flags and arguments; `LAKEQ_*` in the environment;"
    yield "`lakeq.toml` in the current folder, or `[tool.lakeq]` in its `pyproject.toml`;"
    yield "`~/.config/lakeq/config.toml`; the variables that AWS's own tools read; defaults."
    yield "Relative paths start at the folder of the file that says them."
    yield ""
    yield from table(
        ("Setting", "Environment", "Default", "What it is"),
        (
            (
                f"`{setting.name}`",
                f"`LAKEQ_{setting.name.upper()}`",
                f"`{setting.default}`" if setting.default is not None else "",
                setting.metadata["about"],
            )
            for setting in fields(Settings)
            if setting.metadata
        ),
    )


def error_tree() -> Iterator[str]:
    """Yield the lines of the page of errors."""
    yield "# Errors"
    yield ""
    yield "Every failure is one of these, at every door: the command line prints it, the driver"
    yield "raises it. Names, types and categories are Trino's and Athena's. The parents are PEP 249's."
    yield "*Exit* is the code that a command ends with: 0 is success, 2 a wrong command line, 130 Ctrl+C."
    yield ""
    doors = (errors.DatabaseError, errors.InterfaceError)
    classes = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, doors)
    ]
    raised = [kind for kind in classes if "trino_name" in vars(kind) or not kind.__subclasses__()]
    yield from table(
        ("Class", "Parent", "Name", "Athena", "Exit", "What happened"),
        (
            (
                f"`{kind.__name__}`",
                f"`{kind.__bases__[0].__name__}`",
                f"`{kind.trino_name}`",
                f"{kind.category.name} {kind.athena_type}",
                f"{exit_code(kind('an example'))}",
                summary(kind) + (" Worth retrying." if kind.retryable else ""),
            )
            for kind in raised
        ),
    )


def functions() -> Iterator[str]:
    """Yield the lines of the page of functions."""
    yield "# Functions"
    yield ""
    yield "What a query may call. Anything else is refused by name: a wrong answer is worse than none."
    yield "`N` stands for any number, `O` for any type with an order, other capitals for any type."
    area = ""
    for function in registry.descriptions():
        if function.area != area:
            area = function.area
            yield ""
            yield f"## {area.replace('_', ' ').capitalize()}"
            yield ""
        yield from function_lines(function)


def function_lines(function: registry.Description) -> Iterator[str]:
    """Yield a function's item in the list of its area."""
    also = ", ".join(f"`{alias}`" for alias in function.aliases)
    if function.refused is not None:
        yield f"- `{function.name}`: refused: {function.refused}"
        return
    summary = f": {function.summary}" if function.summary else ""
    yield f"- `{function.name}`" + (f", also {also}" if also else "") + summary
    for signature in function.signatures:
        yield f"  - `{signature}`"
    if function.difference is not None:
        yield f"  - Differs: {function.difference}"


def command_line() -> Iterator[str]:
    """Yield the lines of the page of commands."""
    yield "# Command line"
    yield ""
    yield "Data goes to standard output, everything else to standard error. [Errors](errors.md) lists"
    yield "the exit codes, [settings](settings.md) what else can be configured."
    yield ""
    yield from command_page(get_command(app), ("lakeq",))


def command_page(command: Any, path: Sequence[str]) -> Iterator[str]:
    """Yield a command's arguments and options, then those of the commands below it."""
    yield f"## `{' '.join(path)}`"
    yield ""
    yield (command.help or "").strip()
    yield ""
    context = command.make_context(path[-1], [], resilient_parsing=True)
    records = [parameter.get_help_record(context) for parameter in command.params]
    rows = [
        (f"`{re.sub(' <[^|]*>$', '', written)}`", " ".join(what.split()))
        for written, what in filter(None, records)
    ]
    if rows:
        yield from table(("Argument or option", "What it does"), rows)
        yield ""
    for name, below in getattr(command, "commands", {}).items():
        yield from command_page(below, (*path, name))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a Markdown table."""
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def summary(thing: object) -> str:
    """Give the first paragraph of a docstring on one line."""
    paragraph = (thing.__doc__ or "").split("\n\n", maxsplit=1)[0]
    return " ".join(paragraph.split()).replace("``", "`")


if __name__ == "__main__":
    sys.exit(main())
