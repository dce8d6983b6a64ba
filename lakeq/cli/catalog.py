"""``lakeq catalog``: what tables exist, and the folder of definitions that describes them."""

from pathlib import Path
from typing import Annotated

import typer

from lakeq.cli.arguments import PlainCommand, PlainGroup
from lakeq.cli.options import ListFormat, ReportFormat, Variables
from lakeq.cli.session import print_lines, print_note, session_of

DIFFERENT = 1

catalog = typer.Typer(
    cls=PlainGroup,
    help="Look at the catalog, or bring it to a defined state.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of DDL files.")]
Name = Annotated[str, typer.Argument(metavar="TABLE", help="A table or view: [DATABASE.]NAME.")]


@catalog.command("ls", cls=PlainCommand)
def list_tables(
    context: typer.Context,
    database: Annotated[
        str | None, typer.Argument(metavar="DATABASE", help="Only this database's.")
    ] = None,
    format: ListFormat = None,  # noqa: A002 - the option's name.
) -> None:
    """List tables and views."""
    session = session_of(context)
    with session.lake() as lake:
        from lakeq.cli.catalog_view import TABLE_COLUMNS, table_rows
        from lakeq.cli.listing import print_rows

        rows = table_rows(lake.catalog, database)
        print_rows(TABLE_COLUMNS, rows, format, session.output)


@catalog.command(cls=PlainCommand)
def show(
    context: typer.Context,
    table: Name,
    format: Annotated[  # noqa: A002 - the option's name.
        ReportFormat, typer.Option(help="How to print it.")
    ] = ReportFormat.TEXT,
    files: Annotated[
        bool, typer.Option(help="List the files, to count them and their bytes.")
    ] = True,
) -> None:
    """Show a table: columns, keys, location, files and bytes."""
    session = session_of(context)
    with session.lake() as lake:
        from lakeq.cli.catalog_view import described, described_lines, table_name
        from lakeq.model.documents import document_text

        name = table_name(table, lake.settings.database)
        found = described(lake.catalog, lake.storage if files else None, name)
        if format is ReportFormat.JSON:
            print_lines([document_text(found.document())])
        else:
            print_lines(described_lines(found, session.output))


@catalog.command(cls=PlainCommand)
def ddl(context: typer.Context, table: Name) -> None:
    """Print the statement that creates a table or view."""
    with session_of(context).lake() as lake:
        from lakeq.catalog.describe import create_table_lines, create_view_lines
        from lakeq.cli.catalog_view import table_name
        from lakeq.model.table import View
        from lakeq.sql.views import renamed_columns

        found = lake.catalog.table(table_name(table, lake.settings.database))
        if isinstance(found, View):
            print_lines(create_view_lines(found, renamed_columns(found)))
        else:
            print_lines(line.rstrip() for line in create_table_lines(found))


@catalog.command(cls=PlainCommand)
def apply(context: typer.Context, folder: Folder, set_: Variables = None) -> None:
    """Bring the catalog to the state that a folder defines."""
    with session_of(context).lake() as lake:
        from lakeq.cli.catalog_view import difference_lines, variables

        print_lines(difference_lines(lake.apply_definitions(folder, variables(set_))))


@catalog.command(cls=PlainCommand)
def diff(context: typer.Context, folder: Folder, set_: Variables = None) -> None:
    """Show what apply would change; exit with 1 if anything."""
    with session_of(context).lake() as lake:
        from lakeq.cli.catalog_view import difference_lines, is_change, variables

        found = lake.diff_definitions(folder, variables(set_))
        print_lines(difference_lines(found))
    if any(map(is_change, found)):
        raise typer.Exit(DIFFERENT)


@catalog.command(cls=PlainCommand)
def export(context: typer.Context, folder: Folder) -> None:
    """Write the catalog as a folder of definitions."""
    with session_of(context).lake() as lake:
        print_lines(lake.export_definitions(folder))


@catalog.command(cls=PlainCommand)
def repair(
    context: typer.Context,
    tables: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TABLE]...", help="All partitioned tables unless given."),
    ] = None,
) -> None:
    """Register partition folders that the catalog lacks."""
    with session_of(context).lake() as lake:
        from lakeq.catalog.describe import partition_names
        from lakeq.cli.catalog_view import tables_to_repair

        for table in tables_to_repair(lake.catalog, tables, lake.settings.database):
            added = partition_names(table, lake.repair(table.name))
            print_lines(f"{table.name}: added {name}" for name in added)
            if not added:
                print_note(f"{table.name}: nothing to add")
