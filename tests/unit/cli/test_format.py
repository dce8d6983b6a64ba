"""``lakeq format``: to standard output, into files, or as a check."""

from pathlib import Path

from tests.unit.cli.conftest import Run


def test_a_text_is_printed_formatted(run: Run) -> None:
    assert run("format", "-e", "select 1 from t").stdout == "SELECT 1\nFROM t\n"


def test_standard_input_is_read_unless_files_are_named(run: Run) -> None:
    assert run("format", stdin="select 1 -- one").stdout == "SELECT 1  -- one\n"


def test_checking_names_what_would_change_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.sql").write_text("SELECT 1\n")
    (tmp_path / "bad.sql").write_text("select 1\n")
    checked = run("format", "--check", str(tmp_path))
    assert checked.exit_code == 1
    assert checked.stderr == f"{tmp_path / 'bad.sql'}: would be formatted\n"
    assert checked.stdout == ""
    assert (tmp_path / "bad.sql").read_text() == "select 1\n"
    assert run("format", "--check", str(tmp_path / "good.sql")).exit_code == 0


def test_writing_changes_the_files_that_need_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.sql").write_text("select 1\n")
    written = run("format", "--write", str(tmp_path))
    assert (written.exit_code, written.stdout) == (0, "")
    assert (tmp_path / "bad.sql").read_text() == "SELECT 1\n"


def test_what_cannot_be_read_is_refused_and_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.sql").write_text("select 1 frm t where\n")
    refused = run("format", "--write", str(tmp_path / "bad.sql"))
    assert refused.exit_code == 1
    assert "SYNTAX_ERROR: line 1:14" in refused.stderr
    assert (tmp_path / "bad.sql").read_text() == "select 1 frm t where\n"


def test_options_that_contradict_each_other_are_refused(run: Run) -> None:
    assert run("format", "-e", "select 1", "file.sql").exit_code == 2
    assert run("format", "--write").exit_code == 2
