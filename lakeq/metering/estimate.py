"""Estimates: from a plan to what it is billed. A scanned byte is defined by the plan alone."""

from lakeq.metering.prices import PriceList
from lakeq.model.plan import ScanPlan
from lakeq.model.query import Estimate


def price(plan: ScanPlan, prices: PriceList) -> Estimate:
    """Say what a plan costs; the same figures are the bill once it has run."""
    billed_bytes = prices.billed_bytes(plan.scan_bytes)
    return Estimate(
        scanned_bytes=plan.scan_bytes,
        billed_bytes=billed_bytes,
        cost_usd=prices.cost_usd(billed_bytes),
        plan=plan,
        exact=not plan.inexact_reason,
        reason=plan.inexact_reason,
        early_stop=plan.early_stop,
    )
