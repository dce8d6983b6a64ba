"""Failures as a person sees them: the message in Trino's words, the place, a hint, an exit code."""

import re

from lakeq import errors
from lakeq.cli.terminal import Terminal, text_width, visible

DONE = 0
FAILED = 1
MISUSED = 2
UNREACHABLE = 3
OVER_LIMIT = 4
NOT_FOUND = 5
INTERRUPTED = 130

_CODES: tuple[tuple[type[errors.LakeqError], int], ...] = (
    (errors.InterfaceError, MISUSED),
    (errors.AccessDenied, UNREACHABLE),
    (errors.BucketNotFound, UNREACHABLE),
    (errors.StorageError, UNREACHABLE),
    (errors.Throttled, UNREACHABLE),
    (errors.ScanLimitExceeded, OVER_LIMIT),
    (errors.QueryTimeout, OVER_LIMIT),
    (errors.TableNotFound, NOT_FOUND),
    (errors.DatabaseNotFound, NOT_FOUND),
    (errors.QueryCancelled, INTERRUPTED),
)
_LINE_WIDTH = 100
# A place may be one in the prepared statement, whose text is not at hand.
_EXECUTES = re.compile(r"\s*(EXPLAIN\b[^';]*)?\bEXECUTE\b(?!\s+IMMEDIATE\s*')", re.IGNORECASE)


def exit_code(error: errors.LakeqError) -> int:
    """Give the exit code that tells a script what kind of failure this was."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), FAILED)


def failure_text(error: errors.LakeqError, statement: str | None, terminal: Terminal) -> str:
    """Describe a failure, with the line of the statement it happened in and a caret below it."""
    parts = [f"{terminal.paint('error:', 'red')} {visible(str(error))}\n"]
    if statement is not None and error.line is not None and error.column is not None:
        parts.append(_excerpt(statement, error.line, error.column, terminal))
    if error.hint:
        parts.append(f"\n{terminal.paint('hint:', 'cyan')} {visible(error.hint)}\n")
    return "".join(parts)


def _excerpt(statement: str, line: int, column: int, terminal: Terminal) -> str:
    lines = statement.splitlines()
    if _EXECUTES.match(statement) or not 1 <= line <= len(lines):
        return ""
    text = lines[line - 1].replace("\t", " ")
    before, after = _window(text, column - 1, (terminal.width or _LINE_WIDTH) - 4)
    caret = terminal.paint("^", "red")
    return f"  {before}{after}\n  {' ' * text_width(before)}{caret}\n"


def _window(text: str, position: int, width: int) -> tuple[str, str]:
    """Cut a line to what surrounds a position, and give it as what stands before and from there."""
    start, stop = 0, len(text)
    if len(text) > width:
        start = max(0, min(position - width // 2, len(text) - width))
        stop = start + width
    before, after = visible(text[start:position]), visible(text[position:stop])
    return ("…" if start else "") + before, after + ("…" if stop < len(text) else "")
