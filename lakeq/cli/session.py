"""A session: what one run of the command line knows, from its global options to its terminals."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import typer

from lakeq.cli.terminal import Terminal

if TYPE_CHECKING:
    from lakeq.lake import Lake
    from lakeq.settings import Settings


class Session:
    """The global options, and the statement that is being worked on, for error messages."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._color = "auto"
        self.statement: str | None = None

    def settings(self, **overrides: Any) -> "Settings":
        """Load the settings; a command's own options come on top of the global ones."""
        from lakeq.settings import Settings

        settings = Settings.of_process(**self._options, **overrides)
        self._color = settings.color
        return settings

    @contextmanager
    def lake(self, **overrides: Any) -> Iterator["Lake"]:
        """Open the lake that the settings describe, for the length of a command."""
        settings = self.settings(**overrides)
        from lakeq.lake import Lake

        with Lake.open(settings) as lake:
            yield lake

    @property
    def output(self) -> Terminal:
        """Look at standard output."""
        return Terminal.of(sys.stdout, self._color)

    @property
    def errors(self) -> Terminal:
        """Look at standard error."""
        return Terminal.of(sys.stderr, self._color)


def session_of(context: typer.Context) -> Session:
    """Give the session that the global options began."""
    return cast("Session", context.obj)  # the callback of the app put it there.


def read_statement(sql: str | None, file: Path | None) -> str:
    """Take the statement from the argument, from a file, or from standard input for ``-``."""
    if (sql is None) == (file is None):
        raise typer.BadParameter(
            "give the statement as an argument, with -f FILE, or as - for stdin"
        )
    if sql == "-" or file == Path("-"):
        return sys.stdin.read().removeprefix("\ufeff")
    if file is None:
        return cast("str", sql)  # one of the two is given, as was checked above.
    try:
        # Some editors begin a file with a mark of its encoding.
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{file} is not UTF-8 text") from error


def print_note(text: str) -> None:
    """Write a line for people, which is never data."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - the command line prints.


def print_lines(lines: Any) -> None:
    """Write lines of data."""
    for line in lines:
        print(line)  # noqa: T201 - the command line prints.
    sys.stdout.flush()
