"""Tables for people: alignment, width, and what is never cut."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lakeq.cli.table import BLOCK_ROWS, table_lines
from lakeq.cli.terminal import PLAIN, Terminal, cut, text_width, visible
from lakeq.model import types
from lakeq.model.bound import OutputColumn
from lakeq.model.types import DataType

GRAMS = [
    OutputColumn("gram", types.VARCHAR),
    OutputColumn("year", types.INTEGER),
    OutputColumn("_col2", types.BIGINT),
]


def terminal(width: int, color: bool = False) -> Terminal:
    return Terminal(is_terminal=True, has_color=color, width=width)


def lines(columns: list[OutputColumn], rows: list[tuple[Any, ...]], at: Terminal) -> list[str]:
    return list(table_lines(columns, rows, at))


def one(data_type: DataType, value: Any) -> str:
    return lines([OutputColumn("c", data_type)], [(value,)], PLAIN)[2].strip()


def test_numbers_stand_to_the_right_and_counts_have_separators() -> None:
    rows = [("just say no", 1984, 1204), ("just say no", 1985, 87)]
    assert lines(GRAMS, rows, PLAIN) == [
        " gram          year   _col2",
        " ──────────────────────────",
        " just say no   1984   1,204",
        " just say no   1985      87",
    ]


def test_a_table_without_rows_is_its_header() -> None:
    assert lines(GRAMS, [], PLAIN) == [" gram   year   _col2", " ───────────────────"]


def test_values_are_spelled_as_athena_spells_them() -> None:
    assert one(types.decimal(12, 2), Decimal("12345.60")) == "12,345.60"
    assert one(types.DOUBLE, 1e10) == "1.0E10"
    assert one(types.BOOLEAN, True) == "true"
    assert one(types.array_of(types.BIGINT), [1, None]) == "[1, null]"
    assert one(types.VARCHAR, None) == "NULL"


def test_null_is_dimmed_so_that_it_is_no_text() -> None:
    columns = [OutputColumn("c", types.VARCHAR)]
    rows = [(None,), ("NULL",)]
    assert lines(columns, rows, terminal(80, color=True))[2:] == [" \x1b[2mNULL\x1b[0m", " NULL"]


def test_nothing_is_cut_in_a_pipe() -> None:
    assert one(types.VARCHAR, "x" * 500) == "x" * 500


def test_texts_are_cut_to_the_terminal_and_numbers_are_not() -> None:
    columns = [OutputColumn("text", types.VARCHAR), OutputColumn("number", types.BIGINT)]
    found = lines(columns, [("x" * 100, 1234567890)], terminal(40))
    assert found[2] == " " + "x" * 22 + "…   1,234,567,890"
    assert all(text_width(line) <= 40 for line in found)


def test_columns_that_do_not_fit_are_left_out_and_counted() -> None:
    columns = [OutputColumn(f"c{number}", types.BIGINT) for number in range(10)]
    found = lines(columns, [tuple(range(1000, 1010))], terminal(30))
    assert found[0] == "    c0      c1      c2      c3"
    assert found[-1] == "… 6 more columns on the right: widen the terminal, or --format csv"


def test_wide_letters_take_two_cells() -> None:
    columns = [OutputColumn("city", types.VARCHAR), OutputColumn("n", types.BIGINT)]
    found = lines(columns, [("東京", 1), ("Oslo", 2), ("e\u0301a", 3)], PLAIN)
    assert found[2:] == [" 東京   1", " Oslo   2", " e\u0301a     3"]


def test_control_characters_cannot_reach_the_terminal() -> None:
    assert one(types.VARCHAR, "a\nb\x1b]0;x\x07\u202e") == "a\\nb\\x1b]0;x\\x07\\u202e"
    name = lines([OutputColumn("\x1b[31m", types.VARCHAR)], [], PLAIN)[0]
    assert name == " \\x1b[31m"


def test_any_number_of_rows_passes_through_a_block_at_a_time() -> None:
    count = BLOCK_ROWS + 5
    taken = 0

    def rows() -> Any:
        nonlocal taken
        for number in range(count):
            taken += 1
            yield (number,)

    found = table_lines([OutputColumn("n", types.INTEGER)], rows(), PLAIN)
    next(found)
    assert taken == BLOCK_ROWS
    assert len(list(found)) == count + 1


@given(st.text(), st.integers(1, 20))
def test_what_was_cut_fits(text: str, width: int) -> None:
    shown = cut(visible(text), width)
    assert text_width(shown) <= width
    assert shown.endswith("…") or shown == visible(text)
