"""A domain may hold rows its predicate rejects, but never lacks one that it accepts."""

import math
import operator
import struct
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from lakeq.model.bound import Call, Cast, ColumnReference, Expression, Literal, ScanRelation
from lakeq.model.names import TableName
from lakeq.model.table import Column, Storage, Table
from lakeq.model.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    REAL,
    TIMESTAMP,
    UNKNOWN,
    VARCHAR,
    DataType,
    Kind,
    decimal,
)
from lakeq.sql.domains import predicate_domain

REAL_TENTH = struct.unpack("f", struct.pack("f", 0.1))[0]
VALUES: dict[DataType, list[Any]] = {
    INTEGER: [-3, 0, 1, 2, 7],
    BIGINT: [-3, 0, 1, 2, 1 << 40],
    DOUBLE: [-1.5, -0.0, 0.0, 0.1, 2.0, math.inf, math.nan],
    REAL: [-1.5, 0.0, REAL_TENTH, 2.0, math.nan],
    decimal(6, 2): [Decimal("-1.50"), Decimal("0.00"), Decimal("0.10"), Decimal("2.00")],
    VARCHAR: ["", "a", "ab", "abc", "b", "\ud7ff", "\U0010ffff", "a\U0010ffff", "%", "a%b"],
    DATE: [date(2024, 1, 1), date(2024, 1, 2), date(1969, 12, 31)],
    TIMESTAMP: [datetime(2024, 1, 1), datetime(2024, 1, 1, 0, 0, 0, 1000)],
    BOOLEAN: [True, False],
}
TYPES = list(VALUES)
TABLE = Table(
    TableName("d", "t"),
    Storage(tuple(Column(f"c{i}", t) for i, t in enumerate(TYPES)), "/t/", "parquet"),
)
SCAN = ScanRelation(7, TABLE)
COMPARISONS = ["eq", "ne", "lt", "le", "gt", "ge"]
WIDER = {INTEGER: [BIGINT, DOUBLE, decimal(12, 2)], REAL: [DOUBLE], decimal(6, 2): [decimal(9, 3)]}


def column(data_type: DataType) -> ColumnReference:
    index = TYPES.index(data_type)
    return ColumnReference(7, index, f"c{index}", data_type)


def values_of(data_type: DataType) -> st.SearchStrategy[Any]:
    if data_type == decimal(12, 2):
        return st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("2.00")])
    if data_type == decimal(9, 3):
        return st.sampled_from([Decimal("0.1"), Decimal("0.105"), Decimal("2.000")])
    return st.sampled_from(VALUES[data_type])


def literals(data_type: DataType) -> st.SearchStrategy[Expression]:
    plain = st.one_of(values_of(data_type), st.none()).map(lambda v: Literal(v, data_type))
    if data_type.kind is Kind.DATE:
        return plain | values_of(DATE).map(lambda v: Cast(Literal(str(v), VARCHAR), DATE))
    if data_type == DOUBLE:
        tenth = Cast(Literal(Decimal("0.1"), decimal(1, 1)), DOUBLE)
        return plain | st.sampled_from([tenth, Cast(Literal(2, INTEGER), DOUBLE)])
    return plain


@st.composite
def atoms(draw: st.DrawFn) -> Expression:
    data_type = draw(st.sampled_from(TYPES))
    operand: Expression = column(data_type)
    wider = draw(st.sampled_from([None, *WIDER.get(data_type, [])]))
    if wider is not None:
        operand, data_type = Cast(operand, wider), wider
    constants = literals(data_type)
    kind = draw(st.sampled_from(["compare", "between", "in", "is_null", "distinct", "text"]))
    if kind == "between":
        return Call("between", (operand, draw(constants), draw(constants)), BOOLEAN)
    if kind == "in":
        items = draw(st.lists(constants, min_size=1, max_size=3))
        return Call("in", (operand, *items), BOOLEAN)
    if kind == "is_null":
        return Call("is_null", (operand,), BOOLEAN)
    if kind == "distinct":
        return Call("is_distinct_from", (operand, draw(constants)), BOOLEAN)
    if kind == "text":
        return draw(patterns())
    sides = draw(st.permutations([operand, draw(constants)]))
    return Call(draw(st.sampled_from(COMPARISONS)), tuple(sides), BOOLEAN)


