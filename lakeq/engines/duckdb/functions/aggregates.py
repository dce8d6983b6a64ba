"""Aggregates: the table of those that stand in SQL, and which of them can count rows."""

from lakeq.engines.duckdb.functions import extremes, gathering, percentiles, statistics, totals
from lakeq.engines.duckdb.functions.aggregation import Aggregation, Template, named
from lakeq.errors import NotSupported


def spell_aggregate(call: Aggregation) -> str:
    """Spell an aggregate. Raises NotSupported for what cannot be answered as Trino would."""
    template = _TEMPLATES.get(call.function)
    if template is None:
        raise NotSupported(f"Aggregate function {call.function} is not supported")
    return template(call)


_TEMPLATES: dict[str, Template] = {
    "approx_distinct": totals.approx_distinct,
    "approx_most_frequent": gathering.most_frequent,
    "approx_percentile": percentiles.percentile,
    "arbitrary": named("any_value"),
    "array_agg": gathering.array_agg,
    "avg": totals.average,
    "bitwise_and_agg": named("bit_and"),
    "bitwise_or_agg": named("bit_or"),
    "bitwise_xor_agg": named("bit_xor"),
    "bool_and": named("bool_and"),
    "bool_or": named("bool_or"),
    "corr": statistics.of_pairs,
    "count": totals.count,
    "count_if": totals.count_if,
    "covar_pop": statistics.of_pairs,
    "covar_samp": statistics.of_pairs,
    "geometric_mean": statistics.geometric_mean,
    "histogram": gathering.histogram,
    "kurtosis": statistics.kurtosis,
    "listagg": gathering.listagg,
    "map_agg": gathering.map_agg,
    "map_union": gathering.map_union,
    "max": extremes.maximum,
    "max_by": extremes.by_key,
    "min": extremes.minimum,
    "min_by": extremes.by_key,
    "multimap_agg": gathering.multimap_agg,
    "reduce_agg": gathering.reduce,
    "regr_intercept": statistics.of_pairs,
    "regr_slope": statistics.of_pairs,
    "skewness": statistics.skewness,
    "stddev_pop": statistics.deviation,
    "stddev_samp": statistics.deviation,
    "sum": totals.total,
    "var_pop": statistics.deviation,
    "var_samp": statistics.deviation,
}
