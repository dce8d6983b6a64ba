"""Domains as sets: intersect and union hold just the values that both and either hold."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lakeq.model.domains import Domain, Range

ENDS = st.one_of(st.none(), st.integers(0, 60))
RANGES = st.builds(Range, ENDS, ENDS, st.booleans(), st.booleans()).filter(lambda r: not r.is_empty)


@st.composite
def domains(draw: st.DrawFn) -> Domain:
    """Few ranges, or so many that they are gone through another way."""
    if draw(st.booleans()):
        return Domain(tuple(draw(st.lists(RANGES, max_size=3))), draw(st.booleans()))
    points = Domain.of_values(draw(st.sets(st.integers(0, 60), min_size=17, max_size=40)))
    return points.union(Domain(tuple(draw(st.lists(RANGES, max_size=1))), draw(st.booleans())))


VALUES = [None, *(number / 2 for number in range(-2, 124))]


@settings(max_examples=max(300, settings().max_examples))
@given(domains(), domains())
def test_domains_combine_as_sets_do(left: Domain, right: Domain) -> None:
    both, either = left.intersect(right), left.union(right)
    for value in VALUES:
        assert both.contains(value) == (left.contains(value) and right.contains(value))
        assert either.contains(value) == (left.contains(value) or right.contains(value))


@given(domains(), st.integers(-1, 61), st.integers(0, 5), st.booleans())
def test_data_overlaps_a_domain_that_holds_one_of_its_values(
    domain: Domain, low: int, width: int, has_null: bool
) -> None:
    halves = [low + step / 2 for step in range(2 * width + 1)]
    expected = any(map(domain.contains, halves)) or (has_null and domain.null_allowed)
    overlaps = domain.overlaps(low, low + width, has_null=has_null)
    assert overlaps or not expected
