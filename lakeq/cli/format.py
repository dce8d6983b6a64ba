"""``lakeq format``: SQL laid out, its tokens and comments kept."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from lakeq.cli.session import Session, print_note, read_statement, session_of

UNFORMATTED = 1


def format_sql(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE",
            help="Files, or folders of .sql files; standard input unless given.",
        ),
    ] = None,
    sql: Annotated[
        str | None, typer.Option("-e", "--sql", metavar="SQL", help="Format this text.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", "-w", help="Write the files anew instead of printing.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Print nothing; exit with 1 if anything would change.")
    ] = False,
) -> None:
    """Lay SQL out: a clause a line, keywords in capitals, nothing else changed."""
    session = session_of(context)
    if sql is not None and paths:
        raise typer.BadParameter("give files or -e SQL, not both")
    if paths and " " in paths[0] and not Path(paths[0]).exists():
        raise typer.BadParameter("that is no file; to format a text, give it with -e")
    if write and not paths:
        raise typer.BadParameter("--write needs files to write")
    changed = []
    for name, path, text in _texts(sql, list(map(Path, paths or ()))):
        formatted = _formatted(session, text)
        if formatted != text:
            changed.append(name)
            if write and not check and path is not None:
                path.write_text(formatted, encoding="utf-8", newline="")
        if not write and not check:
            sys.stdout.write(formatted)
    sys.stdout.flush()
    for name in changed if check or write else ():
        print_note(f"{name}: {'would be formatted' if check else 'formatted'}")
    if check and changed:
        raise typer.Exit(UNFORMATTED)


def _texts(sql: str | None, paths: Sequence[Path]) -> Iterator[tuple[str, Path | None, str]]:
    """Yield each text, what to call it, and the file it is from."""
    if sql is not None:
        yield "the text", None, sql if sql.endswith("\n") else sql + "\n"
    elif not paths:
        yield "standard input", None, read_statement("-", None)
    for path in paths:
        for file in sorted(path.rglob("*.sql")) if path.is_dir() else [path]:
            named = None if file == Path("-") else file
            yield str(file), named, read_statement(None, file)


def _formatted(session: Session, text: str) -> str:
    from lakeq.sql.formatting import format_statements

    session.statement = text
    return format_statements(text)
