"""What predicates say of columns, case by case."""

from decimal import Decimal

import pytest

from lakeq.model.bound import Call, Cast, ColumnReference, Expression, Literal, ScanRelation
from lakeq.model.domains import Domain, Range
from lakeq.model.names import TableName
from lakeq.model.table import Column, Storage, Table
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DOUBLE,
    INTEGER,
    VARCHAR,
    DataType,
    Kind,
    char,
    decimal,
    timestamp,
    varchar,
)
from lakeq.sql.constants import fold
from lakeq.sql.domains import predicate_domain

TYPES = {"i": INTEGER, "b": BIGINT, "s": VARCHAR, "c": char(4), "d": DOUBLE, "v": varchar(3)}
TABLE = Table(
    TableName("d", "t"),
    Storage(tuple(Column(name, data_type) for name, data_type in TYPES.items()), "/t/", "parquet"),
)
SCAN = ScanRelation(1, TABLE)


def column(name: str) -> ColumnReference:
    return ColumnReference(1, list(TYPES).index(name), name, TYPES[name])


def call(function: str, *arguments: Expression) -> Call:
    return Call(function, arguments, BOOLEAN)


def number(value: int) -> Literal:
    return Literal(value, INTEGER)


def text(value: str) -> Literal:
    return Literal(value, VARCHAR)


def test_a_comparison_may_have_its_column_on_either_side() -> None:
    below = call("gt", number(5), column("i"))
    assert predicate_domain(below, SCAN).domain.domain("i").ranges == (
        Range(high=5, high_inclusive=False),
    )


def test_a_widening_cast_is_seen_through() -> None:
    wide = call("eq", Cast(column("i"), BIGINT), Literal(5, BIGINT))
    assert predicate_domain(wide, SCAN).domain.domain("i") == Domain.of_values([5])


@pytest.mark.parametrize(
    "predicate",
    [
        call("eq", Cast(column("b"), INTEGER), number(5)),
        call("eq", Cast(column("b"), DOUBLE), Literal(5.0, DOUBLE)),
        call("eq", Cast(column("s"), varchar(2)), text("ab")),
        call("eq", Call("abs", (column("i"),), INTEGER), number(5)),
        call("eq", column("i"), column("b")),
        call("eq", column("c"), Literal("ab", char(4))),
        call("eq", ColumnReference(2, 0, "i", INTEGER), number(5)),
        call("ne", column("d"), Literal(5.0, DOUBLE)),
        call("lt", column("d"), Literal(float("nan"), DOUBLE)),
        call("like", column("s"), column("v")),
    ],
)
def test_what_is_not_understood_constrains_nothing(predicate: Expression) -> None:
    found = predicate_domain(predicate, SCAN)
    assert not found.domain.domains
    assert not found.exact


def test_a_pattern_bounds_a_column_by_its_literal_prefix() -> None:
    found = predicate_domain(call("like", column("s"), text("just say%o")), SCAN)
    assert found.domain.domain("s") == Domain.of_range(
        Range("just say", "just saz", high_inclusive=False)
    )
    assert not found.exact


def test_a_pattern_that_ends_in_its_only_wildcard_is_said_exactly() -> None:
    assert predicate_domain(call("like", column("s"), text("just%")), SCAN).exact


def test_an_or_of_two_columns_is_a_hull_that_constrains_neither() -> None:
    either = call("or", call("eq", column("i"), number(1)), call("eq", column("b"), number(2)))
    assert predicate_domain(either, SCAN).domain.domain("i").is_all


def test_an_or_of_pairs_keeps_the_hull_of_each_column() -> None:
    def pair(i: int, s: str) -> Call:
        return call("and", call("eq", column("i"), number(i)), call("eq", column("s"), text(s)))

    found = predicate_domain(call("or", pair(1, "a"), pair(2, "b")), SCAN)
    assert found.domain.domain("i") == Domain.of_values([1, 2])
    assert found.domain.domain("s") == Domain.of_values(["a", "b"])
    assert not found.exact


def test_not_in_with_a_null_accepts_nothing() -> None:
    among = call("in", column("i"), number(1), Literal(None, INTEGER))
    assert predicate_domain(call("not", among), SCAN).domain.is_none


def test_a_long_not_in_is_understood() -> None:
    among = call("in", column("i"), *(number(value) for value in range(5_000)))
    domain = predicate_domain(call("not", among), SCAN).domain.domain("i")
    assert not domain.contains(77)
    assert domain.contains(5_000)


def test_a_false_constant_accepts_nothing() -> None:
    assert predicate_domain(Literal(value=False, type=BOOLEAN), SCAN).domain.is_none


def test_a_null_literal_in_a_char_columns_null_test_is_understood() -> None:
    found = predicate_domain(call("is_null", column("c")), SCAN)
    assert found.domain.domain("c") == Domain.only_null()


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (300, INTEGER, DataType(Kind.TINYINT), None),
        (1 << 60, BIGINT, DOUBLE, None),
        (Decimal("0.1"), decimal(1, 1), DOUBLE, 0.1),
        (Decimal("0.125"), decimal(3, 3), decimal(4, 2), None),
        (Decimal("0.1"), decimal(1, 1), DataType(Kind.REAL), 0.10000000149011612),
        (Decimal("9" * 38), decimal(38), decimal(38), Decimal("9" * 38)),
        (int("9" * 18), BIGINT, decimal(38, 20), Decimal("9" * 18)),
        (int("9" * 19), BIGINT, decimal(38, 20), None),
        ("abcd", varchar(4), varchar(3), None),
        ("2024-13-01", VARCHAR, DataType(Kind.DATE), None),
        ("2024-1-1", VARCHAR, DataType(Kind.DATE), None),
        ("2024-01-01 00:00:00.1234", VARCHAR, timestamp(3), None),
        ("5", VARCHAR, INTEGER, None),
    ],
)
def test_a_cast_folds_only_where_the_result_is_beyond_doubt(
    value: object, source: DataType, target: DataType, expected: object
) -> None:
    assert isinstance(value, int | str | Decimal)
    folded = fold(Cast(Literal(value, source), target))
    assert (None if folded is None else folded.value) == expected


@pytest.mark.parametrize(("connective", "operator"), [("or", "eq"), ("and", "ne")])
def test_thousands_of_terms_are_read(connective: str, operator: str) -> None:
    terms = (call(operator, column("i"), number(value)) for value in range(3_000))
    domain = predicate_domain(call(connective, *terms), SCAN).domain.domain("i")
    assert domain.contains(77) == (connective == "or")
    assert domain.contains(3_000) == (connective == "and")
