"""Cold start: the whole process that answers ``SELECT 1``, from start to exit.

python -m bench.cold_start [--quick]
"""

import sys
from pathlib import Path

from bench.measure import DATA, Usage, best, in_turns, measured_process, print_table

SCRIPTS = Path(sys.executable).parent


def main(*, quick: bool = False) -> None:
    """Start each program in turns, and print what the best start of each took."""
    rounds = 3 if quick else 15
    home = DATA / "home"
    home.mkdir(parents=True, exist_ok=True)
    lakeq = str(SCRIPTS / "lakeq")
    programs = {
        "python -c 'import duckdb; ...'": (
            sys.executable,
            "-c",
            "import duckdb; print(duckdb.sql('SELECT 1').fetchall())",
        ),
        "lakeq query 'SELECT 1'": (lakeq, "query", "SELECT 1"),
        "lakeq estimate 'SELECT 1'": (lakeq, "estimate", "SELECT 1"),
        "lakeq --help": (lakeq, "--help"),
    }

    def start(command: tuple[str, ...]) -> Usage:
        return measured_process(
            command,
            HOME=str(home),
            XDG_CACHE_HOME=str(home),
            XDG_STATE_HOME=str(home),
            LAKEQ_CATALOG=str(home / "lake.sqlite"),
            # Some machines that build software set it; then nothing would ever be compiled for good.
            PYTHONDONTWRITEBYTECODE="",
        )

    for command in programs.values():
        start(command)
    usages = in_turns(
        {name: lambda command=command: start(command) for name, command in programs.items()}, rounds
    )
    least = {name: best(runs) for name, runs in usages.items()}
    base = next(iter(least.values()))
    print_table(
        f"Cold start, milliseconds, best of {rounds}",
        ("process", "CPU", "wall", "CPU ratio", "wall ratio"),
        (
            (
                name,
                f"{usage.cpu_ms:.0f}",
                f"{usage.wall_ms:.0f}",
                f"{usage.cpu_ms / base.cpu_ms:.2f}",
                f"{usage.wall_ms / base.wall_ms:.2f}",
            )
            for name, usage in least.items()
        ),
    )


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
