"""Failures: exit codes, Trino's wording, and a caret below the place."""

import inspect

import pytest

from lakeq import errors
from lakeq.cli.failures import exit_code, failure_text
from lakeq.cli.terminal import PLAIN, Terminal

CODES = {
    errors.TableNotFound: 5,
    errors.DatabaseNotFound: 5,
    errors.ScanLimitExceeded: 4,
    errors.QueryTimeout: 4,
    errors.AccessDenied: 3,
    errors.BucketNotFound: 3,
    errors.StorageError: 3,
    errors.Throttled: 3,
    errors.ConfigurationError: 2,
    errors.InterfaceError: 2,
    errors.QueryCancelled: 130,
}


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.LakeqError)
    ],
)
def test_every_error_has_its_exit_code(kind: type[errors.LakeqError]) -> None:
    assert exit_code(kind("x")) == CODES.get(kind, 1)


def test_an_error_shows_its_line_and_a_caret_below_its_column() -> None:
    error = errors.TableNotFound(
        "Table 'awsdatacatalog.sales.ordres' does not exist",
        line=2,
        column=6,
        hint="did you mean `sales.orders`?",
    )
    assert failure_text(error, "SELECT *\nFROM sales.ordres", PLAIN) == (
        "error: TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.sales.ordres' does not exist\n"
        "  FROM sales.ordres\n"
        "       ^\n"
        "\n"
        "hint: did you mean `sales.orders`?\n"
    )


def test_an_error_without_a_place_shows_no_line() -> None:
    text = failure_text(errors.MetastoreError("locked"), "SELECT 1", PLAIN)
    assert text == "error: HIVE_METASTORE_ERROR: locked\n"


def caret_of(statement: str, column: int, width: int | None = None) -> tuple[str, int]:
    error = errors.QuerySyntaxError("here", line=1, column=column)
    terminal = Terminal(is_terminal=width is not None, has_color=False, width=width)
    _, line, caret = failure_text(error, statement, terminal).splitlines()
    return line[2:], caret.index("^") - 2


def test_a_long_line_is_shown_around_the_place() -> None:
    statement = "SELECT " + ", ".join(f"column_{number}" for number in range(100)) + ", oops FROM t"
    column = statement.index("oops") + 1
    line, caret = caret_of(statement, column, width=60)
    assert len(line) <= 60 - 2
    assert line[caret:].startswith("oops")
    assert line.startswith("…")


def test_the_start_and_the_end_of_a_long_line_can_be_the_place() -> None:
    statement = "a" + "x" * 300 + "z"
    line, caret = caret_of(statement, 1)
    assert line[caret] == "a"
    assert line.endswith("…")
    line, caret = caret_of(statement, len(statement))
    assert line[caret] == "z"
    line, caret = caret_of("SELECT", 7)
    assert caret == len("SELECT")


def test_tabs_and_wide_letters_keep_the_caret_in_place() -> None:
    assert caret_of("\tx", 2) == (" x", 1)
    assert caret_of("'東京' x", 6) == ("'東京' x", 7)


def test_a_place_outside_the_statement_shows_no_line() -> None:
    error = errors.QuerySyntaxError("here", line=9, column=1)
    assert failure_text(error, "SELECT", PLAIN) == "error: SYNTAX_ERROR: line 9:1: here\n"


def test_data_in_a_message_cannot_change_the_terminal() -> None:
    text = failure_text(errors.InvalidCast("Cannot cast '\x1b[2J'"), None, PLAIN)
    assert text == "error: INVALID_CAST_ARGUMENT: Cannot cast '\\x1b[2J'\n"


def test_color_marks_the_words_that_people_look_for() -> None:
    error = errors.QuerySyntaxError("here", line=1, column=1, hint="that")
    text = failure_text(error, "x", Terminal(is_terminal=True, has_color=True, width=80))
    assert "\x1b[31merror:\x1b[0m" in text
    assert "\x1b[31m^\x1b[0m" in text
    assert "\x1b[36mhint:\x1b[0m" in text


def test_a_place_in_a_prepared_statement_is_not_sought_in_its_execution() -> None:
    error = errors.TableNotFound("Table 'd.t' does not exist", line=1, column=15)
    assert "^" not in failure_text(error, "EXECUTE later", PLAIN)
    assert "^" not in failure_text(error, "explain (type cost) execute later", PLAIN)
    assert "^" in failure_text(error, "SELECT * FROM t", PLAIN)
