"""PriceList: the tariff, and Athena's rule from scanned to billed bytes."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

_MEGABYTES = {"decimal": 10**6, "binary": 1 << 20}
_MINIMUM_MEGABYTES = 10
_DIGITS = 60


@dataclass(frozen=True, slots=True)
class PriceList:
    """What scanning costs.

    ``tb_unit`` is ``decimal`` (10^12 bytes to the terabyte, 10^6 to the megabyte) or ``binary``
    (2^40 and 2^20); AWS publishes no definition. ``minimum_bytes`` of ``None`` is ten megabytes of
    that unit.
    """

    usd_per_tb: Decimal = Decimal(5)
    tb_unit: str = "decimal"
    minimum_bytes: int | None = None

    @property
    def megabyte(self) -> int:
        """How many bytes a megabyte is."""
        return _MEGABYTES[self.tb_unit]

    @property
    def terabyte(self) -> int:
        """How many bytes a terabyte is."""
        return self.megabyte**2

    @property
    def least_bytes(self) -> int:
        """What a query that scans anything is billed at least."""
        if self.minimum_bytes is None:
            return _MINIMUM_MEGABYTES * self.megabyte
        return self.minimum_bytes

    def billed_bytes(self, scan_bytes: int) -> int:
        """Round up to whole megabytes and to the query minimum; scanning nothing is free.

        >>> [PriceList().billed_bytes(scanned) for scanned in (0, 1, 10_000_001)]
        [0, 10000000, 11000000]
        """
        if scan_bytes == 0:
            return 0
        # Athena bills per query, rounded up to a megabyte, at least ten.
        megabytes = -(-scan_bytes // self.megabyte)
        return max(megabytes * self.megabyte, self.least_bytes)

    def cost_usd(self, billed_bytes: int) -> Decimal:
        """Price billed bytes, to the last digit.

        >>> PriceList().cost_usd(10_000_000)
        Decimal('0.00005')
        """
        with localcontext(prec=_DIGITS):
            return billed_bytes * self.usd_per_tb / self.terabyte
