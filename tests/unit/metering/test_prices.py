"""From scanned bytes to billed bytes and money."""

from decimal import Decimal

import pytest

from lakeq.metering.estimate import price
from lakeq.metering.prices import PriceList
from lakeq.model.plan import ScanPlan


@pytest.mark.parametrize(
    ("scanned", "billed"),
    [
        (0, 0),
        (1, 10_000_000),
        (10_000_000, 10_000_000),
        (10_000_001, 11_000_000),
        (11_000_000, 11_000_000),
        (169_530_000_001, 169_531_000_000),
    ],
)
def test_bytes_are_billed_in_whole_megabytes_and_at_least_ten(scanned: int, billed: int) -> None:
    assert PriceList().billed_bytes(scanned) == billed


def test_a_binary_terabyte_makes_megabytes_and_the_minimum_binary() -> None:
    prices = PriceList(tb_unit="binary")
    assert prices.billed_bytes(1) == 10 << 20
    assert prices.cost_usd(1 << 40) == Decimal(5)


def test_the_minimum_can_be_set() -> None:
    assert PriceList(minimum_bytes=0).billed_bytes(1) == 1_000_000
    assert PriceList(minimum_bytes=50_000_000).billed_bytes(1) == 50_000_000


@pytest.mark.parametrize(
    ("billed", "cost"),
    [(0, "0"), (10_000_000, "0.00005"), (169_531_000_000, "0.847655"), (10**12, "5")],
)
def test_a_terabyte_costs_five_dollars(billed: int, cost: str) -> None:
    assert PriceList().cost_usd(billed) == Decimal(cost)


def test_money_keeps_every_digit() -> None:
    prices = PriceList(Decimal("6.75"), "binary")
    assert prices.cost_usd(11 << 20) * (1 << 40) == Decimal("6.75") * (11 << 20)


def test_a_plan_that_depends_on_data_is_an_upper_bound() -> None:
    estimate = price(ScanPlan(inexact_reason="a subquery", early_stop="top N"), PriceList())
    assert (estimate.exact, estimate.reason, estimate.early_stop) == (False, "a subquery", "top N")


def test_a_plan_without_scans_costs_nothing() -> None:
    estimate = price(ScanPlan(), PriceList())
    assert (estimate.scanned_bytes, estimate.billed_bytes, estimate.cost_usd) == (0, 0, Decimal(0))
    assert estimate.exact
