"""Aggregates: many rows become one."""

SIGNATURES = """
    # Count the distinct values, NULL left out.
    approx_distinct(T) -> bigint
    approx_distinct(T, double) -> bigint
    # Count the most frequent values: at most so many, among so many candidates.
    approx_most_frequent(bigint, bigint, bigint) -> map(bigint,bigint)
    approx_most_frequent(bigint, varchar, bigint) -> map(varchar,bigint)
    # Give the value below which a share of all values lies; rows may have weights.
    approx_percentile(bigint, double) -> bigint
    approx_percentile(double, double) -> double
    approx_percentile(real, double) -> real
    approx_percentile(bigint, array(double)) -> array(bigint)
    approx_percentile(double, array(double)) -> array(double)
    approx_percentile(real, array(double)) -> array(real)
    approx_percentile(bigint, double, double) -> bigint
    approx_percentile(double, double, double) -> double
    approx_percentile(real, double, double) -> real
    approx_percentile(bigint, double, array(double)) -> array(bigint)
    approx_percentile(double, double, array(double)) -> array(double)
    approx_percentile(real, double, array(double)) -> array(real)
    approx_percentile(bigint, double, double, double) -> bigint
    approx_percentile(double, double, double, double) -> double
    approx_percentile(real, double, double, double) -> real
    # Give one of the values that are not NULL.
    arbitrary(T) -> T
    # Gather all values, NULL included.
    array_agg(T) -> array(T)
    # Give the mean.
    avg(bigint) -> double
    avg(double) -> double
    avg(real) -> real
    avg(decimal(p,s)) -> decimal(p,s)
    avg(interval day to second) -> interval day to second
    avg(interval year to month) -> interval year to month
    # Keep the bits that all have.
    bitwise_and_agg(bigint) -> bigint
    # Keep the bits that any has.
    bitwise_or_agg(bigint) -> bigint
    # Keep the bits that an odd number have.
    bitwise_xor_agg(bigint) -> bigint
    # Tell whether all are true.
    bool_and(boolean) -> boolean
    # Tell whether any is true.
    bool_or(boolean) -> boolean
    # Give the correlation.
    corr(double, double) -> double
    corr(real, real) -> real
    # Count the rows, or the values that are not NULL.
    count() -> bigint
    count(T) -> bigint
    # Count the rows for which a condition holds.
    count_if(boolean) -> bigint
    # Give the covariance of a population.
    covar_pop(double, double) -> double
    covar_pop(real, real) -> real
    # Give the covariance of a sample.
    covar_samp(double, double) -> double
    covar_samp(real, real) -> real
    # Give the geometric mean.
    geometric_mean(bigint) -> double
    geometric_mean(double) -> double
    geometric_mean(real) -> real
    # Count how often each value comes.
    histogram(T) -> map(T,bigint)
    # Give the excess kurtosis.
    kurtosis(double) -> double
    # Join texts, in the order of WITHIN GROUP.
    listagg(varchar) -> varchar
    listagg(varchar, varchar) -> varchar
    listagg(varchar, varchar, varchar, boolean) -> varchar
    # Make a map of keys and values; the first value of a key stays.
    map_agg(K, V) -> map(K,V)
    # Make one map of many; the first value of a key stays.
    map_union(map(K,V)) -> map(K,V)
    # Give the greatest value, or the so many greatest.
    max(O) -> O
    max(O, bigint) -> array(O)
    # Give what stands beside the greatest value, or beside the so many greatest.
    max_by(T, O) -> T
    max_by(T, O, bigint) -> array(T)
    # Give the least value, or the so many least.
    min(O) -> O
    min(O, bigint) -> array(O)
    # Give what stands beside the least value, or beside the so many least.
    min_by(T, O) -> T
    min_by(T, O, bigint) -> array(T)
    # Make a map of keys, each with all of its values.
    multimap_agg(K, V) -> map(K,array(V))
    # Combine all values that are not NULL, one after another, by a lambda.
    reduce_agg(T, S, function(S,T,S), function(S,S,S)) -> S
    # Give where a line through the points (y, x) meets x = 0.
    regr_intercept(double, double) -> double
    regr_intercept(real, real) -> real
    # Give how steep a line through the points (y, x) is.
    regr_slope(double, double) -> double
    regr_slope(real, real) -> real
    # Give the skewness.
    skewness(double) -> double
    # Give the standard deviation of a population.
    stddev_pop(double) -> double
    # Give the standard deviation of a sample.
    stddev_samp(double) -> double
    # Add all values up.
    sum(bigint) -> bigint
    sum(decimal(p,s)) -> decimal(38,s)
    sum(real) -> real
    sum(double) -> double
    sum(interval day to second) -> interval day to second
    sum(interval year to month) -> interval year to month
    # Give the variance of a population.
    var_pop(double) -> double
    # Give the variance of a sample.
    var_samp(double) -> double
"""

ALIASES = {
    "any_value": "arbitrary",
    "every": "bool_and",
    "stddev": "stddev_samp",
    "variance": "var_samp",
}

_EXACT = "Trino's answer is approximate; this one is exact."
DIFFERENCES = {
    "approx_distinct": _EXACT,
    "approx_most_frequent": _EXACT,
    "approx_percentile": _EXACT,
    "reduce_agg": "The values are combined in one sequence; the second lambda is not called.",
}

_LEARNING = "there is no machine learning"
REFUSED = {
    "checksum": "its value depends on how Trino hashes values",
    "numeric_histogram": "its buckets depend on the order in which Trino reads rows",
    "evaluate_classifier_predictions": _LEARNING,
    "learn_classifier": _LEARNING,
    "learn_libsvm_classifier": _LEARNING,
    "learn_libsvm_regressor": _LEARNING,
    "learn_regressor": _LEARNING,
}
