"""What lakeq needs is what it says it needs: a plain installation answers as a developer's does."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

PROJECT = Path(__file__).parent.parent
ASKED = """
import sys
sys.modules |= dict.fromkeys(sys.argv[2:])
import lakeq
with lakeq.connect(sys.argv[1]) as connection:
    for query in (
        "SELECT format('%05.1f', 1.25E0)",
        "SELECT json_value('[1, 2]', 'strict $[1]')",
        "SELECT regexp_extract('abc', '(?<=b)c')",
        "SELECT x FROM (VALUES (1, NULL), (2, ARRAY['a'])) AS t(x, y)",
    ):
        print(connection.execute(query).fetch_arrow_table().column(0)[0])
"""


def test_no_library_is_used_that_is_not_declared(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASKED, str(tmp_path / "lake.sqlite"), *undeclared_modules()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["001.3", "2", "c", "1"]


def undeclared_modules() -> list[str]:
    """Name what can be imported here, and could not be where lakeq alone is installed."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    declared = closure(project["dependencies"]) | {"lakeq"}
    return sorted(
        module
        for module, distributions in packages_distributions().items()
        if not declared & {normal(each) for each in distributions}
    )


def closure(requirements: Iterable[str]) -> set[str]:
    """Add to requirements what they require themselves, extras aside."""
    found: set[str] = set()
    wanted = list(requirements)
    while wanted:
        requirement = wanted.pop()
        name = normal(re.split(r"[^\w.-]", requirement)[0])
        if "extra ==" not in requirement and name not in found:
            found.add(name)
            with suppress(PackageNotFoundError):  # what only other platforms need.
                wanted += requires(name) or ()
    return found


def normal(name: str) -> str:
    """Spell a distribution's name as all do when they compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
