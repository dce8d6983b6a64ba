"""Measuring CPU time, in turns, and printing what came out as a table.

CPU time (user and system, all threads) is what is compared: on a machine that does other things too,
it moves far less than the clock does. Contestants take turns, so that what disturbs one disturbs all.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Usage:
    """What something took, in milliseconds: of CPU, and by the clock."""

    cpu_ms: float
    wall_ms: float


def measured(action: Callable[[], Any]) -> tuple[Usage, Any]:
    """Run something in this process, and give what it took and what it returned."""
    cpu, wall = _cpu_ms(resource.RUSAGE_SELF), time.perf_counter()
    outcome = action()
    wall_ms = (time.perf_counter() - wall) * 1000
    return Usage(_cpu_ms(resource.RUSAGE_SELF) - cpu, wall_ms), outcome


def measured_process(command: Sequence[str], **environ: str) -> Usage:
    """Run a program to its end, and give what the whole process took."""
    wall = time.perf_counter()
    with subprocess.Popen(
        command, env={**os.environ, **environ}, stdout=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with exit code {process.returncode}")
    wall_ms = (time.perf_counter() - wall) * 1000
    return Usage((used.ru_utime + used.ru_stime) * 1000, wall_ms)


def in_turns(contestants: Mapping[str, Callable[[], Usage]], rounds: int) -> dict[str, list[Usage]]:
    """Let every contestant run once in every round."""
    usages: dict[str, list[Usage]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            usages[name].append(run())
    return usages


def best(usages: Iterable[Usage]) -> Usage:
    """Take the least of several runs: what the machine's other work added is noise."""
    runs = list(usages)
    return Usage(min(run.cpu_ms for run in runs), min(run.wall_ms for run in runs))


def print_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a Markdown table under a heading."""
    print(f"\n## {title}\n")
    print("| " + " | ".join(headings) + " |")
    print("| --- |" + " ---: |" * (len(headings) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    sys.stdout.flush()


def _cpu_ms(who: int) -> float:
    used = resource.getrusage(who)
    return (used.ru_utime + used.ru_stime) * 1000
