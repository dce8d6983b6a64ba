"""Destinations: formats by suffix, and files that are whole or absent."""

import os
import stat
from pathlib import Path

import pytest

from lakeq.cli.options import ResultFormat
from lakeq.cli.output import Destination, destination
from lakeq.errors import ConfigurationError, ResultWriteError


def to_file(path: Path) -> Destination:
    return destination(None, path, on_terminal=False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv", ResultFormat.CSV),
        ("a.CSV", ResultFormat.CSV),
        ("a.tsv", ResultFormat.TSV),
        ("a.json", ResultFormat.JSON),
        ("a.jsonl", ResultFormat.NDJSON),
        ("a.ndjson", ResultFormat.NDJSON),
        ("a.md", ResultFormat.MARKDOWN),
        ("a.parquet", ResultFormat.PARQUET),
        ("a.arrow", ResultFormat.ARROW),
        ("a.txt", ResultFormat.TABLE),
    ],
)
def test_the_suffix_names_the_format(name: str, expected: ResultFormat) -> None:
    assert to_file(Path(name)).format is expected


def test_a_format_that_is_asked_for_wins_over_the_suffix() -> None:
    assert destination(ResultFormat.JSON, Path("a.csv"), on_terminal=False).format is (
        ResultFormat.JSON
    )


def test_a_suffix_that_names_no_format_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="names no format"):
        to_file(Path("result.xlsx"))


def test_a_terminal_gets_a_table_and_a_pipe_gets_csv() -> None:
    assert destination(None, None, on_terminal=True).format is ResultFormat.TABLE
    assert destination(None, None, on_terminal=False).format is ResultFormat.CSV


@pytest.mark.parametrize("wanted", [ResultFormat.PARQUET, ResultFormat.ARROW])
def test_binary_formats_are_not_shown_on_a_terminal(wanted: ResultFormat) -> None:
    with pytest.raises(ConfigurationError, match="not shown on a terminal"):
        destination(wanted, None, on_terminal=True)
    assert destination(wanted, None, on_terminal=False).format is wanted


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with to_file(path).open() as sink:
        sink.write(b"1\n")
        assert not path.exists()
    assert path.read_bytes() == b"1\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]


def test_a_failure_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old\n")

    def fail_halfway() -> None:
        with to_file(path).open() as sink:
            sink.write(b"new, but not all of it")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert path.read_bytes() == b"old\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_bytes(b"old\n")
    link.symlink_to(target)
    with to_file(link).open() as sink:
        sink.write(b"new\n")
    assert link.is_symlink()
    assert target.read_bytes() == b"new\n"


def test_a_device_is_written_to_and_not_replaced() -> None:
    with destination(ResultFormat.CSV, Path(os.devnull), on_terminal=False).open() as sink:
        sink.write(b"gone")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_file_that_cannot_be_made_is_refused_at_once(tmp_path: Path) -> None:
    with (
        pytest.raises(ConfigurationError, match=r"cannot write to .*missing: No such file"),
        to_file(tmp_path / "missing" / "a.csv").open(),
    ):
        pytest.fail("the block must not be entered")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_is_full_is_a_result_that_cannot_be_written() -> None:
    def fill() -> None:
        with destination(ResultFormat.CSV, Path("/dev/full"), on_terminal=False).open() as sink:
            sink.write(b"x" * 100_000)

    with pytest.raises(ResultWriteError, match="/dev/full cannot be written: No space left"):
        fill()
