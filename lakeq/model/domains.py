"""Domains: the set of values a column may take, with the three operations that pruning needs.

A domain never excludes a value it is unsure of: whoever builds one from a predicate it does not
fully understand uses ``Domain.all()``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeAlias

Bound: TypeAlias = Any
"""A value of one column: ints, floats, strings, dates... only ever compared with its own kind."""


@dataclass(frozen=True, slots=True)
class Range:
    """An interval of values; a ``None`` end is open to infinity."""

    low: Bound = None
    high: Bound = None
    low_inclusive: bool = True
    high_inclusive: bool = True

    @classmethod
    def of(cls, value: Bound) -> Self:
        """Hold one value."""
        return cls(value, value)

    @property
    def is_point(self) -> bool:
        """Whether the range is a single value."""
        return self.low is not None and self.low == self.high

    @property
    def is_empty(self) -> bool:
        """Whether no value lies between the ends."""
        if self.low is None or self.high is None:
            return False
        if self.low == self.high:
            return not (self.low_inclusive and self.high_inclusive)
        return bool(self.low > self.high)

    def contains(self, value: Bound) -> bool:
        """Whether the value lies in the range."""
        return not self.intersect(Range.of(value)).is_empty

    def intersect(self, other: "Range") -> "Range":
        """Hold what both ranges hold; perhaps empty."""
        low, low_inclusive = self.low, self.low_inclusive
        if other.low is not None and (low is None or other.low >= low):
            low_inclusive = other.low_inclusive and (low_inclusive or low != other.low)
            low = other.low
        high, high_inclusive = self.high, self.high_inclusive
        if other.high is not None and (high is None or other.high <= high):
            high_inclusive = other.high_inclusive and (high_inclusive or high != other.high)
            high = other.high
        return Range(low, high, low_inclusive, high_inclusive)


_EVERYTHING = (Range(),)


@dataclass(frozen=True, slots=True)
class Domain:
    """The values a column may take: any of ``ranges``, and NULL if ``null_allowed``.

    >>> prices = Domain.of_range(Range(low=5))
    >>> prices.overlaps(1, 4, has_null=False), prices.overlaps(4, 9, has_null=False)
    (False, True)
    """

    ranges: tuple[Range, ...] = _EVERYTHING
    null_allowed: bool = True

    @classmethod
    def all(cls) -> "Domain":
        """Exclude nothing."""
        return cls()

    @classmethod
    def none(cls) -> "Domain":
        """Exclude everything."""
        return cls((), null_allowed=False)

    @classmethod
    def of_values(cls, values: Iterable[Bound]) -> "Domain":
        """Hold exactly these values, and no NULL."""
        return cls(tuple(Range.of(value) for value in sorted(set(values))), null_allowed=False)

    @classmethod
    def of_range(cls, values: Range) -> "Domain":
        """Hold one range, and no NULL."""
        return cls(() if values.is_empty else (values,), null_allowed=False)

    @classmethod
    def only_null(cls) -> "Domain":
        """Hold NULL alone."""
        return cls((), null_allowed=True)

    @classmethod
    def not_null(cls) -> "Domain":
        """Hold every value but NULL."""
        return cls(_EVERYTHING, null_allowed=False)

    @property
    def is_all(self) -> bool:
        """Whether nothing is excluded."""
        return self.null_allowed and any(r.low is None and r.high is None for r in self.ranges)

    @property
    def is_none(self) -> bool:
        """Whether everything is excluded."""
        return not self.ranges and not self.null_allowed

    def contains(self, value: Bound) -> bool:
        """Whether a value, ``None`` for NULL, is in the domain."""
        if value is None:
            return self.null_allowed
        return any(values.contains(value) for values in self.ranges)

    def overlaps(self, minimum: Bound, maximum: Bound, *, has_null: bool) -> bool:
        """Whether data between ``minimum`` and ``maximum`` (``None``: unknown) may match."""
        if has_null and self.null_allowed:
            return True
        span = Range(minimum, maximum)
        return any(not values.intersect(span).is_empty for values in self.ranges)

    def intersect(self, other: "Domain") -> "Domain":
        """Hold what both hold."""
        null_allowed = self.null_allowed and other.null_allowed
        if min(len(self.ranges), len(other.ranges)) > _FEW_RANGES:
            return Domain(_intersect(_merge(self.ranges), _merge(other.ranges)), null_allowed)
        pairs = (mine.intersect(theirs) for mine in self.ranges for theirs in other.ranges)
        return Domain(tuple(pair for pair in pairs if not pair.is_empty), null_allowed)

    def union(self, other: "Domain") -> "Domain":
        """Hold what either holds; ranges are merged where they touch."""
        null_allowed = self.null_allowed or other.null_allowed
        if any(r.low is None and r.high is None for r in self.ranges + other.ranges):
            return Domain(_EVERYTHING, null_allowed)
        return Domain(_merge(self.ranges + other.ranges), null_allowed)


@dataclass(frozen=True, slots=True)
class TupleDomain:
    """A domain for each column named; a column not named may take any value.

    ``none`` says that no row at all can match.
    """

    domains: Mapping[str, Domain] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Whether some column's domain is empty, so that nothing matches."""
        return any(domain.is_none for domain in self.domains.values())

    def domain(self, column: str) -> Domain:
        """Give what a column may be."""
        return self.domains.get(column, Domain.all())

    def only(self, columns: Iterable[str]) -> "TupleDomain":
        """Keep the named columns' domains."""
        wanted = set(columns)
        return TupleDomain({name: d for name, d in self.domains.items() if name in wanted})

    def intersect(self, other: "TupleDomain") -> "TupleDomain":
        """Demand both."""
        domains = dict(self.domains)
        for name, domain in other.domains.items():
            domains[name] = domains[name].intersect(domain) if name in domains else domain
        return TupleDomain(domains)

    def union(self, other: "TupleDomain") -> "TupleDomain":
        """Allow either: a column constrained on one side only is constrained no more.

        The result may hold more than either side (it is their column-wise hull), never less.
        """
        if self.is_none:
            return other
        if other.is_none:
            return self
        shared = self.domains.keys() & other.domains.keys()
        return TupleDomain({name: self.domains[name].union(other.domains[name]) for name in shared})


