"""Progress: one line on a terminal, in bytes and money, for queries that take over a second."""

import threading
import time
from collections.abc import Callable
from decimal import Decimal
from types import TracebackType
from typing import Self, TextIO

from lakeq.cli.terminal import Terminal, cut, text_width
from lakeq.metering.money import money_text, size_text
from lakeq.model.query import Progress

_PATIENCE_SECONDS = 1.0
_INTERVAL_SECONDS = 0.1
_BAR_CELLS = 24
_ERASE = "\r\x1b[2K"


class ProgressLine:
    """Redraws itself at every update, at most ten times a second, and leaves nothing behind.

    Any thread may update it. It is silent where nobody looks, and in the first second.
    """

    def __init__(
        self, stream: TextIO, terminal: Terminal, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Watch from now on."""
        self._stream = stream
        self._terminal = terminal
        self._clock = clock
        self._lock = threading.Lock()
        self._started = clock()
        self._drawn_at = self._started + _PATIENCE_SECONDS - _INTERVAL_SECONDS
        self._is_shown = False
        self._is_over = not terminal.is_terminal
        self.cost_usd: Decimal | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def update(self, progress: Progress) -> None:
        """Show how far a query has come."""
        with self._lock:
            now = self._clock()
            if self._is_over or now - self._drawn_at < _INTERVAL_SECONDS:
                return
            self._drawn_at = now
            self._is_shown = True
            width = (self._terminal.width or 80) - 1
            self._stream.write(_ERASE + _fitted(self._parts(progress, now - self._started), width))
            self._stream.flush()

    def stop(self) -> None:
        """Erase the line, and stay silent from now on."""
        with self._lock:
            if self._is_shown:
                self._stream.write(_ERASE)
                self._stream.flush()
            self._is_shown = False
            self._is_over = True

    def _parts(self, progress: Progress, seconds: float) -> dict[str, str]:
        """Spell what there is to say, in the order it stands on the line."""
        done, total = progress.scanned_bytes, progress.total_bytes
        share = min(done, total) / total if total else 0
        parts = {
            "bar": _bar(share),
            "percentage": f"{int(share * 100):3}%",
            "bytes": f"{size_text(done)} of {size_text(total)}",
        }
        if self.cost_usd is not None and total:
            spent = self.cost_usd * done / total
            parts["money"] = f"{money_text(spent)} of {money_text(self.cost_usd)}"
        speed = int(done / seconds) if seconds else 0
        if speed:
            left = max(total - done, 0) // speed
            parts["speed"] = f"{size_text(speed)}/s"
            parts["left"] = f"{left // 60}:{left % 60:02} left"
        parts["stop"] = "Ctrl+C stops"
        return parts


_DISPENSABLE = ("bar", "speed", "percentage", "left")


def _fitted(parts: dict[str, str], width: int) -> str:
    """Leave out what matters least until the line fits."""
    line = _line(parts)
    for name in _DISPENSABLE:
        if text_width(line) <= width:
            break
        parts.pop(name, None)
        line = _line(parts)
    return cut(line, width)


def _line(parts: dict[str, str]) -> str:
    return f" reading  {'   '.join(parts.values())}"


def _bar(share: float) -> str:
    filled = round(share * _BAR_CELLS)
    return "━" * filled + "─" * (_BAR_CELLS - filled)
