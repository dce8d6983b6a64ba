"""The commands, and what every one of them has in common: global options, failures, exit codes.

Commands import the lake in their bodies: asking for help must not load an engine.
"""

import gc
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from lakeq import errors
from lakeq.cli import failures
from lakeq.cli.arguments import PlainCommand, PlainGroup
from lakeq.cli.catalog import catalog
from lakeq.cli.estimate import estimate, explain
from lakeq.cli.format import format_sql
from lakeq.cli.functions import functions
from lakeq.cli.history import history
from lakeq.cli.options import Color
from lakeq.cli.query import query
from lakeq.cli.session import Session, print_note
from lakeq.cli.terminal import abandon_output

_GARBAGE = 100_000
"""How many objects are made before Python searches them for cycles; its own choice is 700."""


class _Commands(PlainGroup):
    """Turns whatever ends a command early into a message and an exit code."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # it is always Typer's own.
        try:
            return super().invoke(ctx)
        except errors.LakeqError as error:
            _fail(error, ctx.obj)
        except BrokenPipeError:
            # The reader has what it wanted: `lakeq query ... | head`.
            abandon_output()
            raise typer.Exit(failures.DONE) from None
        except KeyboardInterrupt:
            print_note("cancelled")
            raise typer.Exit(failures.INTERRUPTED) from None
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except Exception as error:  # noqa: BLE001 - the last door: nothing may pass untold.
            _confess(error, ctx.obj)


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(cls=PlainCommand)(query)
app.command(cls=PlainCommand)(estimate)
app.command(cls=PlainCommand)(explain)
app.add_typer(catalog, name="catalog")
app.command("format", cls=PlainCommand)(format_sql)
app.command(cls=PlainCommand)(functions)
app.command(cls=PlainCommand)(history)


def _print_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        print(f"lakeq {version('lakeq')}")  # noqa: T201 - the command line prints.
        raise typer.Exit


@app.callback()
def lakeq(
    context: typer.Context,
    catalog: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The metastore; lake.sqlite in this folder unless set."),
    ] = None,
    database: Annotated[
        str | None, typer.Option(metavar="NAME", help="The database of unqualified names.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="The session's time zone; UTC unless set.")
    ] = None,
    color: Annotated[Color | None, typer.Option(help="Whether to color what is printed.")] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version."),
    ] = False,
) -> None:
    """Ask files in a data lake with SQL, knowing what it costs before it runs."""
    options = {
        "catalog": catalog,
        "database": database,
        "timezone": timezone,
        "color": color and color.value,
    }
    context.obj = Session(options)


def main() -> NoReturn:
    """Run the command line of this process, and end it.

    The process ends at once, without taking the interpreter apart first: everything is closed by
    then, and threads of the libraries underneath may still be winding down in there.
    """
    # Nearly all objects of so short a process are code, and stay: searching them for cycles while
    # it starts takes as long as a small query.
    gc.set_threshold(_GARBAGE)
    _open_streams()
    code: object = failures.DONE
    try:
        app(prog_name="lakeq")
    except SystemExit as end:
        code = end.code
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_output()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else failures.DONE)


def _open_streams() -> None:
    """Stand in for the streams that whoever started this process has closed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # It stays open for as long as the process lives.
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115


def _fail(error: errors.LakeqError, session: Session) -> NoReturn:
    text = failures.failure_text(error, session.statement, session.errors)
    sys.stderr.write(text)
    raise typer.Exit(failures.exit_code(error))


def _confess(error: Exception, session: Session) -> NoReturn:
    """Report a defect, with what it takes to find it."""
    traceback.print_exception(error)
    wrapped = errors.InternalError(
        f"{type(error).__name__}: {error}",
        hint="this is a defect in lakeq; please report it with the lines above",
    )
    _fail(wrapped, session)
