"""The pruning tree: what each rule saved of each table, down to the bytes left to read."""

from collections.abc import Sequence

from lakeq.metering.money import money_text, share_text, size_text
from lakeq.model.plan import PruningStep, TableScan
from lakeq.model.query import Estimate

_MAX_PREDICATE = 60


def explain_lines(estimate: Estimate) -> list[str]:
    """Draw the tree. Each table's savings and what is left of it add up to 100 %."""
    scans = list(estimate.plan.scans.values())
    lines = [_headline(estimate, scans)]
    for scan in scans:
        is_last = scan is scans[-1]
        lines.append(
            f"{'└──' if is_last else '├──'} {scan.relation.table.name}  {scan.format.value}"
        )
        indent = "    " if is_last else "│   "
        lines += [indent + line for line in _scan_lines(scan)]
    if estimate.reason:
        lines.append(f"upper bound: {estimate.reason}")
    if estimate.early_stop:
        lines.append(f"may read less than it is billed for: {estimate.early_stop}")
    return lines


def _headline(estimate: Estimate, scans: Sequence[TableScan]) -> str:
    exactness = "exact" if estimate.exact else "at most"
    left = size_text(estimate.scanned_bytes)
    price = f"[{money_text(estimate.cost_usd)}, {exactness}]"
    totals = [scan.table_bytes for scan in scans if scan.table_bytes is not None]
    if not scans or len(totals) < len(scans):
        return f"SELECT  {left}  {price}"
    total = sum(totals)
    saved = share_text(total - estimate.scanned_bytes, total)
    return f"SELECT  {left} of {size_text(total)}  {price}   {saved} saved"


def _scan_lines(scan: TableScan) -> list[str]:
    amounts = [*(step.saved_bytes for step in scan.steps), scan.scan_bytes]
    shares = _shares(amounts)
    rows = [
        (step.rule, _what(step), _kept(step), "saves" if step.rule != "footers" else "", amount)
        for step, amount in zip(scan.steps, amounts, strict=False)
    ]
    rows.append(("left to read", "", "", "", scan.scan_bytes))
    cells = [
        (rule, what, kept, verb, size_text(amount), share)
        for (rule, what, kept, verb, amount), share in zip(rows, shares, strict=True)
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(6)]
    lines = []
    for row in cells:
        rule, what, kept, verb, size, share = row
        connector = "└──" if row is cells[-1] else "├──"
        lines.append(
            f"{connector} {rule:<{widths[0]}}  {what:<{widths[1]}}  {kept:>{widths[2]}}"
            f"   {verb:<{widths[3]}} {size:>{widths[4]}}  {share:>{widths[5]}}"
        )
    return lines


def _what(step: PruningStep) -> str:
    predicate = step.predicate
    if len(predicate) > _MAX_PREDICATE:
        predicate = predicate[: _MAX_PREDICATE - 1] + "…"
    note = step.note if step.rule != "footers" else ""
    return "  ".join(text for text in (predicate, note) if text)


def _kept(step: PruningStep) -> str:
    if step.rule == "footers":
        return step.note
    return "" if step.count is None else f"{step.count.kept:,} of {step.count.total:,} kept"


def _shares(amounts: Sequence[int]) -> list[str]:
    """Write amounts as percentages of their sum, rounded so that they add up to it."""
    total = sum(amounts)
    if not total:
        return ["0.0%"] * len(amounts)
    permilles = [amount * 1000 // total for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda i: -(amounts[i] * 1000 % total))
    for index in by_remainder[: 1000 - sum(permilles)]:
        permilles[index] += 1
    return [f"{permille // 10}.{permille % 10}%" for permille in permilles]
