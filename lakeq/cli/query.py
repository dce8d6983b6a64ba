"""``lakeq query``: run a statement and print what it answers."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lakeq.cli.estimate import print_estimate
from lakeq.cli.options import Parameters, ReportFormat, ResultFormat, Statement, StatementFile
from lakeq.cli.session import read_statement, session_of


def query(
    context: typer.Context,
    *,
    sql: Statement = None,
    file: StatementFile = None,
    format: Annotated[  # noqa: A002 - the option's name.
        ResultFormat | None,
        typer.Option(help="How to write: a table on a terminal, CSV in a pipe, unless set."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file, by its suffix."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=-1, metavar="N", help="Write N rows at most; -1 is all of a table's."),
    ] = None,
    param: Parameters = None,
    max_cost: Annotated[
        str | None, typer.Option(metavar="USD", help="Refuse to run if it would cost more.")
    ] = None,
    max_scan: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Refuse to run if it would scan more.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Run nothing: say what it would scan and cost.")
    ] = False,
    stats: Annotated[
        bool, typer.Option("--stats", help="Print what it did as one JSON line on stderr.")
    ] = False,
    summary: Annotated[
        bool | None,
        typer.Option(help="Say on stderr what it did; by itself below a table or on a terminal."),
    ] = None,
) -> None:
    """Run a statement and print what it answers."""
    session = session_of(context)
    text = session.statement = read_statement(sql, file)
    if dry_run:
        as_json = format is ResultFormat.JSON
        print_estimate(session, text, param, ReportFormat.JSON if as_json else ReportFormat.TEXT)
        return
    from lakeq.cli.output import destination
    from lakeq.cli.parameters import parameter_values

    target = destination(format, output, on_terminal=sys.stdout.isatty())
    with session.lake(max_cost=max_cost, max_scan=max_scan) as lake:
        from lakeq.cli.running import Request, run

        if summary is None:
            summary = target.format is ResultFormat.TABLE or sys.stderr.isatty()
        run(session, lake, Request(text, parameter_values(param), target, limit, stats, summary))
