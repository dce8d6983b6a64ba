"""``lakeq functions``: what a query may call, and what is refused and why."""

from typing import Annotated

import typer

from lakeq.cli.options import ListFormat
from lakeq.cli.session import print_lines, session_of


def functions(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Only this one, with its signatures.")
    ] = None,
    format: ListFormat = None,  # noqa: A002 - the option's name.
) -> None:
    """List the functions of SQL: supported, differing and how, or refused and why."""
    from lakeq.cli.functions_view import (
        COLUMNS,
        SIGNATURE_COLUMNS,
        function_lines,
        rows,
        signature_rows,
    )
    from lakeq.cli.listing import print_rows

    terminal = session_of(context).output
    if name is None:
        print_rows(COLUMNS, rows(), format, terminal)
    elif format is None and terminal.is_terminal:
        print_lines(function_lines(name, terminal.width))
    else:
        print_rows(SIGNATURE_COLUMNS, signature_rows(name), format, terminal)