_FEW_RANGES = 16


def _intersect(left: tuple[Range, ...], right: tuple[Range, ...]) -> tuple[Range, ...]:
    """Go through two sorted lists of ranges side by side, as lists may be long."""
    found: list[Range] = []
    i = j = 0
    while i < len(left) and j < len(right):
        shared = left[i].intersect(right[j])
        if not shared.is_empty:
            found.append(shared)
        if _ends_first(left[i], right[j]):
            i += 1
        else:
            j += 1
    return tuple(found)


def _ends_first(left: Range, right: Range) -> bool:
    if left.high is None or right.high is None:
        return left.high is not None
    if left.high == right.high:
        return not left.high_inclusive
    return bool(left.high < right.high)


def _merge(ranges: Iterable[Range]) -> tuple[Range, ...]:
    unbounded = sorted((r for r in ranges if r.low is None), key=lambda r: r.high, reverse=True)
    bounded = sorted((r for r in ranges if r.low is not None), key=lambda r: r.low)
    merged: list[Range] = []
    for current in [*unbounded, *bounded]:
        if merged and _touches(merged[-1], current):
            merged[-1] = _hull(merged[-1], current)
        else:
            merged.append(current)
    return tuple(merged)


def _touches(left: Range, right: Range) -> bool:
    if left.high is None or right.low is None:
        return True
    if left.high == right.low:
        return left.high_inclusive or right.low_inclusive
    return bool(left.high > right.low)


def _hull(left: Range, right: Range) -> Range:
    low, low_inclusive = left.low, left.low_inclusive
    if low is not None and right.low == low:
        low_inclusive = low_inclusive or right.low_inclusive
    high, high_inclusive = left.high, left.high_inclusive
    if high is not None and right.high == high:
        high_inclusive = high_inclusive or right.high_inclusive
    elif high is not None and (right.high is None or right.high > high):
        high, high_inclusive = right.high, right.high_inclusive
    return Range(low, high, low_inclusive, high_inclusive)
