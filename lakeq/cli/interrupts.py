"""Interrupts: Ctrl+C while rows are read cancels the query, so that it ends in order and is billed.

A query spends its time inside an engine's calls, during which Python's own handling of signals
waits. The system writes a byte for every signal at once, though, and whoever is called meanwhile,
as the progress line is, can read it.
"""

import select
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self


class Interrupts:
    """While this is entered, the first Ctrl+C calls ``cancel`` and a second ends the program."""

    def __init__(self, cancel: Callable[[], None]) -> None:
        self._cancel = cancel
        self._is_main = threading.current_thread() is threading.main_thread()
        self._was_cancelled = False
        self._lock = threading.Lock()
        self._reading, self._writing = socket.socketpair()
        self._writing.setblocking(False)

    def __enter__(self) -> Self:
        if self._is_main:
            self._handler = signal.signal(signal.SIGINT, self._on_signal)
            self._descriptor = signal.set_wakeup_fd(self._writing.fileno())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_main:
            signal.set_wakeup_fd(self._descriptor)
            signal.signal(signal.SIGINT, self._handler)
        with self._lock:
            self._reading.close()
            self._writing.close()

    def look(self) -> None:
        """Cancel if Ctrl+C has come; to be called from any thread, now and then."""
        with self._lock:
            is_open = self._reading.fileno() >= 0
            came = is_open and select.select([self._reading], [], [], 0)[0]
            signals = self._reading.recv(4096) if came else b""
        if signal.SIGINT in signals:
            self._cancel()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._was_cancelled:
            raise KeyboardInterrupt
        self._was_cancelled = True
        self._cancel()
