"""``lakeq estimate`` and ``lakeq explain``: what a statement would scan, and why not more."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from lakeq.cli.options import (
    EstimateFormat,
    Parameters,
    ReportFormat,
    Statement,
    StatementFile,
)
from lakeq.cli.session import Session, print_lines, read_statement, session_of

if TYPE_CHECKING:
    from lakeq.model.query import Estimate


def estimate(
    context: typer.Context,
    sql: Statement = None,
    file: StatementFile = None,
    format: EstimateFormat = ReportFormat.TEXT,  # noqa: A002 - the option's name.
    param: Parameters = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print only the number of bytes.")
    ] = False,
) -> None:
    """Say what a statement would scan and cost, without running it."""
    session = session_of(context)
    text = session.statement = read_statement(sql, file)
    if quiet:
        print_lines([_estimated(session, text, param).scanned_bytes])
    else:
        print_estimate(session, text, param, format)


def explain(
    context: typer.Context,
    sql: Statement = None,
    file: StatementFile = None,
    format: EstimateFormat = ReportFormat.TEXT,  # noqa: A002 - the option's name.
    param: Parameters = None,
) -> None:
    """Show rule by rule what a scan leaves out and saves."""
    session = session_of(context)
    text = session.statement = read_statement(sql, file)
    answer = _estimated(session, text, param)
    if format is ReportFormat.JSON:
        from lakeq.cli.summary import explain_document
        from lakeq.model.documents import document_text

        print_lines([document_text(explain_document(answer))])
    else:
        from lakeq.metering.explain import explain_lines

        print_lines(explain_lines(answer))


def print_estimate(
    session: Session, text: str, param: Sequence[str] | None, report: ReportFormat
) -> None:
    """Print what a statement would scan and cost."""
    answer = _estimated(session, text, param)
    if report is ReportFormat.JSON:
        from lakeq.metering.document import estimate_document
        from lakeq.model.documents import document_text

        print_lines([document_text(estimate_document(answer))])
    else:
        from lakeq.cli.summary import estimate_lines

        print_lines(estimate_lines(answer))


def _estimated(session: Session, text: str, param: Sequence[str] | None) -> "Estimate":
    from lakeq.cli.parameters import parameter_values

    with session.lake() as lake:
        return lake.estimate(text, lake.context(parameters=parameter_values(param)))
