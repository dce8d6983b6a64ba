"""Decimals: exact beyond 18 digits, and quick where footers prove fewer."""

from decimal import Decimal, localcontext
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakeq.engines.duckdb.attachments import Attachments
from lakeq.errors import OutOfRange
from lakeq.functions.arithmetic import operation
from lakeq.model.bound import Call, Cast, Literal
from lakeq.model.types import DataType, decimal
from tests.unit.engines.duckdb.lake import Asker, EngineLake


def priced(lake: EngineLake, prices: list[str]) -> EngineLake:
    lake.run(
        "CREATE EXTERNAL TABLE d.p (price decimal(15,2), rate decimal(15,2)) STORED AS PARQUET LOCATION '$/p/'"
    )
    values = pa.array([Decimal(price) for price in prices], pa.decimal128(15, 2))
    rates = pa.array([Decimal("0.07")] * len(prices), pa.decimal128(15, 2))
    lake.write("p/1.parquet", {"price": values, "rate": rates})
    return lake


def spelled(lake: EngineLake, sql: str) -> str:
    query, plan = lake.planned(sql)
    return lake.engine.compile(query, plan, Attachments())


def test_products_that_fit_are_not_widened(lake: EngineLake) -> None:
    priced(lake, ["104949.50", "901.00"])
    sql = "SELECT sum(price * (1 - rate) * (1 + rate)) FROM d.p"
    assert "DECIMAL(19" not in spelled(lake, sql)
    assert lake.rows(sql) == [(Decimal("105331.832550"),)]


def test_products_that_may_not_fit_are_exact(lake: EngineLake) -> None:
    priced(lake, ["9999999999999.99", "-9999999999999.99"])
    assert "DECIMAL(19" in spelled(lake, "SELECT price * price FROM d.p")
    with localcontext(prec=60):
        square = Decimal("9999999999999.99") ** 2
    assert lake.rows("SELECT price * price FROM d.p") == [(square,), (square,)]
    assert lake.rows("SELECT sum(price) + max(price) FROM d.p") == [(Decimal("9999999999999.99"),)]


def test_a_narrow_product_keeps_its_type_through_a_subquery(lake: EngineLake) -> None:
    priced(lake, ["104949.50"])
    rows = lake.rows(
        "SELECT v * v, v + 1, v IN (1.0, v), coalesce(v, 0) * v * v"
        " FROM (SELECT price * rate AS v FROM d.p) t"
    )
    value = Decimal("7346.4650")
    with localcontext(prec=60):
        assert rows == [(value * value, value + 1, True, value**3)]


def test_a_result_beyond_38_digits_is_out_of_range(asker: Asker) -> None:
    nines = "9" * 38
    with pytest.raises(OutOfRange):
        asker.value(f"DECIMAL '{nines}' + DECIMAL '{nines}'")
    with pytest.raises(OutOfRange):
        asker.value(f"DECIMAL '{nines}' * DECIMAL '10'")


@st.composite
def decimals(draw: st.DrawFn) -> tuple[Decimal, DataType]:
    precision = draw(st.integers(1, 20))
    scale = draw(st.integers(0, min(precision, 8)))
    units = draw(st.integers(-(10**precision) + 1, 10**precision - 1))
    with localcontext(prec=60):
        return Decimal(units).scaleb(-scale), decimal(precision, scale)


@given(
    decimals(), decimals(), st.sampled_from(["add", "subtract", "multiply", "divide", "modulus"])
)
@settings(max_examples=300)
def test_arithmetic_is_exact(asker: Asker, left: Any, right: Any, operator: str) -> None:
    resolved = operation(operator, left[1], right[1])
    assert resolved is not None
    operands = (Literal(*left), Literal(*right))
    casts = (Cast(operands[0], resolved.left), Cast(operands[1], resolved.right))
    with localcontext(prec=80):
        a, b = left[0], right[0]
        if operator in ("divide", "modulus") and b == 0:
            return
        exact = {
            "add": lambda: a + b,
            "subtract": lambda: a - b,
            "multiply": lambda: a * b,
            "divide": lambda: a / b,
            "modulus": lambda: a % b,
        }[operator]()
        unit = Decimal(1).scaleb(-resolved.result.scale)
        expected = exact.quantize(unit, rounding="ROUND_HALF_UP")
    assert asker.bound(Call(operator, casts, resolved.result)) == expected
