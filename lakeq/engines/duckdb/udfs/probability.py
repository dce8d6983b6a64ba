"""Probability: the normal, the beta and Student's distribution."""

import math
import sys
from statistics import NormalDist

from lakeq.errors import InvalidArgument

_STEPS = 300
_PRECISION = 3e-16
_TINY = 1e-300
_STANDARD = NormalDist()


def normal_cdf(mean: float, deviation: float, value: float) -> float:
    """Give the probability of at most a value. Raises InvalidArgument."""
    _check(deviation > 0, "standardDeviation must be > 0")
    return 0.5 * (1 + math.erf((value - mean) / (deviation * math.sqrt(2))))


def inverse_normal_cdf(mean: float, deviation: float, probability: float) -> float:
    """Give the value of a probability. Raises InvalidArgument."""
    _check(0 < probability < 1, "p must be 0 > p > 1")
    _check(deviation > 0, "sd must be > 0")
    return mean + deviation * _STANDARD.inv_cdf(probability)


def beta_cdf(a: float, b: float, value: float) -> float:
    """Give the probability of at most a value. Raises InvalidArgument."""
    _check(0 <= value <= 1, "value must be 0 >= v >= 1")
    _check(a > 0 and b > 0, "a, b must be > 0")
    return _incomplete_beta(a, b, value)


def inverse_beta_cdf(a: float, b: float, probability: float) -> float:
    """Give the value of a probability, by halving the range it may be in. Raises InvalidArgument."""
    _check(0 <= probability <= 1, "p must be 0 >= p >= 1")
    _check(a > 0 and b > 0, "a, b must be > 0")
    if probability in (0, 1):
        return float(probability)
    low, high = 0.0, 1.0
    while high - low > sys.float_info.epsilon * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _incomplete_beta(a, b, middle) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def t_cdf(value: float, freedom: float) -> float:
    """Give the probability of at most a value. Raises InvalidArgument."""
    _check(freedom > 0, "df must be greater than 0")
    if math.isnan(value):
        return value
    tail = _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + value * value)) / 2
    return tail if value < 0 else 1 - tail


def t_pdf(value: float, freedom: float) -> float:
    """Give the density at a value. Raises InvalidArgument."""
    _check(freedom > 0, "df must be greater than 0")
    half = (freedom + 1) / 2
    scale = math.lgamma(half) - math.lgamma(freedom / 2) - 0.5 * math.log(freedom * math.pi)
    return math.exp(scale - half * math.log1p(value * value / freedom))


def _check(holds: bool, message: str) -> None:  # noqa: FBT001 - it reads like an assertion.
    if not holds:
        raise InvalidArgument(message)


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Give the regularized incomplete beta function by its continued fraction."""
    if x in (0, 1):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(scale + a * math.log(x) + b * math.log1p(-x))
    return front / (a * _fraction(a, b, x))


def _fraction(a: float, b: float, x: float) -> float:
    """Work out 1 + d1/(1 + d2/(1 + ...)) from the front, by Lentz's method."""
    value = upper = 1.0
    lower = 0.0
    for step in range(1, _STEPS):
        term = _term(a, b, x, step)
        lower = 1 / _nonzero(1 + term * lower)
        upper = _nonzero(1 + term / upper)
        value *= upper * lower
        if abs(upper * lower - 1) < _PRECISION:
            break
    return value


def _term(a: float, b: float, x: float, step: int) -> float:
    m = step // 2
    if step % 2:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
