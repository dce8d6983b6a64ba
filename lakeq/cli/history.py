"""``lakeq history``: past statements, what they scanned and what they cost."""

from typing import TYPE_CHECKING, Annotated

import typer

from lakeq.cli.options import ListFormat
from lakeq.cli.session import session_of

if TYPE_CHECKING:
    from datetime import datetime


def history(
    context: typer.Context,
    limit: Annotated[
        int, typer.Option(min=1, metavar="N", help="Show the latest N statements.")
    ] = 20,
    since: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="Only from then on: 30m, 24h, 7d, or a date or time."),
    ] = None,
    format: ListFormat = None,  # noqa: A002 - the option's name.
) -> None:
    """Show past statements, and what they scanned and cost."""
    from datetime import UTC
    from datetime import datetime as clock

    session = session_of(context)
    start = None if since is None else _moment(since, clock.now(UTC))
    with session.lake() as lake:
        from lakeq.cli.history_view import COLUMNS, entry_row
        from lakeq.cli.listing import print_rows

        entries = lake.ledger.entries(limit=limit, since=start)
        print_rows(COLUMNS, map(entry_row, entries), format, session.output)


def _moment(text: str, now: "datetime") -> "datetime":
    """Read a span back from now, or a point in time, in UTC unless it says otherwise."""
    import re
    from datetime import UTC, datetime, timedelta

    span = re.fullmatch(r"(\d{1,6})([mhdw])", text)
    if span:
        unit = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}[span[2]]
        return now - timedelta(**{unit: int(span[1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"--since {text}: give 30m, 24h, 7d or 2024-01-31") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
