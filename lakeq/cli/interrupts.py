"""Interrupts: Ctrl+C while rows are read cancels the query at once.

A query spends its time inside an engine's calls, which Python's own handling of signals has to wait
for. The system writes a byte for every signal, though, and whoever is called meanwhile in another
thread, as the progress line is, can read it.
"""

import select
import signal
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Interrupts:
    """While this is entered, ``look`` calls ``cancel`` once Ctrl+C has come."""

    def __init__(self, cancel: Callable[[], None]) -> None:
        self._cancel = cancel
        # Python lets no other thread ask for signals.
        self._is_main = threading.current_thread() is threading.main_thread()
        self._lock = threading.Lock()
        self._reading, self._writing = socket.socketpair()
        self._writing.setblocking(False)

    def __enter__(self) -> Self:
        if self._is_main:
            self._before = signal.set_wakeup_fd(self._writing.fileno())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_main:
            signal.set_wakeup_fd(self._before)
        with self._lock:
            self._reading.close()
            self._writing.close()

    def look(self) -> None:
        """Cancel if Ctrl+C has come; to be called from another thread, now and then."""
        with self._lock:
            is_open = self._reading.fileno() >= 0
            came = is_open and select.select([self._reading], [], [], 0)[0]
            signals = self._reading.recv(4096) if came else b""
        if signal.SIGINT in signals:
            self._cancel()
