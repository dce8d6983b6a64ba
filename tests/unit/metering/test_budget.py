"""What is over a limit is refused, and told how to cost less."""

from decimal import Decimal

import pytest

from lakeq.errors import ScanLimitExceeded
from lakeq.metering.budget import admit, cheapest_change
from lakeq.metering.estimate import price
from lakeq.metering.prices import PriceList
from lakeq.model.plan import ScanPlan
from lakeq.model.query import Estimate, WorkGroup
from tests.unit.metering.plans import GIGABYTE, plan, scan


def estimate(of: ScanPlan) -> Estimate:
    return price(of, PriceList())


def test_a_query_without_limits_is_admitted() -> None:
    admit(estimate(plan(scan("text"))), WorkGroup())


def test_a_query_at_its_limit_is_admitted() -> None:
    admit(estimate(plan(scan("text"))), WorkGroup(Decimal("0.85"), 170 * GIGABYTE))


def test_a_query_over_its_cost_names_estimate_and_limit() -> None:
    with pytest.raises(ScanLimitExceeded) as raised:
        admit(estimate(plan(scan("text"))), WorkGroup(max_cost_usd=Decimal("0.10")))
    assert raised.value.message == (
        "The query would scan 170.0 GB and cost $0.85; the limit is $0.10. Nothing was read"
    )


def test_a_query_over_its_scan_names_the_limit_in_bytes() -> None:
    with pytest.raises(ScanLimitExceeded, match=r"the limit is 1\.0 GB"):
        admit(estimate(plan(scan("text"))), WorkGroup(max_scan_bytes=GIGABYTE))


def test_an_upper_bound_is_said_to_be_one() -> None:
    bound = estimate(plan(scan("text"), inexact_reason="a subquery"))
    with pytest.raises(ScanLimitExceeded, match="up to 170"):
        admit(bound, WorkGroup(max_scan_bytes=GIGABYTE))


def test_a_free_query_is_admitted_to_any_budget() -> None:
    admit(estimate(plan(scan())), WorkGroup(Decimal(0), 0))


def test_the_hint_is_the_change_that_saves_most() -> None:
    with pytest.raises(ScanLimitExceeded) as raised:
        admit(estimate(plan(scan("id", "text"))), WorkGroup(max_scan_bytes=GIGABYTE))
    assert raised.value.hint == "leave out column `text` of d.t -> 20.0 GB, $0.10"


def test_an_unfiltered_partition_key_is_a_change() -> None:
    advice = cheapest_change(estimate(plan(scan("id", "tag"))), PriceList())
    assert advice == "leave out column `id` of d.t -> 10.0 GB, $0.05"
    advice = cheapest_change(estimate(plan(scan("text"))), PriceList())
    assert advice == ("filter d.t by its partition key `day`, to one partition -> 85.0 GB, $0.42")


def test_a_filtered_partition_key_is_no_change() -> None:
    assert cheapest_change(estimate(plan(scan("text", filtered=True))), PriceList()) == ""


def test_without_a_known_change_the_hint_is_the_next_step() -> None:
    with pytest.raises(ScanLimitExceeded) as raised:
        admit(estimate(plan(scan("text", filtered=True))), WorkGroup(max_scan_bytes=GIGABYTE))
    assert raised.value.hint == "raise the limit, or see `lakeq explain`"
