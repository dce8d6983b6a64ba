"""Sketches: values that stand for many, which lakeq does not have."""

SIGNATURES = """
"""

_SETS = "there is no HyperLogLog type"
_DIGESTS = "there is no T-Digest or quantile digest type"
_MINHASH = "there is no SetDigest type"
REFUSED = {
    "approx_set": _SETS,
    "empty_approx_set": _SETS,
    "merge": _SETS,
    "construct_tdigest": _DIGESTS,
    "destructure_tdigest": _DIGESTS,
    "merge_tdigest": _DIGESTS,
    "qdigest_agg": _DIGESTS,
    "quantile_at_value": _DIGESTS,
    "quantiles_at_values": _DIGESTS,
    "scale_qdigest": _DIGESTS,
    "scale_tdigest": _DIGESTS,
    "tdigest_agg": _DIGESTS,
    "trimmed_mean": _DIGESTS,
    "value_at_quantile": _DIGESTS,
    "values_at_quantiles": _DIGESTS,
    "hash_counts": _MINHASH,
    "intersection_cardinality": _MINHASH,
    "jaccard_index": _MINHASH,
    "make_set_digest": _MINHASH,
    "merge_set_digest": _MINHASH,
}
