"""The distributions: known values, inverses that undo them, and their limits."""

import math

import pytest

from lakeq.engines.duckdb.udfs.probability import (
    beta_cdf,
    inverse_beta_cdf,
    inverse_normal_cdf,
    normal_cdf,
    t_cdf,
    t_pdf,
)
from lakeq.errors import InvalidArgument


@pytest.mark.parametrize("value", [-3.0, -0.5, 0.0, 1.25, 4.0])
def test_the_normal_inverse_undoes_the_distribution(value: float) -> None:
    assert inverse_normal_cdf(1, 2, normal_cdf(1, 2, value)) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("a", [0.5, 1.0, 3.0, 40.0])
@pytest.mark.parametrize("b", [0.5, 2.0, 17.0])
@pytest.mark.parametrize("value", [0.01, 0.3, 0.5, 0.99])
def test_the_beta_inverse_undoes_the_distribution(a: float, b: float, value: float) -> None:
    probability = beta_cdf(a, b, value)
    if 1e-9 < probability < 1 - 1e-9:
        assert inverse_beta_cdf(a, b, probability) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize("value", [0.0, 0.25, 0.5, 1.0])
def test_an_even_beta_distribution_is_a_straight_line(value: float) -> None:
    assert beta_cdf(1, 1, value) == pytest.approx(value)


def test_a_beta_distribution_of_whole_numbers_counts_coins() -> None:
    # At least two heads of four tosses: 11 of 16.
    assert beta_cdf(2, 3, 0.5) == pytest.approx(11 / 16)


def test_students_distribution_of_one_degree_is_cauchys() -> None:
    assert t_cdf(1, 1) == pytest.approx(0.75)
    assert t_cdf(-1, 1) == pytest.approx(0.25)
    assert t_pdf(1, 1) == pytest.approx(1 / (2 * math.pi))


def test_what_is_no_number_has_no_probability() -> None:
    assert math.isnan(normal_cdf(0, 1, math.nan))
    assert math.isnan(t_cdf(math.nan, 1))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: normal_cdf(0, 0, 1), "standardDeviation must be > 0"),
        (lambda: normal_cdf(0, math.nan, 1), "standardDeviation must be > 0"),
        (lambda: inverse_normal_cdf(0, 1, 1), "p must be 0 > p > 1"),
        (lambda: inverse_normal_cdf(0, -1, 0.5), "sd must be > 0"),
        (lambda: beta_cdf(0, 1, 0.5), "a, b must be > 0"),
        (lambda: beta_cdf(1, 1, 1.5), "value must be 0 >= v >= 1"),
        (lambda: inverse_beta_cdf(1, 1, -0.5), "p must be 0 >= p >= 1"),
        (lambda: t_cdf(1, 0), "df must be greater than 0"),
    ],
)
def test_a_parameter_out_of_range_is_refused(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(InvalidArgument) as caught:
        call()
    assert caught.value.message == message
