"""Running: a statement through the lake, its rows to their destination, its figures to stderr."""

import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lakeq.cli.delivery import Delivery
from lakeq.cli.interrupts import Interrupts
from lakeq.cli.options import ResultFormat
from lakeq.cli.output import Destination
from lakeq.cli.progress import ProgressLine
from lakeq.cli.session import Session, print_note
from lakeq.cli.summary import footer, statistics_document
from lakeq.cli.terminal import PLAIN
from lakeq.errors import QueryCancelled
from lakeq.metering.money import money_text, size_text
from lakeq.model.documents import document_text
from lakeq.model.query import Progress, QueryStatistics

if TYPE_CHECKING:
    from io import RawIOBase

    from lakeq.lake import Lake, QueryResult


@dataclass(frozen=True, slots=True)
class Request:
    """A statement to run, where its rows go, and what is said of it afterwards."""

    text: str
    parameters: tuple[object, ...]
    destination: Destination
    limit: int | None
    stats: bool
    summary: bool


def run(session: Session, lake: "Lake", request: Request) -> None:
    """Run a statement. Ctrl+C stops it, and says what it is billed nevertheless."""
    with ProgressLine(sys.stderr, session.errors) as progress:
        terminal = session.output if request.destination.path is None else PLAIN
        delivery = Delivery(request.destination, request.limit, terminal, progress)
        with request.destination.open() as sink:
            result, count = _answer(lake, request, delivery, sink)
    if request.summary:
        shown = count if result.columns else None
        separator = "\n" if request.destination.format is ResultFormat.TABLE and count else ""
        print_note(separator + footer(shown, result.estimate, result.statistics))
    if request.stats:
        figures = statistics_document(result.query_id, count, result.estimate, result.statistics)
        print_note(document_text(figures))


def _answer(
    lake: "Lake", request: Request, delivery: Delivery, sink: "RawIOBase"
) -> tuple["QueryResult", int]:
    context = lake.context(parameters=request.parameters)
    watchers: list[Callable[[], None]] = []

    def on_progress(progress: Progress) -> None:
        delivery.progress.update(progress)
        for look in watchers:
            look()

    with closing(lake.execute(request.text, context, on_progress=on_progress)) as result:
        if result.estimate is not None:
            delivery.progress.cost_usd = result.estimate.cost_usd
        try:
            with Interrupts(result.cancel) as interrupts:
                watchers.append(interrupts.look)
                return result, delivery.deliver(result, sink)
        except (KeyboardInterrupt, QueryCancelled) as error:
            result.close()
            raise QueryCancelled(f"Query was canceled; {_bill(result.statistics)}") from error


def _bill(statistics: QueryStatistics) -> str:
    if not statistics.billed_bytes:
        return "nothing is billed"
    return f"{money_text(statistics.cost_usd)} ({size_text(statistics.billed_bytes)}) are billed"