@st.composite
def patterns(draw: st.DrawFn) -> Expression:
    pattern = draw(
        st.sampled_from(["a%", "a", "%", "", "a_", "%b", "a!%b", "!%", "ab%%", "\U0010ffff%"])
    )
    if draw(st.booleans()):
        prefix = Literal(pattern.strip("%!_"), VARCHAR)
        return Call("starts_with", (column(VARCHAR), prefix), BOOLEAN)
    escape = (Literal("!", VARCHAR),) if "!" in pattern else ()
    return Call("like", (column(VARCHAR), Literal(pattern, VARCHAR), *escape), BOOLEAN)


CONSTANTS = st.sampled_from([Literal(value, BOOLEAN) for value in (True, False, None)])
PREDICATES = st.recursive(
    atoms() | CONSTANTS | st.just(column(BOOLEAN)),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda parts: Call("and", parts, BOOLEAN)),
        st.tuples(inner, inner).map(lambda parts: Call("or", parts, BOOLEAN)),
        inner.map(lambda part: Call("not", (part,), BOOLEAN)),
    ),
    max_leaves=6,
)
ROWS = st.tuples(*(st.sampled_from([*VALUES[data_type], None]) for data_type in TYPES))


def evaluate(expression: Expression, row: tuple[Any, ...]) -> Any:
    """Trino's three-valued logic, spelled out as plainly as possible."""
    match expression:
        case Literal(value, _):
            return value
        case ColumnReference(_, index, _, _):
            return row[index]
        case Cast(argument, data_type):
            value = evaluate(argument, row)
            if value is None:
                return None
            if data_type == DOUBLE:
                return float(value)
            return (
                date.fromisoformat(value) if data_type == DATE and isinstance(value, str) else value
            )
        case Call(name, arguments, _):
            return call(name, [evaluate(argument, row) for argument in arguments])
        case _:
            raise AssertionError(expression)


def call(name: str, operands: list[Any]) -> Any:
    if name in ("and", "or"):
        decisive = name == "or"
        return decisive if decisive in operands else None if None in operands else not decisive
    if name == "is_null":
        return operands[0] is None
    if name == "is_distinct_from":
        left, right = operands
        return left != right if None not in operands else left is not right
    if name == "between":
        value, low, high = operands
        return call("and", [call("ge", [value, low]), call("le", [value, high])])
    if name == "in":
        return call("or", [call("eq", [operands[0], item]) for item in operands[1:]] + [False])
    if None in operands:
        return None
    text: dict[str, Any] = {"starts_with": str.startswith, "like": like, "not": operator.not_}
    return (text.get(name) or getattr(operator, name))(*operands)


def like(value: str, pattern: str, escape: str = "") -> bool:
    if not pattern:
        return not value
    if escape and pattern[0] == escape:
        return value[:1] == pattern[1] and like(value[1:], pattern[2:], escape)
    if pattern[0] == "%":
        return any(like(value[i:], pattern[1:], escape) for i in range(len(value) + 1))
    if pattern[0] == "_":
        return bool(value) and like(value[1:], pattern[1:], escape)
    return value[:1] == pattern[0] and like(value[1:], pattern[1:], escape)


def contains(predicate: Expression, row: tuple[Any, ...]) -> tuple[bool, bool]:
    found = predicate_domain(predicate, SCAN)
    columns = [column.name for column in TABLE.columns]
    inside = all(
        found.domain.domain(name).contains(value)
        for name, value in zip(columns, row, strict=True)
        # A stored NaN shows in no statistics: domains speak of the other values only.
        if not (isinstance(value, float) and math.isnan(value))
    )
    return inside, found.exact


@settings(max_examples=max(400, settings().max_examples))
@given(PREDICATES, st.lists(ROWS, min_size=1, max_size=5))
@example(Call("not", (Call("lt", (column(DOUBLE), Literal(1.0, DOUBLE)), BOOLEAN),), BOOLEAN), [])
def test_a_domain_never_lacks_a_row_its_predicate_accepts(
    predicate: Expression, rows: list[tuple[Any, ...]]
) -> None:
    for row in rows:
        inside, exact = contains(predicate, row)
        accepted = evaluate(predicate, row) is True
        assert inside or not accepted
        has_nan = any(isinstance(value, float) and math.isnan(value) for value in row)
        if exact and not has_nan:
            assert inside == accepted


def test_a_comparison_with_an_unknown_typed_null_accepts_nothing() -> None:
    predicate = Call("eq", (column(INTEGER), Literal(None, UNKNOWN)), BOOLEAN)
    assert predicate_domain(predicate, SCAN).domain.is_none
