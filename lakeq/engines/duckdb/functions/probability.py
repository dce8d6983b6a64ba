"""Probability: intervals as SQL, and distributions as Python functions."""

from collections.abc import Sequence

from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.spelling import once
from lakeq.errors import InvalidArgument


def _distribution(call: Invocation) -> str:
    return call.udf(f"probability.{call.function}")


def wilson(call: Invocation) -> str:
    """Spell one end of Wilson's interval."""
    sign = "-" if call.function == "wilson_interval_lower" else "+"

    def build(values: Sequence[str]) -> str:
        successes, trials, z = values
        failures = (
            (f"{successes} < 0", "number of successes must not be negative"),
            (f"{trials} <= 0", "number of trials must be positive"),
            (
                f"{successes} > {trials}",
                "number of successes must not be larger than number of trials",
            ),
            (f"{z} < 0", "z-score must not be negative"),
        )
        checks = " ".join(
            f"WHEN {failed} THEN {call.fail(InvalidArgument, message)}"
            for failed, message in failures
        )
        missing = " OR ".join(f"{value} IS NULL" for value in values)
        rate = f"(CAST({successes} AS DOUBLE) / {trials})"
        count = f"CAST({trials} AS DOUBLE)"
        spread = f"{z} * sqrt(({rate} * (1 - {rate}) + {z} * {z} / (4 * {count})) / {count})"
        bound = f"({rate} + {z} * {z} / (2 * {count}) {sign} {spread}) / (1 + {z} * {z} / {count})"
        return f"CASE WHEN {missing} THEN NULL {checks} ELSE {bound} END"

    return once(call.sql, build)


TEMPLATES: dict[str, Template] = {
    "beta_cdf": _distribution,
    "inverse_beta_cdf": _distribution,
    "inverse_normal_cdf": _distribution,
    "normal_cdf": _distribution,
    "t_cdf": _distribution,
    "t_pdf": _distribution,
    "wilson_interval_lower": wilson,
    "wilson_interval_upper": wilson,
}
