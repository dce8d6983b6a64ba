"""Score lakeq against recorded Trino answers, and refuse to be worse than last time.

    python -m tests.conformance.ratchet FOLDER [--update] [--minutes N]

FOLDER holds the recorded cases and their scorers, which are no part of the project. The baseline
beside this file holds counts alone: the share of wrong answers never rises and the share of right
ones never falls. ``--update`` writes the counts of this run down as the new baseline.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.conformance import target

BASELINE = Path(__file__).with_name("baseline.json")
PROJECT = Path(__file__).parents[2]
SETS = {
    "core": "core (athena minus sub-microsecond",
    "stable core": "core, expectation unchanged",
    "core errors": "core errors",
}
RIGHT = ("pass", "pass_error")
WHOLE = 10_000
"""What a mean of shares is written as a part of, so that it is a count like the others."""

Counts = dict[str, int]


def main() -> int:
    """Score, compare and say what got worse."""
    parser = argparse.ArgumentParser(description="Score lakeq against recorded Trino answers.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--update", action="store_true", help="keep this run's counts")
    parser.add_argument("--minutes", type=int, default=12, help="give up after so long")
    parser.add_argument("--results", type=Path, default=PROJECT / "build" / "conformance")
    options = parser.parse_args()
    options.results.mkdir(parents=True, exist_ok=True)
    scores = score(
        options.folder.resolve(), options.results, time.monotonic() + 60 * options.minutes
    )
    for name, counts in scores.items():
        print(f"{name}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    if options.update:
        BASELINE.write_text(json.dumps(scores, indent=2) + "\n")
        return 0
    losses = list(compare(json.loads(BASELINE.read_text()), scores))
    for loss in losses:
        print(f"worse than {BASELINE.relative_to(PROJECT)}: {loss}", file=sys.stderr)
    return 1 if losses else 0


def score(folder: Path, results: Path, deadline: float) -> dict[str, Counts]:
    """Run the scorers of ``folder``, the cases in two halves at once, and count their verdicts."""
    sys.path.insert(0, str(folder))
    with tempfile.TemporaryDirectory() as scratch:
        lake = Path(scratch) / "lake"
        build_lake(lake)
        halves = split(folder / "trino_cases.jsonl", Path(scratch))
        outputs = [results / f"{half.stem}.jsonl" for half in halves]
        run(
            [
                [str(folder / "score.py"), str(half), "--out", str(output)]
                for half, output in zip(halves, outputs, strict=True)
            ],
            lake,
            deadline,
        )
        queries = results / "queries.jsonl"
        command = [str(folder / "score_queries.py"), str(folder / "trino_queries.jsonl")]
        run([[*command, "--out", str(queries)]], lake, deadline)
    return count(outputs, queries)


def build_lake(lake: Path) -> None:
    """Make the tables that the recorded queries read."""
    import duckdb
    import score as scorer
    from duckdb_extensions import import_extension

    with duckdb.connect() as source:
        import_extension("tpch")
        source.execute("LOAD tpch")
        scorer.setup_tpch(source)
        target.build(lake, source)


def split(cases: Path, scratch: Path) -> list[Path]:
    """Deal the cases out to two files, one for each core of the smallest machine."""
    # Not splitlines: cases hold line separators of other kinds inside their strings.
    lines = [line + "\n" for line in cases.read_text().split("\n") if line]
    halves = [scratch / "cases-0.jsonl", scratch / "cases-1.jsonl"]
    for start, half in enumerate(halves):
        half.write_text("".join(lines[start::2]), encoding="utf-8")
    return halves


def run(commands: Sequence[Sequence[str]], lake: Path, deadline: float) -> None:
    """Run scorers side by side until all are done."""
    environment = os.environ | {
        "CONFORMANCE_LAKE": str(lake),
        "PYTHONPATH": str(PROJECT),
    }
    scored = ["--target", "tests.conformance.target:connect"]
    running = [
        subprocess.Popen(
            [sys.executable, *command, *scored], env=environment, stdout=subprocess.DEVNULL
        )
        for command in commands
    ]
    try:
        for process in running:
            if process.wait(timeout=max(1.0, deadline - time.monotonic())):
                raise SystemExit(f"the scorer failed: {process.args!r}")
    finally:
        for process in running:
            process.kill()


def count(cases: Iterable[Path], queries: Path) -> dict[str, Counts]:
    """Count verdicts by set of cases."""
    import score as scorer

    results = [result for path in cases for result in read(path)]
    summary = scorer.summarize(results)
    sets = summary["sets"]
    scores = {
        short: {key: sets[name][key] for key in ("n", "pass", "loose", "wrong", "missing_error")}
        for short, prefix in SETS.items()
        for name in sets
        if name.startswith(prefix) and sets[name]["n"]
    }
    mean = round(WHOLE * summary["macro_by_function"])
    scores["mean of functions"] = {"n": WHOLE, "pass": mean, "wrong": 0}
    verdicts = Counter(result["verdict"] for result in read(queries))
    judged = verdicts.total() - verdicts["no_oracle"] - verdicts["undecided"]
    right = sum(verdicts[verdict] for verdict in RIGHT)
    scores["queries"] = {"n": judged, "pass": right, "wrong": verdicts["wrong"]}
    return scores


def read(path: Path) -> list[dict[str, Any]]:
    """Read a scorer's results, one JSON object a line."""
    return [json.loads(line) for line in path.read_text().split("\n") if line]


def compare(baseline: dict[str, Counts], scores: dict[str, Counts]) -> Iterable[str]:
    """Say what is worse; shares are compared, so that a corpus of another size can be used."""
    for name, before in baseline.items():
        now = scores[name]
        for key, is_worse in (("pass", Fraction.__lt__), ("wrong", Fraction.__gt__)):
            if is_worse(Fraction(now[key], now["n"]), Fraction(before[key], before["n"])):
                yield f"{name}: {now[key]} of {now['n']} {key}, was {before[key]} of {before['n']}"


if __name__ == "__main__":
    sys.exit(main())
