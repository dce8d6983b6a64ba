"""Progress: one line, only on a terminal, only after a second, and gone at the end."""

import io
from decimal import Decimal
from typing import Any

import pytest

import lakeq
from lakeq.cli.delivery import Delivery
from lakeq.cli.options import ResultFormat
from lakeq.cli.output import Destination
from lakeq.cli.progress import ProgressLine
from lakeq.cli.terminal import PLAIN, Terminal, text_width
from lakeq.model.query import Progress

WIDE = Terminal(is_terminal=True, has_color=False, width=200)
HALF = Progress(scanned_bytes=500_000_000, total_bytes=1_000_000_000)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def watched(terminal: Terminal) -> tuple[io.StringIO, Clock, ProgressLine]:
    stream, clock = io.StringIO(), Clock()
    return stream, clock, ProgressLine(stream, terminal, clock)


def test_nothing_is_drawn_in_the_first_second() -> None:
    stream, clock, line = watched(WIDE)
    clock.now += 0.9
    line.update(HALF)
    line.stop()
    assert stream.getvalue() == ""


def test_the_line_tells_bytes_and_money() -> None:
    stream, clock, line = watched(WIDE)
    line.cost_usd = Decimal("0.848")
    clock.now += 2
    line.update(HALF)
    assert stream.getvalue() == (
        "\r\x1b[2K reading  ━━━━━━━━━━━━────────────    50%   500.0 MB of 1.0 GB"
        "   $0.42 of $0.85   250.0 MB/s   0:02 left   Ctrl+C stops"
    )


def test_the_line_is_redrawn_ten_times_a_second_at_most() -> None:
    stream, clock, line = watched(WIDE)
    clock.now += 1
    for _ in range(100):
        line.update(HALF)
        clock.now += 0.01
    assert 9 <= stream.getvalue().count("reading") <= 11


def test_the_line_is_erased_at_the_end_and_stays_away() -> None:
    stream, clock, line = watched(WIDE)
    with line:
        clock.now += 2
        line.update(HALF)
    assert stream.getvalue().endswith("\r\x1b[2K")
    drawn = stream.getvalue()
    clock.now += 2
    line.update(HALF)
    assert stream.getvalue() == drawn


def test_where_nobody_looks_nothing_is_drawn() -> None:
    stream, clock, line = watched(PLAIN)
    with line:
        clock.now += 5
        line.update(HALF)
    assert stream.getvalue() == ""


def test_the_line_never_wraps() -> None:
    stream, clock, line = watched(Terminal(is_terminal=True, has_color=False, width=40))
    clock.now += 2
    line.update(HALF)
    assert text_width(stream.getvalue().removeprefix("\r\x1b[2K")) < 40


def test_a_narrow_terminal_still_shows_bytes_money_and_how_to_stop() -> None:
    stream, clock, line = watched(Terminal(is_terminal=True, has_color=False, width=80))
    line.cost_usd = Decimal("0.848")
    clock.now += 2
    line.update(HALF)
    assert stream.getvalue() == (
        "\r\x1b[2K reading   50%   500.0 MB of 1.0 GB   $0.42 of $0.85   0:02 left   Ctrl+C stops"
    )


def test_a_plan_of_no_bytes_can_be_shown() -> None:
    stream, clock, line = watched(WIDE)
    clock.now += 2
    line.update(Progress(0, 0))
    assert "0 bytes of 0 bytes" in stream.getvalue()


class Screen(Destination):
    """Standard output, looked at by a person."""

    shows_on_terminal = True


class Sink(io.RawIOBase):
    """Writes below what the progress wrote, as a terminal does."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    def write(self, data: Any) -> int:
        return self._stream.write(bytes(data).decode())


@pytest.mark.parametrize("query", ["SELECT 1 AS x", "SELECT 1 AS x LIMIT 0", "SELECT uuid() AS x"])
@pytest.mark.parametrize("limit", [None, 1])
@pytest.mark.parametrize("shape", [ResultFormat.CSV, ResultFormat.TABLE])
def test_the_line_is_erased_before_so_much_as_a_header_is_written(
    query: str, limit: int | None, shape: ResultFormat
) -> None:
    stream, clock, line = watched(WIDE)
    clock.now += 2
    line.update(HALF)
    with lakeq.connect(":memory:", history="none") as connection:
        result = connection.lake.execute(query)
        Delivery(Screen(shape), limit, WIDE, line).deliver(result, Sink(stream))
    assert stream.getvalue().partition("Ctrl+C stops")[2].startswith("\r\x1b[2K")
