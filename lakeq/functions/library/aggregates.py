"""Aggregates: many rows become one."""

SIGNATURES = """
    count() -> bigint
    count(T) -> bigint
    count_if(boolean) -> bigint
    sum(bigint) -> bigint
    sum(decimal(p,s)) -> decimal(38,s)
    sum(real) -> real
    sum(double) -> double
    avg(bigint) -> double
    avg(double) -> double
    avg(real) -> real
    avg(decimal(p,s)) -> decimal(p,s)
    min(O) -> O
    max(O) -> O
    bool_and(boolean) -> boolean
    bool_or(boolean) -> boolean
    arbitrary(T) -> T
    min_by(T, O) -> T
    max_by(T, O) -> T
    array_agg(T) -> array(T)
    stddev_samp(double) -> double
    stddev_pop(double) -> double
    var_samp(double) -> double
    var_pop(double) -> double
    approx_distinct(T) -> bigint
"""

ALIASES = {
    "any_value": "arbitrary",
    "every": "bool_and",
    "stddev": "stddev_samp",
    "variance": "var_samp",
}
