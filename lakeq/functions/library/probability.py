"""Probability: distributions and confidence intervals."""

SIGNATURES = """
    # Give the probability of a value at most this, by a beta distribution (a, b, value).
    beta_cdf(double, double, double) -> double
    # Give the value of a probability, by a beta distribution (a, b, probability).
    inverse_beta_cdf(double, double, double) -> double
    # Give the value of a probability, by a normal distribution (mean, deviation, probability).
    inverse_normal_cdf(double, double, double) -> double
    # Give the probability of a value at most this, by a normal distribution.
    normal_cdf(double, double, double) -> double
    # Give the probability of a value at most this, by Student's distribution (value, freedom).
    t_cdf(double, double) -> double
    # Give the density at a value, by Student's distribution.
    t_pdf(double, double) -> double
    # Bound a rate of success from below, by Wilson's interval (successes, trials, z).
    wilson_interval_lower(bigint, bigint, double) -> double
    # Bound a rate of success from above.
    wilson_interval_upper(bigint, bigint, double) -> double
"""

_LAST_DIGITS = "The last digits may differ: the same integrals are worked out in another way."
DIFFERENCES = dict.fromkeys(
    (
        "beta_cdf",
        "inverse_beta_cdf",
        "inverse_normal_cdf",
        "normal_cdf",
        "t_cdf",
        "t_pdf",
    ),
    _LAST_DIGITS,
)
